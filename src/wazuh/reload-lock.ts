import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { O365WazuhError } from '../errors.ts';
import type { Clock } from '../collect/ports.ts';

/*
 * A hot reload of the rules throws away the events that are inside analysisd at that moment and counts them nowhere. So whoever
 * reloads and whoever sends agree by two kinds of files in the state folder:
 *
 *   reload.lock         made by the reloader before, removed after the reload
 *   sending.<pid>.<n>   made by a sender before its first message, removed once all of them are confirmed
 *
 * Each side makes its own file first and looks for the other's second, so one of them always sees the other. A file whose
 * process is gone counts as absent.
 */
const LOCK_FILE = 'reload.lock';
const MARK_PREFIX = 'sending.';
const IDENTITY_PREFIX = '.identity.';
const POLL_MS = 25;

let marksOfThisProcess = 0;

/** The sender's side. */
export class SendingMark {
  readonly #directory: string;
  readonly #path: string;
  #made = false;

  /** @param directory the state folder; where it is absent there is nothing to agree on and every `enter` succeeds. */
  constructor(directory: string) {
    this.#directory = directory;
    marksOfThisProcess += 1;
    this.#path = join(directory, `${MARK_PREFIX}${process.pid}.${marksOfThisProcess}`);
  }

  /** Announces sending. @returns false, without a mark, while a reload is under way. */
  enter(): boolean {
    if (!this.#made) {
      try {
        renameSync(writeIdentity(this.#directory), this.#path);
      } catch (error) {
        // No state folder, or not ours to write: no installer of ours will reload here either.
        if (['ENOENT', 'EACCES', 'EROFS', 'ENOTDIR'].includes(codeOf(error))) return true;
        throw error;
      }
      this.#made = true;
    }
    if (!this.isReloadWanted()) return true;
    this.leave();
    return false;
  }

  /** True while somebody holds or asks for the reload lock. */
  isReloadWanted(): boolean {
    return isHeld(join(this.#directory, LOCK_FILE));
  }

  /** Says that nothing of ours is unconfirmed any more. */
  leave(): void {
    if (!this.#made) return;
    rmSync(this.#path, { force: true });
    this.#made = false;
  }
}

export interface ReloadLockOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** How long the senders are waited for, in ms. */
  readonly timeoutMs: number;
}

/**
 * Takes the reload lock and waits until no sender has anything unconfirmed. Makes the folder if need be.
 *
 * @returns the release, to be called after the reload; it may be called twice.
 * @throws RELOAD_LOCK_BUSY when another reloader holds it or a sender does not come to rest in time (the lock is then released), or
 *   the signal's reason.
 */
export async function holdReloadLock(directory: string, options: ReloadLockOptions): Promise<() => void> {
  const path = join(directory, LOCK_FILE);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (isHeld(path)) throw busy(`another process is reloading the rules (${path})`);
  rmSync(path, { force: true });
  sweep(directory);
  const identity = writeIdentity(directory);
  try {
    // A link, unlike a rename, fails when the lock is there.
    linkSync(identity, path);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw busy(`another process is reloading the rules (${path})`);
    throw error;
  } finally {
    rmSync(identity, { force: true });
  }
  const release = (): void => rmSync(path, { force: true });

  try {
    const untilMs = options.clock.now() + options.timeoutMs;
    for (let sender = activeSender(directory); sender; sender = activeSender(directory)) {
      if (options.clock.now() >= untilMs) {
        throw busy(`the collector is still sending after ${options.timeoutMs} ms (${sender})`);
      }
      await options.clock.sleep(POLL_MS, options.signal);
    }
  } catch (error) {
    release();
    throw error;
  }
  return release;
}

/** Removes what processes left that were killed. */
function sweep(directory: string): void {
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    // An identity may be half written, so its name tells whose it is.
    const isLeft = name.startsWith(IDENTITY_PREFIX)
      ? startTime(Number(name.slice(IDENTITY_PREFIX.length))) === undefined
      : name.startsWith(MARK_PREFIX) && !isHeld(path);
    if (isLeft) rmSync(path, { force: true });
  }
}

function activeSender(directory: string): string | undefined {
  const marks = readdirSync(directory).filter(name => name.startsWith(MARK_PREFIX));
  return marks.map(name => join(directory, name)).find(path => isHeld(path));
}

/** True when the file is there and the process that wrote it still lives. */
function isHeld(path: string): boolean {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return false;
  }
  const identity = /^(?<pid>\d+) (?<startedAt>\d+)\n$/.exec(text)?.groups;
  return identity !== undefined && startTime(Number(identity['pid'])) === identity['startedAt'];
}

/** Writes who we are into a file of its own, so that the final name never shows half of it. @returns the file's path. */
function writeIdentity(directory: string): string {
  const path = join(directory, `${IDENTITY_PREFIX}${process.pid}`);
  writeFileSync(path, `${process.pid} ${startTime(process.pid) ?? ''}\n`, { mode: 0o600 });
  return path;
}

/** Start of a process in ticks since boot: with the pid it names a process even after pids were used again. */
function startTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command's name, in parentheses, may hold blanks: fields are counted from behind it. Start time is field 22.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function busy(what: string): O365WazuhError {
  return new O365WazuhError('RELOAD_LOCK_BUSY', `The rules cannot be reloaded now: ${what}.`);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
