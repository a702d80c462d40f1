import { O365WazuhError } from '../src/errors.ts';
import { coexistenceNotices, wodleNotices } from './checks/coexistence.ts';
import type { AdoptedTenant } from './adopt-tenants.ts';
import { collectorCommand, ENV_PROGRAM } from './collector-command.ts';
import { wantedHandOver } from './hand-over.ts';
import { contentOfBytes, lstatIfAny } from './images.ts';
import type { Manifest } from './manifest.ts';
import type { InstallOptions } from './options.ts';
import type { ConfFacts } from './ossec-conf/conf-facts.ts';
import type { FoundTenant } from './ossec-conf/found-collectors.ts';
import { patch } from './ossec-conf/patch.ts';
import { takeOver } from './ossec-conf/take-over.ts';
import { DEFAULT_TIMEOUT_SECONDS, unusableInCommand, type WodleOptions } from './ossec-conf/wodle-options.ts';
import type { PackageFiles } from './package-files.ts';
import type { Wanted } from './plan.ts';
import { type OssecConf, rereadText } from './read-ossec-conf.ts';
import type { Notice } from './report.ts';
import type { Session } from './session.ts';
import { wantedCode } from './wanted-code.ts';
import { tenantsIn, wantedConfig } from './wanted-config.ts';

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

export interface WantedCollectorInput {
  /** With all that the installation has put into it so far. */
  readonly conf: OssecConf;
  /** Of ossec.conf as it is: its lines are those that the operator sees. */
  readonly facts: ConfFacts;
  /** Tenants that are to be taken over from other collectors, if any. */
  readonly found: readonly FoundTenant[];
  readonly options: InstallOptions;
  readonly previous: Manifest | undefined;
  readonly files: PackageFiles;
  readonly nowMs: number;
}

/** @throws INSTALL_PATH_UNUSABLE, INSTALL_TAKE_OVER_BLIND; USAGE and CONFIG_INVALID for what was asked. */
export async function wantedCollector(
  session: Session,
  { conf, facts, found, options, previous, files, nowMs }: WantedCollectorInput,
): Promise<WantedCollector> {
  const { layout, admin } = session;
  const problem = unusableInCommand(layout.home);
  if (problem !== undefined)
    throw new O365WazuhError('INSTALL_PATH_UNUSABLE', `The wodle cannot be written: ${problem}.`);

  const { wanted: config, adopted } = await wantedConfig(layout, options, admin, found);
  const tenants = tenantsIn(config);
  const tenantIds = tenants.map(({ tenantId }) => tenantId);
  const handOver = wantedHandOver(layout, found, tenants, admin, nowMs);
  const wodle: WodleOptions = {
    command: collectorCommand(layout, (await lstatIfAny(ENV_PROGRAM)) !== undefined),
    interval: options.interval ?? (previous?.wodle?.interval || '5m'),
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
    wanted: [...(await wantedCode(layout, files, admin)), ...config, ...handOver.wanted],
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
      ...adopted.map(adoptedNotice),
      ...handOver.notices,
      ...(options.takeOver ? [] : coexistenceNotices(facts, tenantIds)),
    ],
  };
}

function adoptedNotice({ name, found }: AdoptedTenant): Notice {
  const from =
    found.by === 'native' ? `<office365> in line ${found.line}` : `the wodle in line ${found.line}`;
  return {
    code: 'adopted',
    text: `The tenant ${found.tenantId} was taken from ${from} into config.yml as ${JSON.stringify(name)}, its secret into a file of its own.`,
  };
}
