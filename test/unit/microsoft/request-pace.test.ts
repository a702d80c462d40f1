import { describe, expect, it } from 'vitest';
import { RequestPace } from '../../../src/microsoft/request-pace.ts';

/** A clock that moves only when all who sleep have been told; wakes them in order. */
class SleepingClock {
  nowMs = 1_000_000;
  readonly #sleepers: { readonly atMs: number; wake(): void }[] = [];

  now(): number {
    return this.nowMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#sleepers.push({ atMs: this.nowMs + ms, wake: resolve });
      signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
  }

  /** Lets time pass until nobody sleeps. */
  async run(): Promise<void> {
    for (;;) {
      await new Promise(resolve => setImmediate(resolve));
      this.#sleepers.sort((a, b) => a.atMs - b.atMs);
      const next = this.#sleepers.shift();
      if (!next) return;
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.wake();
    }
  }
}

const signal = new AbortController().signal;

async function timesOf(pace: RequestPace, clock: SleepingClock, count: number): Promise<number[]> {
  const startMs = clock.nowMs;
  const times: number[] = [];
  const turns = Array.from({ length: count }, async () => {
    await pace.turn(signal);
    times.push(clock.nowMs - startMs);
  });
  await clock.run();
  await Promise.all(turns);
  return times;
}

describe('the pace of requests', () => {
  it('lets a few pass at once, and never more than so many in any second', async () => {
    const clock = new SleepingClock();
    const times = await timesOf(new RequestPace(20, clock), clock, 200);

    expect(times.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 0));
    for (const [index, time] of times.entries()) {
      const inThatSecond = times.filter(one => one >= time && one < time + 1_000).length;
      expect([index, inThatSecond <= 20]).toEqual([index, true]);
    }
    // Not slower than it must be: 200 requests at 20 a second.
    expect(times.at(-1)).toBeLessThanOrEqual(9_600);
  });

  it('serves in the order of the asking, evenly', async () => {
    const clock = new SleepingClock();
    const times = await timesOf(new RequestPace(10, clock), clock, 60);
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));

    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(Math.max(...gaps.slice(20))).toBeLessThanOrEqual(600);
  });

  it('takes no notice of a clock that is set back', async () => {
    const clock = new SleepingClock();
    const pace = new RequestPace(5, clock);
    await timesOf(pace, clock, 20);
    clock.nowMs -= 3_600_000;

    expect((await timesOf(pace, clock, 5)).at(-1)).toBeLessThanOrEqual(1_000);
  });

  it('loses no more than its place to one that gives up', async () => {
    const clock = new SleepingClock();
    const pace = new RequestPace(1, clock);
    const giveUp = new AbortController();
    await timesOf(pace, clock, 1);
    const given = pace.turn(giveUp.signal);
    giveUp.abort(new Error('given up'));

    await expect(given).rejects.toThrow('given up');
    expect(await timesOf(pace, clock, 1)).toHaveLength(1);
  });
});
