import { parseDuration } from '../config/duration.ts';
import { O365WazuhError } from '../errors.ts';
import { parseCreationTime } from '../events/creation-time.ts';

/**
 * Reads `--since` and `--until`: a date, a time in UTC (or with a zone), or how long ago (`24h`, `7d`).
 *
 * @param option for the message.
 * @returns epoch milliseconds.
 * @throws USAGE.
 */
export function parseMoment(option: string, text: string, nowMs: number): number {
  const ago = parseDuration(text);
  if (ago !== undefined) return nowMs - ago;
  const full = /^\d{4}-\d\d-\d\d$/.test(text)
    ? `${text}T00:00:00`
    : /T\d\d:\d\d$/.test(text)
      ? `${text}:00`
      : text;
  const moment = parseCreationTime(full);
  if (moment !== undefined && isDay(text.slice(0, 10))) return moment;
  throw new O365WazuhError(
    'USAGE',
    `${option} is ${JSON.stringify(text)}; it must be a time or how long ago.`,
    {
      hint: `For example ${option} 2026-11-24, ${option} 2026-11-24T06:00 or ${option} 7d; times are UTC.`,
    },
  );
}

/** False for a day that no calendar has, which would be read as one of the next month. */
function isDay(text: string): boolean {
  const midnight = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(text);
}
