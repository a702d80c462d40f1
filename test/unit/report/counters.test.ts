import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CappedSet } from '../../../src/report/count/capped-set.ts';
import { DistinctCounter } from '../../../src/report/count/distinct-counter.ts';
import { DurationSketch } from '../../../src/report/count/duration-sketch.ts';

describe('DistinctCounter', () => {
  it('counts a few thousand values exactly', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 500 }), texts => {
        const counter = new DistinctCounter();
        for (const text of texts) counter.add(text);

        expect(counter.count).toBe(new Set(texts).size);
        expect(counter.isApproximate).toBe(false);
      }),
    );
  });

  it.each([5_000, 20_000, 100_000])('estimates %i values within five percent', total => {
    const counter = new DistinctCounter();
    for (let n = 0; n < total; n += 1) {
      counter.add(`user.${n}@contoso.example`);
      counter.add(`user.${n % 100}@contoso.example`);
    }

    expect(counter.isApproximate).toBe(true);
    expect(Math.abs(counter.count - total) / total).toBeLessThan(0.05);
  });
});

describe('CappedSet', () => {
  it('counts up to its limit and says when there was more', () => {
    const set = new CappedSet(3);
    for (const text of ['a', 'b', 'a', 'c']) set.add(text);
    expect([set.count, set.isFull]).toEqual([3, false]);

    for (const text of ['d', 'e', 'f']) set.add(text);
    expect([set.count, set.isFull]).toEqual([4, true]);
  });
});

describe('DurationSketch', () => {
  it('gives percentiles within five percent', () => {
    const seconds = fc.integer({ min: 1, max: 30 * 86_400 });
    fc.assert(
      fc.property(
        fc.array(seconds, { minLength: 1, maxLength: 300 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (all, share) => {
          const sketch = new DurationSketch();
          for (const one of all) sketch.add(one * 1000);
          const truth = all.sort((a, b) => a - b)[Math.ceil(share * all.length) - 1] ?? 0;

          expect(Math.abs((sketch.percentile(share) ?? 0) - truth * 1000)).toBeLessThanOrEqual(
            0.051 * truth * 1000,
          );
        },
      ),
    );
  });

  it('has no percentile of nothing, and takes a clock that runs ahead for no delay', () => {
    const sketch = new DurationSketch();
    expect(sketch.percentile(0.5)).toBeUndefined();

    sketch.add(-5_000);
    sketch.add(Number.MAX_SAFE_INTEGER);
    expect(sketch.percentile(0.5)).toBeLessThan(1_100);
    expect(sketch.total).toBe(2);
  });
});
