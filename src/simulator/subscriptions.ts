import type { ContentType } from '../events/content-type.ts';
import { type Answer, apiError } from './answer.ts';
import type { Tenant } from './tenant.ts';

const START_AGAIN_AFTER_MS = 15 * 60_000;

interface Subscription {
  enabled: boolean;
  lastStartMs: number;
}

/** The subscriptions of all tenants: started, enabled, stopped. */
export class Subscriptions {
  readonly #all = new Map<string, Subscription>();
  starts = 0;

  isEnabled(tenant: Tenant, contentType: ContentType): boolean {
    return this.#all.get(key(tenant, contentType))?.enabled ?? false;
  }

  /** A second start within 15 minutes is refused with the time that is left; one of an enabled type with AF20024. */
  start(tenant: Tenant, contentType: ContentType, nowMs: number): Answer {
    this.starts += 1;
    const known = this.#all.get(key(tenant, contentType));
    const leftMs = known ? known.lastStartMs + START_AGAIN_AFTER_MS - nowMs : 0;
    if (known && leftMs > 0) {
      const left = `${Math.floor(leftMs / 60_000)}m ${Math.floor((leftMs % 60_000) / 1000)}s`;
      return {
        status: 429,
        body: { Message: `Too many frequent subscription start requests. Please retry again after ${left}` },
      };
    }
    this.#all.set(key(tenant, contentType), { enabled: true, lastStartMs: nowMs });
    if (known?.enabled)
      return apiError(400, 'AF20024', 'The subscription is already enabled. No property change.');
    return { status: 200, body: { contentType, status: 'enabled', webhook: null } };
  }

  stop(tenant: Tenant, contentType: ContentType): Answer {
    const known = this.#all.get(key(tenant, contentType));
    if (!known?.enabled)
      return apiError(400, 'AF20022', 'No subscription found for the specified content type.');
    known.enabled = false;
    return { status: 200 };
  }

  list(tenant: Tenant, contentTypes: readonly ContentType[]): Answer {
    const enabled = contentTypes.filter(type => this.isEnabled(tenant, type));
    return {
      status: 200,
      body: enabled.map(contentType => ({ contentType, status: 'enabled', webhook: null })),
    };
  }
}

function key(tenant: Tenant, contentType: ContentType): string {
  return `${tenant.tenantId}/${contentType}`;
}
