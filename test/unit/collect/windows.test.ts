import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_TILE_MS, planListing, REACH_MS, SWEEP_EVERY_MS, tile } from '../../../src/collect/windows.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 1, 12);
const base = {
  nowMs: NOW,
  cursorMs: undefined,
  listedMs: undefined,
  originMs: undefined,
  sweptMs: undefined,
  firstLookbackMs: 24 * HOUR,
  overlapMs: 2 * HOUR,
};

describe('tile', () => {
  it('covers a span exactly: no hole, no overlap, no tile over 23 hours', () => {
    fc.assert(
      fc.property(fc.nat(1e13), fc.nat(8 * 24 * HOUR), (fromMs, lengthMs) => {
        const tiles = tile({ fromMs, toMs: fromMs + lengthMs });
        let nextMs = fromMs;
        for (const one of tiles) {
          expect(one.fromMs).toBe(nextMs);
          expect(one.toMs).toBeGreaterThan(one.fromMs);
          expect(one.toMs - one.fromMs).toBeLessThanOrEqual(MAX_TILE_MS);
          nextMs = one.toMs;
        }
        expect(nextMs).toBe(fromMs + lengthMs);
      }),
    );
  });
});

describe('planListing', () => {
  it('looks back as far as asked on the first run', () => {
    const plan = planListing(base);

    expect(plan.tiles[0]?.fromMs).toBe(NOW - 24 * HOUR);
    expect(plan.tiles.at(-1)?.toMs).toBe(NOW);
    expect(plan.gap).toBeUndefined();
  });

  it('looks back from the first attempt on when all runs so far have failed', () => {
    const plan = planListing({ ...base, originMs: NOW - 60 * HOUR });

    expect(plan.tiles[0]?.fromMs).toBe(NOW - 60 * HOUR);
    expect(plan.gap).toBeUndefined();
  });

  it('tells the gap when they have failed for longer than Microsoft keeps content', () => {
    const originMs = NOW - 9 * 24 * HOUR;

    const plan = planListing({ ...base, originMs });

    expect(plan.tiles[0]?.fromMs).toBe(NOW - REACH_MS);
    expect(plan.gap).toEqual({ fromMs: originMs, toMs: NOW - REACH_MS, reason: 'retention' });
  });

  it('lists the overlap before the cursor on a further run', () => {
    const plan = planListing({
      ...base,
      cursorMs: NOW - HOUR,
      originMs: NOW - 48 * HOUR,
      sweptMs: NOW - HOUR,
    });

    expect(plan.tiles).toEqual([{ fromMs: NOW - 3 * HOUR, toMs: NOW }]);
    expect(plan.sweep).toBe(false);
  });

  it('sweeps everything since the origin once a day', () => {
    const plan = planListing({
      ...base,
      cursorMs: NOW - HOUR,
      originMs: NOW - 50 * HOUR,
      sweptMs: NOW - SWEEP_EVERY_MS,
    });

    expect(plan.sweep).toBe(true);
    expect(plan.tiles[0]?.fromMs).toBe(NOW - 50 * HOUR);
  });

  it('never looks before the origin, so that a first look-back of a day stays a day', () => {
    const plan = planListing({ ...base, cursorMs: NOW - HOUR, originMs: NOW - 2 * HOUR, sweptMs: undefined });

    expect(plan.tiles[0]?.fromMs).toBe(NOW - 2 * HOUR);
  });

  it('names the span between an old cursor and what Microsoft still offers as a gap', () => {
    const cursorMs = NOW - 9 * 24 * HOUR;
    const plan = planListing({ ...base, cursorMs, originMs: cursorMs, sweptMs: cursorMs });

    expect(plan.gap).toEqual({ fromMs: cursorMs, toMs: NOW - REACH_MS, reason: 'retention' });
    expect(plan.tiles[0]?.fromMs).toBe(NOW - REACH_MS);
  });

  it('sees no gap where everything was listed and one old blob holds the cursor back', () => {
    const cursorMs = NOW - 9 * 24 * HOUR;
    const plan = planListing({
      ...base,
      cursorMs,
      listedMs: NOW - HOUR,
      originMs: cursorMs,
      sweptMs: NOW - HOUR,
    });

    expect(plan.gap).toBeUndefined();
    expect(plan.tiles[0]?.fromMs).toBe(NOW - REACH_MS);
  });

  it('lists nothing while a clock set back leaves the cursor in the future', () => {
    const plan = planListing({ ...base, cursorMs: NOW + 10 * HOUR, originMs: NOW - HOUR, sweptMs: NOW });

    expect(plan.tiles).toEqual([]);
  });

  it('never asks for more than Microsoft offers and never leaves a hole behind the cursor', () => {
    fc.assert(
      fc.property(
        fc.nat(20 * 24 * HOUR),
        fc.nat(30 * 24 * HOUR),
        fc.nat(30 * 24 * HOUR),
        fc.nat(23 * HOUR),
        (cursorAge, originAge, sweptAge, overlapMs) => {
          const cursorMs = NOW - cursorAge;
          const originMs = Math.min(NOW - originAge, cursorMs);
          const plan = planListing({ ...base, cursorMs, originMs, sweptMs: NOW - sweptAge, overlapMs });
          const from = plan.tiles[0]?.fromMs ?? NOW;

          expect(from).toBeGreaterThanOrEqual(NOW - REACH_MS);
          expect(from).toBeLessThanOrEqual(Math.max(cursorMs, plan.gap?.toMs ?? 0));
        },
      ),
    );
  });
});
