import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { layoutOf } from '../../installer/layout.ts';
import { readManifest } from '../../installer/manifest.ts';
import { readOwnWodle, wodleIntervalMs } from '../../installer/ossec-conf/own-wodle.ts';
import { readConf } from '../../installer/ossec-conf/read-conf.ts';
import type { Acknowledgement, Clock } from '../collect/ports.ts';
import { loadConfig } from '../config/load.ts';
import { isO365WazuhError, toO365WazuhError } from '../errors.ts';
import { listDeadLetterFiles } from '../state/dead-letters.ts';
import { runLockHolder } from '../state/run-lock.ts';
import { readStateReport } from '../state/state-report.ts';
import { unusedLookBacks } from '../unused-look-back.ts';
import { VERSION } from '../version.ts';
import { getFigures } from '../wazuh/analysisd.ts';
import { hasFeature, type WazuhHome } from '../wazuh/home.ts';
import type { StatusFacts, WodleStatus } from './status-report.ts';

/**
 * Reads what `status` shows, also beside a run that is under way. Changes nothing. What cannot be read is left out, with a note.
 *
 * @throws the signal's reason when it aborts.
 */
export async function readStatus(home: WazuhHome, clock: Clock, signal: AbortSignal): Promise<StatusFacts> {
  const notes: string[] = [];
  const attempt = async <T>(read: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await read();
    } catch (error) {
      signal.throwIfAborted();
      // That there is nothing yet is told by what is missing.
      if (!isO365WazuhError(error) || error.code !== 'STATE_ABSENT') {
        const { message, code } = toO365WazuhError(error);
        notes.push(`${message.trimEnd()} [${code}]`);
      }
      return undefined;
    }
  };
  const nowMs = clock.now();
  const { stateDir, configFile } = home.files;
  const letters = (await attempt(() => listDeadLetterFiles(join(stateDir, 'dead-letter')))) ?? [];
  const config = await attempt(() =>
    loadConfig(configFile, error => notes.push(`${error.message.trimEnd()} [${error.code}]`)),
  );
  const state = await attempt(() => readStateReport(join(stateDir, 'state.db'), { runs: 1, sinceMs: nowMs }));
  if (config && state) notes.push(...unusedLookBacks(config, state, nowMs).map(({ text }) => text));
  return {
    nowMs,
    version: VERSION,
    installedVersion: (await attempt(() => readManifest(layoutOf(home.path))))?.version,
    home: { path: home.path, version: home.version, type: home.type },
    acknowledgement: await acknowledgementOf(home, signal),
    wodle: await attempt(() => readWodle(home)),
    config,
    state,
    runningSinceMs: runLockHolder(stateDir)?.sinceMs,
    deadLetterDays: letters.length,
    deadLetterBytes: letters.reduce((sum, { bytes }) => sum + bytes, 0),
    notes,
  };
}

function readWodle(home: WazuhHome): WodleStatus | undefined {
  const read = readConf(readFileSync(home.files.conf));
  const wodle = read.ok ? readOwnWodle(read.conf) : undefined;
  return (
    wodle && {
      disabled: wodle.disabled,
      intervalMs: wodle.isPeriodic ? wodleIntervalMs(wodle.interval) : undefined,
    }
  );
}

/** As the collector would find it now: by analysisd's figures where it tells them. */
async function acknowledgementOf(home: WazuhHome, signal: AbortSignal): Promise<Acknowledgement | undefined> {
  if (home.type === 'agent' || hasFeature(home, 'getstats') === false) return 'socket';
  try {
    await getFigures(home.files.analysisSocket, signal);
    return 'figures';
  } catch (error) {
    signal.throwIfAborted();
    return isO365WazuhError(error) && error.code === 'FIGURES_UNKNOWN' ? 'socket' : undefined;
  }
}
