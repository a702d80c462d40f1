import type { QueryParameters } from './query-parameters.ts';

const DAY_MS = 24 * 3_600_000;
const REACH_MS = 7 * DAY_MS;

/** A half-open span of contentCreated. */
export interface ContentWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

/** How the service was seen to differ from its documentation. */
export interface WindowOddities {
  /** Windows of exactly 24 hours are refused. */
  readonly refuseWholeDay: boolean;
  /** A window over 24 hours is answered up to its 24th hour. */
  readonly answerPart: boolean;
}

/**
 * Reads `startTime` and `endTime`: both or neither, at most 24 hours apart, the start within 7 days. Neither means the last 24
 * hours.
 *
 * @returns undefined for a window that Microsoft refuses with AF20055.
 */
export function readWindow(
  query: QueryParameters,
  nowMs: number,
  oddities: WindowOddities,
): ContentWindow | undefined {
  const [start, end] = [query.get('startTime'), query.get('endTime')];
  if (start === undefined && end === undefined) return { fromMs: nowMs - DAY_MS, toMs: nowMs };
  const [fromMs, toMs] = [readTime(start), readTime(end)];
  if (fromMs === undefined || toMs === undefined || toMs <= fromMs || fromMs < nowMs - REACH_MS)
    return undefined;
  const lengthMs = toMs - fromMs;
  if (lengthMs === DAY_MS && oddities.refuseWholeDay) return undefined;
  if (lengthMs > DAY_MS) return oddities.answerPart ? { fromMs, toMs: fromMs + DAY_MS } : undefined;
  return { fromMs, toMs };
}

/** `2026-11-01`, `2026-11-01T10:00`, `2026-11-01T10:00:00` with or without fraction and Z: all UTC. Other offsets are refused. */
function readTime(text: string | undefined): number | undefined {
  const match = /^(?<day>\d{4}-\d\d-\d\d)(?:T(?<time>\d\d:\d\d(?::\d\d(?:\.\d+)?)?)Z?)?$/.exec(text ?? '');
  if (!match?.groups) return undefined;
  const ms = Date.parse(`${match.groups['day']}T${match.groups['time'] ?? '00:00'}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}
