import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RateLimit } from '../../../src/wazuh/rate-limit.ts';
import { ManualClock } from '../../stand-ins/manual-clock.ts';

const never = new AbortController().signal;

describe('RateLimit', () => {
  it('never lets through more than its rate and a tenth of a second’s worth, whatever is asked and when', async () => {
    const request = fc.record({ wanted: fc.integer({ min: 1, max: 800 }), idleMs: fc.nat(2_000) });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5_000 }),
        fc.array(request, { maxLength: 30 }),
        async (rate, requests) => {
          const clock = new ManualClock(0);
          const limit = new RateLimit(rate, clock);
          let busyMs = 0;
          let taken = 0;
          for (const { wanted, idleMs } of requests) {
            clock.pass(idleMs);
            const before = clock.now();
            const count = await limit.take(wanted, never);
            expect(count).toBeGreaterThan(0);
            expect(count).toBeLessThanOrEqual(wanted);
            taken += count;
            busyMs += clock.now() - before;
            expect(count).toBeLessThanOrEqual(Math.max(1, rate / 10));
          }
          expect(taken).toBeLessThanOrEqual((clock.now() / 1000) * rate + 1);
          expect(busyMs).toBeLessThanOrEqual((taken / rate) * 1000 + requests.length);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('reaches its rate when it is always asked', async () => {
    const clock = new ManualClock(0);
    const limit = new RateLimit(300, clock);
    let taken = 0;
    while (clock.now() < 10_000) taken += await limit.take(500, never);
    expect(taken).toBeGreaterThan(2_900);
    expect(taken).toBeLessThanOrEqual(3_015);
  });

  it('ends with the signal while it waits', async () => {
    const abort = new AbortController();
    abort.abort(new Error('enough'));
    await expect(new RateLimit(1, new ManualClock()).take(1, abort.signal)).rejects.toThrow('enough');
  });
});
