import type { HealthEvent, PartitionSight } from './health.ts';
import { isoTime } from './iso-time.ts';
import type { Gap } from './ports.ts';

/** What repeats with every run is told at most so often, with what has gathered meanwhile. */
const REPEAT_MS = 3_600_000;

/** What was told of one content type: the books as they stood then. */
export interface PartitionMemory {
  readonly firstRunMs?: number;
  readonly blobsLost: number;
  readonly deadLettered: number;
  readonly trimmed: number;
  readonly lettersToldMs?: number;
  /** Letters that found no room, not told yet. */
  readonly lettersRefused?: number;
  readonly gaps: readonly string[];
  /** Events that were sent again and deliveries that stayed unconfirmed, not told yet. */
  readonly resent: number;
  readonly unconfirmed: number;
  readonly resentToldMs?: number;
}

export const NOTHING_TOLD: PartitionMemory = {
  blobsLost: 0,
  deadLettered: 0,
  trimmed: 0,
  gaps: [],
  resent: 0,
  unconfirmed: 0,
};

/** Runs that ended so may have delivered what the next one sends again. */
const UNCONFIRMED: ReadonlySet<string> = new Set(['DELIVERY_UNCONFIRMED', 'WAZUH_STANDS_STILL']);

export interface Incidents {
  readonly events: readonly HealthEvent[];
  /** To be remembered once the events are delivered. */
  readonly told: PartitionMemory;
  /** To be remembered when they are not. */
  readonly untold: PartitionMemory;
}

/** What happened to one content type and was not told yet: gaps, lost blobs, dead letters, events sent again. */
export function incidentsOf(sight: PartitionSight, nowMs: number, before: PartitionMemory): Incidents {
  const { summary, books } = sight;
  const { tenant, contentType } = summary;
  // A blob that is lost is told by its count.
  const gaps = new Map(sight.gaps.filter(gap => gap.reason !== 'blob-lost').map(gap => [gapKey(gap), gap]));
  const untold: PartitionMemory = {
    ...before,
    firstRunMs: before.firstRunMs ?? nowMs,
    resent: before.resent + summary.resent,
    lettersRefused: (before.lettersRefused ?? 0) + sight.lettersRefused,
    unconfirmed: before.unconfirmed + (UNCONFIRMED.has(summary.error?.code ?? '') ? 1 : 0),
  };
  const told: { -readonly [Key in keyof PartitionMemory]: PartitionMemory[Key] } = {
    ...untold,
    gaps: [...gaps.keys()],
    blobsLost: books.blobsLost,
  };
  const events: HealthEvent[] = [];

  for (const [key, gap] of gaps) {
    if (before.gaps.includes(key)) continue;
    const detail = `Microsoft no longer offers ${isoTime(gap.fromMs)} to ${isoTime(gap.toMs)}.`;
    events.push({ operation: 'FeedGap', tenant, contentType, detail });
  }
  const blobsLost = books.blobsLost - before.blobsLost;
  if (blobsLost > 0) {
    const detail = `${count(blobsLost, 'blob was', 'blobs were')} listed but can no longer be fetched.`;
    events.push({ operation: 'BlobLost', tenant, contentType, detail });
  }
  const trimmed = books.trimmed - before.trimmed;
  const deadLettered = books.deadLettered - before.deadLettered;
  if (trimmed + deadLettered > 0 && nowMs - (before.lettersToldMs ?? 0) >= REPEAT_MS) {
    const { lettersRefused = 0 } = untold;
    const full =
      lettersRefused > 0
        ? ` It is full: the letters of ${lettersRefused} of them found no room and are kept nowhere. Send its letters again, or move its files elsewhere.`
        : '';
    const detail = `${count(trimmed, 'event was', 'events were')} shortened to fit, ${deadLettered} could not be delivered; the dead-letter folder keeps what privacy settings leave of them.${full}`;
    events.push({ operation: 'DeadLetter', tenant, contentType, detail });
    told.trimmed = books.trimmed;
    told.deadLettered = books.deadLettered;
    told.lettersToldMs = nowMs;
    told.lettersRefused = 0;
  }
  const { resent, unconfirmed } = untold;
  if (resent + unconfirmed > 0 && nowMs - (before.resentToldMs ?? 0) >= REPEAT_MS) {
    const detail = `The manager’s figures did not confirm everything: ${count(resent, 'event was', 'events were')} sent again at once, ${count(unconfirmed, 'run', 'runs')} ended unconfirmed and left its last events to the next.`;
    events.push({ operation: 'DeliveryUnconfirmed', tenant, contentType, detail });
    told.resent = 0;
    told.unconfirmed = 0;
    told.resentToldMs = nowMs;
  }
  return { events, told, untold };
}

function gapKey({ fromMs, toMs }: Gap): string {
  return `${fromMs}-${toMs}`;
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
