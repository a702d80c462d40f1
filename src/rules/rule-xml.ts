import { XMLBuilder } from 'fast-xml-parser';
import type { Correlation, FieldCondition, Rule } from './model.ts';

type XmlNode = Readonly<Record<string, unknown>>;

const builder = new XMLBuilder({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '@_',
  commentPropName: '#comment',
  format: true,
  indentBy: '  ',
  suppressEmptyNode: true,
  // Wazuh's reader decodes no entity: what it would need one for is refused by `checked` instead.
  processEntities: false,
});

/** A rule file's text and the comment above a span of its rules. */
export interface RuleSection {
  readonly comment: string;
  readonly rules: readonly Rule[];
}

/**
 * Writes a rule file that Wazuh's own XML reader takes: ASCII, no declaration, no entity, one `group` root a section.
 *
 * @param head comment at the top of the file, one line an entry.
 * @param group first group of every rule.
 * @param renumber maps catalogue ids to the ids in the file.
 * @throws {RangeError} when a text holds what that reader cannot: `<`, `&`, a character outside ASCII, `--` in a comment.
 */
export function writeRuleFile(
  head: readonly string[],
  group: string,
  sections: readonly RuleSection[],
  renumber: (id: number) => number,
): string {
  const nodes = [
    comment(head),
    ...sections.flatMap(section => [
      comment([section.comment]),
      element(
        'group',
        section.rules.map(rule => ruleNode(rule, renumber)),
        { name: `${group},` },
      ),
    ]),
  ];
  return `${builder.build(nodes).trim()}\n`;
}

/**
 * Writes one rule that replaces another: the same conditions, with `overwrite="yes"`, for `local_rules.xml`. The parents are in it as they
 * are, since analysisd keeps them anyway and complains only of others.
 *
 * @throws {RangeError} as `writeRuleFile`.
 */
export function writeOverwrite(rule: Rule, group: string): string {
  const node = ruleNode(rule, id => id);
  const named = node[':@'] as Record<string, string>;
  const overwriting = { ...node, ':@': { ...named, '@_overwrite': 'yes' } };
  return builder.build([element('group', [overwriting], { name: `${group},` })]).trim();
}

function ruleNode(rule: Rule, renumber: (id: number) => number): XmlNode {
  const children = [
    ...one('decoded_as', rule.decodedAs),
    ...one('location', rule.location),
    ...parentNodes(rule, renumber),
    ...rule.fields.map(fieldNode),
    ...(rule.address === undefined
      ? []
      : rule.address.anyOf.map(text => element('srcip', [value(text)], negation(rule.address?.negate)))),
    ...(rule.lists ?? []).map(list =>
      element('list', [value(`etc/lists/${list.list}`)], {
        field: fieldName(list.field),
        lookup: list.lookup,
      }),
    ),
    ...(rule.correlation === undefined ? [] : contextNodes(rule.correlation)),
    element('description', [value(rule.description)]),
    ...(rule.mitre.length === 0
      ? []
      : [
          element(
            'mitre',
            rule.mitre.map(id => element('id', [value(id)])),
          ),
        ]),
    ...(rule.level === 0 ? [] : [element('options', [value('no_full_log')])]),
    ...(rule.groups.length === 0 ? [] : [element('group', [value(`${rule.groups.join(',')},`)])]),
  ];
  return element('rule', children, attributes(rule, renumber));
}

function attributes(rule: Rule, renumber: (id: number) => number): Record<string, string> {
  const { correlation } = rule;
  return {
    id: String(renumber(rule.id)),
    level: String(rule.level),
    ...(rule.node === true ? { noalert: '1' } : {}),
    ...(correlation === undefined
      ? {}
      : {
          frequency: String(correlation.frequency),
          timeframe: String(correlation.timeframeSeconds),
          ...(correlation.ignoreSeconds === undefined ? {} : { ignore: String(correlation.ignoreSeconds) }),
        }),
  };
}

function parentNodes(rule: Rule, renumber: (id: number) => number): XmlNode[] {
  const matched = rule.correlation?.matchedRule;
  // `if_matched_sid` alone makes the matched rule the parent; naming it twice is not needed.
  const parents = rule.parents.filter(id => id !== matched).map(renumber);
  return [
    ...(parents.length === 0 ? [] : [element('if_sid', [value(parents.join(', '))])]),
    ...one('if_matched_sid', matched === undefined ? undefined : String(renumber(matched))),
    ...one('if_matched_group', rule.correlation?.matchedGroup),
  ];
}

function fieldNode(field: FieldCondition): XmlNode {
  return element('field', [value(field.pattern)], {
    name: fieldName(field.name),
    ...(field.kind === 'osregex' ? {} : { type: field.kind }),
    ...negation(field.negate),
  });
}

function contextNodes(correlation: Correlation): XmlNode[] {
  return [
    ...(correlation.sameAddress === true ? [element('same_srcip', [])] : []),
    ...(correlation.differentAddress === true ? [element('different_srcip', [])] : []),
    ...(correlation.same ?? []).map(name => element('same_field', [value(fieldName(name))])),
    ...(correlation.different ?? []).map(name => element('different_field', [value(fieldName(name))])),
  ];
}

/** The full name of a field of the event. */
export function fieldName(name: string): string {
  return name === 'srcip' || name.startsWith('o365_wazuh.') || name.startsWith('office365.')
    ? name
    : `office_365.${name}`;
}

function negation(negate: true | undefined): Record<string, string> {
  return negate === true ? { negate: 'yes' } : {};
}

function one(name: string, text: string | undefined): XmlNode[] {
  return text === undefined ? [] : [element(name, [value(text)])];
}

function element(name: string, children: readonly XmlNode[], attrs: Record<string, string> = {}): XmlNode {
  const named = Object.entries(attrs).map(([key, text]) => [`@_${key}`, checked(text)]);
  return { [name]: children, ...(named.length === 0 ? {} : { ':@': Object.fromEntries(named) }) };
}

function value(text: string): XmlNode {
  return { '#text': checked(text) };
}

function comment(lines: readonly string[]): XmlNode {
  const text = lines.length === 1 ? ` ${lines[0]} ` : `\n${lines.map(line => `  ${line}`).join('\n')}\n`;
  if (/--|!>/.test(text)) throw new RangeError(`A comment must hold neither "--" nor "!>": ${text}`);
  return { '#comment': [{ '#text': checked(text) }] };
}

function checked(text: string): string {
  if (/[<&]|[^\n\x20-\x7e]/.test(text)) {
    throw new RangeError(`Wazuh's XML reader takes no "<", no "&" and nothing outside ASCII: ${text}`);
  }
  return text;
}
