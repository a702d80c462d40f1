import { CLAIMED_RECORD_TYPES } from './catalogue/record-types.ts';
import { USER_LISTS } from './catalogue/user-lists.ts';
import { DEFAULT_RULE_BASE, GENERIC_OFFSET, ID_BLOCKS, NATIVE_OFFSET } from './id-blocks.ts';
import { markdownTable } from './markdown-table.ts';
import type { Rule, Theme } from './model.ts';
import { RULE_FILES } from './rule-files.ts';
import { RULES_INTRODUCTION } from './rules-introduction.ts';

/** Themes that the document shows as mere lists of names. */
const BRIEF = new Set(['workloads', 'record-types', 'nodes', 'native']);

const INSTALLED = {
  always: 'always',
  'with-lists': 'with the lists declared',
  optional: 'only when you copy it',
} as const;

/** Writes `docs/rules.md`: how the rules work together, and of every rule what it means and what to do. */
export function rulesDocument(): string {
  const themes = RULE_FILES.flatMap(file => file.themes);
  return [
    RULES_INTRODUCTION,
    '## Files',
    markdownTable(
      ['file', 'rules', 'installed', 'holds'],
      RULE_FILES.map(({ path, themes: held, installation, about }) => [
        `\`${path}\``,
        String(held.reduce((sum, theme) => sum + theme.rules.filter(isAlert).length, 0)),
        INSTALLED[installation],
        about,
      ]),
    ),
    '## Lists',
    'Empty as delivered, in `lists/`. One `key:` a line. `match_key` is case-sensitive and Microsoft’s own spelling varies: put a user in as the events write it (Entra ID and Exchange keep capitals, SharePoint writes lower case).',
    markdownTable(
      ['list', 'for', 'an entry'],
      USER_LISTS.map(({ name, about, example }) => [`\`etc/lists/${name}\``, about, `\`${example}\``]),
    ),
    '## Ids',
    `All ids move together with \`--rule-base\`; 100002 only where another rule has that id, to the base + ${GENERIC_OFFSET}. Offsets from the base (${DEFAULT_RULE_BASE} by default):`,
    markdownTable(
      ['block', 'offsets', 'ids by default'],
      Object.entries(ID_BLOCKS).map(([name, [first, last]]) => [
        name,
        `${first} – ${last}`,
        `${DEFAULT_RULE_BASE + first} – ${DEFAULT_RULE_BASE + last}`,
      ]),
    ),
    '## Rules',
    ...themes.filter(theme => !BRIEF.has(theme.name)).flatMap(themeSection),
    '### Workloads and record types',
    `One rule a workload (level 5, for record types that nobody has named) and one a record type (level 3). The record types ${[...CLAIMED_RECORD_TYPES].join(', ')} are taken as a whole by a detection, so their labels show only where that detection was taken away.`,
    markdownTable(
      ['id', 'level', 'text'],
      themes
        .filter(theme => theme.name === 'workloads' || theme.name === 'record-types')
        .flatMap(theme => theme.rules.filter(isAlert))
        .map(rule => [String(rule.id), String(rule.level), `\`${rule.description}\` — ${rule.why}`]),
    ),
    '### Copies for native events',
    `\`rules/optional/0996-o365-wazuh_native.xml\` holds the detections once more for events of the shape that Wazuh’s own module sends, under the same id plus ${NATIVE_OFFSET}. Left out is what Wazuh has a rule of its own for (91700 to 91725).`,
    '',
  ].join('\n\n');
}

function themeSection(theme: Theme): string[] {
  return [
    `### ${theme.title}`,
    markdownTable(
      ['id', 'level', 'alert', 'means', 'next', 'innocent when', 'ATT&CK', 'also in'],
      theme.rules.filter(isAlert).map(ruleRow),
    ),
  ];
}

function ruleRow(rule: Rule): readonly string[] {
  return [
    String(rule.id),
    String(rule.level),
    `${rule.correlation === undefined ? '' : '★ '}\`${rule.description}\``,
    rule.why,
    rule.whatToDo,
    rule.falsePositives ?? '',
    rule.mitre.join(' '),
    (rule.origin ?? '').replace(/\.$/, ''),
  ];
}

function isAlert(rule: Rule): boolean {
  return rule.node !== true;
}
