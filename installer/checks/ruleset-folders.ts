import { join, normalize } from 'node:path';
import { O365WazuhError } from '../../src/errors.ts';
import { type ConfFacts, excludesFile, type Located } from '../ossec-conf/conf-facts.ts';
import type { OssecConf } from '../read-ossec-conf.ts';
import type { Notice } from '../report.ts';

/**
 * Makes sure that analysisd will load what goes into etc/rules and etc/decoders. Without any such directive Wazuh falls back to its own
 * folders alone.
 *
 * Of several `<ruleset>` sections only the last counts.
 *
 * @param names file names about to be installed, such as `rules/0990-x.xml`.
 * @returns what only the operator can judge: a folder of which files are chosen by a pattern.
 * @throws INSTALL_RULES_OFF naming the line that is missing, or the one that excludes a file of ours.
 */
export function checkRulesetFolders(
  conf: OssecConf,
  facts: ConfFacts,
  home: string,
  names: readonly string[],
): Notice[] {
  const notices: Notice[] = [];
  for (const [tag, dirs, folder] of [
    ['rule_dir', facts.ruleDirs, 'etc/rules'],
    ['decoder_dir', facts.decoderDirs, 'etc/decoders'],
  ] as const) {
    const found = dirs.filter(dir => folderOf(dir, home) === join(home, folder));
    const chosen = found.find(({ pattern }) => pattern !== undefined && !EVERY_FILE.has(pattern));
    if (chosen) {
      notices.push({
        code: 'folder-pattern',
        text: `${conf.path} line ${chosen.line} loads only those files of ${folder} that match ${chosen.pattern ?? ''}: see to it that it matches *-o365-wazuh_*.xml.`,
      });
    }
    if (found.length > 0) continue;
    throw new O365WazuhError(
      'INSTALL_RULES_OFF',
      `${conf.path} has no <${tag}>${folder}</${tag}>${lastSection(facts)}: files there are not loaded.`,
      {
        details: { path: conf.path, missing: `<${tag}>${folder}</${tag}>` },
      },
    );
  }
  for (const exclude of facts.excludes) {
    const name = names.find(candidate => excludesFile(exclude, candidate));
    if (name === undefined) continue;
    throw new O365WazuhError(
      'INSTALL_RULES_OFF',
      `${conf.path} line ${exclude.line} excludes ${exclude.value}, a file of ours.`,
      {
        hint: 'Take that line out, or leave it and run with the file deleted after the installation: a deleted file stays deleted.',
        details: { path: conf.path, line: exclude.line },
      },
    );
  }
  return notices;
}

/** Patterns that are but the default written out. */
const EVERY_FILE: ReadonlySet<string> = new Set(['.xml$', '\\.xml$', '.xml']);

function lastSection({ rulesetLines }: ConfFacts): string {
  return rulesetLines.length < 2
    ? ''
    : ` in its last <ruleset> section (line ${rulesetLines.at(-1)}), which replaces the others`;
}

/** analysisd reads them after its chroot: `/etc/rules` is the home's own, and the home's full path leads nowhere. */
function folderOf(dir: Located, home: string): string {
  return join(home, normalize(dir.value)).replace(/\/$/, '');
}
