import { readdirSync, statfsSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { listDeadLetterFiles } from '../../state/dead-letters.ts';
import { runLockHolder } from '../../state/run-lock.ts';
import { readStateReport, type StateReport } from '../../state/state-report.ts';
import type { WazuhHome } from '../../wazuh/home.ts';
import type { Disk, StateFolder } from '../facts.ts';

const DAYS_BACK_MS = 7 * 86_400_000;
const RUNS = 20;

/** @throws as `readStateReport`. */
export function gatherState(home: WazuhHome, nowMs: number): StateReport {
  return readStateReport(join(home.files.stateDir, 'state.db'), {
    runs: RUNS,
    sinceMs: nowMs - DAYS_BACK_MS,
  });
}

export function gatherStateFolder(home: WazuhHome): StateFolder {
  const path = home.files.stateDir;
  const { mode, uid } = statSync(path);
  const names = readdirSync(path);
  const letters = listDeadLetterFiles(join(path, 'dead-letter'));
  return {
    path,
    mode: mode & 0o777,
    uid,
    setAside: names.filter(name => /\.corrupt-[\dTZ-]+$/.test(name)),
    runningSinceMs: runLockHolder(path)?.sinceMs,
    stateBytes: names
      .filter(name => /^state\.db(?:-wal|-shm)?$/.test(name))
      .reduce((sum, name) => sum + statSync(join(path, name)).size, 0),
    deadLetterBytes: letters.reduce((sum, letter) => sum + letter.bytes, 0),
    deadLetterDays: letters.map(letter => basename(letter.path, '.ndjson')),
  };
}

/** The file systems that must not fill up: the state's, and the one of logs and alerts. One line where they are the same. */
export function gatherDisks(home: WazuhHome): readonly Disk[] {
  const seen = new Set<number>();
  const disks: Disk[] = [];
  for (const path of [home.files.stateDir, home.files.logDir, home.path]) {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined || seen.has(stats.dev)) continue;
    seen.add(stats.dev);
    const fs = statfsSync(path);
    disks.push({
      path,
      freeBytes: fs.bavail * fs.bsize,
      totalBytes: fs.blocks * fs.bsize,
      freeInodes: fs.ffree,
      totalInodes: fs.files,
    });
  }
  return disks;
}
