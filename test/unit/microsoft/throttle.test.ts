import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../src/collect/ports.ts';
import { Throttle, throttled } from '../../../src/microsoft/throttle.ts';

/** A clock that jumps to the end of each sleep. */
class JumpingClock implements Clock {
  ms = 1_000_000;
  now(): number {
    return this.ms;
  }
  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    await Promise.resolve();
    signal?.throwIfAborted();
    this.ms += ms;
  }
}

const never = new AbortController().signal;
const idle = { send: () => Promise.resolve({ status: 'skip', reason: 'missing' } as never) };

describe('the throttle', () => {
  it('never lets more than the quota pass in any minute, however the requests come', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 10, max: 300 }),
        fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 40 }),
        async (perMinute, pauses) => {
          const clock = new JumpingClock();
          const throttle = new Throttle(perMinute, clock);
          const times: number[] = [];
          for (const pauseMs of pauses) {
            clock.ms += pauseMs;
            for (let count = 0; count < 20; count += 1) {
              await throttle.acquire(never);
              times.push(clock.now());
            }
          }
          for (const [first, from] of times.entries()) {
            expect(times.slice(first).filter(at => at < from + 60_000).length).toBeLessThanOrEqual(perMinute);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('keeps everybody waiting during a pause, and a shorter pause does not end a longer one', async () => {
    const clock = new JumpingClock();
    const throttle = new Throttle(2_000, clock);
    throttle.pause(30_000);
    throttle.pause(5_000);
    const startMs = clock.now();
    await throttle.acquire(never);
    expect(clock.now() - startMs).toBe(30_000);
  });

  it('does not wait longer than the pause when the clock is set back', () => {
    const clock = new JumpingClock();
    const throttle = new Throttle(2_000, clock);
    throttle.pause(30_000);
    clock.ms -= 500_000;
    expect(throttle.pausedForMs).toBe(30_000);
  });

  it('lets no request through when the wait is aborted', async () => {
    const clock = new JumpingClock();
    const throttle = new Throttle(10, clock);
    throttle.pause(30_000);
    const stop = new AbortController();
    const waiting = throttle.acquire(stop.signal);
    stop.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });

  it('hands a long pause back instead of waiting it out', async () => {
    const clock = new JumpingClock();
    const throttle = new Throttle(2_000, clock);
    throttle.pause(60_001);
    const request = {
      method: 'GET',
      url: 'http://127.0.0.1/',
      limits: { overallMs: 1, maxBytes: 1 },
    } as const;

    expect(await throttled(idle, throttle).send(request, never)).toMatchObject({
      status: 'retry',
      afterMs: 60_001,
      error: { code: 'THROTTLED' },
    });

    clock.ms += 1;
    expect(await throttled(idle, throttle).send(request, never)).toMatchObject({ status: 'skip' });
  });
});
