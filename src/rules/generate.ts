import { BASE_THEMES, DETECTION_THEMES, LABEL_THEMES } from './catalogue/themes.ts';
import { DECODERS_XML } from './decoders.ts';
import type { Theme } from './model.ts';
import { writeRuleFile } from './rule-xml.ts';

/** A file that is generated from the catalogue; `path` is relative to the package root. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/** A rule file of ours: the order of the names is the order in which analysisd reads them. */
interface RuleFile {
  readonly path: string;
  readonly about: readonly string[];
  readonly themes: readonly Theme[];
}

/*
 * analysisd reads all rule files in the order of their base names. Ours come after every stock rule that an optional file of ours builds
 * on (0755-office365) and before local_rules.xml, so that rules and overwrites of the user's there find ours already loaded.
 */
const RULE_FILES: readonly RuleFile[] = [
  {
    path: 'rules/0990-o365-wazuh_rules.xml',
    about: ['o365-wazuh: base rules for Microsoft 365 audit events.'],
    themes: BASE_THEMES,
  },
  {
    path: 'rules/0992-o365-wazuh_detections.xml',
    about: ['o365-wazuh: detections and correlations for Microsoft 365 audit events.'],
    themes: DETECTION_THEMES,
  },
  {
    path: 'rules/0993-o365-wazuh_labels.xml',
    about: ['o365-wazuh: a label for every record type of Microsoft 365 that has a name.'],
    themes: LABEL_THEMES,
  },
];

const HEAD = [
  'Generated from the rule catalogue (npm run generate). Every rule is explained in docs/rules.md.',
  'To change a rule keep this file as it is and put the rule with overwrite="yes" into local_rules.xml.',
];

/**
 * Writes every rule and decoder file.
 *
 * @param renumber maps catalogue ids to ids in the files, see `moveRuleIds`.
 */
export function generateRulesetFiles(renumber: (id: number) => number = id => id): readonly GeneratedFile[] {
  return [
    { path: 'decoders/0005-o365-wazuh_decoders.xml', text: DECODERS_XML },
    ...RULE_FILES.map(file => ({
      path: file.path,
      text: writeRuleFile(
        [...file.about, ...HEAD],
        file.themes.map(theme => ({ comment: theme.title, rules: theme.rules })),
        renumber,
      ),
    })),
  ];
}
