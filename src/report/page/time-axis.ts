import { scaleUtc } from 'd3-scale';
import type { Columns } from '../count/time-grid.ts';
import { formatClock, formatDay, formatTime } from './format.ts';

/** A label of the time axis. */
export interface TimeTick {
  /** Percent of the width. */
  readonly x: number;
  readonly label: string;
  /** Left out where there is little room. */
  readonly isMinor: boolean;
}

/** About seven labels at round times, every other of them also for a narrow page. */
export function timeTicks({ startMs, stepMs, columns }: Columns): readonly TimeTick[] {
  const endMs = startMs + stepMs * columns.length;
  const scale = scaleUtc().domain([startMs, endMs]).range([0, 100]);
  const ticks = scale.ticks(7).filter(tick => scale(tick) > 3 && scale(tick) < 97);
  return ticks.map((tick, index) => ({
    x: scale(tick),
    label: tickLabel(tick.getTime(), endMs - startMs),
    isMinor: index % 2 === 1,
  }));
}

const DAY_MS = 86_400_000;

function tickLabel(ms: number, spanMs: number): string {
  const [day = '', month = '', year = ''] = formatDay(ms).split(' ');
  if (spanMs > 400 * DAY_MS) return `${month} ${year}`;
  return ms % DAY_MS === 0 ? `${day} ${month}` : formatClock(ms);
}

/** What a column stands for: `24 Nov 2026, 14:00 – 15:00`. */
export function columnLabel(ms: number, stepMs: number): string {
  const end = ms + stepMs;
  if (stepMs % DAY_MS === 0)
    return stepMs === DAY_MS ? formatDay(ms) : `${formatDay(ms)} – ${formatDay(end - DAY_MS)}`;
  return `${formatTime(ms)} – ${formatClock(end)}`;
}
