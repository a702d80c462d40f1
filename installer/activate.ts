import { O365WazuhError, toO365WazuhError } from '../src/errors.ts';
import type { WazuhHome } from '../src/wazuh/home.ts';
import { hasFeature } from '../src/wazuh/home.ts';
import { markLogs, proveAlert, proveWodle } from './health.ts';
import { differInRulesetOnly } from './ossec-conf/list-lines.ts';
import { type Conf, readConf } from './ossec-conf/read-conf.ts';
import type { Change, Image, Plan } from './plan.ts';
import type { InstallerDeps } from './ports.ts';
import type { Notice } from './report.ts';
import type { Session } from './session.ts';

/** How the daemons come to know of a change. */
export type Activation = 'none' | 'reload' | 'restart';

export interface ProofInput {
  /** Daemons that ran before the change. */
  readonly ran: ReadonlySet<string>;
  /** modulesd is to start our wodle: it is there and not disabled. */
  readonly expectsWodle: boolean;
  /** Our rules are there, so an event of ours is to be alerted on. */
  readonly expectsAlert: boolean;
  readonly jsonAlerts: boolean;
}

/** How long the daemons may take to be back after a restart; measured at 11–13 s. */
const BACK_WITHIN_MS = 120_000;
const LOOK_EVERY_MS = 1_000;

/**
 * ossec.conf is read at a start only; rules, decoders, lists and the section that names them too, but from 4.13 on those can be swapped
 * without one. The collector and its configuration are read at every run.
 */
export function activationNeeded(plan: Plan, { home, layout }: Session, confPath: string): Activation {
  const conf = plan.changes.find(change => change.path === confPath);
  if (conf && !changesRulesetOnly(conf)) return 'restart';
  const folders = [layout.rules, layout.decoders, layout.lists].map(folder => `${folder}/`);
  const inRuleset = plan.changes.some(({ path }) => folders.some(folder => path.startsWith(folder)));
  if (!inRuleset && conf === undefined) return 'none';
  return hasFeature(home, 'reloadRuleset') ? 'reload' : 'restart';
}

function changesRulesetOnly({ before, after }: Change): boolean {
  const [was, is] = [confIn(before), confIn(after)];
  return was !== undefined && is !== undefined && differInRulesetOnly(was, is);
}

function confIn(image: Image | undefined): Conf | undefined {
  if (image?.kind !== 'file' || !('bytes' in image.content)) return undefined;
  const read = readConf(image.content.bytes);
  return read.ok ? read.conf : undefined;
}

/**
 * Makes the daemons take what is on disk, and proves that they did: everything that ran before runs again, our wodle was started, and an
 * event of our own was alerted on.
 *
 * @throws INSTALL_UNHEALTHY, CONTROL_FAILED, RELOAD_LOCK_BUSY.
 */
export async function activate(
  home: WazuhHome,
  how: 'reload' | 'restart',
  input: ProofInput,
  deps: InstallerDeps,
): Promise<readonly Notice[]> {
  if (how === 'reload') {
    deps.say('Reloading the rules without a restart.');
    const { ok, messages } = await deps.daemons.reload(home, deps.signal);
    if (!ok)
      throw new O365WazuhError(
        'INSTALL_UNHEALTHY',
        `analysisd refuses the rules:\n  ${messages.join('\n  ')}`,
      );
  } else {
    deps.say(`Restarting Wazuh: ${deps.daemons.restartCommand(home) ?? ''}`);
    const logs = await markLogs(home);
    await restartOrExplain(home, deps);
    await waitForDaemons(home, input.ran, deps);
    await proveWodle(logs, input.expectsWodle, deps);
  }
  if (!input.expectsAlert) return [];
  return proveAlert(home, input.jsonAlerts, deps);
}

/** Brings the daemons back onto the old files. Never throws: the error that led here is the one to report. */
export async function reactivate(
  home: WazuhHome,
  how: 'reload' | 'restart',
  deps: InstallerDeps,
): Promise<void> {
  deps.say('Bringing Wazuh back onto the old files.');
  // Not the operator's signal: an interrupted run must still leave the daemons on what is on disk.
  const { signal } = new AbortController();
  try {
    if (how === 'reload') await deps.daemons.reload(home, signal);
    else await deps.daemons.restart(home, signal);
  } catch (error) {
    const command = deps.daemons.restartCommand(home);
    deps.say(`That failed: ${toO365WazuhError(error).message} Run it by hand: ${command ?? ''}`);
  }
}

async function restartOrExplain(home: WazuhHome, deps: InstallerDeps): Promise<void> {
  try {
    await deps.daemons.restart(home, deps.signal);
  } catch (error) {
    deps.signal.throwIfAborted();
    throw new O365WazuhError('INSTALL_UNHEALTHY', `The restart failed: ${toO365WazuhError(error).message}`, {
      cause: error,
    });
  }
}

async function waitForDaemons(
  home: WazuhHome,
  before: ReadonlySet<string>,
  deps: InstallerDeps,
): Promise<void> {
  const deadline = deps.clock.now() + BACK_WITHIN_MS;
  for (;;) {
    const now = await deps.daemons.running(home, deps.signal);
    const absent = [...before].filter(name => !now.has(name));
    if (absent.length === 0) return;
    if (deps.clock.now() >= deadline) {
      throw new O365WazuhError(
        'INSTALL_UNHEALTHY',
        `After the restart these daemons do not run: ${absent.join(', ')}.`,
        { details: { absent } },
      );
    }
    await deps.clock.sleep(LOOK_EVERY_MS, deps.signal);
  }
}
