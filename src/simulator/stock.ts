import type { ContentType } from '../events/content-type.ts';
import { type Blob, type BlobContent, contentIdOf, type EventRun, eventCount } from './blob.ts';
import { contentWithFaults } from './content-faults.ts';
import type { FaultPlan } from './fault-plan.ts';
import type { FaultName } from './faults.ts';
import { Shelf } from './shelf.ts';
import type { Tenant } from './tenant.ts';
import type { TimeSource } from './world-clock.ts';

const EARLY_EXPIRY_MS = 60_000;
const LATE_BY_MS = 3 * 3_600_000;
const REDELIVERED_AFTER_MS = 5 * 24 * 3_600_000;

/** A blob before the faults have struck it. */
export interface NewBlob {
  readonly tenant: Tenant;
  readonly contentType: ContentType;
  readonly createdMs: number;
  readonly listedMs: number;
  readonly expiresMs: number;
  readonly content: BlobContent;
}

/** All blobs there are. A blob's fate is decided here, as it comes into being, so that the book knows it from the first. */
export class Stock {
  readonly #faults: FaultPlan;
  readonly #clock: TimeSource;
  readonly #blobs = new Map<string, Blob>();
  readonly #shelves = new Map<string, Shelf>();
  readonly #newest = new Map<Shelf, BlobContent>();
  readonly #serials = new Map<Tenant, number>();

  constructor(faults: FaultPlan, clock: TimeSource) {
    this.#faults = faults;
    this.#clock = clock;
  }

  /** Fresh numbers for so many events of a tenant. */
  newRun(tenant: Tenant, count: number, atMs: number): EventRun {
    const serial = this.#serials.get(tenant) ?? 0;
    this.#serials.set(tenant, serial + count);
    return { serial, count, atMs };
  }

  /** Lets the faults strike a new blob and puts it on its shelf. */
  add(plain: NewBlob): Blob {
    const { tenant, contentType, createdMs } = plain;
    const fires = (name: FaultName): boolean => this.#faults.fires(name, { contentType });
    const shelf = this.shelf(tenant, contentType);
    const content = contentWithFaults(plain.content, {
      contentType,
      previous: this.#newest.get(shelf),
      newRun: count => this.newRun(tenant, count, createdMs),
      fires,
    });
    this.#newest.set(shelf, content);
    const isLate = fires('late-blob');
    const blob = this.#put({
      ...plain,
      content,
      listedMs: isLate ? Math.max(plain.listedMs, this.#clock.now()) + LATE_BY_MS : plain.listedMs,
      expiresMs: fires('blob-expires-early') ? createdMs + EARLY_EXPIRY_MS : plain.expiresMs,
      gone: goneBy(fires),
    });
    if (fires('redelivered')) {
      const againMs = createdMs + REDELIVERED_AFTER_MS;
      const expiresMs = plain.expiresMs + REDELIVERED_AFTER_MS;
      this.#put({ ...plain, content, createdMs: againMs, listedMs: againMs, expiresMs, gone: undefined });
    }
    return blob;
  }

  blob(contentId: string): Blob | undefined {
    return this.#blobs.get(contentId);
  }

  /** All blobs, in the order in which they came into being. */
  blobs(): IterableIterator<Blob> {
    return this.#blobs.values();
  }

  get blobCount(): number {
    return this.#blobs.size;
  }

  /** Events in all blobs; one that is in two blobs counts twice. */
  get eventCount(): number {
    let count = 0;
    for (const blob of this.#blobs.values()) count += eventCount(blob.content);
    return count;
  }

  shelf(tenant: Tenant, contentType: ContentType): Shelf {
    const key = `${tenant.index}/${contentType}`;
    const shelf = this.#shelves.get(key) ?? new Shelf();
    this.#shelves.set(key, shelf);
    return shelf;
  }

  #put(plain: NewBlob & Pick<Blob, 'gone'>): Blob {
    const number = this.#blobs.size;
    const blob = { ...plain, number, contentId: contentIdOf(plain.contentType, plain.createdMs, number) };
    this.#blobs.set(blob.contentId, blob);
    this.shelf(blob.tenant, blob.contentType).add(blob);
    return blob;
  }
}

function goneBy(fires: (name: FaultName) => boolean): Blob['gone'] {
  if (fires('blob-missing')) return 'missing';
  if (fires('blob-expired')) return 'expired';
  return fires('blob-invalid') ? 'invalid' : undefined;
}
