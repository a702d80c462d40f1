import type { O365WazuhError } from '../errors.ts';
import type {
  ActivityFeed,
  BlobRef,
  BlobState,
  LedgerRow,
  Partition,
  PartitionStore,
  Span,
} from './ports.ts';
import { tile } from './windows.ts';

/** What Microsoft offers of one day (UTC, by contentCreated) against what the ledger holds. */
export interface VerifiedDay {
  /** `2026-11-01`. */
  readonly day: string;
  blobsOffered: number;
  blobsDone: number;
  /** In the ledger, not settled yet: they are tried again by the next runs. Those too that are not offered any more. */
  blobsUnfinished: number;
  /** In the ledger, and not to be had: those too that are not offered any more. */
  blobsLost: number;
  /** Offered, and not in the ledger at all. */
  blobsMissing: number;
  /** Events in the blobs that are done; the events of other blobs are not known before they are fetched. */
  events: number;
  delivered: number;
  duplicates: number;
  filtered: number;
  deadLettered: number;
  trimmed: number;
}

/** One blob as the manifest names it. */
export interface VerifiedBlob extends BlobRef {
  /** False for one that the ledger holds unsettled and Microsoft does not offer any more. */
  readonly offered: boolean;
  readonly state: BlobState | 'missing';
  readonly row: LedgerRow | undefined;
}

export interface VerifiedPartition {
  readonly partition: Partition;
  readonly days: readonly VerifiedDay[];
  /** What a fix would fetch: missing blobs, and lost ones that are offered after all. */
  readonly toFetch: readonly BlobRef[];
  /** All that is missing or lost. */
  readonly absent: readonly VerifiedBlob[];
  /** Set when the listing could not be completed: then the figures are of a part only. */
  readonly error?: O365WazuhError;
}

/**
 * Lists all that Microsoft offers in a span and compares it with the ledger. Changes nothing, fetches no blob.
 *
 * Proves that no offered blob is missing; it can't know what Microsoft never offered. Events are counted per settled blob by the
 * ledger's own books, which were written in the transaction of their delivery.
 *
 * @param store.unsettledRows tells of blobs that are not offered any more; without it only offered ones are looked at.
 * @param span within Microsoft's 7 days; longer spans are the caller's to cut.
 * @param onBlob called for each offered blob, in the listing's order, then for those that are not offered any more.
 */
export async function verifyPartition(
  feed: ActivityFeed,
  store: Pick<PartitionStore, 'partition' | 'ledgerRows'> & {
    unsettledRows?(span: Span): readonly LedgerRow[];
  },
  span: Span,
  signal: AbortSignal,
  onBlob?: (blob: VerifiedBlob) => void,
): Promise<VerifiedPartition> {
  const days = new Map<string, VerifiedDay>();
  const toFetch: BlobRef[] = [];
  const absent: VerifiedBlob[] = [];
  const seen = new Set<string>();
  const report = (error?: O365WazuhError): VerifiedPartition => ({
    partition: store.partition,
    days: [...days.values()].sort((a, b) => a.day.localeCompare(b.day)),
    toFetch,
    absent,
    ...(error ? { error } : {}),
  });

  for (const one of tile(span)) {
    for await (const page of feed.listContent(store.partition.contentType, one, signal)) {
      if (page.status !== 'ok') return report(page.error);
      const rows = store.ledgerRows(page.value.map(ref => ref.contentId));
      for (const ref of page.value) {
        if (seen.has(ref.contentId)) continue;
        seen.add(ref.contentId);
        const row = rows.get(ref.contentId);
        const day = dayOf(days, ref);
        day.blobsOffered += 1;
        count(day, row);
        const blob: VerifiedBlob = { ...ref, offered: true, state: row?.state ?? 'missing', row };
        if (row === undefined || row.state === 'lost') {
          toFetch.push(ref);
          absent.push(blob);
        }
        onBlob?.(blob);
      }
    }
  }
  for (const row of store.unsettledRows?.(span) ?? []) {
    if (seen.has(row.contentId)) continue;
    count(dayOf(days, row), row);
    const { contentId, contentCreatedMs, contentExpirationMs, state } = row;
    const blob = { contentId, contentCreatedMs, contentExpirationMs, offered: false, state, row };
    if (state === 'lost') absent.push(blob);
    onBlob?.(blob);
  }
  return report();
}

function dayOf(days: Map<string, VerifiedDay>, ref: BlobRef): VerifiedDay {
  const day = new Date(ref.contentCreatedMs).toISOString().slice(0, 10);
  let verified = days.get(day);
  if (!verified) {
    verified = {
      day,
      blobsOffered: 0,
      blobsDone: 0,
      blobsUnfinished: 0,
      blobsLost: 0,
      blobsMissing: 0,
      events: 0,
      delivered: 0,
      duplicates: 0,
      filtered: 0,
      deadLettered: 0,
      trimmed: 0,
    };
    days.set(day, verified);
  }
  return verified;
}

function count(day: VerifiedDay, row: LedgerRow | undefined): void {
  if (row === undefined) {
    day.blobsMissing += 1;
    return;
  }
  switch (row.state) {
    case 'done':
      day.blobsDone += 1;
      day.events += row.events;
      break;
    case 'lost':
      day.blobsLost += 1;
      break;
    case 'listed':
    case 'partial':
      day.blobsUnfinished += 1;
      break;
  }
  day.delivered += row.delivered;
  day.duplicates += row.duplicates;
  day.filtered += row.filtered;
  day.deadLettered += row.deadLettered;
  day.trimmed += row.trimmed;
}
