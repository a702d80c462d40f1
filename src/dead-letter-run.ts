import { join } from 'node:path';
import { awaitWritten } from './collect/await-written.ts';
import { deliverEach, isTooLarge } from './collect/deliver-each.ts';
import type { Outlet } from './collect/ports.ts';
import { O365WazuhError } from './errors.ts';
import { type FramedLetter, LetterFramer, type UnsendableReason } from './letter-framer.ts';
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

/** Letters of one delivery. */
const BATCH_LETTERS = 500;

/** Why a letter stays where it is without being tried. */
export type StayReason =
  /** Wazuh has the event already, shortened; sent again it would be shortened again. */
  'delivered shortened' | UnsendableReason;

export interface ResendResult {
  /** Ids of the letters that Wazuh took, or would be offered in a dry run. */
  readonly resent: readonly string[];
  /** Letters whose event Wazuh got meanwhile, from another blob: put away without being sent. */
  readonly known: readonly string[];
  /** Letters that were refused once more for their size, with the refusal: they stay. */
  readonly refused: ReadonlyMap<string, O365WazuhError>;
  readonly stays: ReadonlyMap<StayReason, number>;
  /** Ids that were asked for and are none. */
  readonly unknown: readonly string[];
  /** Set when Wazuh did not take all: what it took is put away. */
  readonly error?: O365WazuhError;
}

export interface ResendScope {
  readonly folder: string;
  /** Ids; all letters when undefined. */
  readonly only: ReadonlySet<string> | undefined;
  readonly dryRun: boolean;
  readonly onProgress?: (resent: number) => void;
}

/** The letters of the state folder, oldest first. Changes nothing. @throws HOME_…, STATE_…. */
export async function* readLetters(flags: LetterFlags): AsyncGenerator<Letter, void, void> {
  for await (const letter of readDeadLetters(folderOf(await resolvePlaces(flags)))) {
    yield { id: letterId(letter), ...letter };
  }
}

/**
 * Delivers dead letters once more, marked as backfill, and puts those away that Wazuh took. A letter that was put away is not sent again; a
 * crash repeats one batch.
 *
 * @param only ids; all letters when absent.
 * @throws USAGE, CONFIG_…, SECRET_…, STATE_…, HOME_…; INTERRUPTED while waiting for another run.
 */
export async function resendLetters(
  flags: LetterFlags & { readonly dryRun?: boolean },
  only: ReadonlySet<string> | undefined,
  signal: AbortSignal,
  means: {
    readonly tempo?: Tempo;
    readonly onNote?: (message: string) => void;
    /** Called after each delivery, with how many letters Wazuh took so far. */
    readonly onProgress?: (resent: number) => void;
  } = {},
): Promise<ResendResult> {
  const places = await resolvePlaces(flags);
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
  const { onProgress } = means;
  const dryRun = flags.dryRun ?? false;
  const scope = { folder: folderOf(places), only, dryRun, ...(onProgress ? { onProgress } : {}) };
  // Awaited here: the collector is closed as soon as this returns.
  return await resendWith(collector, scope, signal);
}

/**
 * As `resendLetters`, with all of it opened and the lock held.
 *
 * A letter that is refused for its size stays, and its neighbours go: they are then delivered one by one, and those that stood before it in
 * a batch that the kernel refused arrive twice.
 *
 * What was taken is remembered batch by batch and put away at the end: whatever ends this before, the next call finds it known and sends
 * nothing twice but the batch under way.
 */
export async function resendWith(
  collector: Pick<Collector, 'options' | 'deps'>,
  { folder, only, dryRun, onProgress }: ResendScope,
  signal: AbortSignal,
): Promise<ResendResult> {
  const framer = new LetterFramer(collector);
  const stays = new Map<StayReason, number>();
  const resent: string[] = [];
  const refused = new Map<string, O365WazuhError>();
  const known: string[] = [];
  /** Letters of an event that another letter of this call holds. */
  const twins: Pick<FramedLetter, 'id' | 'identity' | 'store'>[] = [];
  const found = new Set<string>();
  const offered = new Set<string>();
  let batch: FramedLetter[] = [];
  let error: O365WazuhError | undefined;
  const send = async (): Promise<void> => {
    if (batch.length === 0) return;
    const outcome = dryRun
      ? { taken: batch, refused: new Map<string, O365WazuhError>() }
      : await deliverBatch(batch, framer, collector.deps.outlet, signal);
    for (const { id } of outcome.taken) resent.push(id);
    for (const [id, refusal] of outcome.refused) refused.set(id, refusal);
    error = outcome.error;
    batch = [];
    onProgress?.(resent.length);
  };

  for await (const letter of readDeadLetters(folder)) {
    const id = letterId(letter);
    // A crash may have left a letter twice.
    if ((only && !only.has(id)) || found.has(id)) continue;
    found.add(id);
    const framed = letter.reason === 'trimmed' ? 'delivered shortened' : framer.frame(letter);
    if (typeof framed === 'string') {
      stays.set(framed, (stays.get(framed) ?? 0) + 1);
      continue;
    }
    const { identity, store } = framed;
    const event = `${letter.tenantId} ${letter.contentType} ${identity}`;
    if (store.remembers(identity)) known.push(id);
    else if (offered.has(event)) twins.push({ id, identity, store });
    else {
      offered.add(event);
      batch.push(framed);
    }
    if (batch.length >= BATCH_LETTERS) await send();
    if (error) break;
  }
  const unknown = error ? [] : [...(only ?? [])].filter(id => !found.has(id));
  if (!error) await send();
  for (const { id, identity, store } of twins) if (dryRun || store.remembers(identity)) known.push(id);
  if (!dryRun) {
    await putAwayLetters(folder, new Set([...resent, ...known]));
    if (!error) await awaitWritten(collector.deps.outlet, collector.deps.log, signal);
  }
  return { resent, known, refused, stays, unknown, ...(error ? { error } : {}) };
}

interface BatchOutcome {
  readonly taken: readonly FramedLetter[];
  readonly refused: ReadonlyMap<string, O365WazuhError>;
  readonly error?: O365WazuhError;
}

async function deliverBatch(
  batch: readonly FramedLetter[],
  framer: LetterFramer,
  outlet: Pick<Outlet, 'deliver'>,
  signal: AbortSignal,
): Promise<BatchOutcome> {
  framer.saveLearned();
  const messages = batch.map(one => one.datagram);
  const together = await outlet.deliver(messages, signal);
  const refused = new Map<string, O365WazuhError>();
  let taken = batch;
  let error: O365WazuhError | undefined;
  if (isTooLarge(together)) {
    const each = await deliverEach(outlet, messages, signal);
    error = each.failure?.error;
    taken = batch.filter((_, at) => at < each.tried && !each.refused.has(at));
    for (const [at, { id }] of batch.entries()) {
      const refusal = each.refused.get(at);
      if (refusal) refused.set(id, refusal);
    }
  } else if (together.status !== 'ok') {
    return { taken: [], refused, error: together.error };
  }
  // Microsoft may offer the event once more.
  for (const [store, ones] of Map.groupBy(taken, one => one.store))
    store.commit({ delivered: ones.map(one => one.identity) });
  return { taken, refused, ...(error ? { error } : {}) };
}

function stateOf({ stateDir }: Places): string {
  if (stateDir === undefined) throw new O365WazuhError('HOME_NOT_FOUND', 'No state folder is known.');
  return stateDir;
}

function folderOf(places: Places): string {
  return join(stateOf(places), 'dead-letter');
}
