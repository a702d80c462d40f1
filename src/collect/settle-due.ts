import type { O365WazuhError } from '../errors.ts';
import type { ByteShare, Permits } from './budget.ts';
import { Claims } from './claims.ts';
import { isoTime } from './iso-time.ts';
import type { MessageMaker } from './message-maker.ts';
import type {
  ActivityFeed,
  BlobWork,
  Clock,
  DeadLetters,
  Log,
  Outcome,
  Outlet,
  Partition,
  PartitionStore,
  WorkKind,
} from './ports.ts';
import { type SettleDeps, settleBlob } from './settle-blob.ts';
import type { PartitionSummary } from './summary.ts';

/** A failed blob waits 5 minutes, then twice as long each time, at most 6 hours: it is tried for days, not for ever in one run. */
const POSTPONE_FIRST_MS = 5 * 60_000;
const POSTPONE_MAX_MS = 6 * 3_600_000;

/** `stop` ends everything; `ask` aborts when Microsoft is to be asked no more: what is here is still delivered. */
export interface PartitionSignals {
  readonly stop: AbortSignal;
  readonly ask: AbortSignal;
}

export interface SettleDueDeps {
  readonly partition: Partition;
  /** As log lines name it: `contoso Audit.Exchange`. */
  readonly label: string;
  readonly feed: ActivityFeed;
  readonly store: PartitionStore;
  readonly outlet: Outlet;
  readonly deadLetters: DeadLetters;
  readonly messages: MessageMaker;
  readonly downloads: Pick<Permits, 'with'>;
  readonly bodies: Pick<ByteShare, 'room'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Blobs under way at once. */
  readonly concurrency: number;
  readonly groupEvents: number;
  readonly onProgress: () => void;
}

/**
 * Settles every blob of the ledger that is due, several at a time, oldest first. Returns when none is left, when nothing more of
 * this partition can succeed now (`summary.error` tells why), or at an abort.
 *
 * @param kind the live feed's blobs, or those of a backfill.
 * @param isEnough asked before each further blob: true ends it early, with what is under way brought to its end.
 */
export async function settleDueBlobs(
  kind: WorkKind,
  deps: SettleDueDeps,
  summary: PartitionSummary,
  signals: PartitionSignals,
  isEnough: () => boolean = () => false,
): Promise<void> {
  const settle: SettleDeps = { ...deps, claims: new Claims(), tally: summary };
  const underWay = new Map<string, Promise<void>>();
  let stopped = false;

  try {
    while (!stopped && !signals.ask.aborted && !isEnough()) {
      // A settled blob is no longer due, and one that failed is due minutes later: only those under way must be left out.
      const limit = 2 * deps.concurrency;
      const due = deps.store.dueBlobs(deps.clock.now(), limit, new Set(underWay.keys()), kind);
      if (due.length === 0 && underWay.size === 0) return;
      for (const blob of due) {
        const task = deps.downloads
          .with(async () => {
            if (stopped || signals.ask.aborted || isEnough()) return;
            const verdict = await fetchAndSettle(blob, settle, deps, summary, signals);
            if (verdict === 'stop') stopped = true;
            deps.onProgress();
          })
          .finally(() => underWay.delete(blob.contentId));
        underWay.set(blob.contentId, task);
      }
      // Asked again only when half of them are through: a query a blob would be a query too many.
      while (underWay.size > (due.length === 0 ? 0 : deps.concurrency)) await Promise.race(underWay.values());
    }
    await Promise.all(underWay.values());
  } finally {
    // After a failure too: nothing may still write into a store that its owner closes.
    await Promise.allSettled(underWay.values());
  }
}

/** @returns `stop` when nothing more of this partition can succeed in this run. */
async function fetchAndSettle(
  blob: BlobWork,
  settle: SettleDeps,
  deps: SettleDueDeps,
  summary: PartitionSummary,
  signals: PartitionSignals,
): Promise<'go on' | 'stop'> {
  if (blob.contentExpirationMs <= deps.clock.now()) {
    recordLost(blob, 'expired before it could be fetched', deps, summary);
    return 'go on';
  }
  using room = await deps.bodies.room();
  const fetched = await deps.feed.fetchBlob(blob.contentId, signals.ask);
  if (signals.stop.aborted || (signals.ask.aborted && fetched.status !== 'ok')) return 'stop';
  if (fetched.status === 'skip') {
    recordLost(blob, `${fetched.reason}: ${fetched.error.message}`, deps, summary);
    return 'go on';
  }
  if (fetched.status === 'retry') {
    postpone(blob, fetched.error, fetched.afterMs, deps, summary);
    return 'go on';
  }
  if (fetched.status === 'fatal') {
    summary.fail(fetched.error);
    return 'stop';
  }

  const bodyBytes = fetched.value.body.length;
  room.isOf(bodyBytes);
  let settled: Outcome<number>;
  try {
    settled = await settleBlob(blob, fetched.value, settle, signals.stop);
  } finally {
    fetched.value.free?.();
  }
  switch (settled.status) {
    case 'ok':
      summary.blobDone(
        settled.value,
        bodyBytes,
        blob.backfill ? undefined : deps.clock.now() - blob.contentCreatedMs,
      );
      return 'go on';
    case 'retry':
      if (settled.error.code === 'BLOB_MALFORMED') {
        postpone(blob, settled.error, settled.afterMs, deps, summary);
        return 'go on';
      }
      // The outlet did not take it: Wazuh's side is at fault, the blob is due again at the next run.
      summary.fail(settled.error);
      return 'stop';
    case 'skip':
    case 'fatal':
      summary.fail(settled.error);
      return 'stop';
  }
}

function recordLost(blob: BlobWork, reason: string, deps: SettleDueDeps, summary: PartitionSummary): void {
  deps.store.commit({
    finished: { contentId: blob.contentId, state: 'lost', events: 0, bytes: 0, reason },
    gap: { fromMs: blob.contentCreatedMs, toMs: blob.contentCreatedMs + 1, reason: 'blob-lost' },
  });
  summary.blobsLost += 1;
  deps.log.error(
    `${deps.label}: blob ${blob.contentId} of ${isoTime(blob.contentCreatedMs)} is lost: ${reason}`,
  );
}

function postpone(
  blob: BlobWork,
  error: O365WazuhError,
  afterMs: number | undefined,
  deps: SettleDueDeps,
  summary: PartitionSummary,
): void {
  const backoffMs = Math.min(POSTPONE_FIRST_MS * 2 ** Math.min(blob.attempts, 10), POSTPONE_MAX_MS);
  deps.store.commit({
    postponed: {
      contentId: blob.contentId,
      notBeforeMs: deps.clock.now() + Math.max(backoffMs, afterMs ?? 0),
      reason: `${error.code}: ${error.message}`,
    },
  });
  summary.blobsPostponed += 1;
  summary.lastError = error;
  deps.log.warn(`${deps.label}: blob ${blob.contentId} is put off: ${error.message} [${error.code}]`);
}
