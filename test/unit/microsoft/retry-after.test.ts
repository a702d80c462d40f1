import { describe, expect, it } from 'vitest';
import { retryAfterMs } from '../../../src/microsoft/retry-after.ts';

const NOW = Date.UTC(2026, 0, 1, 12, 0, 0);

describe('retryAfterMs', () => {
  it.each([
    ['120', '', 120_000],
    ['1.5', '', 1_500],
    ['0', '', 0],
    [' 7 ', '', 7_000],
    ['Thu, 01 Jan 2026 12:00:30 GMT', '', 30_000],
    ['Thu, 01 Jan 2026 11:00:00 GMT', '', 0],
    ['999999', '', 7_200_000],
    ['-5', '', undefined],
    ['soon', '', undefined],
    ['', 'Please retry again after 14m 56s', 896_000],
    ['', 'Please retry again after 1h 2m 3s', 3_723_000],
    ['', 'Please retry again after 9s.', 9_000],
    ['', 'Please retry the request again in an hour', 3_600_000],
    ['', 'Please retry again after lunch', undefined],
    ['', 'Retry the request.', undefined],
    ['5', 'Please retry again after 14m 56s', 5_000],
  ])('reads header %j and message %j', (header, message, expected) => {
    expect(retryAfterMs(header, message, NOW)).toBe(expected);
  });

  it('has no opinion where nothing is said', () => {
    expect(retryAfterMs(undefined, '', NOW)).toBeUndefined();
  });

  it('takes no date when the server’s time is not known', () => {
    expect(retryAfterMs('Thu, 01 Jan 2026 12:00:30 GMT', '', NaN)).toBeUndefined();
  });
});
