import { toO365WazuhError } from '../errors.ts';
import type { ContentType } from '../events/content-type.ts';
import { BODIES_OF_A_TENANT_BYTES, type ByteBudget, ByteShare, Permits } from './budget.ts';
import { collectPartition, type PartitionDeps } from './collect-partition.ts';
import type { PartitionSignals } from './settle-due.ts';
import type { LeasedPermits } from './leased-permits.ts';
import type { MessageMaker } from './message-maker.ts';
import { beginningOf } from './origin.ts';
import type { ActivityFeed, Clock, DeadLetters, Log, Outlet, Partition, Store } from './ports.ts';
import { settleAll } from './settle-all.ts';
import { ensureSubscriptions, type EnsureSubscriptions, isShared, startAll } from './start-subscriptions.ts';
import { subscriptionMemory } from './subscription-memory.ts';
import { PartitionSummary } from './summary.ts';

export interface CollectTenant {
  readonly name: string;
  readonly tenantId: string;
  readonly contentTypes: readonly ContentType[];
  readonly stopOthers: boolean;
  readonly feed: ActivityFeed;
  readonly firstLookbackMs: number;
  readonly overlapMs: number;
}

export interface TenantDeps {
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

/** What all tenants of a run share. */
export interface SharedParts {
  readonly bodies: ByteBudget;
  readonly downloads: LeasedPermits;
  readonly groupEvents: number;
  /** Downloads at once per tenant. */
  readonly concurrency: number;
}

/** Collects all content types of one tenant. Never throws but for what is everybody's trouble: see `isShared`. */
export async function collectTenant(
  tenant: CollectTenant,
  deps: TenantDeps,
  shared: SharedParts,
  summaries: PartitionSummary[],
  signals: PartitionSignals,
): Promise<void> {
  const mine = new Map(tenant.contentTypes.map(type => [type, new PartitionSummary(tenant.name, type)]));
  summaries.push(...mine.values());
  const memory = subscriptionMemory(tenant, deps);
  const own = new Permits(shared.concurrency);
  const downloads = { with: <T>(work: () => Promise<T>) => own.with(() => shared.downloads.with(work)) };
  const bodies = new ByteShare(shared.bodies, BODIES_OF_A_TENANT_BYTES);
  const failure = new AbortController();
  const stop = AbortSignal.any([signals.stop, failure.signal]);
  const ask = AbortSignal.any([signals.ask, failure.signal]);
  const isOvertime = (): boolean => signals.ask.aborted && !signals.stop.aborted;
  const ensure: EnsureSubscriptions = (contentTypes, options) =>
    ensureSubscriptions(tenant.feed, contentTypes, options, ask);
  const starts = memory.isFresh ? undefined : startAll(tenant, ensure, () => memory.remember());
  const work = [...mine].map(async ([contentType, summary]) => {
    const label = `${tenant.name} ${contentType}`;
    const partition: Partition = { tenantId: tenant.tenantId, contentType };
    const { originMs, firstLookbackMs } = beginningOf(partition, tenant.firstLookbackMs, deps);
    const subscription = await starts?.of(contentType);
    if (subscription && subscription.status !== 'ok') {
      if (isOvertime()) return;
      summary.fail(subscription.error);
      deps.log.error(
        `${label}: ${subscription.error.message} [${subscription.error.code}] ${subscription.error.hint}`,
      );
      return;
    }
    try {
      const partitionDeps: PartitionDeps = {
        partition,
        label,
        feed: tenant.feed,
        store: deps.store.partition(partition),
        outlet: deps.outlet,
        deadLetters: deps.deadLetters,
        messages: deps.messagesFor(tenant, contentType),
        downloads,
        bodies,
        clock: deps.clock,
        log: deps.log,
        originMs,
        listed: listedMemory(partition, deps),
        firstLookbackMs,
        overlapMs: tenant.overlapMs,
        concurrency: shared.concurrency,
        groupEvents: shared.groupEvents,
        onProgress: () => deps.onProgress?.(summaries),
      };
      await collectPartition(partitionDeps, summary, { stop, ask });
      if (starts === undefined && summary.error?.code.startsWith('SUBSCRIPTION_')) {
        // It was there when it was last looked at; whoever stopped it, it is started again.
        memory.forget();
        const started = (await ensure([contentType], { stopOthers: false })).get(contentType);
        summary.error = started && started.status !== 'ok' ? started.error : undefined;
        if (summary.error === undefined) await collectPartition(partitionDeps, summary, { stop, ask });
      }
    } catch (error) {
      if (isShared(error)) throw error;
      summary.fail(toO365WazuhError(error));
      deps.log.error(`${label}: ${describe(error)}`);
    }
  });
  await settleAll(starts ? [starts.all, ...work] : work, failure);
  if (isOvertime()) {
    for (const summary of mine.values()) summary.isCutShort = true;
    deps.log.info(`${tenant.name}: there is more; the next run goes on with it.`);
  }
}

function describe(error: unknown): string {
  const { message, code, hint, cause } = toO365WazuhError(error);
  const stack = code === 'INTERNAL' && cause instanceof Error ? `\n${cause.stack ?? ''}` : '';
  return `${message} [${code}] ${hint}${stack}`;
}

function listedMemory(partition: Partition, deps: TenantDeps): PartitionDeps['listed'] {
  const key = `listed/${partition.tenantId}/${partition.contentType}`;
  const known = deps.store.meta(key);
  return {
    toMs: known === undefined ? undefined : Number(known),
    remember: toMs => deps.store.setMeta(key, String(toMs)),
  };
}
