import { isUtf8 } from 'node:buffer';
import { identityOf } from '../events/identity.ts';
import { PlainJson } from '../events/plain-json.ts';
import { parseEvent } from '../events/parse-event.ts';
import { type EventFlaw, splitEvents } from '../events/split-events.ts';
import { O365WazuhError } from '../errors.ts';
import { Batch } from './batch.ts';
import type { Claims } from './claims.ts';
import { deliverEach, isTooLarge } from './deliver-each.ts';
import type { MessageMaker } from './message-maker.ts';
import type {
  BlobWork,
  Commit,
  DeadLetters,
  FetchedBlob,
  Outcome,
  Outlet,
  Partition,
  PartitionStore,
} from './ports.ts';

/** A batch of one blob is recorded in one transaction; this many at most, whatever a group may hold. */
const BATCH_EVENTS = 500;

/** Used for one event at a time, from its reading to its identity, with no other work between. */
const PLAIN_JSON = new PlainJson();

/** A dead letter of an event that was refused for its size or shape holds so much of it. */
const MAX_REFUSED_BYTES = 256 * 1024;

export interface SettleDeps {
  readonly partition: Partition;
  readonly store: PartitionStore;
  readonly outlet: Outlet;
  readonly deadLetters: DeadLetters;
  readonly claims: Claims;
  readonly messages: MessageMaker;
  readonly tally: Tally;
  /** Events that may be repeated together after a crash: no batch is larger. */
  readonly groupEvents: number;
}

/** Where each recorded batch is counted; a batch of a blob that fails later counts too. */
export interface Tally {
  delivered: number;
  duplicates: number;
  /** By the filter's name. */
  readonly filtered: Map<string, number>;
  deadLettered: number;
  trimmed: number;
  resent: number;
}

/**
 * Brings every event of a fetched blob to its end: delivered, known already, filtered, or dead-lettered. Progress is recorded after each
 * batch that the outlet took, so that a crash repeats one batch at most; the blob is `done` only when all are settled.
 *
 * Events keep their order. A blob that was half settled goes on where it stopped if its body is still the same.
 *
 * @returns `ok` with the number of events in the blob; `retry` when the body is no JSON array or the outlet did not take a batch (what is recorded
 *   stays recorded); `fatal` as the outlet says.
 */
export async function settleBlob(
  work: BlobWork,
  fetched: FetchedBlob,
  deps: SettleDeps,
  signal: AbortSignal,
): Promise<Outcome<number>> {
  const split = splitEvents(fetched.body);
  if (!split.ok) {
    return {
      status: 'retry',
      error: new O365WazuhError(
        'BLOB_MALFORMED',
        `Blob ${work.contentId} is no JSON array: ${split.problem} at byte ${split.atByte} (${fetched.body.length} bytes).`,
      ),
    };
  }
  const total = split.count;
  const firstIndex = work.sha256 === fetched.sha256 ? Math.min(work.eventsDone, total) : 0;

  const textAt = (index: number): string =>
    textOf(fetched.body, split.start(index), split.end(index), split.flaw(index));
  const settling: Settling = { work, fetched, textAt, deps, signal };
  const isText = isUtf8(fetched.body);
  const maxEvents = Math.min(BATCH_EVENTS, deps.groupEvents);
  await deps.outlet.room?.();
  let batch = new Batch(maxEvents);
  for (let index = firstIndex; index < total; index += 1) {
    if (batch.isFull()) {
      const outcome = await flush(batch, index, settling);
      if (outcome.status !== 'ok') return outcome;
      await deps.outlet.room?.();
      batch = new Batch(maxEvents);
    }
    const flaw = split.flaw(index);
    const text = textAt(index);
    const sorted =
      isText && flaw === undefined
        ? PLAIN_JSON.sorted(fetched.body, split.start(index), split.end(index))
        : undefined;
    const event = flaw === undefined ? parseEvent(text, sorted !== undefined) : undefined;
    if (event === undefined) {
      const kept = { event: deps.messages.unreadable(text) };
      batch.setAside({ index, reason: flaw ?? 'unparsable', kept }, text.length);
      continue;
    }

    const filter = deps.messages.caughtBy?.(event);
    if (filter !== undefined) {
      addTo(batch.filtered, filter, 1);
      continue;
    }

    // Written otherwise than JSON.stringify does: put into its form once, for both the identity and the message.
    const json = sorted ? text : JSON.stringify(event);
    const identity = identityOf(event, sorted ?? PLAIN_JSON.sortedText(json));
    for (let holder = deps.claims.holder(identity); holder && holder !== batch.settled;) {
      // Another blob is delivering this very event. Our own batch goes out first: a claim is never held while waiting.
      const outcome = await flush(batch, index, settling);
      if (outcome.status !== 'ok') return outcome;
      batch = new Batch(maxEvents);
      await holder;
      holder = deps.claims.holder(identity);
    }
    if (deps.claims.holder(identity) === batch.settled || deps.store.remembers(identity)) {
      batch.duplicates += 1;
      continue;
    }

    let made: ReturnType<MessageMaker['make']>;
    try {
      made = deps.messages.make(event, work, text, { json });
    } catch {
      // A defect of ours that one event brings out must not stop all that follow it.
      batch.setAside({ index, reason: 'undeliverable', kept: deps.messages.kept(text) }, text.length);
      continue;
    }
    if (made.cutFrom)
      batch.setAside({ index, reason: 'trimmed', kept: { event: made.cutFrom } }, text.length);
    deps.claims.claim(identity, batch.settled);
    batch.add(identity, made.message, index);
  }
  const outcome = await flush(batch, total, settling, {
    contentId: work.contentId,
    state: 'done',
    events: total,
    bytes: fetched.body.length,
    sha256: fetched.sha256,
  });
  if (outcome.status !== 'ok') return outcome;
  return { status: 'ok', value: total };
}

/** Of an element that is refused for its size, the beginning: enough to see what it is. */
function textOf(body: Buffer, start: number, end: number, flaw: EventFlaw | undefined): string {
  if (flaw === undefined || end - start <= MAX_REFUSED_BYTES) return body.toString('utf8', start, end);
  return `${body.toString('utf8', start, start + MAX_REFUSED_BYTES)}… (${end - start} bytes in all)`;
}

/** The blob that is being settled, and all that it takes. */
interface Settling {
  readonly work: BlobWork;
  readonly fetched: FetchedBlob;
  /** The text of the event at an index of the blob. */
  readonly textAt: (index: number) => string;
  readonly deps: SettleDeps;
  readonly signal: AbortSignal;
}

/**
 * Delivers and records a batch.
 *
 * @param eventsDone of the blob, from its start, once this batch is through.
 * @param finished recorded with it: the blob's end.
 */
async function flush(
  batch: Batch,
  eventsDone: number,
  settling: Settling,
  finished?: Commit['finished'],
): Promise<Outcome<void>> {
  const { work, fetched, textAt, deps, signal } = settling;
  let refused: ReadonlySet<number> = new Set();
  try {
    if (batch.datagrams.length > 0) {
      deps.messages.saveLearned();
      const delivery = await deps.outlet.deliver(batch.datagrams, signal);
      if (isTooLarge(delivery)) {
        const alone = await deliverOneByOne(batch, settling);
        if (alone.status !== 'ok') return alone;
        refused = alone.value;
      } else if (delivery.status !== 'ok') return delivery;
      else {
        deps.tally.resent += delivery.value.resent;
        batch.freeMessages();
      }
    }
    const identities = batch.identities.filter((_, at) => !refused.has(at));
    const refusedIndexes = new Set([...refused].map(at => batch.indexes[at] ?? 0));
    // One letter an event: of one that was shortened and refused nevertheless the refusal is what counts.
    const letters = batch.letters.filter(({ index }) => !refusedIndexes.has(index));
    for (const index of refusedIndexes)
      letters.push({ index, reason: 'undeliverable', kept: deps.messages.kept(textAt(index)) });
    for (const { kept, ...letter } of letters) {
      deps.deadLetters.put({ partition: deps.partition, contentId: work.contentId, ...letter, ...kept });
    }
    const trimmed = letters.filter(({ reason }) => reason === 'trimmed').length;
    const deadLettered = letters.length - trimmed;
    deps.store.commit({
      progress: {
        contentId: work.contentId,
        sha256: fetched.sha256,
        eventsDone,
        delivered: identities.length,
        duplicates: batch.duplicates,
        ...(batch.filtered.size === 0 ? {} : { filtered: batch.filtered }),
        deadLettered,
        trimmed,
        identities,
      },
      ...(finished ? { finished } : {}),
    });
    deps.tally.delivered += identities.length;
    deps.tally.duplicates += batch.duplicates;
    for (const [filter, events] of batch.filtered) addTo(deps.tally.filtered, filter, events);
    deps.tally.deadLettered += deadLettered;
    deps.tally.trimmed += trimmed;
    return { status: 'ok', value: undefined };
  } finally {
    deps.claims.release(batch.identities);
    batch.settle();
  }
}

/**
 * Delivers a batch that was refused for the size of one of its messages, each alone and in order; those refused again are to become dead
 * letters, so that one message never stops all that follow it.
 *
 * When the kernel was the one to refuse, what stood before in the batch was sent already: it arrives twice.
 *
 * @returns positions in the batch of the messages that were refused.
 */
async function deliverOneByOne(
  batch: Batch,
  { deps, signal }: Settling,
): Promise<Outcome<ReadonlySet<number>>> {
  const { refused, resent, failure } = await deliverEach(deps.outlet, batch.datagrams, signal);
  deps.tally.resent += resent;
  return failure ?? { status: 'ok', value: new Set(refused.keys()) };
}

function addTo(counts: Map<string, number>, name: string, events: number): void {
  counts.set(name, (counts.get(name) ?? 0) + events);
}
