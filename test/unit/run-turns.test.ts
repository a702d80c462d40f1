import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { takeLockOfChunk, takeLockOfRun } from '../../src/run-turns.ts';
import { type RunLock, takeRunLock } from '../../src/state/run-lock.ts';
import { tempFolder } from './state/temp-folder.ts';

const never = new AbortController().signal;

function release(lock: RunLock): void {
  if (!lock.held) lock.release();
}

/** A lock that somebody holds from the start. */
function heldFolder(options: { readonly yields?: boolean } = {}): { folder: string; lock: RunLock } {
  const folder = join(tempFolder(), 'state');
  mkdirSync(folder);
  return { folder, lock: takeRunLock(folder, Date.now(), options) };
}

describe('a run of the feed', () => {
  it('does not wait for another run', async () => {
    const { folder, lock } = heldFolder();
    expect(await takeLockOfRun(folder, 60_000)).toMatchObject({ held: true, pid: process.pid });
    release(lock);
  });

  it('waits for a backfill until it gives its turn up', async () => {
    const { folder, lock } = heldFolder({ yields: true });
    const waiting = takeLockOfRun(folder, 60_000);
    await sleep(300);
    release(lock);
    const taken = await waiting;
    expect(taken.held).toBe(false);
    release(taken);
  });

  it('does not wait for a backfill for ever', async () => {
    const { folder, lock } = heldFolder({ yields: true });
    expect(await takeLockOfRun(folder, 250)).toMatchObject({ held: true, yields: true });
    release(lock);
  });

  it('does not take a holder for a run that has not said yet who it is', async () => {
    const { folder, lock } = heldFolder({ yields: true });
    // The moment between the lock and the note beside it.
    rmSync(join(folder, 'lock.json'));
    const waiting = takeLockOfRun(folder, 60_000);
    await sleep(300);
    release(lock);
    const taken = await waiting;
    expect(taken.held).toBe(false);
    release(taken);
  });

  it('gives up soon on a holder that never says who it is', async () => {
    const { folder, lock } = heldFolder();
    rmSync(join(folder, 'lock.json'));
    expect(await takeLockOfRun(folder, 300)).toMatchObject({ held: true, pid: undefined });
    release(lock);
  });

  it('waits for a backfill in another container too, whose process it cannot see', async () => {
    const { folder, lock } = heldFolder();
    const elsewhere = { pid: 1, sinceMs: Date.now(), startTicks: '0', yields: true };
    writeFileSync(join(folder, 'lock.json'), JSON.stringify(elsewhere));
    const waiting = takeLockOfRun(folder, 60_000);
    await sleep(1_300);
    release(lock);
    const taken = await waiting;
    expect(taken.held).toBe(false);
    release(taken);
  });
});

describe('a chunk of a backfill', () => {
  it('waits for a run as long as it takes, says so once, and leaves at an interruption', async () => {
    const { folder, lock } = heldFolder();
    const said: (number | undefined)[] = [];
    const stop = new AbortController();
    const left = takeLockOfChunk(folder, pid => said.push(pid), stop.signal);
    await sleep(500);
    stop.abort(new Error('enough'));
    await expect(left).rejects.toThrow('enough');
    expect(said).toEqual([process.pid]);

    const waiting = takeLockOfChunk(folder, () => undefined, never);
    await sleep(300);
    release(lock);
    using _turn = await waiting;
    expect(takeRunLock(folder, Date.now())).toMatchObject({ held: true, yields: true });
  });
});
