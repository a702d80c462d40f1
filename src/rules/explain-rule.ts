import { techniqueName } from './attack/techniques.ts';
import { type CatalogueEntry, parentChain } from './catalogue-index.ts';
import type { Rule, Sample, SampleEvent } from './model.ts';
import { RULE_FILES } from './rule-files.ts';
import { fieldName, writeOverwrite } from './rule-xml.ts';

/** Everything that is known of a rule, for `--json`. */
export interface ExplainedRule {
  readonly id: number;
  readonly level: number;
  readonly description: string;
  readonly file: string;
  readonly installation: string;
  readonly theme: string;
  readonly parents: readonly { readonly id: number; readonly level: number; readonly description: string }[];
  readonly children: readonly { readonly id: number; readonly level: number; readonly description: string }[];
  readonly conditions: readonly string[];
  readonly groups: readonly string[];
  readonly mitre: readonly { readonly id: string; readonly name: string }[];
  readonly why: string;
  readonly whatToDo: string;
  readonly falsePositives: string | undefined;
  readonly origin: string | undefined;
  readonly hit: Sample | undefined;
  readonly miss: Sample | undefined;
  /** A rule for local_rules.xml that replaces it, its level lowered by way of example. */
  readonly overwrite: string;
}

/** Gathers what the catalogue knows of one rule. */
export function explainRule(entry: CatalogueEntry, entries: readonly CatalogueEntry[]): ExplainedRule {
  const { rule, file, installation, theme } = entry;
  const brief = ({ id, level, description }: Rule) => ({ id, level, description });
  const children = entries
    .map(one => one.rule)
    .filter(
      one =>
        one.parents.includes(rule.id) ||
        (one.parents.length === 0 && one.correlation?.matchedRule === rule.id),
    );
  return {
    id: rule.id,
    level: rule.level,
    description: rule.description,
    file,
    installation,
    theme: theme.title,
    parents: parentChain(rule, entries).map(brief),
    children: children.map(brief),
    conditions: conditionsOf(rule),
    groups: rule.groups,
    mitre: rule.mitre.map(id => ({ id, name: techniqueName(id) })),
    why: rule.why,
    whatToDo: rule.whatToDo,
    falsePositives: rule.falsePositives,
    origin: rule.origin,
    hit: rule.hits[0],
    miss: rule.misses[0],
    overwrite: writeOverwrite(tuned(rule), RULE_FILES.find(one => one.path === file)?.group ?? 'office_365'),
  };
}

/** The same for a person. */
export function explainAsText(explained: ExplainedRule): string {
  const { id, level, description, file, installation, theme, why, whatToDo, falsePositives, origin } =
    explained;
  const chain = [...explained.parents.map(parent => parent.id), id].join(' → ');
  const blocks: (readonly [title: string, text: string])[] = [
    ['Means', why],
    ['Do next', whatToDo],
    ['Innocent when', falsePositives ?? ''],
    ['Meets', explained.conditions.map(condition => `• ${condition}`).join('\n')],
    ['ATT&CK', explained.mitre.map(one => `${one.id} ${one.name}`).join('\n')],
    ['Groups', explained.groups.join(', ')],
    ['Below', `${chain}\n(${theme}; ${file}, ${INSTALLED[installation] ?? installation})`],
    [
      'Then tried',
      explained.children
        .slice(0, 20)
        .map(child => `${child.id}  ${child.level}  ${child.description}`)
        .join('\n'),
    ],
    ['Also in', origin ?? ''],
    ['An event that meets it', sampleText(explained.hit)],
    ['One that nearly does', sampleText(explained.miss)],
    [
      'To change it',
      `put this into /var/ossec/etc/rules/local_rules.xml, change it there (here: the level), and reload Wazuh.\nLevel 0 silences the rule.\n\n${explained.overwrite}`,
    ],
  ];
  const head = `Rule ${id}, level ${level}\n${description}\n`;
  const told = blocks.filter(([, text]) => text !== '');
  return [head, ...told.map(([title, text]) => `${title}\n${indent(text)}\n`)].join('\n');
}

const INSTALLED: Readonly<Record<string, string>> = {
  always: 'always installed',
  'with-lists': 'installed where the lists are declared',
  optional: 'installed only when you copy it',
};

/** One level down, to show what an overwrite is for. */
function tuned(rule: Rule): Rule {
  return rule.node === true ? rule : { ...rule, level: Math.max(0, rule.level - 1) };
}

function conditionsOf({ fields, lists = [], address, correlation, decodedAs, location }: Rule): string[] {
  const conditions: string[] = [];
  if (decodedAs !== undefined) conditions.push(`decoded as ${decodedAs}`);
  if (location !== undefined) conditions.push(`location ${location}`);
  for (const field of fields)
    conditions.push(
      `${fieldName(field.name)} ${field.negate === true ? 'is there and does not match' : 'matches'} ${field.pattern}`,
    );
  if (address)
    conditions.push(`srcip ${address.negate === true ? 'outside' : 'in'} ${address.anyOf.join(', ')}`);
  for (const { list, field, lookup } of lists)
    conditions.push(
      `${fieldName(field)} ${lookup === 'not_match_key' ? 'is not' : 'is'} in etc/lists/${list}`,
    );
  if (!correlation) return conditions;
  const { frequency, timeframeSeconds, matchedRule, matchedGroup, same = [], different = [] } = correlation;
  conditions.push(
    `${frequency} events within ${timeframeSeconds} s, this one included, the others alerted as ${matchedRule === undefined ? `a rule of group ${matchedGroup}` : `rule ${matchedRule}`}`,
  );
  const equal = [...same.map(fieldName), ...(correlation.sameAddress ? ['srcip'] : [])];
  const other = [...different.map(fieldName), ...(correlation.differentAddress ? ['srcip'] : [])];
  if (equal.length > 0) conditions.push(`all with the same ${equal.join(' and ')}`);
  if (other.length > 0) conditions.push(`the others with another ${other.join(' and ')} than this one`);
  return conditions;
}

function sampleText(sample: Sample | undefined): string {
  if (sample === undefined) return '';
  if (!isSequence(sample)) return JSON.stringify(wrapped(sample));
  const last = sample.at(-1) ?? {};
  return `${sample.length} events in a row, the last one:\n${JSON.stringify(wrapped(last))}`;
}

function wrapped(event: SampleEvent): SampleEvent {
  return 'integration' in event || 'office_365' in event ? event : { office_365: event };
}

function isSequence(sample: Sample): sample is readonly SampleEvent[] {
  return Array.isArray(sample);
}

function indent(text: string): string {
  return text
    .split('\n')
    .map(line => (line === '' ? '' : `  ${line}`))
    .join('\n');
}
