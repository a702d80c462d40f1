import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatMoment,
  formatShare,
  formatShort,
  formatTime,
} from '../../../src/report/page/format.ts';
import { parseMoment } from '../../../src/report/parse-moment.ts';
import { ProgressBar } from '../../../src/report/progress-bar.ts';

describe('numbers and times', () => {
  it.each([
    [formatCount(1_234_567), '1,234,567'],
    [formatShort(1_240_000), '1.2M'],
    [formatShare(1, 8), '12.5%'],
    [formatShare(1, 0), '–'],
    [formatTime(Date.UTC(2031, 0, 5, 4, 3)), '5 Jan 2031, 04:03'],
    [formatMoment(Date.UTC(2031, 10, 24, 14, 5)), '24 Nov 14:05'],
    [formatDuration(400), 'under 1 s'],
    [formatDuration(65_000), '1 min 5 s'],
    [formatDuration(32 * 60_000 + 10_000), '32 min'],
    [formatDuration(27 * 3_600_000), '1 d 3 h'],
    [formatDuration(3_600_000), '1 h'],
    [formatBytes(999), '999 bytes'],
    [formatBytes(1_500_000_000), '1.5 GB'],
    [formatBytes(232_061_953), '232 MB'],
  ])('%s', (shown, expected) => {
    expect(shown).toBe(expected);
  });
});

describe('parseMoment', () => {
  const now = Date.UTC(2031, 0, 15, 12);

  it.each([
    ['24h', now - 86_400_000],
    ['7d', now - 7 * 86_400_000],
    ['2031-01-10', Date.UTC(2031, 0, 10)],
    ['2031-01-10T06:00', Date.UTC(2031, 0, 10, 6)],
    ['2031-01-10T06:00:30Z', Date.UTC(2031, 0, 10, 6, 0, 30)],
    ['2031-01-10T06:00:00+02:00', Date.UTC(2031, 0, 10, 4)],
  ])('reads %s', (text, expected) => {
    expect(parseMoment('--since', text, now)).toBe(expected);
  });

  it.each(['yesterday', '', '2031-13-01', '7 d', '-1d'])('refuses %j and says how it is done', text => {
    expect(() => parseMoment('--since', text, now)).toThrow(
      expect.objectContaining({ code: 'USAGE', hint: expect.stringContaining('--since 7d') as unknown }),
    );
  });
});

describe('ProgressBar', () => {
  it('shows how far it is on a terminal, ten times a second at most, and clears its line', () => {
    const written: string[] = [];
    let now = 0;
    const bar = new ProgressBar({ isTTY: true, write: text => written.push(text) }, 1_000_000_000, () => now);
    for (let n = 0; n < 10; n += 1) {
      now += 50;
      bar.add(50_000_000);
    }
    bar.end();

    expect(written).toHaveLength(6);
    expect(written.at(-2)).toContain('50 %  500 MB, 1.0 GB/s');
    expect(written.at(-2)).toMatch(/█{14}░{14}/);
    expect(written.at(-1)).toBe('\r\u001b[K');
  });

  it('is silent where there is no terminal, and never above a hundred', () => {
    const written: string[] = [];
    const silent = new ProgressBar({ write: text => written.push(text) }, 10);
    silent.add(10);
    silent.end();
    expect(written).toEqual([]);

    const growing = new ProgressBar({ isTTY: true, write: text => written.push(text) }, 10);
    growing.add(20);
    expect(written[0]).toContain(' 100 %');
  });

  it('counts anything else in its own words, with the time that is left', () => {
    const written: string[] = [];
    let now = 0;
    const words = { label: 'Fetching', figures: (done: number, ms: number) => `${done} blobs in ${ms} ms` };
    const bar = new ProgressBar({ isTTY: true, write: text => written.push(text) }, 40, () => now, words);
    now = 5_000;
    bar.add(10);
    expect(written[0]).toMatch(/Fetching █{7}░{21} 25 % {2}10 blobs in 5000 ms, 15 s left$/);
  });
});
