import { describe, expect, it } from 'vitest';
import type { Identity, PartitionStore } from '../../../src/collect/ports.ts';
import { openStore } from '../../../src/state/open-store.ts';
import { ManualClock } from '../../stand-ins/manual-clock.ts';
import { blob, DAY_MS, EXCHANGE, finished, identity, NOON_MS, progress } from './samples.ts';

/** Identities enter the index in thousands: this many are sure to push those before them in. */
const FILLERS = 9_000;

function setUp() {
  const clock = new ManualClock(NOON_MS);
  const store = openStore({ path: ':memory:', clock });
  const partition = store.partition(EXCHANGE);
  partition.commit({ listed: [blob('a')] });
  return { clock, store, partition };
}

function deliver(partition: PartitionStore, identities: readonly Identity[], nowMs: number): void {
  const fillers = Array.from({ length: FILLERS }, (_, n) => identity(1_000_000 + n, nowMs));
  partition.commit({ progress: progress('a', [...identities, ...fillers]) });
}

describe('forgetting', () => {
  it.each([
    ['an ordinary event', NOON_MS - 3_600_000],
    ['an event that came five days late', NOON_MS - 5 * DAY_MS],
    ['an event of a time long past', Date.UTC(2009, 0, 1)],
    ['an event without a readable time', 0],
    ['an event of a time far ahead', Date.UTC(2090, 0, 1)],
  ])('%s is remembered for 9 days after its arrival, and not for 12', (_, createdMs) => {
    const { clock, store, partition } = setUp();
    deliver(partition, [identity(1, createdMs)], clock.now());

    clock.pass(9 * DAY_MS);
    store.prune(clock.now());
    expect(partition.remembers(identity(1, createdMs))).toBe(true);

    clock.pass(3 * DAY_MS);
    store.prune(clock.now());
    expect(partition.remembers(identity(1, createdMs))).toBe(false);
    store.close();
  });

  it('leaves what arrived later, in whatever order the events were created', () => {
    const { clock, store, partition } = setUp();
    deliver(partition, [identity(1)], clock.now());
    clock.pass(6 * DAY_MS);
    deliver(partition, [identity(2, NOON_MS - DAY_MS), identity(3, clock.now())], clock.now());
    clock.pass(6 * DAY_MS);
    store.prune(clock.now());

    const known = [identity(1), identity(2, NOON_MS - DAY_MS), identity(3, NOON_MS + 6 * DAY_MS)].map(one =>
      partition.remembers(one),
    );
    expect(known).toEqual([false, true, true]);
    store.close();
  });

  it('drops settled blobs after 30 days, and keeps unfinished ones however old', () => {
    const { clock, store, partition } = setUp();
    partition.commit({ listed: [blob('done'), blob('open')], finished: finished('done') });
    clock.pass(31 * DAY_MS);
    store.prune(clock.now());
    expect([...partition.ledgerRows(['a', 'done', 'open']).keys()]).toEqual(['a', 'open']);
    store.close();
  });
});
