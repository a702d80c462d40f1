import type { AuditEvent } from '../events/audit-event.ts';
import type { ContentType } from '../events/content-type.ts';
import type { EventFlaw } from '../events/split-events.ts';
import type { O365WazuhError } from '../errors.ts';

/*
 * What the pipeline needs from the world. `microsoft/` implements ActivityFeed, `wazuh/` implements Outlet, `state/` implements
 * Store; `wiring.ts` joins them. Times are epoch milliseconds (UTC) everywhere below the parsers.
 */

/** The time, passed in so that tests own it. */
export interface Clock {
  now(): number;
  /** Resolves after `ms`, or rejects with the signal's reason as soon as it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** What became of one step. Switched exhaustively; errors are values until they reach an entry file. */
export type Outcome<T> =
  | { readonly status: 'ok'; readonly value: T }
  /** Worth trying again, not before `afterMs` from now where that is known. */
  | { readonly status: 'retry'; readonly afterMs?: number; readonly error: O365WazuhError }
  /** Will never succeed; its neighbours may. */
  | { readonly status: 'skip'; readonly reason: SkipReason; readonly error: O365WazuhError }
  /** Nothing of this content type (or tenant) can succeed until a person acts. */
  | { readonly status: 'fatal'; readonly error: O365WazuhError };

/** Why a blob will never be had: it is gone, its time is over, or Microsoft does not know such an id. */
export type SkipReason = 'missing' | 'expired' | 'invalid';

/** One content type of one tenant: the unit of cursor, ledger and memory. */
export interface Partition {
  /** Microsoft's tenant GUID, lower case. */
  readonly tenantId: string;
  readonly contentType: ContentType;
}

/** A half-open span of time, `fromMs <= t < toMs`. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A blob as the content listing names it. `contentUri` is not kept: the URL is rebuilt on the configured root. */
export interface BlobRef {
  readonly contentId: string;
  readonly contentCreatedMs: number;
  /** Read off the wire, never computed: measured at about 20 days, documented as 7. */
  readonly contentExpirationMs: number;
}

/** A blob's body, complete (a cut body never gets this far), not yet parsed. */
export interface FetchedBlob {
  /** Decompressed bytes of the JSON array. */
  readonly body: Buffer;
  /** Lower-case hex of the body's SHA-256. */
  readonly sha256: string;
  /** Gives the body's memory back at once; the body must not be read afterwards. */
  readonly free?: () => void;
}

/** Whether a content type's subscription is in force. */
export type Subscribed = Outcome<'enabled' | 'started'>;

export interface SubscriptionOptions {
  /** Stop those of the five content types that are not wanted. */
  readonly stopOthers: boolean;
  /** Called with each wanted type's outcome as soon as it is known: starts go out one after the other. */
  readonly onKnown?: (contentType: ContentType, outcome: Subscribed) => void;
}

/** One tenant's Activity API. */
export interface ActivityFeed {
  /**
   * Starts what is wanted and missing. Reads the list of subscriptions first, so that a subscription of another product under
   * the same app is not disturbed and no start is sent in vain.
   *
   * @returns per wanted content type: `ok` once it is enabled, else why not. Other types are not affected by one that fails.
   */
  ensureSubscriptions(
    wanted: readonly ContentType[],
    options: SubscriptionOptions,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<ContentType, Subscribed>>;

  /**
   * Lists the blobs that became available in `span`, page by page. Ends after the last page, or after the first outcome that
   * is not `ok`. `span` may be at most 24 h long and must begin within 7 days; the caller tiles.
   */
  listContent(
    contentType: ContentType,
    span: Span,
    signal: AbortSignal,
  ): AsyncGenerator<Outcome<readonly BlobRef[]>, void, void>;

  /** Fetches one whole blob. Retries passing faults by itself for about a minute, then answers `retry`. */
  fetchBlob(contentId: string, signal: AbortSignal): Promise<Outcome<FetchedBlob>>;

  /** Requests sent so far and what came of them, for the summary and the metrics. */
  readonly counters: FeedCounters;

  /** When what it signs in with ends, where that is known: a certificate tells it, a client secret does not. */
  readonly credential?: { readonly kind: string; readonly expiresAtMs?: number | undefined };
}

export interface FeedCounters {
  requests: number;
  retries: number;
  throttled: number;
  tokenRenewals: number;
  bytes: number;
  /** HTTP status (0 for no answer) → how often. */
  byStatus: Record<number, number>;
}

/** How it is known that a batch was taken. */
export type Acknowledgement =
  /** analysisd's own figures: same process, no drop of ours since. */
  | 'figures'
  /** The socket took it; nothing more can be known there (agents, managers before 4.4). */
  | 'socket';

export interface Delivery {
  readonly acknowledgement: Acknowledgement;
  /** Messages sent more than once because the first sending could not be confirmed. */
  readonly resent: number;
  /** Highest share of the receiver's queue that was in use meanwhile, 0 to 1, where it tells. */
  readonly queueUsage?: number;
}

/** The way into Wazuh. */
export interface Outlet {
  /**
   * Delivers the messages in order and resolves once they are known to be taken. Several calls may be outstanding: they are
   * served in the order of the calls. `retry` means that an unknown part of the batch may have been taken.
   *
   * @param messages whole datagrams (`1:office_365:{…}`), each at most 65,000 bytes.
   */
  deliver(messages: readonly Buffer[], signal: AbortSignal): Promise<Outcome<Delivery>>;
  /**
   * To be called after the last delivery of a run: resolves once a crash of the receiver can take nothing back of what was delivered, and
   * sends again what it took meanwhile; also what an earlier run left so. Returns at once when there is nothing of the kind. Absent where
   * nothing can be known of it.
   *
   * `retry` means that this is not known yet (an abort, a receiver that is away): what it is about is kept for the next outlet in the same
   * place, and nothing need be recorded otherwise than it is.
   */
  awaitWritten?(signal: AbortSignal): Promise<Outcome<Pick<Delivery, 'resent'>>>;
  /**
   * Resolves once little waits before a further delivery. Who makes a batch only then holds none in memory for nothing; a delivery without it is
   * taken all the same. Absent where nothing ever waits long.
   */
  room?(): Promise<void>;
  close(): Promise<void>;
}

/** Where a blob stands. `listed` and `partial` are unfinished; the cursor never passes them. */
export type BlobState = 'listed' | 'partial' | 'done' | 'lost';

/** An unfinished blob as the ledger gives it back. */
export interface BlobWork extends BlobRef {
  readonly attempts: number;
  /** Events of this blob, from its start, that are delivered already (0 unless `partial`). */
  readonly eventsDone: number;
  /** SHA-256 of the body that `eventsDone` counts in; absent unless `partial`. */
  readonly sha256?: string;
  /** Fetched on request rather than by the live feed; its events are marked so. */
  readonly backfill: boolean;
}

/** A span that can no longer be fetched. */
export interface Gap extends Span {
  readonly reason: 'retention' | 'state-lost' | 'blob-lost';
}

/** 16 bytes as a text of one Latin-1 character each, the form in which sets and maps hold them: see `events/identity.ts`. */
export type Identity = string;

/** One step of progress. All parts given are written in one transaction or not at all. */
export interface Commit {
  /** Blobs seen in a listing; known ones are left as they are. */
  readonly listed?: readonly BlobRef[];
  /** The blobs of `listed` belong to a backfill: new ones are marked so, and known ones that are lost are tried again. */
  readonly backfill?: boolean;
  /** A batch of one blob was taken by the outlet. */
  readonly progress?: {
    readonly contentId: string;
    readonly sha256: string;
    /** Events from the blob's start that are now settled (delivered, duplicate, filtered or dead-lettered). */
    readonly eventsDone: number;
    readonly delivered: number;
    readonly duplicates: number;
    /** How many events each filter caught, by its name. */
    readonly filtered?: ReadonlyMap<string, number>;
    readonly deadLettered: number;
    readonly trimmed: number;
    /** Identities of the events delivered by this batch. */
    readonly identities: readonly Identity[];
  };
  /** Identities of events that were delivered outside the settling of a blob: dead letters sent again. Not with `progress`. */
  readonly delivered?: readonly Identity[];
  /** A blob is settled for good. */
  readonly finished?: {
    readonly contentId: string;
    readonly state: 'done' | 'lost';
    readonly events: number;
    readonly bytes: number;
    readonly sha256?: string;
    readonly reason?: string;
  };
  /** A blob failed and is to be tried again. */
  readonly postponed?: {
    readonly contentId: string;
    readonly notBeforeMs: number;
    readonly reason: string;
  };
  /** The point before which all that Microsoft offered is settled. Never moves back. */
  readonly cursorMs?: number;
  /** The last complete sweep of the whole retention. */
  readonly sweptMs?: number;
  readonly gap?: Gap;
}

/** What the ledger knows of one blob. */
export interface LedgerRow extends BlobRef {
  readonly state: BlobState;
  readonly events: number;
  readonly bytes: number;
  readonly sha256: string | undefined;
  readonly delivered: number;
  readonly duplicates: number;
  readonly filtered: number;
  readonly deadLettered: number;
  readonly trimmed: number;
  /** Why it is lost or was put off; undefined otherwise. */
  readonly reason: string | undefined;
}

/** What came of a partition since it began. Only grows, over all runs. */
export interface Books {
  readonly blobs: number;
  readonly blobsLost: number;
  readonly bytes: number;
  readonly delivered: number;
  readonly duplicates: number;
  readonly filtered: number;
  readonly deadLettered: number;
  readonly trimmed: number;
}

/** Whose work an unfinished blob is. */
export type WorkKind = 'live' | 'backfill';

/** One partition's memory, held by one process at a time. */
export interface PartitionStore {
  readonly partition: Partition;
  readonly cursorMs: number | undefined;
  readonly sweptMs: number | undefined;
  /**
   * Writes one step durably. Returns how many of `listed` were new.
   * @throws STATE_WRITE_FAILED when the disk refuses; then nothing of the step is kept.
   */
  commit(step: Commit): { readonly newlyListed: number };
  /**
   * Unfinished blobs that are due at `nowMs`, oldest `contentCreated` first, without those in `exclude`; of one kind where that is
   * given.
   */
  dueBlobs(nowMs: number, limit: number, exclude: ReadonlySet<string>, kind?: WorkKind): readonly BlobWork[];
  /** `contentCreated` of the oldest unfinished blob, due or not. Blobs of a backfill do not count: they never hold the cursor. */
  oldestUnfinishedMs(): number | undefined;
  /** What the ledger knows of these blobs; unknown ones are absent from the answer. */
  ledgerRows(contentIds: readonly string[]): ReadonlyMap<string, LedgerRow>;
  books(): Books;
  /** All recorded gaps, oldest first. */
  gaps(): readonly Gap[];
  /** True when an event of this identity was delivered from this partition within the memory's span. */
  remembers(identity: Identity): boolean;
}

/** The state folder, opened for one run. */
export interface Store {
  /** Takes the partition for this process. */
  partition(partition: Partition): PartitionStore;
  /** Forgets what is older than the memory's span (identities 9 days after arrival, ledger rows 30 days). */
  prune(nowMs: number): void;
  recordRun(run: RunRecord): void;
  /** Small texts that outlive a run, by key: when a partition began, the learned field kinds, health states. */
  meta(key: string): string | undefined;
  setMeta(key: string, value: string): void;
  close(): void;
}

export interface RunRecord {
  readonly startedMs: number;
  readonly endedMs: number;
  readonly outcome: string;
  readonly delivered: number;
  readonly duplicates: number;
  readonly blobs: number;
}

/** What a dead letter keeps of an event that was not delivered. */
export interface KeptEvent {
  /** As Microsoft sent it, or as privacy settings leave it; a text when it could not be read as an event. */
  readonly event: AuditEvent | string;
  /** Paths of what privacy settings took out and hashed; absent when they left the event as it was. */
  readonly redacted?: readonly string[];
  readonly hashed?: readonly string[];
  /** Hex of the identity of the event as it came. Beside paths only: without them the event tells it. */
  readonly identity?: string;
}

/** `trimmed` ones were delivered, shortened; the others not at all. */
export type DeadLetterReason = 'trimmed' | 'unparsable' | 'undeliverable' | EventFlaw;

/** Full copies of events that could not be delivered whole, or at all. */
export interface DeadLetters {
  put(
    entry: KeptEvent & {
      readonly partition: Partition;
      readonly contentId: string;
      readonly index: number;
      readonly reason: DeadLetterReason;
    },
  ): void;
  /** How many letters of a partition found no room since opening: they are kept nowhere. Absent where there is always room. */
  refused?(partition: Partition): number;
}

/** Lines of the collector's log. No secret, no token, and no event body above debug. */
export interface Log {
  error(message: string): void;
  warn(message: string): void;
  info(message: string): void;
  debug(message: string): void;
}
