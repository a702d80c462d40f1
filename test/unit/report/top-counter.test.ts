import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TopCounter } from '../../../src/report/count/top-counter.ts';

function countAll(keys: readonly string[], capacity: number) {
  const counter = new TopCounter(capacity, () => ({ seen: 0 }));
  for (const key of keys) counter.add(key).seen += 1;
  const exact = new Map<string, number>();
  for (const key of keys) exact.set(key, (exact.get(key) ?? 0) + 1);
  return { counter, exact };
}

/** Few frequent keys among many rare ones, as users of a tenant are. */
const streams = fc.array(
  fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 200 })).map(n => `key ${n}`),
  { maxLength: 600 },
);

describe('TopCounter', () => {
  it('counts exactly as long as there are no more keys than places', () => {
    fc.assert(
      fc.property(streams, keys => {
        const { counter, exact } = countAll(keys, 300);

        expect(counter.isApproximate).toBe(false);
        expect(new Map(counter.top().map(one => [one.key, one.count]))).toEqual(exact);
        expect(counter.top().every(one => one.error === 0 && one.data.seen === one.count)).toBe(true);
      }),
    );
  });

  it('never counts too low, and too high by at most what it says and by at most total / capacity', () => {
    fc.assert(
      fc.property(streams, fc.integer({ min: 2, max: 40 }), (keys, capacity) => {
        const { counter, exact } = countAll(keys, capacity);

        for (const { key, count, error } of counter.top()) {
          const truth = exact.get(key) ?? 0;
          expect(count).toBeGreaterThanOrEqual(truth);
          expect(count - error).toBeLessThanOrEqual(truth);
          expect(error).toBeLessThanOrEqual(keys.length / capacity);
        }
      }),
    );
  });

  it('holds every key that makes up more than its share', () => {
    fc.assert(
      fc.property(streams, fc.integer({ min: 2, max: 40 }), (keys, capacity) => {
        const { counter, exact } = countAll(keys, capacity);
        const held = new Set(counter.top().map(one => one.key));

        for (const [key, count] of exact) if (count > keys.length / capacity) expect(held).toContain(key);
      }),
    );
  });

  it('holds no more keys than it may, and counts what passed', () => {
    const { counter } = countAll(
      Array.from({ length: 50_000 }, (_, n) => `once ${n}`),
      100,
    );

    expect(counter.size).toBe(100);
    expect(counter.total).toBe(50_000);
    expect(counter.isApproximate).toBe(true);
  });

  it('ranks by count, and equal counts by name', () => {
    const { counter } = countAll(['b', 'a', 'c', 'c', 'b', 'a', 'c'], 10);

    expect(counter.top(2).map(one => one.key)).toEqual(['c', 'a']);
    expect(counter.get('b')?.count).toBe(2);
    expect(counter.get('nobody')).toBeUndefined();
  });
});
