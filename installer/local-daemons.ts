import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { WazuhHome } from '../src/wazuh/home.ts';
import { runCommand } from '../src/wazuh/run-command.ts';
import type { CommandResult, Daemons, DaemonTest } from './ports.ts';

const TEST_TIMEOUT_MS = 120_000;
/** `status` waits for a restart that is under way, up to 10.5 s. */
const STATUS_TIMEOUT_MS = 90_000;
/** 11–13 s on an idle manager; 4.14 waits 30 s for each daemon that does not stop. */
const RESTART_TIMEOUT_MS = 300_000;

/** Stands for the exit code of a program that was killed or could not be started. */
const KILLED = 128;

/** The programs that read ossec.conf and know `-t`, without their prefix. Those that a home does not have are passed over. */
const TESTABLE = ['analysisd', 'modulesd', 'execd', 'monitord', 'logcollector', 'maild', 'db', 'agentlessd', 'integratord', 'csyslogd', 'remoted', 'authd', 'syscheckd', 'agentd'] as const; // prettier-ignore

/** A home's programs, run as they are. */
export function localDaemons(): Daemons {
  return { test, running, restart, restartCommand };
}

async function test(
  home: WazuhHome,
  options: { readonly conf?: string; readonly signal: AbortSignal },
): Promise<DaemonTest[]> {
  const names = options.conf === undefined ? TESTABLE : (['analysisd'] as const);
  const args = options.conf === undefined ? ['-t'] : ['-t', '-c', options.conf];
  const results: DaemonTest[] = [];
  for (const name of names) {
    const path = ['wazuh', 'ossec']
      .map(prefix => join(home.path, 'bin', `${prefix}-${name}`))
      .find(existsSync);
    if (path === undefined) continue;
    const { exitCode, output } = await runCommand(path, args, {
      cwd: home.path,
      timeoutMs: TEST_TIMEOUT_MS,
      signal: options.signal,
    });
    options.signal.throwIfAborted();
    results.push({ daemon: name, code: exitCode ?? KILLED, lines: withoutTimes(output) });
  }
  return results;
}

/** `2026/01/01 00:00:00 wazuh-analysisd: WARNING: …` → `wazuh-analysisd: WARNING: …`, so that two runs can be compared. */
function withoutTimes(output: string): string[] {
  return output
    .split('\n')
    .map(line =>
      line
        .replace(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\s+/, '')
        .replace(/\[\d+\]/g, '')
        .trimEnd(),
    )
    .filter(line => line !== '');
}

async function running(home: WazuhHome, signal: AbortSignal): Promise<ReadonlySet<string>> {
  if (home.files.control === undefined) return new Set();
  // The exit code says nothing: it is 1 on a healthy manager as soon as one optional daemon is not configured.
  const { output } = await runCommand(home.files.control, ['status'], {
    cwd: home.path,
    timeoutMs: STATUS_TIMEOUT_MS,
    signal,
  });
  signal.throwIfAborted();
  return new Set(
    [...output.matchAll(/^(?<name>\S+) is running/gm)].map(match => match.groups?.['name'] ?? ''),
  );
}

async function restart(home: WazuhHome, signal: AbortSignal): Promise<CommandResult> {
  const [program, ...args] = restartWords(home);
  if (program === undefined) return { ok: false, output: 'This home has no control script.' };
  const { exitCode, output } = await runCommand(program, args, {
    cwd: home.path,
    timeoutMs: RESTART_TIMEOUT_MS,
    signal,
  });
  signal.throwIfAborted();
  return { ok: exitCode === 0, output };
}

function restartCommand(home: WazuhHome): string | undefined {
  const words = restartWords(home);
  return words.length === 0 ? undefined : words.join(' ');
}

/**
 * systemd where it runs and its unit starts this very home: a restart from a login session by the control script would leave the daemons in
 * that session. Everywhere else the control script.
 */
function restartWords(home: WazuhHome): string[] {
  const unit = home.type === 'agent' ? 'wazuh-agent' : 'wazuh-manager';
  if (existsSync('/run/systemd/system') && unitStarts(unit, home)) return ['systemctl', 'restart', unit];
  return home.files.control === undefined ? [] : [home.files.control, 'restart'];
}

function unitStarts(unit: string, home: WazuhHome): boolean {
  const folders = ['/etc/systemd/system', '/usr/lib/systemd/system', '/lib/systemd/system'];
  return folders.some(folder => {
    const file = join(folder, `${unit}.service`);
    return (
      existsSync(folder) &&
      readdirSync(folder).includes(`${unit}.service`) &&
      readFileSync(file, 'utf8').includes(`${home.path}/bin/`)
    );
  });
}
