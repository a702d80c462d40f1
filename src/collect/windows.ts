import type { Gap, Span } from './ports.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Microsoft refuses a start more than 7 days back; clocks and the request's way take a share of the last minutes. */
export const REACH_MS = 7 * DAY_MS - 10 * 60_000;

/** Exactly 24 h is refused now and then, more than 24 h is answered in part without an error: stay well below. */
export const MAX_TILE_MS = 23 * HOUR_MS;

/** How often the whole reach is listed again: blobs appear hours and days after their `contentCreated`. */
export const SWEEP_EVERY_MS = DAY_MS;

/** The origin of a first run is noted a moment before its plan is made: what passes meanwhile is no gap. */
const MOMENT_MS = 60_000;

export interface ListingPlan {
  /** Oldest first, touching each other, together exactly the span to list. */
  readonly tiles: readonly Span[];
  /** True when this run lists all that is offered since the partition's origin. */
  readonly sweep: boolean;
  /** What lies between the listings so far and Microsoft's reach: lost, and to be recorded. */
  readonly gap?: Gap;
}

/**
 * Plans what one run lists of one partition.
 *
 * @param from.cursorMs the point before which all is settled; undefined on the first run.
 * @param from.listedMs the point up to which everything was listed; it may lie beyond a cursor that an unfinished blob holds back.
 * @param from.originMs where this partition once began, though its first runs may all have failed; a sweep never looks before it.
 * @param from.sweptMs when the last complete sweep was.
 * @param from.firstLookbackMs how far the first run looks back.
 * @param from.overlapMs how far each further run looks behind its cursor.
 */
export function planListing(from: {
  readonly nowMs: number;
  readonly cursorMs: number | undefined;
  readonly listedMs: number | undefined;
  readonly originMs: number | undefined;
  readonly sweptMs: number | undefined;
  readonly firstLookbackMs: number;
  readonly overlapMs: number;
}): ListingPlan {
  const reachMs = from.nowMs - REACH_MS;
  if (from.cursorMs === undefined) {
    // Runs that failed before their first listing was through have promised their look-back all the same.
    const originMs = Math.min(from.originMs ?? Infinity, from.nowMs - from.firstLookbackMs);
    const listedMs = Math.max(from.listedMs ?? 0, from.originMs ?? reachMs);
    // The first listing begins at the origin, so it is a sweep as well.
    return {
      tiles: tile({ fromMs: Math.max(originMs, reachMs), toMs: from.nowMs }),
      sweep: true,
      ...(reachMs - listedMs > MOMENT_MS
        ? { gap: { fromMs: listedMs, toMs: reachMs, reason: 'retention' } }
        : {}),
    };
  }
  const sweep = from.sweptMs === undefined || from.nowMs - from.sweptMs >= SWEEP_EVERY_MS;
  const wantedMs = sweep ? (from.originMs ?? 0) : from.cursorMs - from.overlapMs;
  const startMs = Math.max(Math.max(wantedMs, from.originMs ?? 0), reachMs);
  // What was listed is in the ledger and can be fetched for longer: only what was never listed is lost.
  const listedMs = Math.max(from.listedMs ?? 0, from.cursorMs);
  const gap: Gap | undefined =
    listedMs < reachMs ? { fromMs: listedMs, toMs: reachMs, reason: 'retention' } : undefined;
  return {
    // A clock set back leaves the cursor in the future: nothing to list until time has caught up.
    tiles: startMs < from.nowMs ? tile({ fromMs: startMs, toMs: from.nowMs }) : [],
    sweep,
    ...(gap ? { gap } : {}),
  };
}

/** Cuts a span into tiles of at most `MAX_TILE_MS`, oldest first. An empty span gives no tile. */
export function tile(span: Span): Span[] {
  const tiles: Span[] = [];
  for (let fromMs = span.fromMs; fromMs < span.toMs; fromMs += MAX_TILE_MS) {
    tiles.push({ fromMs, toMs: Math.min(fromMs + MAX_TILE_MS, span.toMs) });
  }
  return tiles;
}
