import { scaleUtc } from 'd3-scale';
import type { Columns } from '../count/time-grid.ts';
import { formatClock, formatDay, formatTime } from './format.ts';
import { type Html, markup } from './markup.ts';

/** A label of the time axis. */
interface TimeTick {
  /** Percent of the width. */
  readonly x: number;
  readonly label: string;
  /** Left out where there is little room. */
  readonly isMinor: boolean;
}

/** About seven labels at round times, every other of them also for a narrow page. */
function timeTicks({
  startMs,
  stepMs,
  columns,
}: Pick<Columns, 'startMs' | 'stepMs' | 'columns'>): readonly TimeTick[] {
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

/** The labels as texts of a drawing. @param y their base line. */
export function timeLabels(
  grid: Pick<Columns, 'startMs' | 'stepMs' | 'columns'>,
  y: number,
): readonly Html[] {
  return timeTicks(grid).map(
    ({ x, label, isMinor }) =>
      markup`<text class="tick${isMinor && ' minor'}" x="${x.toFixed(2)}%" y="${y}" text-anchor="middle">${label}</text>`,
  );
}

/** What a column stands for: `24 Nov 2026, 14:00 – 15:00`. */
export function columnLabel(ms: number, stepMs: number): string {
  const end = ms + stepMs;
  if (stepMs % DAY_MS === 0)
    return stepMs === DAY_MS ? formatDay(ms) : `${formatDay(ms)} – ${formatDay(end - DAY_MS)}`;
  return `${formatTime(ms)} – ${formatClock(end)}`;
}
