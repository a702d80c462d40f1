import { isO365WazuhError, toO365WazuhError } from '../errors.ts';
import type { ContentType } from '../events/content-type.ts';
import { ByteBudget, Permits } from './budget.ts';
import { collectPartition, type PartitionDeps } from './collect-partition.ts';
import { GroupedOutlet } from './grouped-outlet.ts';
import type { MessageMaker } from './message-maker.ts';
import type { ActivityFeed, Clock, DeadLetters, Log, Outlet, Partition, Store } from './ports.ts';
import { PartitionSummary } from './summary.ts';
import { tellHealth } from './tell-health.ts';
import { REACH_MS } from './windows.ts';

/*
 * The path of an event, one file a step:
 *
 *   run.ts                  every tenant, every content type of it
 *   collect-partition.ts    windows → listing → ledger → blobs that are due → cursor      (windows.ts plans the listing)
 *   settle-blob.ts          blob → event → known already? → message → batch → outlet → recorded
 *   grouped-outlet.ts       batches of many blobs → one group at a time
 *   tell-health.ts          the run's end → what changed in the feed itself → the same outlet         (health.ts compares)
 *   message-maker.ts        event → fitted to Wazuh's limits → datagram                   (events/ does it)
 *
 * Nothing is recorded before the outlet took it, and the cursor never passes a blob that is not settled. So a crash anywhere
 * loses nothing and repeats at most the group under way.
 */

/** Bodies held in memory at once, over all tenants. A single larger blob still passes. */
const BODIES_IN_MEMORY_BYTES = 64 * 1024 * 1024;

/** Events delivered together, and repeated together when a crash strikes between their delivery and its record. */
const GROUP_EVENTS = 1_000;

/** Tenants under way at once; the others wait for their turn. */
const TENANTS_AT_ONCE = 32;

export interface CollectTenant {
  readonly name: string;
  readonly tenantId: string;
  readonly contentTypes: readonly ContentType[];
  readonly stopOthers: boolean;
  readonly feed: ActivityFeed;
  readonly firstLookbackMs: number;
  readonly overlapMs: number;
}

export interface CollectOptions {
  readonly tenants: readonly CollectTenant[];
  /** Downloads at once per tenant, 1 to 64. */
  readonly concurrency: number;
  /** How often runs are expected, for the feed's events about itself; when left out it tells none. */
  readonly intervalMs?: number;
  /** Default 1,000; see `GroupedOutlet`. */
  readonly groupEvents?: number;
}

export interface CollectDeps {
  readonly store: Store;
  readonly outlet: Outlet;
  readonly deadLetters: DeadLetters;
  readonly clock: Clock;
  readonly log: Log;
  /** @param contentType undefined for events of the feed about itself. */
  messagesFor(tenant: CollectTenant, contentType: ContentType | undefined): MessageMaker;
  /** Called after each page and each blob, with the summaries as they stand. */
  onProgress?(summaries: readonly PartitionSummary[]): void;
}

export interface RunSummary {
  readonly startedMs: number;
  readonly endedMs: number;
  readonly interrupted: boolean;
  /** `ok`, or the code of what stopped a part of it. */
  readonly outcome: string;
  readonly partitions: readonly PartitionSummary[];
}

/**
 * Collects everything that Microsoft offers and Wazuh does not have yet, once, for all tenants.
 *
 * Resolves also when parts failed: each partition's summary carries its own error, and one tenant's or content type's failure
 * touches no other. An abort ends the run within the outlet's and the feed's own reaction to it; what was recorded stays.
 *
 * @throws only STATE_… errors: without the memory nothing may be sent.
 */
export async function collect(
  options: CollectOptions,
  given: CollectDeps,
  signal: AbortSignal,
): Promise<RunSummary> {
  const deps: CollectDeps = {
    ...given,
    outlet: new GroupedOutlet(given.outlet, groupEventsOf(options)),
  };
  const startedMs = deps.clock.now();
  const summaries: PartitionSummary[] = [];
  const bodies = new ByteBudget(BODIES_IN_MEMORY_BYTES);
  const turns = new Permits(TENANTS_AT_ONCE);
  // The first state error ends the others too: they share the memory that failed.
  const failure = new AbortController();
  const stop = AbortSignal.any([signal, failure.signal]);

  await settleAll(
    options.tenants.map(tenant =>
      turns.with(() => collectTenant(tenant, options, deps, bodies, summaries, stop)),
    ),
    failure,
  );

  if (options.intervalMs !== undefined) {
    await tellHealth(options.tenants, summaries, options.intervalMs, deps, signal);
  }
  deps.store.prune(deps.clock.now());
  const endedMs = deps.clock.now();
  const outcome = summaries.find(one => one.error)?.error?.code ?? (signal.aborted ? 'INTERRUPTED' : 'ok');
  const total = (pick: (summary: PartitionSummary) => number) =>
    summaries.reduce((sum, one) => sum + pick(one), 0);
  deps.store.recordRun({
    startedMs,
    endedMs,
    outcome,
    delivered: total(one => one.delivered),
    duplicates: total(one => one.duplicates),
    blobs: total(one => one.blobsDone),
  });
  return { startedMs, endedMs, interrupted: signal.aborted, outcome, partitions: summaries };
}

function groupEventsOf(options: CollectOptions): number {
  return options.groupEvents ?? GROUP_EVENTS;
}

async function collectTenant(
  tenant: CollectTenant,
  options: CollectOptions,
  deps: CollectDeps,
  bodies: ByteBudget,
  summaries: PartitionSummary[],
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) return;
  const mine = new Map(tenant.contentTypes.map(type => [type, new PartitionSummary(tenant.name, type)]));
  summaries.push(...mine.values());
  const subscriptions = await tenant.feed.ensureSubscriptions(
    tenant.contentTypes,
    { stopOthers: tenant.stopOthers },
    signal,
  );
  const downloads = new Permits(options.concurrency);
  const failure = new AbortController();
  const stop = AbortSignal.any([signal, failure.signal]);
  const work = [...mine].map(async ([contentType, summary]) => {
    const label = `${tenant.name} ${contentType}`;
    const partition: Partition = { tenantId: tenant.tenantId, contentType };
    const originMs = originOf(partition, tenant.firstLookbackMs, deps);
    const store = deps.store.partition(partition);
    if (store.cursorMs !== undefined) summary.cursorMs = store.cursorMs;
    const subscription = subscriptions.get(contentType);
    if (subscription && subscription.status !== 'ok') {
      summary.fail(subscription.error);
      deps.log.error(
        `${label}: ${subscription.error.message} [${subscription.error.code}] ${subscription.error.hint}`,
      );
      return;
    }
    try {
      await collectPartition(
        {
          partition,
          label,
          feed: tenant.feed,
          store,
          outlet: deps.outlet,
          deadLetters: deps.deadLetters,
          messages: deps.messagesFor(tenant, contentType),
          downloads,
          bodies,
          clock: deps.clock,
          log: deps.log,
          originMs,
          listed: listedMemory(partition, deps),
          firstLookbackMs: tenant.firstLookbackMs,
          overlapMs: tenant.overlapMs,
          concurrency: options.concurrency,
          groupEvents: groupEventsOf(options),
          onProgress: () => deps.onProgress?.(summaries),
        },
        summary,
        stop,
      );
    } catch (error) {
      if (isShared(error)) throw error;
      summary.fail(toO365WazuhError(error));
      deps.log.error(`${label}: ${describe(error)}`);
    }
  });
  await settleAll(work, failure);
}

/** The memory is everybody's: when it fails, nobody may go on. All else is the trouble of the one who meets it. */
function isShared(error: unknown): boolean {
  return isO365WazuhError(error) && error.code.startsWith('STATE_');
}

function describe(error: unknown): string {
  const { message, code, hint, cause } = toO365WazuhError(error);
  const stack = code === 'INTERNAL' && cause instanceof Error ? `\n${cause.stack ?? ''}` : '';
  return `${message} [${code}] ${hint}${stack}`;
}

/**
 * Where this partition begins: the start of its first look-back, written down at its first run. A longer look-back set later
 * moves it back, so that the next listing reaches as far as the user asks.
 */
function originOf(partition: Partition, firstLookbackMs: number, deps: CollectDeps): number {
  const key = `origin/${partition.tenantId}/${partition.contentType}`;
  const known = Number(deps.store.meta(key) ?? Infinity);
  // Farther than Microsoft's reach it would begin with a gap.
  const wantedMs = deps.clock.now() - Math.min(firstLookbackMs, REACH_MS);
  if (known <= wantedMs) return known;
  deps.store.setMeta(key, String(wantedMs));
  return wantedMs;
}

function listedMemory(partition: Partition, deps: CollectDeps): PartitionDeps['listed'] {
  const key = `listed/${partition.tenantId}/${partition.contentType}`;
  const known = deps.store.meta(key);
  return {
    toMs: known === undefined ? undefined : Number(known),
    remember: toMs => deps.store.setMeta(key, String(toMs)),
  };
}

/** Waits for all, aborts the rest at the first rejection, and rethrows that one when all have ended. */
async function settleAll(work: readonly Promise<void>[], failure: AbortController): Promise<void> {
  const errors: unknown[] = [];
  await Promise.all(
    work.map(async one => {
      try {
        await one;
      } catch (error) {
        errors.push(error);
        failure.abort();
      }
    }),
  );
  if (errors.length > 0) throw errors[0];
}
