import { awaitWritten } from './await-written.ts';
import { BODIES_IN_MEMORY_BYTES, ByteBudget } from './budget.ts';
import { collectTenant, type CollectTenant, type SharedParts, type TenantDeps } from './collect-tenant.ts';
import { GROUP_EVENTS, GroupedOutlet } from './grouped-outlet.ts';
import { LeasedPermits } from './leased-permits.ts';
import { Overtime } from './overtime.ts';
import type { Store } from './ports.ts';
import { settleAll } from './settle-all.ts';
import { isWazuhAway, type PartitionSummary } from './summary.ts';
import { tellHealth } from './tell-health.ts';

/*
 * The path of an event, one file a step:
 *
 *   run.ts                  every tenant, fairly                                           (overtime.ts ends a run that others wait for)
 *   collect-tenant.ts       subscriptions → every content type                            (start-subscriptions.ts)
 *   collect-partition.ts    windows → listing → ledger → blobs that are due → cursor      (windows.ts plans the listing)
 *   settle-due.ts           due blobs → several downloads at once → one body after the other
 *   settle-blob.ts          blob → event → known already? → message → batch → outlet → recorded
 *   grouped-outlet.ts       batches of many blobs → one group at a time
 *   tell-health.ts          the run's end → what changed in the feed itself → the same outlet         (health.ts compares)
 *   await-written.ts        the run's end → what a crash of Wazuh could still take back is written, or sent again
 *   message-maker.ts        event → fitted to Wazuh's limits → datagram                   (events/ does it)
 *
 * Nothing is recorded before the outlet took it, and the cursor never passes a blob that is not settled. So a crash anywhere
 * loses nothing and repeats at most the group under way;
 * a crash of Wazuh, the last hundred events besides.
 */

/** Tenants under way at once; the others wait for their turn. Who needs longer than the lease counts no more, and nobody waits for it. */
const TENANTS_AT_ONCE = 32;
const TENANT_LEASE_MS = 5_000;

/** Downloads at once, all tenants together, with a lease as above: a download that dribbles in does not hold up the others. */
const DOWNLOADS_AT_ONCE = 64;
const DOWNLOAD_LEASE_MS = 5_000;

/** Tenants that a run did not come to, by name: the next one begins with them. */
const WAITING_KEY = 'waiting-tenants';

export interface CollectOptions {
  readonly tenants: readonly CollectTenant[];
  /** Downloads at once per tenant, 1 to 64. */
  readonly concurrency: number;
  /** How often runs are expected, for the feed's events about itself; when left out it tells none. */
  readonly intervalMs?: number;
  /** Default 1,000; see `GroupedOutlet`. */
  readonly groupEvents?: number;
  /** From then on a tenant that is not through ends where it is, if another one is: see `Overtime`. Default: never. */
  readonly yieldAfterMs?: number;
}

export type CollectDeps = TenantDeps;

export interface RunSummary {
  readonly startedMs: number;
  readonly endedMs: number;
  readonly interrupted: boolean;
  /** `ok`, or the code of what stopped a part of it. */
  readonly outcome: string;
  readonly partitions: readonly PartitionSummary[];
  /** Messages that were sent again after all partitions had ended, whosever they were. */
  readonly resentAtEnd: number;
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
  const turns = new LeasedPermits(TENANTS_AT_ONCE, TENANT_LEASE_MS, deps.clock);
  const shared: SharedParts = {
    bodies: new ByteBudget(BODIES_IN_MEMORY_BYTES),
    downloads: new LeasedPermits(DOWNLOADS_AT_ONCE, DOWNLOAD_LEASE_MS, deps.clock),
    groupEvents: groupEventsOf(options),
    concurrency: options.concurrency,
  };
  const overtime = new Overtime(options.tenants.length > 1 ? options.yieldAfterMs : undefined, deps.clock);
  // The first state error ends the others too: they share the memory that failed.
  const failure = new AbortController();
  const stop = AbortSignal.any([signal, failure.signal]);
  const signals = { stop, ask: AbortSignal.any([stop, overtime.signal]) };
  const waiting = new Set(options.tenants.map(tenant => tenant.name));

  try {
    await settleAll(
      inTurn(options.tenants, deps.store).map(tenant =>
        turns.with(async () => {
          if (signals.ask.aborted) return;
          waiting.delete(tenant.name);
          await collectTenant(tenant, deps, shared, summaries, signals);
          overtime.done();
        }),
      ),
      failure,
    );
  } finally {
    overtime.close();
  }

  if (waiting.size > 0 || deps.store.meta(WAITING_KEY)) {
    deps.store.setMeta(WAITING_KEY, [...waiting].join(' '));
  }
  if (options.intervalMs !== undefined) {
    await tellHealth(options.tenants, summaries, options.intervalMs, groupEventsOf(options), deps, signal);
  }
  const resentAtEnd = isWazuhAway(summaries) ? 0 : await awaitWritten(deps.outlet, deps.log, signal);
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
  return { startedMs, endedMs, interrupted: signal.aborted, outcome, partitions: summaries, resentAtEnd };
}

/** The tenants, those first that the last run did not come to: one that is always cut short would never come to the last of them. */
function inTurn(tenants: readonly CollectTenant[], store: Store): CollectTenant[] {
  const waiting = new Set((store.meta(WAITING_KEY) ?? '').split(' '));
  return [
    ...tenants.filter(tenant => waiting.has(tenant.name)),
    ...tenants.filter(tenant => !waiting.has(tenant.name)),
  ];
}

function groupEventsOf(options: CollectOptions): number {
  return options.groupEvents ?? GROUP_EVENTS;
}
