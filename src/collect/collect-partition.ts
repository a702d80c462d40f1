import { isoTime } from './iso-time.ts';
import type { Gap } from './ports.ts';
import { type PartitionSignals, settleDueBlobs, type SettleDueDeps } from './settle-due.ts';
import type { PartitionSummary } from './summary.ts';
import { planListing } from './windows.ts';

/** What a backfill left behind gets so much of each run, after what is new: the next look for new content must not wait for it. */
const BACKFILL_SHARE_MS = 60_000;

export interface PartitionDeps extends SettleDueDeps {
  readonly originMs: number | undefined;
  /** How far the listings have come without a hole, over all runs. */
  readonly listed: { readonly toMs: number | undefined; remember(toMs: number): void };
  readonly firstLookbackMs: number;
  readonly overlapMs: number;
}

/**
 * Collects one content type of one tenant: lists what became available into the ledger, settles every blob of the ledger that
 * is due, then moves the cursor as far as all is settled. Blobs that a backfill asked for and did not finish come last.
 *
 * The ledger is the work queue: a blob once listed is tried until it is done or Microsoft no longer has it, whatever happens to
 * this process. Fills `summary` as it goes, so that an aborted run still reports what it did.
 *
 * @param signals.stop ends everything.
 * @param signals.ask aborts when Microsoft is to be asked no more: what is here already is still delivered. Aborts with `stop` too.
 */
export async function collectPartition(
  deps: PartitionDeps,
  summary: PartitionSummary,
  signals: PartitionSignals,
): Promise<void> {
  const listedToMs = await listIntoLedger(deps, summary, signals);
  await settleDueBlobs('live', deps, summary, signals);
  advanceCursor(deps, listedToMs, summary);
  const untilMs = deps.clock.now() + BACKFILL_SHARE_MS;
  if (!summary.error)
    await settleDueBlobs('backfill', deps, summary, signals, () => deps.clock.now() >= untilMs);
}

/** @returns the point up to which the listing is complete without a hole; undefined when nothing was listed. */
async function listIntoLedger(
  deps: PartitionDeps,
  summary: PartitionSummary,
  signals: PartitionSignals,
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
    for await (const page of feed.listContent(partition.contentType, tile, signals.ask)) {
      if (page.status !== 'ok') {
        if (signals.ask.aborted && !signals.stop.aborted) return completeToMs;
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

/** The cursor goes to the end of the listing, but never past a blob that is not settled. */
function advanceCursor(deps: PartitionDeps, listedToMs: number | undefined, summary: PartitionSummary): void {
  if (listedToMs !== undefined) {
    const cursorMs = Math.min(listedToMs, deps.store.oldestUnfinishedMs() ?? listedToMs);
    if (cursorMs > (deps.store.cursorMs ?? 0)) deps.store.commit({ cursorMs });
  }
  if (deps.store.cursorMs !== undefined) summary.cursorMs = deps.store.cursorMs;
}
