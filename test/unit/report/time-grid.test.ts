import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TimeGrid } from '../../../src/report/count/time-grid.ts';

const START = Date.UTC(2031, 0, 15);
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

describe('TimeGrid', () => {
  it('loses and invents nothing, whatever the span', () => {
    const event = fc.record({
      timeMs: fc.oneof(
        fc.integer({ min: START, max: START + DAY_MS }),
        fc.integer({ min: 0, max: START + 400 * DAY_MS }),
        // The years 0 to 9999, which is all that a timestamp can say.
        fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_999 }),
      ),
      series: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    });
    fc.assert(
      fc.property(
        fc.array(event, { minLength: 1, maxLength: 200 }),
        fc.integer({ min: 20, max: 150 }),
        (events, maxColumns) => {
          const grid = new TimeGrid(3);
          for (const { timeMs, series } of events) grid.add(timeMs, series);
          const columns = grid.toColumns(maxColumns);
          if (!columns) throw new Error('Something was counted');

          expect(columns.columns.length).toBeLessThanOrEqual(maxColumns);
          expect(columns.series.length).toBeLessThanOrEqual(4);
          expect(columns.columns.flat().reduce((a, b) => a + b, 0)).toBe(events.length);
        },
      ),
    );
  });

  it('puts each event into the column of its time', () => {
    const grid = new TimeGrid(2);
    grid.add(START + 90 * MINUTE_MS, 'x');
    grid.add(START, 'x');
    grid.add(START + 30 * MINUTE_MS, 'y');

    const columns = grid.toColumns(10);

    expect(columns).toMatchObject({ startMs: START, stepMs: 15 * MINUTE_MS, series: ['x', 'y'] });
    expect(columns?.columns.map(column => column.join())).toEqual([
      '1,0',
      '0,0',
      '0,1',
      '0,0',
      '0,0',
      '0,0',
      '1,0',
    ]);
  });

  it('shows the whole of a given period, also where nothing came', () => {
    const grid = new TimeGrid(1);
    grid.add(START + 5 * 3_600_000, 'x');

    const columns = grid.toColumns(24, { fromMs: START, toMs: START + DAY_MS });

    expect(columns).toMatchObject({ startMs: START, stepMs: 3_600_000 });
    expect(columns?.columns.map(column => column[0])).toEqual([
      0,
      0,
      0,
      0,
      0,
      1,
      ...Array.from({ length: 18 }, () => 0),
    ]);
  });

  it('has nothing to show when nothing came and no period is given', () => {
    expect(new TimeGrid(1).toColumns(10)).toBeUndefined();
  });

  it('joins columns as the span grows, in bounded memory', () => {
    const grid = new TimeGrid(1);
    for (let n = 0; n < 20_000; n += 1) grid.add(START + n * 7 * MINUTE_MS, 'x');

    expect(grid.stepMs).toBe(3_600_000);
    expect(grid.toColumns(100_000)?.columns.length).toBeLessThan(3_000);
    expect(
      grid
        .toColumns(60)
        ?.columns.flat()
        .reduce((a, b) => a + b, 0),
    ).toBe(20_000);
  });

  it('counts series beyond its limit as others', () => {
    const grid = new TimeGrid(2);
    for (const series of ['a', 'b', 'c', 'd', 'a']) grid.add(START, series);

    expect(grid.toColumns(1)?.series).toEqual(['a', 'b', 'Other']);
    expect(grid.toColumns(1)?.columns).toEqual([[2, 1, 2]]);
  });
});
