import { describe, expect, it } from 'vitest';
import { LeasedPermits } from '../../../src/collect/leased-permits.ts';

/** A clock whose sleepers wake when told. */
function heldClock() {
  const sleepers: (() => void)[] = [];
  return {
    now: () => 0,
    sleep: (_ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        sleepers.push(resolve);
        signal?.addEventListener('abort', () => reject(new Error('awake')), { once: true });
      }),
    wakeAll: () => {
      for (const wake of sleepers.splice(0)) wake();
    },
  };
}

const turn = () => new Promise(resolve => setImmediate(resolve));

describe('permits with a lease', () => {
  it('let so many work at once, in order', async () => {
    const permits = new LeasedPermits(2, 5_000, heldClock());
    let [atOnce, most] = [0, 0];
    const order: number[] = [];
    await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        permits.with(async () => {
          order.push(n);
          atOnce += 1;
          most = Math.max(most, atOnce);
          await turn();
          atOnce -= 1;
        }),
      ),
    );

    expect(most).toBe(2);
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('count no more those that outlive it, and each only once', async () => {
    const clock = heldClock();
    const permits = new LeasedPermits(2, 5_000, clock);
    const ends: (() => void)[] = [];
    const begun: number[] = [];
    const slow = (n: number) =>
      permits.with(() => {
        begun.push(n);
        return new Promise<void>(resolve => ends.push(resolve));
      });
    const all = [slow(0), slow(1), slow(2), slow(3), slow(4)];

    await turn();
    expect(begun).toEqual([0, 1]);
    clock.wakeAll();
    await turn();
    expect(begun).toEqual([0, 1, 2, 3]);
    // Their leases are over already: their end frees nothing.
    ends[0]?.();
    ends[1]?.();
    await turn();
    expect(begun).toEqual([0, 1, 2, 3]);
    ends[2]?.();
    await turn();
    expect(begun).toEqual([0, 1, 2, 3, 4]);
    for (const end of ends) end();
    await Promise.all(all);
  });

  it('come back from work that fails', async () => {
    const permits = new LeasedPermits(1, 5_000, heldClock());

    await expect(permits.with(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    expect(await permits.with(() => Promise.resolve('works'))).toBe('works');
  });
});
