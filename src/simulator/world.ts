import { CONTENT_TYPES, type ContentType } from '../events/content-type.ts';
import type { FaultPlan } from './faults.ts';
import { poison, POISONS } from './poison.ts';
import { Rng } from './rng.ts';
import { EventSource } from './synthesize/event-source.ts';
import { CONTENT_TYPE_SHARES } from './synthesize/recipes.ts';
import { createTenant, type Tenant, type TenantOptions } from './tenant.ts';
import { WorldClock } from './world-clock.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Measured at a live tenant, although 7 days are documented. */
const EXPIRES_AFTER_MS = 20 * DAY_MS;
const LATE_BY_MS = 3 * HOUR_MS;
const REDELIVERED_AFTER_MS = 5 * DAY_MS;
/** A twist that changes nothing: marks an event that comes again, so that it does so once only. */
const AGAIN = 'again';

export interface WorldOptions {
  /** Decides everything; the same seed gives the same world. Default 1. */
  readonly seed?: number;
  readonly tenants?: readonly TenantOptions[];
  /** Events per tenant at the start. */
  readonly events?: number;
  /** Default 100. */
  readonly eventsPerBlob?: number;
  /** The blobs' contentCreated are spread over so many hours before now. Default 20. */
  readonly spanHours?: number;
  readonly contentTypes?: readonly ContentType[];
  /** Mean size to pad events to; their natural size when left out. */
  readonly bytesPerEvent?: number;
  /** Events that stand first, in a blob of their own per content type. */
  readonly fixedEvents?: readonly {
    readonly contentType: ContentType;
    readonly event: Readonly<Record<string, unknown>>;
  }[];
  readonly clock?: WorldClock;
}

/** Names one synthetic event: enough to make it again, anywhere. */
interface EventRef {
  readonly serial: number;
  readonly atMs: number;
  /** Changes one thing about the event: see `poison.ts`, and `twin` for another event of the same Id. */
  readonly twist?: string;
}

/** A blob: what it holds is made when it is asked for. */
export interface Blob {
  readonly number: number;
  readonly tenant: Tenant;
  readonly contentType: ContentType;
  readonly contentId: string;
  readonly createdMs: number;
  /** From when on a listing shows it. */
  readonly listedMs: number;
  readonly expiresMs: number;
  readonly refs: readonly EventRef[];
  readonly fixed: readonly string[];
  /** Listed, but never to be had. */
  readonly gone: 'missing' | 'expired' | undefined;
}

/** One event as it is offered. */
export interface OfferedEvent {
  readonly tenantId: string;
  readonly contentType: ContentType;
  readonly contentId: string;
  readonly index: number;
  readonly text: string;
  /** False when its blob can never be fetched. */
  readonly available: boolean;
}

/** All that the simulated Microsoft knows: tenants, blobs, events. Deterministic, and small: events are made on demand. */
export class World {
  readonly tenants: readonly Tenant[];
  readonly clock: WorldClock;
  readonly #seed: number;
  readonly #eventsPerBlob: number;
  readonly #contentTypes: readonly ContentType[];
  readonly #faults: FaultPlan;
  readonly #sources: readonly EventSource[];
  readonly #blobs = new Map<string, Blob>();
  /** Per tenant and content type, by contentCreated. */
  readonly #shelves = new Map<string, Blob[]>();
  readonly #serials: number[];
  readonly #rng: Rng;
  #blobCount = 0;

  constructor(options: WorldOptions, faults: FaultPlan) {
    this.#seed = options.seed ?? 1;
    this.clock = options.clock ?? new WorldClock();
    this.tenants = (options.tenants ?? [{}]).map((tenant, index) => createTenant(index, tenant));
    this.#eventsPerBlob = options.eventsPerBlob ?? 100;
    this.#contentTypes = options.contentTypes ?? CONTENT_TYPES;
    this.#faults = faults;
    this.#sources = this.tenants.map(tenant => new EventSource(this.#seed, tenant, options.bytesPerEvent));
    this.#serials = this.tenants.map(() => 0);
    this.#rng = new Rng(this.#seed, 'world');
    const nowMs = this.clock.now();
    const spanMs = (options.spanHours ?? 20) * HOUR_MS;
    for (const tenant of this.tenants) {
      this.#placeFixed(tenant, options.fixedEvents ?? [], nowMs - spanMs);
      this.#place(tenant, options.events ?? 0, nowMs - spanMs, nowMs - 1000);
    }
  }

  /** Makes new events arrive now. @returns the number of blobs they came in. */
  addEvents(count: number, tenantIndex = 0): number {
    const before = this.#blobCount;
    const nowMs = this.clock.now();
    const tenant = this.tenants[tenantIndex];
    if (tenant) this.#place(tenant, count, nowMs, nowMs);
    return this.#blobCount - before;
  }

  /** Blobs of a content type with `fromMs <= contentCreated < toMs` that a listing shows now, oldest first. */
  list(tenant: Tenant, contentType: ContentType, fromMs: number, toMs: number): Blob[] {
    const nowMs = this.clock.now();
    const shelf = this.#shelves.get(shelfKey(tenant, contentType)) ?? [];
    return shelf.filter(blob => blob.createdMs >= fromMs && blob.createdMs < toMs && blob.listedMs <= nowMs);
  }

  blob(contentId: string): Blob | undefined {
    return this.#blobs.get(contentId);
  }

  /** The blob's body. */
  bodyOf(blob: Blob): string {
    return `[${[...this.textsOf(blob)].join(',')}]`;
  }

  /** The blob's events, in order, as JSON texts. */
  *textsOf(blob: Blob): Generator<string> {
    yield* blob.fixed;
    const source = this.#sources[blob.tenant.index];
    if (!source) return;
    for (const { serial, atMs, twist } of blob.refs) {
      const text = source.text(blob.contentType, serial, atMs);
      yield twist === undefined ? text : poison(text, twist);
    }
  }

  /** Everything ever offered, blobs that cannot be fetched included. */
  *offered(): Generator<OfferedEvent> {
    for (const blob of this.#blobs.values()) {
      let index = 0;
      for (const text of this.textsOf(blob)) {
        yield {
          tenantId: blob.tenant.tenantId,
          contentType: blob.contentType,
          contentId: blob.contentId,
          index,
          text,
          available: blob.gone === undefined,
        };
        index += 1;
      }
    }
  }

  get blobCount(): number {
    return this.#blobCount;
  }

  #placeFixed(tenant: Tenant, fixed: NonNullable<WorldOptions['fixedEvents']>, atMs: number): void {
    for (const [contentType, events] of Map.groupBy(fixed, one => one.contentType)) {
      const texts = events.map(one => JSON.stringify(one.event));
      this.#shelve(tenant, contentType, Math.round(atMs), [], texts);
    }
  }

  /** Shares `count` events out over the content types and blobs between two times. */
  #place(tenant: Tenant, count: number, fromMs: number, toMs: number): void {
    const shares = this.#contentTypes.map(type => CONTENT_TYPE_SHARES[type]);
    const whole = shares.reduce((sum, share) => sum + share, 0);
    let left = count;
    this.#contentTypes.forEach((contentType, n) => {
      const isLast = n === this.#contentTypes.length - 1;
      const mine = isLast ? left : Math.min(left, Math.round((count * (shares[n] ?? 0)) / whole));
      left -= mine;
      const blobs = Math.ceil(mine / this.#eventsPerBlob);
      for (let b = 0; b < blobs; b += 1) {
        const createdMs = Math.floor(fromMs + ((toMs - fromMs) * (b + this.#rng.next())) / blobs);
        const events = Math.min(this.#eventsPerBlob, mine - b * this.#eventsPerBlob);
        const serial = this.#serials[tenant.index] ?? 0;
        this.#serials[tenant.index] = serial + events;
        const refs = Array.from({ length: events }, (_, i): EventRef => ({
          serial: serial + i,
          atMs: createdMs,
        }));
        this.#shelve(tenant, contentType, createdMs, this.#twisted(refs, contentType, tenant), []);
      }
    });
  }

  /** Applies the faults that change what a blob holds. */
  #twisted(refs: readonly EventRef[], contentType: ContentType, tenant: Tenant): EventRef[] {
    const number = this.#blobCount;
    const out = [...refs];
    const first = out[0];
    if (!first) return out;
    for (const name of POISONS) {
      const n = out.length > 1 ? 1 + (number % (out.length - 1)) : 0;
      const victim = out[n];
      if (victim && victim.twist === undefined && this.#faults.strikes(name, number))
        out[n] = { ...victim, twist: name };
    }
    if (contentType === 'DLP.All' && this.#faults.strikes('dlp-twins', number))
      out.push({ ...first, twist: 'twin' });
    const before = this.#shelves.get(shelfKey(tenant, contentType))?.at(-1)?.refs;
    const lastBefore = before?.at(-1);
    const middleBefore = before?.[before.length >> 1];
    if (lastBefore && this.#faults.strikes('last-event-repeated', number)) out.unshift(lastBefore);
    if (middleBefore && this.#faults.strikes('event-in-two-blobs', number)) out.push(middleBefore);
    return out;
  }

  #shelve(
    tenant: Tenant,
    contentType: ContentType,
    createdMs: number,
    refs: readonly EventRef[],
    fixed: readonly string[],
  ): void {
    const number = this.#blobCount;
    this.#blobCount += 1;
    const isLate = this.#faults.strikes('late-blob', number);
    const gone = this.#faults.strikes('blob-missing', number)
      ? 'missing'
      : this.#faults.strikes('blob-expired', number)
        ? 'expired'
        : undefined;
    const blob: Blob = {
      number,
      tenant,
      contentType,
      contentId: contentIdOf(contentType, createdMs, number),
      createdMs,
      listedMs: isLate ? Math.max(createdMs, this.clock.now()) + LATE_BY_MS : createdMs,
      expiresMs: createdMs + EXPIRES_AFTER_MS,
      refs,
      fixed,
      gone,
    };
    this.#blobs.set(blob.contentId, blob);
    const key = shelfKey(tenant, contentType);
    const shelf = this.#shelves.get(key) ?? [];
    this.#shelves.set(key, shelf);
    const later = shelf.findIndex(other => other.createdMs > createdMs);
    if (later < 0) shelf.push(blob);
    else shelf.splice(later, 0, blob);

    const again = refs[0];
    if (again && again.twist !== AGAIN && this.#faults.strikes('redelivered', number)) {
      this.#shelve(
        tenant,
        contentType,
        createdMs + REDELIVERED_AFTER_MS,
        [{ ...again, twist: again.twist ?? AGAIN }],
        [],
      );
    }
  }
}

function shelfKey(tenant: Tenant, contentType: ContentType): string {
  return `${tenant.index}/${contentType}`;
}

/** In the form of today's ids: two stamps, the type twice, a region. */
function contentIdOf(contentType: ContentType, createdMs: number, number: number): string {
  const stamp = `${new Date(createdMs).toISOString().replace(/\D/g, '')}${String(number).padStart(9, '0')}`;
  const name = contentType.replace('.', '_');
  return `${stamp}$${stamp}$${name.toLowerCase()}$${name}$sim0001$sim0001`;
}
