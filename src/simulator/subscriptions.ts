import { CONTENT_TYPES, type ContentType } from '../events/content-type.ts';
import { type Answer, apiError, bareMessage } from './answer.ts';
import type { Tenant } from './tenant.ts';

const HOUR_MS = 3_600_000;
const START_AGAIN_AFTER_MS = 15 * 60_000;

/** Where notifications are to be posted; the simulator keeps it but posts none. */
export interface Webhook {
  readonly address: string;
  readonly authId?: string;
  readonly expiration?: string;
}

interface Subscription {
  isEnabled: boolean;
  /** The restart took, but listings do not know of it. */
  isStuck: boolean;
  webhook: Webhook | null;
  lastStartMs: number;
  /** Listings answer from then on. */
  activeMs: number;
  /** Content older than this was never offered to this subscription. */
  reachesBackToMs: number;
  stoppedMs: number;
  /** Content of these spans is never offered: nobody was subscribed. */
  readonly pauses: { readonly fromMs: number; readonly toMs: number }[];
}

export interface SubscriptionSettings {
  /** From a first start until listings answer. */
  readonly activationMs: number;
  /** How much content of before the first start is offered, in hours. */
  readonly backfillHours: number;
}

export interface StartOrder {
  readonly webhook: Webhook | null;
  readonly nowMs: number;
  /** The restart of a stopped subscription has no effect on listings. */
  readonly getsStuck: boolean;
}

/** The subscriptions of all tenants: none, enabled, stopped. */
export class Subscriptions {
  readonly #settings: SubscriptionSettings;
  readonly #all = new Map<string, Subscription>();

  constructor(settings: SubscriptionSettings) {
    this.#settings = settings;
  }

  /** A second start within 15 minutes is refused with the time that is left; one that changes nothing with AF20024. */
  start(tenant: Tenant, contentType: ContentType, { webhook, nowMs, getsStuck }: StartOrder): Answer {
    const known = this.#all.get(keyOf(tenant, contentType));
    const leftMs = known === undefined ? 0 : known.lastStartMs + START_AGAIN_AFTER_MS - nowMs;
    if (leftMs > 0) {
      const left = `${Math.floor(leftMs / 60_000)}m ${Math.floor((leftMs % 60_000) / 1000)}s`;
      return bareMessage(
        429,
        `Too many frequent subscription start requests. Please retry again after ${left}`,
      );
    }
    const subscription = known ?? this.#begin(tenant, contentType, nowMs);
    subscription.lastStartMs = nowMs;
    if (known?.isEnabled && JSON.stringify(known.webhook) === JSON.stringify(webhook)) {
      return apiError(400, 'AF20024', 'The subscription is already enabled. No property change.');
    }
    if (!subscription.isEnabled) {
      subscription.pauses.push({ fromMs: subscription.stoppedMs, toMs: nowMs });
      subscription.isStuck = getsStuck;
    }
    subscription.isEnabled = true;
    subscription.webhook = webhook;
    return { status: 200, body: shown(contentType, subscription, 'enabled') };
  }

  stop(tenant: Tenant, contentType: ContentType, nowMs: number): Answer {
    const known = this.#all.get(keyOf(tenant, contentType));
    if (!known?.isEnabled) return notFound();
    known.isEnabled = false;
    known.stoppedMs = nowMs;
    return { status: 200 };
  }

  /** @param isDisabled whether an administrator has disabled the subscription of that content type. */
  list(tenant: Tenant, isDisabled: (contentType: ContentType) => boolean): Answer {
    const body = CONTENT_TYPES.flatMap(contentType => {
      const known = this.#all.get(keyOf(tenant, contentType));
      if (!known?.isEnabled || known.isStuck) return [];
      return [shown(contentType, known, isDisabled(contentType) ? 'disabled' : 'enabled')];
    });
    return { status: 200, body };
  }

  /** Why listings of the content type are refused now, or nothing. */
  problem(tenant: Tenant, contentType: ContentType, nowMs: number): Answer | undefined {
    const known = this.#all.get(keyOf(tenant, contentType));
    if (known === undefined || nowMs < known.activeMs) return notFound();
    return known.isEnabled && !known.isStuck ? undefined : disabled();
  }

  /** Whether it was started once and stopped since. */
  isStopped(tenant: Tenant, contentType: ContentType): boolean {
    return this.#all.get(keyOf(tenant, contentType))?.isEnabled === false;
  }

  hasWebhook(tenant: Tenant, contentType: ContentType): boolean {
    return this.#all.get(keyOf(tenant, contentType))?.webhook != null;
  }

  /** Whether content of that contentCreated is offered to the subscription. */
  covers(tenant: Tenant, contentType: ContentType, createdMs: number): boolean {
    const known = this.#all.get(keyOf(tenant, contentType));
    if (known === undefined || createdMs < known.reachesBackToMs) return false;
    return !known.pauses.some(pause => createdMs >= pause.fromMs && createdMs < pause.toMs);
  }

  #begin(tenant: Tenant, contentType: ContentType, nowMs: number): Subscription {
    const subscription: Subscription = {
      isEnabled: false,
      isStuck: false,
      webhook: null,
      lastStartMs: nowMs,
      activeMs: nowMs + this.#settings.activationMs,
      reachesBackToMs: nowMs - this.#settings.backfillHours * HOUR_MS,
      stoppedMs: nowMs,
      pauses: [],
    };
    this.#all.set(keyOf(tenant, contentType), subscription);
    return subscription;
  }
}

/** The answer of an API that was told to forget this content type. */
export function disabled(): Answer {
  return apiError(400, 'AF20023', 'The subscription was disabled.');
}

function notFound(): Answer {
  return apiError(400, 'AF20022', 'No subscription found for the specified content type.');
}

function shown(contentType: ContentType, { webhook }: Subscription, status: 'enabled' | 'disabled'): unknown {
  return { contentType, status, webhook: webhook && { status: 'enabled', ...webhook } };
}

function keyOf(tenant: Tenant, contentType: ContentType): string {
  return `${tenant.tenantId}/${contentType}`;
}
