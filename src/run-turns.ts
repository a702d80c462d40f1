import { setTimeout as sleep } from 'node:timers/promises';
import { type RunLock, takeRunLock } from './state/run-lock.ts';

/*
 * How a backfill of hours and the runs of the live feed share the one lock of the state folder.
 *
 * Runs of the feed come minutes apart and do not come back for a lock that they did not get, so a pause in which nobody is at the door
 * helps none of them. A backfill says in its lock that it yields; a run that meets such a lock stays and asks again, ten times in the
 * pause that a backfill makes between two chunks of work. So the live feed is late by one chunk at most, and waits behind no other run.
 */

/** A chunk ends with the blobs under way; the slowest of them may take its minute of retries. */
const YIELD_PATIENCE_MS = 180_000;

/** How often a waiting run asks. */
const ASK_EVERY_MS = 200;

/** How long a backfill leaves the lock free after each chunk. */
export const PAUSE_MS = 2_000;

/** Whoever has just taken the lock says who it is a moment later. */
const NAMELESS_PATIENCE_MS = 1_000;

/**
 * Takes the lock for a run of the live feed: at once or not at all, but for a holder that yields it is waited for.
 *
 * @param patienceMs how long such a holder is waited for.
 */
export async function takeLockOfRun(folder: string, patienceMs = YIELD_PATIENCE_MS): Promise<RunLock> {
  const startMs = Date.now();
  const isWorthWaiting = (lock: RunLock): boolean => {
    if (!lock.held) return false;
    const waitedMs = Date.now() - startMs;
    if (lock.yields) return waitedMs < patienceMs;
    return lock.pid === undefined && waitedMs < Math.min(NAMELESS_PATIENCE_MS, patienceMs);
  };
  let lock = takeRunLock(folder, startMs);
  // Between two looks at a holder that yields, another run may have come first: that one is not waited for.
  while (isWorthWaiting(lock)) {
    await sleep(ASK_EVERY_MS);
    lock = takeRunLock(folder, Date.now());
  }
  return lock;
}

/**
 * Takes the lock for one chunk of a backfill, however long others have it.
 *
 * @param onBusy told once when another run has it.
 * @throws the signal's reason when it aborts.
 */
export async function takeLockOfChunk(
  folder: string,
  onBusy: (pid: number | undefined) => void,
  signal: AbortSignal,
): Promise<Disposable> {
  for (let asked = 0; ; asked += 1) {
    signal.throwIfAborted();
    const lock = takeRunLock(folder, Date.now(), { yields: true });
    if (!lock.held) return { [Symbol.dispose]: () => lock.release() };
    if (asked === 0) onBusy(lock.pid);
    // Its own error would hide the signal's reason, which the next look throws.
    await sleep(ASK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}
