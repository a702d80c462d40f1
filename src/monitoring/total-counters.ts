import type { FeedCounters, Store } from '../collect/ports.ts';
import type { TotalCounters } from './monitored-run.ts';

/**
 * Adds a run's requests to those of all runs before, which the state keeps under `counters/<tenant>`.
 *
 * A run that is killed leaves its requests uncounted. Its events are in the ledger's own books.
 *
 * @returns the new totals.
 */
export function addToTotals(
  store: Pick<Store, 'meta' | 'setMeta'>,
  tenant: string,
  run: FeedCounters,
): TotalCounters {
  const key = `counters/${tenant}`;
  const before = readTotals(store.meta(key));
  const byStatus: Record<number, number> = { ...before.byStatus };
  for (const [status, count] of Object.entries(run.byStatus)) {
    byStatus[Number(status)] = (byStatus[Number(status)] ?? 0) + count;
  }
  const totals: TotalCounters = {
    requests: before.requests + run.requests,
    retries: before.retries + run.retries,
    throttled: before.throttled + run.throttled,
    tokenRenewals: before.tokenRenewals + run.tokenRenewals,
    bytes: before.bytes + run.bytes,
    byStatus,
  };
  store.setMeta(key, JSON.stringify(totals));
  return totals;
}

function readTotals(text: string | undefined): TotalCounters {
  const nothing = { requests: 0, retries: 0, throttled: 0, tokenRenewals: 0, bytes: 0, byStatus: {} };
  return text === undefined ? nothing : { ...nothing, ...(JSON.parse(text) as Partial<TotalCounters>) };
}
