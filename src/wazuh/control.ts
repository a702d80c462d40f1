import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { O365WazuhError } from '../errors.ts';
import type { WazuhHome } from './home.ts';
import { runCommand, type CommandResult } from './run-command.ts';

/** How this home is restarted. */
export interface RestartCommand {
  readonly kind: 'systemd' | 'sysv' | 'control';
  readonly command: string;
  readonly args: readonly string[];
}

/** `wazuh-control status` waits for a restart that is under way: 10.5 s measured. */
const STATUS_TIMEOUT_MS = 60_000;
/** Up to 30 s a daemon to stop, and 13 s measured for a whole restart. */
const RESTART_TIMEOUT_MS = 180_000;

/**
 * Tells which daemons run. The exit code of `wazuh-control status` is passed over: it is 1 on every healthy manager whose
 * optional daemons are not configured. Compare with what ran before.
 *
 * @returns daemon → running.
 * @throws CONTROL_FAILED when there is no control program or it tells nothing in time, or the signal's reason.
 */
export async function daemonStatus(
  home: WazuhHome,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, boolean>> {
  const control = controlOf(home);
  const result = await runCommand(control, ['status'], {
    timeoutMs: STATUS_TIMEOUT_MS,
    ...(signal && { signal }),
  });
  signal?.throwIfAborted();
  const daemons = new Map<string, boolean>();
  for (const { groups } of result.output.matchAll(/^(?<daemon>[\w-]+)(?<state> is running| not running)/gm)) {
    if (groups?.['daemon'] !== undefined) daemons.set(groups['daemon'], groups['state'] === ' is running');
  }
  if (daemons.size > 0) return daemons;
  throw controlFailed(`${control} status`, result);
}

/**
 * Chooses how to restart: through systemd or SysV where they know this home, so that the daemons do not end up in the session of
 * whoever restarts; else by Wazuh's own program (containers). Runs nothing.
 *
 * `systemctl restart` stops before it starts, so a broken configuration leaves Wazuh down: validate first.
 *
 * @param rootDir `/`, or a folder that stands for it.
 */
export function restartCommand(home: WazuhHome, rootDir = '/'): RestartCommand {
  const control = controlOf(home);
  const service = home.type === 'agent' ? 'wazuh-agent' : 'wazuh-manager';
  if (existsSync(join(rootDir, 'run/systemd/system'))) {
    const units = ['etc/systemd/system', 'usr/lib/systemd/system', 'lib/systemd/system'];
    const unit = units
      .map(folder => join(rootDir, folder, `${service}.service`))
      .find(path => existsSync(path));
    if (unit !== undefined && readFileSync(unit, 'utf8').includes(`${home.path}/bin/`)) {
      return { kind: 'systemd', command: 'systemctl', args: ['restart', service] };
    }
  } else if (mentions(join(rootDir, 'etc/init.d', service), home.path)) {
    return { kind: 'sysv', command: join(rootDir, 'etc/init.d', service), args: ['restart'] };
  }
  return { kind: 'control', command: control, args: ['restart'] };
}

/**
 * Restarts Wazuh and waits for the end of the command, which does not prove that the daemons work: see `daemonStatus`.
 *
 * @returns what the command wrote.
 * @throws CONTROL_FAILED when it fails or takes longer than 3 minutes.
 */
export async function restart(command: RestartCommand, signal?: AbortSignal): Promise<string> {
  const result = await runCommand(command.command, command.args, {
    timeoutMs: RESTART_TIMEOUT_MS,
    ...(signal && { signal }),
  });
  if (result.exitCode === 0) return result.output;
  throw controlFailed([command.command, ...command.args].join(' '), result);
}

function mentions(path: string, text: string): boolean {
  return existsSync(path) && readFileSync(path, 'utf8').includes(text);
}

function controlOf(home: WazuhHome): string {
  if (home.files.control !== undefined) return home.files.control;
  throw new O365WazuhError('CONTROL_FAILED', `There is no control program in ${join(home.path, 'bin')}.`);
}

function controlFailed(command: string, { exitCode, timedOut, output }: CommandResult): O365WazuhError {
  const how = timedOut ? 'did not end in time' : `ended with exit code ${exitCode ?? 'none'}`;
  const tail = output.trim().split('\n').slice(-5).join(' | ');
  return new O365WazuhError('CONTROL_FAILED', `"${command}" ${how}${tail ? `: ${tail}` : ''}.`, {
    details: { command, exitCode, output },
  });
}
