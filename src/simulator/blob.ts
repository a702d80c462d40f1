import type { ContentType } from '../events/content-type.ts';
import type { Twist } from './poison.ts';
import type { Tenant } from './tenant.ts';

/** Names one synthetic event: enough to make it again, anywhere. */
export interface EventRef {
  readonly serial: number;
  /** It happened shortly before this time. */
  readonly atMs: number;
  /** Makes it an event of this operation; the `Id` stays. */
  readonly operation?: string;
  /** Adds one oddity. */
  readonly twist?: Twist;
}

/** A run of events with consecutive serials: a blob of a hundred events is three numbers until it is asked for. */
export interface EventRun {
  readonly serial: number;
  readonly count: number;
  readonly atMs: number;
}

/** What a blob holds, in this order. */
export interface BlobContent {
  /** JSON texts given by the caller. */
  readonly given: readonly string[];
  readonly before: readonly EventRef[];
  readonly run: EventRun;
  readonly after: readonly EventRef[];
  /** Oddities of single events of the run, by their place in it. */
  readonly twists: ReadonlyMap<number, Twist>;
}

/** A blob of the content listing. */
export interface Blob {
  /** Counts all blobs of the world. */
  readonly number: number;
  readonly tenant: Tenant;
  readonly contentType: ContentType;
  readonly contentId: string;
  readonly createdMs: number;
  /** From when on a listing shows it. */
  readonly listedMs: number;
  readonly expiresMs: number;
  readonly content: BlobContent;
  /** Listed, but never to be had. */
  readonly gone: 'missing' | 'expired' | 'invalid' | undefined;
}

export const NOTHING: BlobContent = {
  given: [],
  before: [],
  run: { serial: 0, count: 0, atMs: 0 },
  after: [],
  twists: new Map(),
};

/** All synthetic events of a blob, in order. */
export function* refsOf(content: BlobContent): Generator<EventRef> {
  const { run, twists } = content;
  yield* content.before;
  for (let n = 0; n < run.count; n++) {
    const twist = twists.get(n);
    yield { serial: run.serial + n, atMs: run.atMs, ...(twist === undefined ? {} : { twist }) };
  }
  yield* content.after;
}

/** How many events a blob holds. */
export function eventCount({ given, before, run, after }: BlobContent): number {
  return given.length + before.length + run.count + after.length;
}

/**
 * An id in the form of today's: two stamps, the type twice, a region twice.
 *
 * @param number makes it unique within the world.
 */
export function contentIdOf(contentType: ContentType, createdMs: number, number: number): string {
  const stamp = `${new Date(createdMs).toISOString().replace(/\D/g, '')}${String(number).padStart(9, '0')}`;
  const name = contentType.replace('.', '_');
  return `${stamp}$${stamp}$${name.toLowerCase()}$${name}$sim0001$sim0001`;
}
