import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PartitionStore } from '../../../src/collect/ports.ts';
import { openStore } from '../../../src/state/open-store.ts';
import { ManualClock } from '../../stand-ins/manual-clock.ts';
import { blob, EXCHANGE, GENERAL, identity, NOON_MS, progress } from './samples.ts';
import { tempFolder } from './temp-folder.ts';

/** More than wait outside the index, so that several merges happen. */
const EVENTS = 30_000;
const BATCH = 450;

function deliver(partition: PartitionStore, from: number, to: number): void {
  partition.commit({ listed: [blob('a')] });
  for (let n = from; n < to; n += BATCH) {
    const identities = Array.from({ length: Math.min(BATCH, to - n) }, (_, k) => identity((n + k) * 7919));
    partition.commit({ progress: progress('a', identities, n) });
  }
}

function forgotten(partition: PartitionStore, count: number): number[] {
  return Array.from({ length: count }, (_, n) => n).filter(n => !partition.remembers(identity(n * 7919)));
}

describe('the memory of delivered events', () => {
  it('holds all of them, those in the index and those on the way there, and no other', () => {
    const path = join(tempFolder(), 'state.db');
    const clock = new ManualClock(NOON_MS);
    const store = openStore({ path, clock });
    deliver(store.partition(EXCHANGE), 0, EVENTS);
    expect(forgotten(store.partition(EXCHANGE), EVENTS)).toEqual([]);
    expect(forgotten(store.partition(EXCHANGE), EVENTS + 5)).toHaveLength(5);
    expect(store.partition(GENERAL).remembers(identity(0))).toBe(false);
    store.close();

    const again = openStore({ path, clock });
    expect(forgotten(again.partition(EXCHANGE), EVENTS + 5)).toHaveLength(5);
    deliver(again.partition(EXCHANGE), EVENTS, EVENTS + 10_000);
    expect(forgotten(again.partition(EXCHANGE), EVENTS + 10_000)).toEqual([]);
    again.close();
  });

  it('holds those of late events, which came after newer ones were in the index', () => {
    const store = openStore({ path: ':memory:', clock: new ManualClock(NOON_MS) });
    const partition = store.partition(EXCHANGE);
    partition.commit({ listed: [blob('a')] });
    const hour = (n: number, count: number) =>
      Array.from({ length: count }, (_, k) => identity(k, NOON_MS - n * 3_600_000));
    for (const back of [1, 5, 3, 9]) {
      partition.commit({ progress: progress('a', hour(back, 9_000)) });
      for (const known of [1, 5, 3, 9].slice(0, [1, 5, 3, 9].indexOf(back) + 1)) {
        expect(hour(known, 9_001).filter(one => !partition.remembers(one))).toEqual(
          hour(known, 9_001).slice(-1),
        );
      }
      expect(hour(0, 100).some(one => partition.remembers(one))).toBe(false);
    }
    store.close();
  });

  it('takes an identity twice', () => {
    const store = openStore({ path: ':memory:', clock: new ManualClock(NOON_MS) });
    deliver(store.partition(EXCHANGE), 0, 10_000);
    deliver(store.partition(EXCHANGE), 0, 10_000);
    expect(forgotten(store.partition(EXCHANGE), 10_000)).toEqual([]);
    store.close();
  });
});
