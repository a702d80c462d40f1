import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../src/collect/ports.ts';
import { isO365WazuhError } from '../src/errors.ts';
import { reloadRuleset } from '../src/wazuh/analysisd.ts';
import { daemonStatus, restart, restartCommand } from '../src/wazuh/control.ts';
import type { WazuhHome } from '../src/wazuh/home.ts';
import { closeLogtest, runLogtest } from '../src/wazuh/logtest.ts';
import { QueueSocket } from '../src/wazuh/queue.ts';
import { holdReloadLock } from '../src/wazuh/reload-lock.ts';
import { runCommand } from '../src/wazuh/run-command.ts';
import type { Daemons, DaemonTest } from './ports.ts';

const TEST_TIMEOUT_MS = 120_000;
/** A run of the collector that is under way may need that long to have all it sent confirmed. */
const RELOAD_LOCK_TIMEOUT_MS = 120_000;
const QUEUE_PATIENCE_MS = 10_000;
/** Stands for the exit code of a program that was killed or could not be started. */
const KILLED = 128;

/** The programs that read ossec.conf and know `-t`. Those that a home does not have are passed over. */
const TESTABLE =
  'analysisd modulesd execd monitord logcollector maild db agentlessd integratord csyslogd remoted authd syscheckd agentd'.split(
    ' ',
  );

/**
 * A home's own programs and sockets.
 *
 * @param rootDir `/`, or a folder that stands for it.
 */
export function localDaemons(clock: Clock, rootDir = '/'): Daemons {
  return {
    test: testConfiguration,
    async running(home, signal) {
      if (home.files.control === undefined) return new Set();
      const status = await daemonStatus(home, signal);
      return new Set([...status].flatMap(([name, runs]) => (runs ? [name] : [])));
    },
    async restart(home, signal) {
      await restart(restartCommand(home, rootDir), signal);
    },
    restartCommand(home) {
      if (home.files.control === undefined) return undefined;
      const { command, args } = restartCommand(home, rootDir);
      return [command, ...args].join(' ');
    },
    async reload(home, signal) {
      // Without that folder there is no collector here to agree with, and none is to be left behind.
      if (!existsSync(home.files.stateDir)) return reloadRuleset(home.files.analysisSocket, signal);
      const release = await holdReloadLock(home.files.stateDir, {
        clock,
        signal,
        timeoutMs: RELOAD_LOCK_TIMEOUT_MS,
      });
      try {
        return await reloadRuleset(home.files.analysisSocket, signal);
      } finally {
        release();
      }
    },
    logtest: askLogtest,
    async send(home, message, signal) {
      const queue = new QueueSocket({ path: home.files.queueSocket, clock, patienceMs: QUEUE_PATIENCE_MS });
      try {
        return (await queue.send([message], 0, 1, signal)).sent === 1;
      } catch (error) {
        // The addon does not load here: then nothing can be sent, which is no reason to fail.
        if (isO365WazuhError(error)) return false;
        throw error;
      } finally {
        queue.close();
      }
    },
  };
}

async function testConfiguration(
  home: WazuhHome,
  options: { readonly conf?: string; readonly signal: AbortSignal },
): Promise<DaemonTest[]> {
  const names = options.conf === undefined ? TESTABLE : ['analysisd'];
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

/** `2026/01/01 00:00:00 wazuh-analysisd[12]: WARNING: …` → `wazuh-analysisd: WARNING: …`, so that two runs can be compared. */
function withoutTimes(output: string): string[] {
  return output
    .split('\n')
    .map(line =>
      line
        .replace(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\s+/, '')
        .replace(/^(?<name>[\w-]+)\[\d+\]/, '$<name>')
        .trimEnd(),
    )
    .filter(line => line !== '');
}

async function askLogtest(home: WazuhHome, event: string, signal: AbortSignal) {
  const { logtestSocket } = home.files;
  try {
    const result = await runLogtest(logtestSocket, { event, location: 'office_365' }, signal);
    if (result.token !== undefined) await closeLogtest(logtestSocket, result.token, signal);
    return result;
  } catch (error) {
    if (isO365WazuhError(error) && error.code !== 'INTERRUPTED') return undefined;
    throw error;
  }
}
