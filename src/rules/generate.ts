import { USER_LISTS } from './catalogue/user-lists.ts';
import { DECODERS_XML } from './decoders.ts';
import { RULE_FILES } from './rule-files.ts';
import { writeRuleFile } from './rule-xml.ts';

/** A file that is generated from the catalogue; `path` is relative to the package root. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

const HEAD = [
  'Generated from the rule catalogue (npm run generate). Every rule is explained in docs/rules.md.',
  'To change a rule keep this file as it is and put the rule with overwrite="yes" into local_rules.xml.',
];

/**
 * Writes every rule, decoder and list file.
 *
 * @param renumber maps catalogue ids to ids in the files, see `moveRuleIds`. Ids of Wazuh's own rules are left alone.
 * @throws {RangeError} for a rule that Wazuh's XML reader could not take.
 */
export function generateRulesetFiles(renumber: (id: number) => number = id => id): readonly GeneratedFile[] {
  return [
    { path: 'decoders/0005-o365-wazuh_decoders.xml', text: DECODERS_XML },
    ...RULE_FILES.map(({ path, about, group, themes }) => ({
      path,
      text: writeRuleFile(
        [`o365-wazuh: ${about}`, ...HEAD],
        group,
        themes.map(theme => ({ comment: asciiOnly(theme.title), rules: theme.rules })),
        id => (id < 100_000 ? id : renumber(id)),
      ),
    })),
    ...USER_LISTS.map(({ name }) => ({ path: `lists/${name}`, text: '' })),
  ];
}

function asciiOnly(text: string): string {
  return text.replaceAll('’', "'");
}
