import {
  healthAuditEvent,
  healthChanges,
  type HealthEvent,
  type HealthMemory,
  NO_HEALTH_MEMORY,
  type PartitionSight,
  type TenantSight,
} from './health.ts';
import type { CollectTenant } from './collect-tenant.ts';
import type { CollectDeps } from './run.ts';
import { isWazuhAway, type PartitionSummary } from './summary.ts';

/** Keys in `Store.meta`: what was told of the feed's health (`HealthMemory`), and a lost memory that is not told yet. */
export const HEALTH_KEY = 'health';
export const STATE_RESET_KEY = 'health/state-reset';

type Deps = Pick<CollectDeps, 'store' | 'outlet' | 'deadLetters' | 'clock' | 'log' | 'messagesFor'>;

/**
 * Tells Wazuh how the feed itself stands: what changed since it was last told, as events that take the way of all others.
 *
 * What was told is remembered only once Wazuh took it. When it can't be told now (Wazuh is the trouble, or the run is being ended), the
 * next run tells it.
 *
 * @param summaries of the run that just ended.
 * @param intervalMs how often runs are expected.
 * @param groupEvents how many events may be under way at once.
 */
export async function tellHealth(
  tenants: readonly CollectTenant[],
  summaries: readonly PartitionSummary[],
  intervalMs: number,
  groupEvents: number,
  deps: Deps,
  signal: AbortSignal,
): Promise<void> {
  const { store, clock } = deps;
  const nowMs = clock.now();
  const sights = tenants.map(tenant => sightOf(tenant, summaries, deps));
  const changes = healthChanges(sights, nowMs, intervalMs, readMemory(store.meta(HEALTH_KEY)));
  const reset = store.meta(STATE_RESET_KEY);
  const resets = tenants.map(({ name }): HealthEvent => ({
    operation: 'StateReset',
    tenant: name,
    detail: reset ?? '',
  }));

  const events = [...(reset ? resets : []), ...changes.events];
  const told =
    !isWazuhAway(summaries) &&
    !signal.aborted &&
    (await deliver(events, nowMs, tenants, groupEvents, deps, signal));
  store.setMeta(HEALTH_KEY, JSON.stringify(told ? changes.told : changes.untold));
  if (told && reset) store.setMeta(STATE_RESET_KEY, '');
}

async function deliver(
  events: readonly HealthEvent[],
  nowMs: number,
  tenants: readonly CollectTenant[],
  groupEvents: number,
  { outlet, log, messagesFor }: Deps,
  signal: AbortSignal,
): Promise<boolean> {
  if (events.length === 0) return true;
  const makers = new Map(tenants.map(tenant => [tenant.name, messagesFor(tenant, undefined)]));
  const datagrams = events.flatMap(event => {
    const audit = healthAuditEvent(event, nowMs);
    const seen = { contentCreatedMs: nowMs, backfill: false };
    const message = makers.get(event.tenant)?.make(audit, seen, JSON.stringify(audit));
    return message ? [Buffer.from(message.message)] : [];
  });
  for (const maker of makers.values()) maker.saveLearned();
  for (let from = 0; from < datagrams.length; from += groupEvents) {
    const outcome = await outlet.deliver(datagrams.slice(from, from + groupEvents), signal);
    if (outcome.status === 'ok') continue;
    const { code, message } = outcome.error;
    log.warn(
      `${events.length} events on the feed itself could not be delivered: ${message} [${code}] The next run tells them.`,
    );
    return false;
  }
  for (const { operation, tenant, contentType, detail } of events) {
    log.info(`${[tenant, contentType].join(' ').trim()}: ${operation} told to Wazuh: ${detail}`);
  }
  return true;
}

function sightOf(
  tenant: CollectTenant,
  summaries: readonly PartitionSummary[],
  { store, deadLetters }: Deps,
): TenantSight {
  const { name, tenantId, feed } = tenant;
  const { kind = '', expiresAtMs } = feed.credential ?? {};
  return {
    tenant: name,
    credential: expiresAtMs === undefined ? undefined : { kind, expiresAtMs },
    partitions: summaries
      .filter(summary => summary.tenant === name)
      .map((summary): PartitionSight => {
        const partition = { tenantId, contentType: summary.contentType };
        const memory = store.partition(partition);
        const lettersRefused = deadLetters.refused?.(partition) ?? 0;
        return { partition, summary, books: memory.books(), gaps: memory.gaps(), lettersRefused };
      }),
  };
}

/** What an earlier version wrote, or nobody, counts as nothing told. */
function readMemory(text: string | undefined): HealthMemory {
  try {
    const memory = JSON.parse(text ?? '') as Partial<HealthMemory> | null;
    return { holding: memory?.holding ?? [], partitions: memory?.partitions ?? {} };
  } catch {
    return NO_HEALTH_MEMORY;
  }
}
