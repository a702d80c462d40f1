import type { WazuhXmlElement } from '../read/wazuh-xml.ts';
import { asciiLowerCase, toByteString } from './byte-string.ts';
import type { CdbList, ListLookup, ListLookupKind } from './list-lookup.ts';
import { compileOsMatch } from './os-match.ts';

const KINDS: ReadonlySet<string> = new Set<ListLookupKind>([
  'match_key',
  'not_match_key',
  'match_key_value',
  'address_match_key',
  'not_address_match_key',
  'address_match_key_value',
]);

const STATIC_FIELDS = [
  'srcip',
  'srcport',
  'dstip',
  'dstport',
  'user',
  'url',
  'id',
  'hostname',
  'program_name',
  'status',
  'action',
  'protocol',
  'system_name',
  'data',
  'extra_data',
] as const;

/**
 * Reads a `<list>` of a rule.
 *
 * @param lists by the names that rules may use.
 * @returns the lookup; `missing` where the list is not loaded, for which the rule is left out; `wrong` where analysisd refuses the element.
 */
export function readListCheck(
  element: WazuhXmlElement,
  lists: ReadonlyMap<string, CdbList>,
): ListLookup | { readonly missing: string } | { readonly wrong: string } {
  if (element.attributes.length === 0)
    return { wrong: 'List must have a correctly formatted field attribute' };
  let kind: ListLookupKind = 'match_key';
  let field: ListLookup['field'] | undefined;
  let value: ListLookup['value'];
  for (const attribute of element.attributes) {
    switch (attribute.name.toLowerCase()) {
      case 'lookup': {
        const word = attribute.value.toLowerCase();
        if (!KINDS.has(word)) return { wrong: `List match lookup="${attribute.value}" is not valid.` };
        kind = word as ListLookupKind;
        break;
      }
      case 'field':
        field = readField(toByteString(attribute.value));
        break;
      case 'check_value': {
        const compiled = compileOsMatch(toByteString(attribute.value));
        if ('refused' in compiled) return { wrong: `Syntax error on regex: '${attribute.value}'` };
        value = compiled;
        break;
      }
      default:
        return { wrong: `List attribute "${attribute.name}" is not valid` };
    }
  }
  if (!field) return { wrong: 'List requires the field="" attribute' };
  const list = lists.get(element.content);
  return list ? { list, kind, field, value } : { missing: element.content };
}

function readField(text: string): ListLookup['field'] {
  const lower = asciiLowerCase(text);
  const found = STATIC_FIELDS.find(name => name === lower);
  return found ? { static: found } : { dynamic: /^ *(?<word>[^ ]*)/.exec(lower)?.groups?.['word'] ?? '' };
}
