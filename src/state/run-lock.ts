import { mkdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { stateError } from './state-error.ts';

/** The lock of a state folder, taken by us or held by another. */
export type RunLock =
  | { readonly held: false; release(): void }
  | {
      readonly held: true;
      /** Undefined in the moment before the holder has written it down, and for a holder in another container. */
      readonly pid: number | undefined;
      readonly sinceMs: number | undefined;
      /** The holder gives the lock up again and again within seconds: waiting for it is worth it. */
      readonly yields?: true;
    };

interface Holder {
  readonly pid: number;
  readonly sinceMs: number;
  /** Start of the process in clock ticks since boot: a pid alone may be another's by now. */
  readonly startTicks: string;
  readonly yields?: true;
}

/**
 * Takes the one lock of a state folder, without waiting.
 *
 * It is SQLite's exclusive lock on an empty database, held by an open transaction: a lock of the kernel's (fcntl), which ends with
 * its process however that ends, can't be taken by two, and also works between containers that share the folder. A file with a pid
 * in it has none of these. Who holds it is written beside it, for messages only.
 *
 * @param nowMs the time that others are told as the holder's beginning.
 * @param options.yields tells others that it is given up again and again within seconds.
 * @throws STATE_UNWRITABLE, STATE_DISK_FULL, STATE_WRITE_FAILED.
 */
export function takeRunLock(
  folder: string,
  nowMs: number,
  options: { readonly yields?: boolean } = {},
): RunLock {
  const path = join(folder, 'lock.db');
  const holderFile = join(folder, 'lock.json');
  let lock: DatabaseSync | undefined;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    lock = tryLock(path);
    if (lock) writeHolder(holderFile, nowMs, options.yields === true);
  } catch (error) {
    lock?.close();
    throw stateError(error, 'lock', folder);
  }
  if (!lock) {
    const note = readNote(holderFile);
    const holder = note && isThere(note) ? note : undefined;
    return {
      held: true,
      pid: holder?.pid,
      sinceMs: holder?.sinceMs,
      // Of a holder in another container too, whose process cannot be seen from here.
      ...(note?.yields ? { yields: true } : {}),
    };
  }
  const taken = lock;
  return {
    held: false,
    release() {
      if (!taken.isOpen) return;
      rmSync(holderFile, { force: true });
      taken.close();
    },
  };
}

/** Who holds the lock of a state folder, by the note beside it; undefined when nobody does. Takes and changes nothing. */
export function runLockHolder(
  folder: string,
): { readonly pid: number; readonly sinceMs: number } | undefined {
  const note = readNote(join(folder, 'lock.json'));
  return note && isThere(note) ? { pid: note.pid, sinceMs: note.sinceMs } : undefined;
}

const SQLITE_BUSY = 5;
const SQLITE_NOTADB = 26;

/** @returns undefined when another process has the lock. */
function tryLock(path: string): DatabaseSync | undefined {
  const lock = new DatabaseSync(path, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    const code = (error as { errcode?: number }).errcode ?? 0;
    if ((code & 0xff) === SQLITE_BUSY) return undefined;
    if (code !== SQLITE_NOTADB) throw error;
    // Somebody wrote into it. Emptied, not replaced: a new file would be a second lock.
    truncateSync(path);
    return tryLock(path);
  }
}

function writeHolder(path: string, nowMs: number, yields: boolean): void {
  const holder: Holder = {
    pid: process.pid,
    sinceMs: nowMs,
    startTicks: startTicksOf(process.pid) ?? '',
    ...(yields ? { yields } : {}),
  };
  writeFileSync(`${path}.new`, JSON.stringify(holder), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

function readNote(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

/** False for a holder that was killed, whose successor has not written itself down yet, and for one in another container. */
function isThere({ pid, startTicks }: Holder): boolean {
  return startTicksOf(pid) === startTicks;
}

/** Field 22 of /proc/<pid>/stat, counted behind the command, which may hold blanks and brackets. */
function startTicksOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
