import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { PartitionStore } from '../../../src/collect/ports.ts';
import { openStore, type OpenedStore } from '../../../src/state/open-store.ts';
import { ManualClock } from '../../stand-ins/manual-clock.ts';
import { blob, EXCHANGE, finished, GENERAL, identity, NOON_MS, progress } from './samples.ts';
import { tempFolder } from './temp-folder.ts';

const NONE: ReadonlySet<string> = new Set();

let path: string;
let store: OpenedStore;
let partition: PartitionStore;

function reopen(): void {
  store.close();
  store = openStore({ path, clock: new ManualClock(NOON_MS) });
  partition = store.partition(EXCHANGE);
}

function due(nowMs = NOON_MS): string[] {
  return partition.dueBlobs(nowMs, 10, NONE).map(work => work.contentId);
}

beforeEach(() => {
  path = join(tempFolder(), 'state.db');
  store = openStore({ path, clock: new ManualClock(NOON_MS) });
  partition = store.partition(EXCHANGE);
  return () => store.close();
});

describe('the ledger', () => {
  it('counts which listed blobs are new, and leaves known ones as they are', () => {
    expect(partition.commit({ listed: [blob('a'), blob('b')] })).toEqual({ newlyListed: 2 });
    partition.commit({ progress: progress('a', [identity(1)]), finished: finished('a', 1) });
    expect(partition.commit({ listed: [blob('a', NOON_MS + 5), blob('c')] })).toEqual({ newlyListed: 1 });
    expect(partition.ledgerRows(['a']).get('a')).toMatchObject({ state: 'done', contentCreatedMs: NOON_MS });
  });

  it('gives unfinished blobs oldest first, without those under way and those put off', () => {
    partition.commit({
      listed: [
        blob('new', NOON_MS),
        blob('old', NOON_MS - 9),
        blob('off', NOON_MS - 5),
        blob('mid', NOON_MS - 3),
      ],
    });
    partition.commit({ postponed: { contentId: 'off', notBeforeMs: NOON_MS + 60_000, reason: 'down' } });

    expect(due()).toEqual(['old', 'mid', 'new']);
    expect(due(NOON_MS + 60_000)).toEqual(['old', 'off', 'mid', 'new']);
    expect(partition.dueBlobs(NOON_MS, 1, new Set(['old'])).map(work => work.contentId)).toEqual(['mid']);
    expect(partition.oldestUnfinishedMs()).toBe(NOON_MS - 9);
  });

  it('counts attempts and keeps the reason', () => {
    partition.commit({ listed: [blob('a')] });
    for (const reason of ['first', 'second']) {
      partition.commit({ postponed: { contentId: 'a', notBeforeMs: NOON_MS, reason } });
    }
    expect(partition.dueBlobs(NOON_MS, 1, NONE)).toEqual([
      { ...blob('a'), attempts: 2, eventsDone: 0, backfill: false },
    ]);
    expect(partition.ledgerRows(['a']).get('a')?.reason).toBe('second');
  });

  it('tells where a half-settled blob goes on, also after a restart and when it was put off', () => {
    partition.commit({ listed: [blob('a')] });
    partition.commit({ progress: progress('a', [identity(1), identity(2)], 7) });
    partition.commit({ postponed: { contentId: 'a', notBeforeMs: 0, reason: 'queue full' } });
    reopen();
    expect(partition.dueBlobs(NOON_MS, 1, NONE)).toEqual([
      { ...blob('a'), attempts: 1, eventsDone: 7, sha256: 'a'.repeat(64), backfill: false },
    ]);
  });

  it('adds up what the batches of a blob brought', () => {
    partition.commit({ listed: [blob('a')] });
    partition.commit({
      progress: { ...progress('a', [identity(1)], 3), duplicates: 1, deadLettered: 1, trimmed: 1 },
    });
    partition.commit({ progress: { ...progress('a', [identity(2)], 5), duplicates: 1 } });
    partition.commit({ finished: finished('a', 5) });
    expect(partition.ledgerRows(['a', 'unknown'])).toEqual(
      new Map([
        [
          'a',
          {
            ...blob('a'),
            state: 'done',
            events: 5,
            bytes: 50,
            sha256: 'a'.repeat(64),
            delivered: 2,
            duplicates: 2,
            filtered: 0,
            deadLettered: 1,
            trimmed: 1,
            reason: undefined,
          },
        ],
      ]),
    );
    expect(due()).toEqual([]);
    expect(partition.oldestUnfinishedMs()).toBeUndefined();
  });

  it('keeps a lost blob lost when it is listed again, unless a backfill asks for it', () => {
    partition.commit({ listed: [blob('a')] });
    partition.commit({ finished: { contentId: 'a', state: 'lost', events: 0, bytes: 0, reason: 'expired' } });
    partition.commit({ listed: [blob('a')] });
    expect(due()).toEqual([]);

    expect(partition.commit({ listed: [blob('a'), blob('b')], backfill: true })).toEqual({ newlyListed: 1 });
    expect(partition.dueBlobs(NOON_MS, 9, NONE).map(work => [work.contentId, work.backfill])).toEqual([
      ['a', true],
      ['b', true],
    ]);
    expect(partition.oldestUnfinishedMs()).toBeUndefined();
  });

  it('leaves a blob that is done alone in a backfill', () => {
    partition.commit({ listed: [blob('a')] });
    partition.commit({ finished: finished('a', 1) });
    partition.commit({ listed: [blob('a')], backfill: true });
    expect(partition.ledgerRows(['a']).get('a')?.state).toBe('done');
  });

  it('keeps partitions apart', () => {
    const other = store.partition(GENERAL);
    partition.commit({ listed: [blob('a')], cursorMs: 5 });
    partition.commit({ progress: progress('a', [identity(1)]) });
    expect(other.cursorMs).toBeUndefined();
    expect(other.remembers(identity(1))).toBe(false);
    expect(other.commit({ listed: [blob('a')] })).toEqual({ newlyListed: 1 });
    expect(store.partition({ ...EXCHANGE })).toBe(partition);
  });
});

describe('cursor and sweep', () => {
  it('are kept over restarts and never move back', () => {
    partition.commit({ cursorMs: 1_000, sweptMs: 900 });
    partition.commit({ cursorMs: 500, sweptMs: 800 });
    expect([partition.cursorMs, partition.sweptMs]).toEqual([1_000, 900]);
    reopen();
    expect([partition.cursorMs, partition.sweptMs]).toEqual([1_000, 900]);
  });
});

describe('a step', () => {
  it('is kept whole or not at all', () => {
    partition.commit({ listed: [blob('a')], cursorMs: 100 });

    expect(() =>
      partition.commit({
        listed: [blob('b')],
        progress: progress('a', [identity(1)]),
        finished: finished('never listed'),
        gap: { fromMs: 1, toMs: 2, reason: 'retention' },
        cursorMs: 200,
      }),
    ).toThrow('never listed');

    expect(partition.cursorMs).toBe(100);
    expect(partition.remembers(identity(1))).toBe(false);
    expect([...partition.ledgerRows(['a', 'b']).values()].map(row => row.state)).toEqual(['listed']);
    reopen();
    expect(partition.cursorMs).toBe(100);
    expect(partition.remembers(identity(1))).toBe(false);
  });

  it('keeps books that only grow, beside the days that are forgotten', () => {
    partition.commit({ listed: [blob('a'), blob('b')] });
    partition.commit({
      progress: { ...progress('a', [identity(1), identity(2)]), duplicates: 3, trimmed: 1 },
    });
    partition.commit({ finished: finished('a', 5) });
    partition.commit({ finished: { contentId: 'b', state: 'lost', events: 0, bytes: 0, reason: 'gone' } });

    expect(partition.books()).toEqual({
      blobs: 1,
      blobsLost: 1,
      bytes: 50,
      delivered: 2,
      duplicates: 3,
      filtered: 0,
      deadLettered: 0,
      trimmed: 1,
    });
  });

  it('remembers what was delivered outside a blob', () => {
    partition.commit({ delivered: [identity(7)] });

    expect(partition.remembers(identity(7))).toBe(true);
    expect(partition.books().delivered).toBe(0);
  });

  it('gives the live feed’s work and that of a backfill apart', () => {
    partition.commit({ listed: [blob('live', NOON_MS)] });
    partition.commit({ listed: [blob('old', NOON_MS - 5)], backfill: true });
    const ids = (kind?: 'live' | 'backfill') =>
      partition.dueBlobs(NOON_MS, 9, NONE, kind).map(work => work.contentId);

    expect(ids('live')).toEqual(['live']);
    expect(ids('backfill')).toEqual(['old']);
    expect(ids()).toEqual(['old', 'live']);
  });
});
