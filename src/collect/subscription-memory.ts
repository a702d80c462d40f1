import type { CollectTenant } from './collect-tenant.ts';
import type { Clock, Store } from './ports.ts';

/** Nobody stops a subscription unnoticed: a listing says so. So once in a while is often enough to look at them. */
const FRESH_MS = 40 * 60_000;
/** Tenants that were looked at together are not looked at together again. */
const SPREAD_MS = 40 * 60_000;

/** When a tenant's subscriptions were last seen to be all there, over all runs. */
export interface SubscriptionMemory {
  /** True when there is no need to ask. */
  readonly isFresh: boolean;
  /** To be called once all are there. */
  remember(): void;
  forget(): void;
}

/** A tenant of which other subscriptions are to be stopped is asked each time. */
export function subscriptionMemory(
  tenant: Pick<CollectTenant, 'name' | 'tenantId' | 'contentTypes' | 'stopOthers'>,
  { store, clock }: { readonly store: Pick<Store, 'meta' | 'setMeta'>; readonly clock: Clock },
): SubscriptionMemory {
  const key = `subscribed/${tenant.tenantId}/${tenant.name}`;
  const types = [...tenant.contentTypes].sort().join(' ');
  const [atMs = '', ...known] = (store.meta(key) ?? '').split(' ');
  const ageMs = clock.now() - Number(atMs);
  const share = Number.parseInt(tenant.tenantId.slice(-4), 16) / 0x1_00_00;
  return {
    // An age below nought is that of a clock that was set back.
    isFresh:
      !tenant.stopOthers && known.join(' ') === types && ageMs >= 0 && ageMs < FRESH_MS + share * SPREAD_MS,
    remember: () => store.setMeta(key, `${clock.now()} ${types}`),
    forget: () => store.setMeta(key, ''),
  };
}
