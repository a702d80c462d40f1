import {
  BODIES_IN_MEMORY_BYTES,
  BODIES_OF_A_TENANT_BYTES,
  ByteBudget,
  ByteShare,
  Permits,
} from './budget.ts';
import type { CollectTenant, TenantDeps } from './collect-tenant.ts';
import { GROUP_EVENTS, GroupedOutlet } from './grouped-outlet.ts';
import { settleAll } from './settle-all.ts';
import { settleDueBlobs } from './settle-due.ts';
import type { PartitionSummary } from './summary.ts';

/** One content type of a backfill. */
export interface BackfillPart {
  readonly tenant: CollectTenant;
  /** Filled over all chunks; one with an error is left out of further ones. */
  readonly summary: PartitionSummary;
}

/**
 * Settles blobs that belong to a backfill, of all parts together, until none is due, no part can go on, or the time is over and at
 * least one blob is through. Blobs of the live feed, and the cursor, are not touched.
 *
 * @param options.untilMs when enough is done; what is under way then is brought to its end.
 * @param options.concurrency downloads at once, all parts together.
 * @throws STATE_….
 */
export async function settleBackfill(
  parts: readonly BackfillPart[],
  given: TenantDeps,
  options: { readonly untilMs: number; readonly concurrency: number },
  signal: AbortSignal,
): Promise<void> {
  const outlet = new GroupedOutlet(given.outlet, GROUP_EVENTS);
  const downloads = new Permits(options.concurrency);
  const bodies = new ByteShare(new ByteBudget(BODIES_IN_MEMORY_BYTES), BODIES_OF_A_TENANT_BYTES);
  const failure = new AbortController();
  const stop = AbortSignal.any([signal, failure.signal]);
  let settled = 0;
  const isEnough = (): boolean => settled > 0 && given.clock.now() >= options.untilMs;
  const work = parts
    .filter(({ summary }) => summary.error === undefined)
    .map(({ tenant, summary }) => {
      const partition = { tenantId: tenant.tenantId, contentType: summary.contentType };
      const deps = {
        ...given,
        partition,
        label: `${tenant.name} ${summary.contentType}`,
        feed: tenant.feed,
        store: given.store.partition(partition),
        outlet,
        messages: given.messagesFor(tenant, summary.contentType),
        downloads,
        bodies,
        concurrency: options.concurrency,
        groupEvents: GROUP_EVENTS,
        onProgress: () => {
          settled += 1;
          given.onProgress?.(parts.map(one => one.summary));
        },
      };
      return settleDueBlobs('backfill', deps, summary, { stop, ask: stop }, isEnough);
    });
  await settleAll(work, failure);
}
