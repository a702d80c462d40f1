import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Clock, Outcome } from '../../../src/collect/ports.ts';
import { O365WazuhError } from '../../../src/errors.ts';
import { DEFAULT_RETRY_POLICY, fullJitterMs, withRetries } from '../../../src/microsoft/retry.ts';

const never = new AbortController().signal;

function clockOf(slept: number[]): Clock {
  let ms = 0;
  return {
    now: () => ms,
    sleep: (waitMs, signal) => {
      signal?.throwIfAborted();
      slept.push(waitMs);
      ms += waitMs;
      return Promise.resolve();
    },
  };
}

const down: Outcome<never> = { status: 'retry', error: new O365WazuhError('MICROSOFT_UNAVAILABLE', 'Down.') };

describe('withRetries', () => {
  it('stays within its budget of time and attempts, whatever chance says', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 12, maxLength: 12 }),
        async chances => {
          const slept: number[] = [];
          let attempts = 0;
          const outcome = await withRetries(
            () => {
              attempts += 1;
              return Promise.resolve(down);
            },
            DEFAULT_RETRY_POLICY,
            { clock: clockOf(slept), random: () => chances[attempts - 1] ?? 0, onRetry: () => undefined },
            never,
          );
          expect(outcome).toBe(down);
          expect(attempts).toBeLessThanOrEqual(12);
          expect(slept.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(60_000);
        },
      ),
      { numRuns: 100 },
    );
  });

  it.each([
    ['done', { status: 'ok', value: 1 }],
    ['lost', { status: 'skip', reason: 'missing', error: new O365WazuhError('BLOB_MISSING', 'Gone.') }],
    ['fatal', { status: 'fatal', error: new O365WazuhError('SECRET_WRONG', 'No.') }],
    ['not passing', { status: 'retry', error: new O365WazuhError('WINDOW_REFUSED', 'No.') }],
    ['longer than the budget', { ...down, afterMs: 60_001 }],
  ] as [string, Outcome<number>][])('tries once when the outcome is %s', async (_, outcome) => {
    const slept: number[] = [];
    const means = { clock: clockOf(slept), random: () => 0.5, onRetry: () => undefined };
    const got = await withRetries(() => Promise.resolve(outcome), DEFAULT_RETRY_POLICY, means, never);
    expect(got).toBe(outcome);
    expect(slept).toEqual([]);
  });
});

describe('full jitter', () => {
  it('is anywhere between nothing and a cap that doubles', () => {
    const backoff = { baseMs: 1_000, capMs: 20_000 };
    expect([0, 1, 2, 3, 4, 5, 60].map(attempt => fullJitterMs(attempt, backoff, () => 0.9999999))).toEqual([
      999, 1_999, 3_999, 7_999, 15_999, 19_999, 19_999,
    ]);
    expect(fullJitterMs(5, backoff, () => 0)).toBe(0);
  });
});
