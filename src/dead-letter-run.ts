import { join } from 'node:path';
import type { MessageMaker } from './collect/message-maker.ts';
import type { CollectTenant } from './collect/collect-tenant.ts';
import type { Identity, PartitionStore } from './collect/ports.ts';
import { identityOf } from './events/identity.ts';
import { O365WazuhError } from './errors.ts';
import { parseEvent } from './events/parse-event.ts';
import { readConfiguration } from './run-configuration.ts';
import { takeLockOfChunk } from './run-turns.ts';
import { type DeadLetter, letterId, readDeadLetters } from './state/dead-letters.ts';
import { putAwayLetters } from './state/put-away-letters.ts';
import { type Collector, openCollector, type Places, resolvePlaces, type Tempo } from './wiring.ts';

export interface LetterFlags {
  readonly home?: string;
  readonly config?: string;
  readonly queue?: string;
  readonly state?: string;
}

export interface Letter extends DeadLetter {
  readonly id: string;
}

/** Letters of one delivery; all of them are put away once it is confirmed. */
const BATCH_LETTERS = 500;

/** Why a letter stays where it is. */
export type StayReason =
  /** Wazuh has the event already, shortened; sent again it would be shortened again. */
  | 'delivered shortened'
  /** What is kept of it is no event: it was none, too large to be kept whole, or masked for privacy. */
  | 'no event'
  /** Its tenant or content type is not configured any more. */
  | 'not configured'
  /** It brings out a defect, which another version may not have. */
  | 'cannot be framed';

export interface ResendResult {
  /** Ids of the letters that Wazuh took, or would be offered in a dry run. */
  readonly resent: readonly string[];
  /** Letters whose event Wazuh got meanwhile, from another blob: put away without being sent. */
  readonly known: readonly string[];
  readonly stays: ReadonlyMap<StayReason, number>;
  /** Ids that were asked for and are none. */
  readonly unknown: readonly string[];
  /** Set when Wazuh did not take all: what it took is put away. */
  readonly error?: O365WazuhError;
}

/** The letters of the state folder, oldest first. Changes nothing. @throws HOME_…, STATE_…. */
export async function* readLetters(flags: LetterFlags): AsyncGenerator<Letter, void, void> {
  for await (const letter of readDeadLetters(folderOf(await resolvePlaces(flags)))) {
    yield { id: letterId(letter), ...letter };
  }
}

/**
 * Delivers dead letters once more, marked as backfill, and puts those away that Wazuh took. A letter that was put away is not sent again; a
 * crash between the two repeats one batch.
 *
 * @param only ids; all letters when absent.
 * @throws USAGE, CONFIG_…, SECRET_…, STATE_…, HOME_…; INTERRUPTED while waiting for another run.
 */
export async function resendLetters(
  flags: LetterFlags & { readonly dryRun?: boolean },
  only: ReadonlySet<string> | undefined,
  signal: AbortSignal,
  means: { readonly tempo?: Tempo; readonly onNote?: (message: string) => void } = {},
): Promise<ResendResult> {
  const places = await resolvePlaces(flags);
  const folder = folderOf(places);
  const config = readConfiguration({}, places, error => means.onNote?.(error.message));
  const onBusy = (pid: number | undefined): void =>
    means.onNote?.(
      `Another run is under way${pid === undefined ? '' : ` (process ${pid})`}; waiting for it.`,
    );
  using _lock = flags.dryRun ? undefined : await takeLockOfChunk(stateOf(places), onBusy, signal);
  await using collector = await openCollector(config, places, {
    dryRun: flags.dryRun ?? false,
    debug: false,
    ...(means.tempo ? { tempo: means.tempo } : {}),
  });
  const framer = new Framer(collector);
  const stays = new Map<StayReason, number>();
  const found = new Set<string>();
  const resent: string[] = [];
  const known: string[] = [];
  let batch: Framed[] = [];
  const send = async (): Promise<O365WazuhError | undefined> => {
    if (batch.length === 0) return undefined;
    const ids = batch.map(one => one.id);
    if (!flags.dryRun) {
      framer.saveLearned();
      const outcome = await collector.deps.outlet.deliver(
        batch.map(one => one.datagram),
        signal,
      );
      if (outcome.status !== 'ok') return outcome.error;
      // Microsoft may offer the event once more.
      for (const [store, ones] of Map.groupBy(batch, one => one.store))
        store.commit({ delivered: ones.map(one => one.identity) });
      await putAwayLetters(folder, new Set(ids));
    }
    resent.push(...ids);
    batch = [];
    return undefined;
  };

  // Read before anything is put away: a file must not change under its reader.
  const letters: DeadLetter[] = [];
  for await (const letter of readDeadLetters(folder)) {
    const id = letterId(letter);
    // A crash may have left a letter twice.
    if ((only && !only.has(id)) || found.has(id)) continue;
    found.add(id);
    if (letter.reason === 'trimmed') addOne(stays, 'delivered shortened');
    else letters.push(letter);
  }
  const unknown = [...(only ?? [])].filter(id => !found.has(id));
  for (const letter of letters) {
    const framed = framer.frame(letter);
    if (typeof framed === 'string') addOne(stays, framed);
    else if (framed.store.remembers(framed.identity)) known.push(framed.id);
    else batch.push(framed);
    const error = batch.length >= BATCH_LETTERS ? await send() : undefined;
    if (error) return { resent, known: [], stays, unknown, error };
  }
  const error = await send();
  if (!flags.dryRun) await putAwayLetters(folder, new Set(known));
  return { resent, known, stays, unknown, ...(error ? { error } : {}) };
}

interface Framed {
  readonly id: string;
  readonly datagram: Buffer;
  readonly identity: Identity;
  readonly store: PartitionStore;
}

class Framer {
  readonly #collector: Collector;
  readonly #makers = new Map<string, MessageMaker>();
  readonly #stores = new Map<string, PartitionStore>();

  constructor(collector: Collector) {
    this.#collector = collector;
  }

  frame(letter: DeadLetter): Framed | StayReason {
    const { event: kept, tenantId, contentType, at } = letter;
    const tenant = this.#collector.options.tenants.find(
      one => one.tenantId === tenantId && one.contentTypes.includes(contentType),
    );
    if (!tenant) return 'not configured';
    const text = typeof kept === 'string' ? kept : JSON.stringify(kept);
    const event = typeof kept === 'string' ? parseEvent(kept) : kept;
    if (!event) return 'no event';
    try {
      const seen = { contentCreatedMs: Date.parse(at), backfill: true };
      const { datagram } = this.#makerOf(tenant, letter).make(event, seen, text);
      return { id: letterId(letter), datagram, identity: identityOf(event), store: this.#storeOf(letter) };
    } catch {
      return 'cannot be framed';
    }
  }

  /** Before a delivery: the kinds of its fields must be known after a crash as well. */
  saveLearned(): void {
    for (const maker of this.#makers.values()) maker.saveLearned();
  }

  #storeOf({ tenantId, contentType }: DeadLetter): PartitionStore {
    const key = `${tenantId} ${contentType}`;
    const store = this.#stores.get(key) ?? this.#collector.deps.store.partition({ tenantId, contentType });
    this.#stores.set(key, store);
    return store;
  }

  #makerOf(tenant: CollectTenant, { contentType }: DeadLetter): MessageMaker {
    const key = `${tenant.name} ${contentType}`;
    const maker = this.#makers.get(key) ?? this.#collector.deps.messagesFor(tenant, contentType);
    this.#makers.set(key, maker);
    return maker;
  }
}

function addOne(counts: Map<StayReason, number>, reason: StayReason): void {
  counts.set(reason, (counts.get(reason) ?? 0) + 1);
}

function stateOf({ stateDir }: Places): string {
  if (stateDir === undefined) throw new O365WazuhError('HOME_NOT_FOUND', 'No state folder is known.');
  return stateDir;
}

function folderOf(places: Places): string {
  return join(stateOf(places), 'dead-letter');
}
