import type { ContentType } from '../events/content-type.ts';
import type { TenantOptions } from './tenant.ts';
import type { WorldClock } from './world-clock.ts';

/** An event as the caller gives it: a value, or a JSON text that goes out as it is. */
export type GivenEvent = string | Readonly<Record<string, unknown>>;

export interface WorldOptions {
  /** Decides everything; the same seed gives the same world. Default 1. */
  readonly seed?: number;
  /** Default: one made-up tenant. */
  readonly tenants?: readonly TenantOptions[];
  /** Events per tenant at the start. Default 0. */
  readonly events?: number;
  /** Default 100. */
  readonly eventsPerBlob?: number;
  /** The first blobs' contentCreated are spread over so many hours before now. Default 20. */
  readonly spanHours?: number;
  /** Content types that have events. Default: all. */
  readonly contentTypes?: readonly ContentType[];
  /** Mean size to pad events to; their natural size, about 1,450, when left out. */
  readonly bytesPerEvent?: number;
  /** Events per tenant that arrive each second as the clock goes on. Default 0. */
  readonly eventsPerSecond?: number;
  /** From contentCreated to contentExpiration. Default 480: measured, although 7 days are documented. */
  readonly lifetimeHours?: number;
  /** Events that stand first, in a blob of their own per content type. */
  readonly fixedEvents?: readonly { readonly contentType: ContentType; readonly event: GivenEvent }[];
  /** The first blobs' bodies are made and packed at once and kept, for measuring what reads them: faults of bodies leave them alone. */
  readonly prepared?: boolean;
  readonly clock?: WorldClock;
}

/** A blob with given events, or with so many synthetic ones. */
export interface AddedBlob {
  readonly contentType: ContentType;
  readonly events: number | readonly GivenEvent[];
  /** Place of the tenant among the world's. Default 0. */
  readonly tenantIndex?: number;
  /** Default now. Earlier for a blob that appears late. */
  readonly createdMs?: number;
  /** From when on a listing shows it. Default now. */
  readonly listedMs?: number;
  readonly expiresMs?: number;
}
