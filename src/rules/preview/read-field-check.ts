import type { WazuhXmlElement } from '../read/wazuh-xml.ts';
import { asciiLowerCase, toByteString } from './byte-string.ts';
import { compileRulePattern } from './compile-rule-pattern.ts';
import { attributeNegate, attributeType } from './pattern-attributes.ts';
import type { RuleContext, RuleDraft } from './rule-draft.ts';

/** `analysisd.decoder_order_size`. */
const MAX_FIELDS = 256;

/** Names that `<field>` may not have: they have elements of their own. */
const STATIC_NAMES: ReadonlySet<string> = new Set([
  'srcip',
  'dstip',
  'srcgeoip',
  'dstgeoip',
  'srcport',
  'dstport',
  'user',
  'srcuser',
  'dstuser',
  'url',
  'id',
  'data',
  'extra_data',
  'status',
  'protocol',
  'system_name',
  'action',
]);

/** Reads a `<field name="…">` of a rule. */
export function readFieldCheck(
  element: WazuhXmlElement,
  draft: RuleDraft,
  { log }: RuleContext,
): 'read' | 'refused' {
  const { id } = draft.attributes;
  const refuse = (message: string): 'refused' => {
    log.error('FIELD_INVALID', element.line, message, id);
    return 'refused';
  };
  if (draft.fields.length >= MAX_FIELDS)
    return refuse(`Rule ${id} has exceeded the maximum number of allowed fields`);
  const name = element.attributes.find(attribute => attribute.name === 'name')?.value;
  if (name === undefined) return refuse(`Failure to read rule ${id}. No such attribute 'name' for field.`);
  if (STATIC_NAMES.has(name.toLowerCase()))
    return refuse(`Failure to read rule ${id}. Field '${name}' is static.`);
  const type = attributeType(element, 'osregex', id, log);
  const negate = attributeNegate(element, id, log);
  const pattern = { text: toByteString(element.content), type, negate, line: element.line };
  const expression = compileRulePattern(pattern, name, draft, log);
  if (!expression) return 'refused';
  draft.fields.push({ lowerName: asciiLowerCase(toByteString(name)), expression, negate });
  return 'read';
}
