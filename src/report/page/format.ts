/* Numbers and times as the report shows them: English, UTC, the same on every machine. */

const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const SHORT = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });
const PERCENT = new Intl.NumberFormat('en-US', { style: 'percent', maximumFractionDigits: 1 });
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** `1,234,567` */
export function formatCount(count: number): string {
  return WHOLE.format(count);
}

/** `1.2M`, for the labels of an axis. */
export function formatShort(count: number): string {
  return SHORT.format(count);
}

/** `12.3%` */
export function formatShare(part: number, whole: number): string {
  return whole === 0 ? '–' : PERCENT.format(part / whole);
}

/** `24 Nov 2026` */
export function formatDay(ms: number): string {
  const date = new Date(ms);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()] ?? ''} ${date.getUTCFullYear()}`;
}

/** `24 Nov 2026, 14:05` */
export function formatTime(ms: number): string {
  return `${formatDay(ms)}, ${formatClock(ms)}`;
}

/** `24 Nov 14:05`, where the year is known from elsewhere. */
export function formatMoment(ms: number): string {
  return `${formatDay(ms).split(' ', 2).join(' ')} ${formatClock(ms)}`;
}

/** `14:05` */
export function formatClock(ms: number): string {
  return new Date(ms).toISOString().slice(-13, -8);
}

const UNITS: readonly (readonly [name: string, ms: number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
];

/** Two units at most: `3 d 4 h`, `12 min`, `8 s`. */
export function formatDuration(ms: number): string {
  for (const [index, [unit, unitMs]] of UNITS.entries()) {
    if (ms < unitMs) continue;
    const [smaller, smallerMs] = UNITS[index + 1] ?? ['', Infinity];
    const whole = Math.floor(ms / unitMs);
    const rest = Math.floor((ms - whole * unitMs) / smallerMs);
    // Minutes and seconds beside each other are of use only where both are few.
    return rest > 0 && (unit !== 'min' || whole < 10)
      ? `${whole} ${unit} ${rest} ${smaller}`
      : `${whole} ${unit}`;
  }
  return 'under 1 s';
}

/** `3.4 GB` */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit] ?? ''}`;
}
