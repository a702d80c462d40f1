import { O365WazuhError } from '../../src/errors.ts';
import { carryOut } from '../carry-out.ts';
import { contentOfBytes, readImage } from '../images.ts';
import { segmentsOf } from '../merge/segments.ts';
import type { Wanted } from '../plan.ts';
import type { InstallerDeps } from '../ports.ts';
import { readOssecConf } from '../read-ossec-conf.ts';
import type { InstallReport } from '../report.ts';
import { withHome } from '../session.ts';
import { ruleImage } from '../wanted-rules.ts';
import { putBack } from './put-back.ts';
import { type FileReport, rulesStateOf } from './read-rules-state.ts';

export interface RestoreRulesOptions {
  readonly home?: string;
  /** Rule ids, or names of rule and decoder files such as `0990-o365-wazuh_rules.xml`. */
  readonly what: readonly string[];
  readonly restart?: boolean;
  readonly dryRun?: boolean;
}

/**
 * Puts rules, or whole files, back to what was installed; every other edit stays. Where a new version of them waits to be merged, the next
 * `upgrade` brings it.
 *
 * @throws INSTALL_RULE_UNKNOWN for what is none of ours; other INSTALL_* with everything taken back.
 */
export async function restoreRules(
  options: RestoreRulesOptions,
  deps: InstallerDeps,
): Promise<InstallReport> {
  return withHome(options.home, options.dryRun ?? false, deps, async session => {
    const { files } = await rulesStateOf(session);
    const texts = new Map<FileReport, string>();
    for (const wish of options.what) {
      const file = fileOf(files, wish);
      const current = texts.get(file) ?? file.current;
      texts.set(
        file,
        isName(file, wish) || current === undefined ? file.installed : back(file, current, wish),
      );
    }
    const wanted: Wanted[] = [];
    for (const [file, text] of texts) {
      const current = await readImage(file.path);
      wanted.push({
        path: file.path,
        image: ruleImage(
          contentOfBytes(Buffer.from(text, 'latin1')),
          current?.kind === 'file' ? current : undefined,
          session.owner,
        ),
        reason: 'as it was installed',
      });
    }
    const conf = await readOssecConf(session.layout.ossecConf);
    const waits = [...texts.keys()].some(file => file.waiting !== undefined);
    const next = waits ? ['Bring the new version in: o365-wazuh upgrade'] : [];
    const { restart, dryRun } = options;
    return carryOut(
      session,
      { wanted, conf, notices: [], next },
      { command: 'rules-restore', restart, dryRun, tolerateBroken: true },
      deps,
    );
  });
}

function fileOf(files: readonly FileReport[], wish: string): FileReport {
  const file =
    files.find(candidate => isName(candidate, wish)) ??
    files.find(({ installed }) => segmentsOf(installed)?.some(segment => segment.id === wish));
  if (file) return file;
  throw new O365WazuhError('INSTALL_RULE_UNKNOWN', `${wish} is no rule and no file that was installed.`);
}

function isName({ name }: FileReport, wish: string): boolean {
  return name === wish || name.endsWith(`/${wish}`);
}

function back(file: FileReport, current: string, id: string): string {
  const text = putBack(file.installed, current, id);
  if (text !== undefined) return text;
  throw new O365WazuhError(
    'INSTALL_RULE_UNKNOWN',
    `${file.path} cannot be taken apart: rule ${id} alone cannot be put back.`,
    { hint: `Put the whole file back: o365-wazuh rules restore ${file.name}` },
  );
}
