import { gzipSync } from 'node:zlib';
import { CONTENT_TYPES, type ContentType } from '../events/content-type.ts';
import { type Blob, type BlobContent, NOTHING, refsOf } from './blob.ts';
import { FaultPlan } from './fault-plan.ts';
import type { OfferedEvent } from './offered-event.ts';
import { poison } from './poison.ts';
import { Rng } from './rng.ts';
import { sharesOf } from './shares.ts';
import { Stock } from './stock.ts';
import { EventSource } from './synthesize/event-source.ts';
import { createTenant, type Tenant } from './tenant.ts';
import { WorldClock } from './world-clock.ts';
import type { AddedBlob, GivenEvent, WorldOptions } from './world-options.ts';

const HOUR_MS = 3_600_000;
const DEFAULT_LIFETIME_HOURS = 480;
const DEFAULT_SPAN_HOURS = 20;
const [OPEN, COMMA, CLOSE] = ['[', ',', ']'].map(text => Buffer.from(text)) as [Buffer, Buffer, Buffer];
/** Share of the first blobs that have their predecessor's contentCreated. */
const TIE_RATE = 0.05;

/** All that the simulated Microsoft knows: tenants, blobs, events. Deterministic, and small: events are made on demand. */
export class World {
  readonly tenants: readonly Tenant[];
  readonly clock: WorldClock;
  readonly #options: WorldOptions;
  readonly #stock: Stock;
  readonly #sources: readonly EventSource[];
  readonly #rng: Rng;
  readonly #startMs: number;
  #settledMs: number;
  readonly #packedBodies = new Map<string, Buffer>();

  /** @param faults decide which blobs come late, twice, odd, or not at all. */
  constructor(options: WorldOptions = {}, faults = new FaultPlan(options.seed ?? 1)) {
    const seed = options.seed ?? 1;
    this.clock = options.clock ?? new WorldClock();
    this.tenants = (options.tenants ?? [{}]).map((tenant, index) => createTenant(index, tenant));
    this.#options = options;
    this.#stock = new Stock(faults, this.clock);
    this.#sources = this.tenants.map(tenant => new EventSource(seed, tenant, options.bytesPerEvent));
    this.#rng = new Rng(seed, 'world');
    this.#startMs = this.clock.now();
    this.#settledMs = this.#startMs;
    const fromMs = this.#startMs - (options.spanHours ?? DEFAULT_SPAN_HOURS) * HOUR_MS;
    for (const tenant of this.tenants) {
      for (const [contentType, fixed] of Map.groupBy(options.fixedEvents ?? [], one => one.contentType)) {
        this.#shelve(tenant, contentType, fromMs, { ...NOTHING, given: fixed.map(one => textOf(one.event)) });
      }
      this.#place(tenant, options.events ?? 0, fromMs, this.#startMs - 1000);
    }
    for (const blob of options.prepared ? this.#stock.blobs() : []) {
      this.#packedBodies.set(blob.contentId, gzipSync(this.bodyOf(blob), { level: 1 }));
    }
  }

  /** Makes new synthetic events arrive now, of all content types. @returns the number of blobs they came in. */
  addEvents(count: number, tenantIndex = 0): number {
    const before = this.blobCount;
    const nowMs = this.clock.now();
    this.#place(this.#tenant(tenantIndex), count, nowMs, nowMs);
    return this.blobCount - before;
  }

  /** Adds one blob. Faults strike it as any other. */
  addBlob(added: AddedBlob): Blob {
    this.#settle();
    const nowMs = this.clock.now();
    const { contentType, events, createdMs = nowMs, listedMs = nowMs } = added;
    const tenant = this.#tenant(added.tenantIndex ?? 0);
    const content =
      typeof events === 'number'
        ? { ...NOTHING, run: this.#stock.newRun(tenant, events, createdMs) }
        : { ...NOTHING, given: events.map(textOf) };
    const expiresMs = added.expiresMs ?? this.#expiryOf(createdMs);
    return this.#stock.add({ tenant, contentType, createdMs, listedMs, expiresMs, content });
  }

  /** Blobs of a content type with `fromMs <= contentCreated < toMs` that a listing shows now, oldest first. */
  list(tenant: Tenant, contentType: ContentType, fromMs: number, toMs: number): readonly Blob[] {
    this.#settle();
    const nowMs = this.clock.now();
    const blobs = this.#stock.shelf(tenant, contentType).between(fromMs, toMs);
    return blobs.filter(blob => blob.listedMs <= nowMs);
  }

  blob(contentId: string): Blob | undefined {
    this.#settle();
    return this.#stock.blob(contentId);
  }

  /** The blob's body: a JSON list in UTF-8. */
  bodyOf(blob: Blob): Buffer {
    const parts = this.#eventsOf(blob).flatMap((event, n) => (n === 0 ? [event] : [COMMA, event]));
    return Buffer.concat([OPEN, ...parts, CLOSE]);
  }

  /** The body in gzip, where it was prepared. */
  packedBodyOf(blob: Blob): Buffer | undefined {
    return this.#packedBodies.get(blob.contentId);
  }

  /** The blob's events, in order, as JSON texts. */
  textsOf(blob: Blob): readonly string[] {
    return this.#eventsOf(blob).map(event => event.toString());
  }

  /**
   * The book: everything ever offered, blobs that are not listed yet or can never be fetched included, and marked. Makes the events
   * again as it goes, so that it needs no memory.
   */
  *offered(): Generator<OfferedEvent> {
    this.#settle();
    const nowMs = this.clock.now();
    for (const blob of this.#stock.blobs()) {
      const { contentType, contentId, listedMs } = blob;
      const available = blob.gone === undefined && blob.expiresMs > nowMs;
      const shared = { tenantId: blob.tenant.tenantId, contentType, contentId, listedMs, available };
      for (const [index, text] of this.textsOf(blob).entries()) yield { ...shared, index, text };
    }
  }

  get blobCount(): number {
    this.#settle();
    return this.#stock.blobCount;
  }

  /** Events in all blobs; one that is in two blobs counts twice. */
  get eventCount(): number {
    this.#settle();
    return this.#stock.eventCount;
  }

  #eventsOf(blob: Blob): readonly Buffer[] {
    const events: Buffer[] = blob.content.given.map(text => Buffer.from(text));
    const source = this.#sources[blob.tenant.index];
    if (source === undefined) return events;
    for (const { serial, atMs, operation, twist } of refsOf(blob.content)) {
      const event = source.event(blob.contentType, serial, atMs, operation);
      events.push(twist === undefined ? event : Buffer.from(poison(event.toString(), twist)));
    }
    return events;
  }

  /** Lets in what has arrived since the last look: by the second, or by the minute after the clock has leapt. */
  #settle(): void {
    const { eventsPerSecond = 0 } = this.#options;
    if (eventsPerSecond <= 0) return;
    const nowMs = this.clock.now();
    const stepMs = nowMs - this.#settledMs > HOUR_MS ? 60_000 : 1000;
    const dueBy = (ms: number): number => Math.floor(((ms - this.#startMs) * eventsPerSecond) / 1000);
    while (this.#settledMs + stepMs <= nowMs) {
      const toMs = this.#settledMs + stepMs;
      const due = dueBy(toMs) - dueBy(this.#settledMs);
      for (const tenant of this.tenants) this.#place(tenant, due, toMs, toMs);
      this.#settledMs = toMs;
    }
  }

  /** Shares `count` events out over the content types, and over blobs between two times. */
  #place(tenant: Tenant, count: number, fromMs: number, toMs: number): void {
    const { eventsPerBlob = 100, contentTypes = CONTENT_TYPES } = this.#options;
    for (const [contentType, share] of sharesOf(count, contentTypes, this.#rng)) {
      const blobs = Math.ceil(share / eventsPerBlob);
      let createdMs = Math.floor(fromMs);
      for (let n = 0; n < blobs; n++) {
        // Now and then two blobs have the same contentCreated, as at Microsoft.
        const isTie = n > 0 && this.#rng.chance(TIE_RATE);
        const spreadMs = Math.floor(fromMs + ((toMs - fromMs) * (n + this.#rng.next())) / blobs);
        createdMs = isTie ? createdMs : spreadMs;
        const events = Math.min(eventsPerBlob, share - n * eventsPerBlob);
        const run = this.#stock.newRun(tenant, events, createdMs);
        this.#shelve(tenant, contentType, createdMs, { ...NOTHING, run });
      }
    }
  }

  #shelve(tenant: Tenant, contentType: ContentType, createdMs: number, content: BlobContent): void {
    const expiresMs = this.#expiryOf(createdMs);
    this.#stock.add({ tenant, contentType, createdMs, listedMs: createdMs, expiresMs, content });
  }

  #expiryOf(createdMs: number): number {
    return createdMs + (this.#options.lifetimeHours ?? DEFAULT_LIFETIME_HOURS) * HOUR_MS;
  }

  #tenant(index: number): Tenant {
    const tenant = this.tenants[index];
    if (tenant === undefined) throw new RangeError(`The world has no tenant ${index}`);
    return tenant;
  }
}

function textOf(event: GivenEvent): string {
  return typeof event === 'string' ? event : JSON.stringify(event);
}
