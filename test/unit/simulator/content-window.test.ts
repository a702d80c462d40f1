import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readWindow } from '../../../src/simulator/content-window.ts';
import { QueryParameters } from '../../../src/simulator/query-parameters.ts';

const NOW_MS = Date.UTC(2031, 5, 15, 12);
const HOUR_MS = 3_600_000;
const PLAIN = { refuseWholeDay: false, answerPart: false };

function read(query: Record<string, string>, oddities = PLAIN) {
  return readWindow(new QueryParameters(new URLSearchParams(query)), NOW_MS, oddities);
}

const iso = (ms: number): string => new Date(ms).toISOString();

describe('the window of a listing', () => {
  it('is the last 24 hours when no time is given', () => {
    expect(read({})).toEqual({ fromMs: NOW_MS - 24 * HOUR_MS, toMs: NOW_MS });
  });

  it.each([
    ['2031-06-15', Date.UTC(2031, 5, 15)],
    ['2031-06-15T03:04', Date.UTC(2031, 5, 15, 3, 4)],
    ['2031-06-15T03:04:05', Date.UTC(2031, 5, 15, 3, 4, 5)],
    ['2031-06-15T03:04:05Z', Date.UTC(2031, 5, 15, 3, 4, 5)],
    ['2031-06-15T03:04:05.678Z', Date.UTC(2031, 5, 15, 3, 4, 5, 678)],
  ])('takes %s as UTC', (startTime, fromMs) => {
    expect(read({ startTime, endTime: '2031-06-15T10:00:00' })?.fromMs).toBe(fromMs);
  });

  it.each(['yesterday', '2031-06-15 03:04:05', '2031-06-15T03:04:05+00:00', '2031-13-01', ''])(
    'does not take %j for a time',
    startTime => {
      expect(read({ startTime, endTime: '2031-06-15T10:00:00' })).toBeUndefined();
    },
  );

  it('is given by both times or neither', () => {
    expect(read({ startTime: '2031-06-15' })).toBeUndefined();
    expect(read({ endTime: '2031-06-15' })).toBeUndefined();
  });

  it('takes endtime for endTime, as Microsoft’s own links spell it', () => {
    expect(read({ startTime: '2031-06-15', endtime: '2031-06-15T10:00:00' })).toBeDefined();
  });

  it('is taken exactly when it is above nothing, within 24 hours, and starts within 7 days', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -200 * HOUR_MS, max: 30 * HOUR_MS }),
        fc.integer({ min: -2 * HOUR_MS, max: 26 * HOUR_MS }),
        (startsIn, length) => {
          const fromMs = NOW_MS + startsIn;
          const isGood = length > 0 && length <= 24 * HOUR_MS && startsIn >= -168 * HOUR_MS;
          const expected = isGood ? { fromMs, toMs: fromMs + length } : undefined;
          expect(read({ startTime: iso(fromMs), endTime: iso(fromMs + length) })).toEqual(expected);
        },
      ),
      {
        examples: [
          [-168 * HOUR_MS, 24 * HOUR_MS],
          [-168 * HOUR_MS - 1, HOUR_MS],
          [-30 * HOUR_MS, 0],
        ],
      },
    );
  });

  it('is refused at exactly 24 hours where the service does so', () => {
    const day = { startTime: iso(NOW_MS - 24 * HOUR_MS), endTime: iso(NOW_MS) };
    const less = { ...day, endTime: iso(NOW_MS - 1) };
    const oddities = { ...PLAIN, refuseWholeDay: true };

    expect(read(day, oddities)).toBeUndefined();
    expect(read(less, oddities)).toBeDefined();
  });

  it('is cut at 24 hours where the service answers in part', () => {
    const fromMs = NOW_MS - 48 * HOUR_MS;
    const window = read({ startTime: iso(fromMs), endTime: iso(NOW_MS) }, { ...PLAIN, answerPart: true });

    expect(window).toEqual({ fromMs, toMs: fromMs + 24 * HOUR_MS });
  });
});
