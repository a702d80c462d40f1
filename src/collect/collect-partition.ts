import type { O365WazuhError } from '../errors.ts';
import { Claims } from './claims.ts';
import type { ByteBudget, Permits } from './budget.ts';
import type { MessageMaker } from './message-maker.ts';
import type {
  ActivityFeed,
  BlobWork,
  Clock,
  DeadLetters,
  Gap,
  Log,
  Outcome,
  Outlet,
  Partition,
  PartitionStore,
} from './ports.ts';
import { type SettleDeps, settleBlob } from './settle-blob.ts';
import type { PartitionSummary } from './summary.ts';
import { planListing } from './windows.ts';

/** A failed blob waits 5 minutes, then twice as long each time, at most 6 hours: it is tried for days, not for ever in one run. */
const POSTPONE_FIRST_MS = 5 * 60_000;
const POSTPONE_MAX_MS = 6 * 3_600_000;

export interface PartitionDeps {
  readonly partition: Partition;
  readonly feed: ActivityFeed;
  readonly store: PartitionStore;
  readonly outlet: Outlet;
  readonly deadLetters: DeadLetters;
  readonly messages: MessageMaker;
  readonly downloads: Permits;
  readonly bodies: ByteBudget;
  readonly clock: Clock;
  readonly log: Log;
  readonly label: string;
  readonly originMs: number | undefined;
  /** How far the listings have come without a hole, over all runs. */
  readonly listed: { readonly toMs: number | undefined; remember(toMs: number): void };
  readonly firstLookbackMs: number;
  readonly overlapMs: number;
  readonly concurrency: number;
  readonly groupEvents: number;
  readonly onProgress: () => void;
}

/**
 * Collects one content type of one tenant: lists what became available into the ledger, settles every blob of the ledger that
 * is due, then moves the cursor as far as all is settled.
 *
 * The ledger is the work queue: a blob once listed is tried until it is done or Microsoft no longer has it, whatever happens to
 * this process. Fills `summary` as it goes, so that an aborted run still reports what it did.
 */
export async function collectPartition(
  deps: PartitionDeps,
  summary: PartitionSummary,
  signal: AbortSignal,
): Promise<void> {
  const listedToMs = await listIntoLedger(deps, summary, signal);
  await settleDueBlobs(deps, summary, signal);
  advanceCursor(deps, listedToMs, summary);
}

/** @returns the point up to which the listing is complete without a hole; undefined when nothing was listed. */
async function listIntoLedger(
  deps: PartitionDeps,
  summary: PartitionSummary,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { store, feed, partition, log, label } = deps;
  const plan = planListing({
    nowMs: deps.clock.now(),
    cursorMs: store.cursorMs,
    listedMs: deps.listed.toMs,
    originMs: deps.originMs,
    sweptMs: store.sweptMs,
    firstLookbackMs: deps.firstLookbackMs,
    overlapMs: deps.overlapMs,
  });
  if (plan.gap) recordGap(deps, plan.gap, summary);

  let completeToMs: number | undefined;
  for (const tile of plan.tiles) {
    for await (const page of feed.listContent(partition.contentType, tile, signal)) {
      if (page.status !== 'ok') {
        summary.fail(page.error);
        log.error(`${label}: the listing stopped: ${page.error.message} [${page.error.code}]`);
        return completeToMs;
      }
      const { newlyListed } = store.commit({ listed: page.value });
      summary.blobsListed += newlyListed;
      deps.onProgress();
    }
    completeToMs = tile.toMs;
    deps.listed.remember(completeToMs);
  }
  if (plan.sweep && completeToMs !== undefined) store.commit({ sweptMs: completeToMs });
  return completeToMs;
}

function recordGap(deps: PartitionDeps, gap: Gap, summary: PartitionSummary): void {
  // In this order: a crash between the two records the gap twice, the other way round it would be passed over.
  deps.store.commit({ gap });
  deps.listed.remember(gap.toMs);
  summary.gaps.push(gap);
  deps.log.error(
    `${deps.label}: Microsoft no longer offers ${isoTime(gap.fromMs)} to ${isoTime(gap.toMs)}: this span is lost and recorded as a gap.`,
  );
}

async function settleDueBlobs(
  deps: PartitionDeps,
  summary: PartitionSummary,
  signal: AbortSignal,
): Promise<void> {
  const settle: SettleDeps = { ...deps, claims: new Claims(), tally: summary };
  const underWay = new Map<string, Promise<void>>();
  let stopped = false;

  try {
    while (!stopped && !signal.aborted) {
      // A settled blob is no longer due, and one that failed is due minutes later: only those under way must be left out.
      const due = deps.store.dueBlobs(deps.clock.now(), 2 * deps.concurrency, new Set(underWay.keys()));
      if (due.length === 0 && underWay.size === 0) return;
      for (const blob of due) {
        const task = deps.downloads
          .with(async () => {
            if (stopped || signal.aborted) return;
            const verdict = await fetchAndSettle(blob, settle, deps, summary, signal);
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
  deps: PartitionDeps,
  summary: PartitionSummary,
  signal: AbortSignal,
): Promise<'go on' | 'stop'> {
  if (blob.contentExpirationMs <= deps.clock.now()) {
    recordLost(blob, 'expired before it could be fetched', deps, summary);
    return 'go on';
  }
  await deps.bodies.room();
  const fetched = await deps.feed.fetchBlob(blob.contentId, signal);
  if (signal.aborted) return 'stop';
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

  deps.bodies.hold(fetched.value.body.length);
  let settled: Outcome<number>;
  try {
    settled = await settleBlob(blob, fetched.value, settle, signal);
  } finally {
    deps.bodies.release(fetched.value.body.length);
  }
  switch (settled.status) {
    case 'ok':
      summary.blobDone(settled.value, fetched.value.body.length, deps.clock.now() - blob.contentCreatedMs);
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

function recordLost(blob: BlobWork, reason: string, deps: PartitionDeps, summary: PartitionSummary): void {
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
  deps: PartitionDeps,
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

/** The cursor goes to the end of the listing, but never past a blob that is not settled. */
function advanceCursor(deps: PartitionDeps, listedToMs: number | undefined, summary: PartitionSummary): void {
  if (listedToMs !== undefined) {
    const cursorMs = Math.min(listedToMs, deps.store.oldestUnfinishedMs() ?? listedToMs);
    if (cursorMs > (deps.store.cursorMs ?? 0)) deps.store.commit({ cursorMs });
  }
  if (deps.store.cursorMs !== undefined) summary.cursorMs = deps.store.cursorMs;
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
