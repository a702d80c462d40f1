import { O365WazuhError } from '../src/errors.ts';
import { coexistenceNotices, wodleNotices } from './checks/coexistence.ts';
import { contentOfBytes } from './images.ts';
import type { Manifest } from './manifest.ts';
import type { InstallOptions } from './options.ts';
import { readConfFacts } from './ossec-conf/conf-facts.ts';
import { patch } from './ossec-conf/patch.ts';
import { takeOver } from './ossec-conf/take-over.ts';
import { DEFAULT_TIMEOUT_SECONDS, unusableInCommand, type WodleOptions } from './ossec-conf/wodle-options.ts';
import type { PackageFiles } from './package-files.ts';
import type { Wanted } from './plan.ts';
import { type OssecConf, rereadText } from './read-ossec-conf.ts';
import type { Notice } from './report.ts';
import type { Session } from './session.ts';
import { wantedCode } from './wanted-code.ts';
import { tenantIdsIn, wantedConfig } from './wanted-config.ts';

/** The part of an installation that collects: code, configuration, and the wodle that runs it. */
export interface WantedCollector {
  readonly wanted: readonly Wanted[];
  readonly wantedConf: Wanted;
  readonly wodle: WodleOptions;
  /** Our root as it is written into a fresh ossec.conf. */
  readonly block: string;
  /** In lower case. */
  readonly tenantIds: readonly string[];
  readonly notices: readonly Notice[];
}

/** @throws INSTALL_PATH_UNUSABLE; USAGE and CONFIG_INVALID for what was asked. */
export async function wantedCollector(
  session: Session,
  conf: OssecConf,
  options: InstallOptions,
  previous: Manifest | undefined,
  files: PackageFiles,
): Promise<WantedCollector> {
  const { layout, admin } = session;
  const facts = readConfFacts(conf.conf);
  const problem = unusableInCommand(layout.home);
  if (problem !== undefined)
    throw new O365WazuhError('INSTALL_PATH_UNUSABLE', `The wodle cannot be written: ${problem}.`);

  const config = await wantedConfig(layout, options, admin);
  const tenantIds = tenantIdsIn(config);
  const wodle: WodleOptions = {
    command: `${layout.runtime} ${layout.collector}`,
    interval: options.interval ?? previous?.wodle?.interval ?? '5m',
    timeout: DEFAULT_TIMEOUT_SECONDS,
  };
  const taken = options.takeOver ? rereadText(conf.path, takeOver(conf.conf, tenantIds)) : conf.conf;
  const patched = patch(taken, {
    wanted: wodle,
    ...(previous?.wodle ? { previous: previous.wodle } : {}),
    insist: options.interval === undefined ? [] : ['interval'],
  });
  const image = { ...conf.image, content: contentOfBytes(Buffer.from(patched.text, 'latin1')) };
  return {
    wanted: [...(await wantedCode(layout, files, admin)), ...config],
    wantedConf: { path: conf.path, image, reason: 'the wodle that runs the collector' },
    wodle,
    block: patched.block,
    tenantIds,
    notices: [
      ...patched.kept.map(name => ({
        code: 'wodle-edited',
        text: `The wodle's <${name}> was edited by you and stays.`,
      })),
      ...wodleNotices(facts),
      ...(options.takeOver ? [] : coexistenceNotices(facts, tenantIds)),
    ],
  };
}
