import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LagSketch } from '../../../src/collect/lag-sketch.ts';

describe('the lags of a run', () => {
  it('have quantiles within 5 % of the true ones, weighted by events, also when merged', () => {
    const lag = fc.record({
      ms: fc.integer({ min: 1, max: 7 * 86_400_000 }),
      events: fc.integer({ min: 1, max: 40 }),
    });
    fc.assert(
      fc.property(
        fc.array(lag, { minLength: 1, maxLength: 50 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (lags, share) => {
          const [one, other] = [new LagSketch(), new LagSketch()];
          for (const [n, { ms, events }] of lags.entries()) (n % 2 ? one : other).add(ms, events);
          one.merge(other);

          const all = lags.flatMap(({ ms, events }) => Array<number>(events).fill(ms)).sort((a, b) => a - b);
          const exact = all[Math.max(Math.ceil(share * all.length) - 1, 0)] ?? 0;
          const quantile = one.quantileMs(share) ?? 0;
          expect(quantile).toBeGreaterThanOrEqual(exact * 0.999);
          expect(quantile).toBeLessThanOrEqual(exact * 1.051);
          expect(one.maxMs).toBe(all.at(-1));
          expect(one.events).toBe(all.length);
        },
      ),
    );
  });

  it('are unknown when nothing was delivered, and 0 under a clock that is ahead', () => {
    const lag = new LagSketch();
    expect(lag.quantileMs(0.5)).toBeUndefined();
    lag.add(-5_000, 3);
    expect(lag.quantileMs(0.5)).toBe(0);
    expect(lag.maxMs).toBe(0);
  });
});
