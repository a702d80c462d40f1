import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { awaitWritten } from './collect/await-written.ts';
import { type BackfillPart, settleBackfill } from './collect/settle-backfill.ts';
import { isWazuhAway, PartitionSummary } from './collect/summary.ts';
import { verifyPartition } from './collect/verify-partition.ts';
import { tile } from './collect/windows.ts';
import type { BlobRef, Clock, Span } from './collect/ports.ts';
import { type BackfillScope, backfillScope, type ScopeFlags } from './backfill-scope.ts';
import type { Config, TenantConfig } from './config/config.ts';
import type { ContentType } from './events/content-type.ts';
import { O365WazuhError } from './errors.ts';
import { readConfiguration } from './run-configuration.ts';
import { PAUSE_MS, takeLockOfChunk } from './run-turns.ts';
import { readLedger } from './state/read-ledger.ts';
import { readStateReport } from './state/state-report.ts';
import {
  type Collector,
  openCollector,
  openTenantFeed,
  type Places,
  resolvePlaces,
  SYSTEM_CLOCK,
  type Tempo,
} from './wiring.ts';

export interface BackfillFlags extends ScopeFlags {
  readonly home?: string;
  readonly config?: string;
  readonly queue?: string;
  readonly state?: string;
  readonly dryRun?: boolean;
}

export interface BackfillMeans {
  readonly tempo?: Tempo;
  /** What a person should know at once: who is waited for, what is left out. */
  readonly onNote?: (message: string) => void;
  /** @param left blobs of backfills that are still to be settled, without those that wait for another try. */
  readonly onProgress?: (progress: { blobs: number; left: number; events: number }) => void;
  /** How long the lock is held and left free in turn, in ms. */
  readonly chunkMs?: number;
  readonly pauseMs?: number;
}

/** What Microsoft offers of one day (UTC) of the span. */
export interface BackfillDay {
  readonly tenant: string;
  readonly contentType: ContentType;
  readonly day: string;
  readonly offered: number;
  /** In the ledger already, and not lost: delivered, or on its way. */
  readonly known: number;
  readonly toFetch: number;
}

export interface BackfillResult extends Span {
  readonly days: readonly BackfillDay[];
  /** Empty in a dry run. */
  readonly parts: readonly PartitionSummary[];
  /** Content types whose listing failed. */
  readonly errors: readonly O365WazuhError[];
  /** Blobs that a later run is to finish; 0 in a dry run. */
  readonly left: number;
  readonly interrupted: boolean;
}

/** Long enough that opening all anew does not count, short enough for a waiting run of the live feed. */
const CHUNK_MS = 20_000;
/** As long as the feed's last listing is younger, what was offered since is left to its next run. */
const FRESH_MS = 3_600_000;
const LIST_AT_ONCE = 1_000;

interface Progress {
  left: number;
  readonly summaries: Map<string, PartitionSummary>;
}

/**
 * Fetches what Microsoft offers of a span and the ledger does not hold, and delivers it marked as backfill.
 *
 * What is to be fetched is written into the ledger first, so that an interrupted backfill is finished by the next one, or by the runs
 * of the live feed. The lock is held for a chunk of work at a time. The cursor is not touched, nothing known is fetched again, and what
 * the feed's next run lists for the first time is left to it.
 *
 * @returns also after an interruption and when parts failed; their errors are in the result.
 * @throws USAGE, CONFIG_…, SECRET_…, STATE_…, HOME_…; INTERRUPTED while nothing is listed yet.
 */
export async function runBackfill(
  flags: BackfillFlags,
  signal: AbortSignal,
  means: BackfillMeans = {},
): Promise<BackfillResult> {
  const clock = means.tempo?.clock ?? SYSTEM_CLOCK;
  const places = await resolvePlaces(flags);
  const config = readConfiguration({}, places, error =>
    means.onNote?.(`Tenants were left out: ${error.message}`),
  );
  const { fromMs, toMs, tenants } = backfillScope(flags, config.tenants, clock.now());
  const scope = { fromMs, toMs, tenants };
  const chosen: Config = { ...config, tenants: [...tenants] };
  const days: BackfillDay[] = [];
  const errors: O365WazuhError[] = [];
  const progress: Progress = {
    left: 0,
    summaries: new Map(
      tenants.flatMap(({ name, contentTypes }) =>
        contentTypes.map(type => [`${name} ${type}`, new PartitionSummary(name, type)] as const),
      ),
    ),
  };
  const parts = flags.dryRun ? [] : [...progress.summaries.values()];
  const result = (interrupted: boolean): BackfillResult => ({
    fromMs,
    toMs,
    days,
    parts,
    errors,
    left: progress.left,
    interrupted,
  });

  const inChunk = async (work: (collector: Collector) => Promise<void> | void): Promise<void> => {
    const { stateDir } = places;
    if (stateDir === undefined) throw new O365WazuhError('HOME_NOT_FOUND', 'No state folder is known.');
    const onBusy = (pid: number | undefined): void =>
      means.onNote?.(
        `Another run is under way${pid === undefined ? '' : ` (process ${pid})`}; waiting for it.`,
      );
    using _lock = await takeLockOfChunk(stateDir, onBusy, signal);
    const mode = { dryRun: false, debug: false, ...(means.tempo ? { tempo: means.tempo } : {}) };
    await using collector = await openCollector(chosen, places, mode);
    for (const note of collector.notes) means.onNote?.(note);
    await work(collector);
  };

  try {
    for (const tenant of tenants) {
      for await (const one of listTenant(config, tenant, scope, places, clock, signal)) {
        days.push(...one.days);
        if (one.error) errors.push(one.error);
        // What was listed of a listing that broke off is fetched all the same.
        if (flags.dryRun || one.toFetch.length === 0) continue;
        await inChunk(({ deps }) => {
          const store = deps.store.partition({ tenantId: tenant.tenantId, contentType: one.contentType });
          for (let at = 0; at < one.toFetch.length; at += LIST_AT_ONCE) {
            store.commit({ listed: one.toFetch.slice(at, at + LIST_AT_ONCE), backfill: true });
          }
        });
      }
    }
    if (flags.dryRun) return result(false);
    for (;;) {
      await inChunk(collector => settleChunk(collector, progress, means, signal));
      if (signal.aborted || progress.left === 0 || parts.every(one => one.error)) break;
      await sleep(means.pauseMs ?? PAUSE_MS, undefined, { signal });
    }
    return result(signal.aborted);
  } catch (error) {
    if (!signal.aborted || flags.dryRun) throw error;
    return result(true);
  }
}

async function settleChunk(
  { deps, options }: Collector,
  progress: Progress,
  means: BackfillMeans,
  signal: AbortSignal,
): Promise<void> {
  const parts = options.tenants.flatMap(tenant =>
    tenant.contentTypes.flatMap((contentType): BackfillPart[] => {
      const summary = progress.summaries.get(`${tenant.name} ${contentType}`);
      return summary ? [{ tenant, summary }] : [];
    }),
  );
  const count = (): number =>
    parts
      .filter(({ summary }) => summary.error === undefined)
      .reduce((sum, { tenant: { tenantId }, summary: { contentType } }) => {
        const store = deps.store.partition({ tenantId, contentType });
        return (
          sum +
          store.dueBlobs(deps.clock.now(), Number.MAX_SAFE_INTEGER, new Set<string>(), 'backfill').length
        );
      }, 0);
  const summaries = [...progress.summaries.values()];
  const settled = (): number =>
    summaries.reduce((sum, one) => sum + one.blobsDone + one.blobsLost + one.blobsPostponed, 0);
  const events = (): number => summaries.reduce((sum, one) => sum + one.events, 0);
  const [leftBefore, before] = [count(), settled()];
  const tell = (): void => {
    const blobs = settled();
    means.onProgress?.({ blobs, left: Math.max(leftBefore - (blobs - before), 0), events: events() });
  };
  tell();
  await settleBackfill(
    parts,
    { ...deps, onProgress: tell },
    { untilMs: deps.clock.now() + (means.chunkMs ?? CHUNK_MS), concurrency: options.concurrency },
    signal,
  );
  progress.left = count();
  // What a chunk leaves unwritten is kept for the next opener: only the last one waits.
  if (progress.left === 0 && !isWazuhAway(summaries)) await awaitWritten(deps.outlet, deps.log, signal);
}

interface Listed {
  readonly contentType: ContentType;
  readonly days: readonly BackfillDay[];
  readonly toFetch: readonly BlobRef[];
  readonly error: O365WazuhError | undefined;
}

/** What one tenant's content types offer of the span, compared with the ledger. Takes no lock and changes nothing. */
async function* listTenant(
  config: Config,
  tenant: TenantConfig,
  span: BackfillScope,
  places: Places,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<Listed, void, void> {
  const path = join(places.stateDir ?? '.', 'state.db');
  const { tenantId, name } = tenant;
  const feed = openTenantFeed(config, tenant, { clock });
  try {
    for (const contentType of tenant.contentTypes) {
      // Before the first run of all there is nothing to compare with.
      const isNew = !existsSync(path);
      const partition = { tenantId, contentType };
      const ledger = isNew
        ? { partition, ledgerRows: () => new Map(), unsettledRows: () => [] }
        : readLedger(path, partition);
      const meta = isNew ? undefined : readStateReport(path, { runs: 1, sinceMs: 0 });
      const listedMs = Number(meta?.meta(`listed/${tenantId}/${contentType}`) ?? 0);
      const toMs = clock.now() - listedMs < FRESH_MS ? Math.min(span.toMs, listedMs) : span.toMs;
      const days = new Map<string, BackfillDay>();
      const toFetch = new Map<string, BlobRef>();
      let error: O365WazuhError | undefined;
      for (const part of tile({ fromMs: span.fromMs, toMs })) {
        const one = await verifyPartition(feed, ledger, part, signal, ref => {
          if (!ref.offered) return;
          const day = new Date(ref.contentCreatedMs).toISOString().slice(0, 10);
          const isWanted = ref.state === 'missing' || ref.state === 'lost';
          const { offered, known, toFetch: wanted } = days.get(day) ?? { offered: 0, known: 0, toFetch: 0 };
          days.set(day, {
            tenant: name,
            contentType,
            day,
            offered: offered + 1,
            known: known + Number(!isWanted),
            toFetch: wanted + Number(isWanted),
          });
        });
        for (const ref of one.toFetch) toFetch.set(ref.contentId, ref);
        signal.throwIfAborted();
        error = one.error;
        if (error) break;
      }
      yield { contentType, days: [...days.values()], toFetch: [...toFetch.values()], error };
    }
  } finally {
    feed.close();
  }
}
