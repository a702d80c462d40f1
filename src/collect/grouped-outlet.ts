import { toO365WazuhError } from '../errors.ts';
import type { Delivery, Outcome, Outlet } from './ports.ts';

/** Events delivered together, and repeated together when a crash strikes between their delivery and its record. */
export const GROUP_EVENTS = 1_000;

/** Batches of one group that may be lost on their own before the rest is left to the next run. */
const MAX_LOST_ALONE = 2;

interface Waiting {
  readonly messages: readonly Buffer[];
  readonly signal: AbortSignal;
  readonly resolve: (outcome: Outcome<Delivery>) => void;
}

/**
 * Joins the small batches of many blobs into one group, and lets the next group go only when the one before was recorded.
 *
 * So a crash can repeat one group at most, however many blobs are under way; and waiting for an acknowledgement costs once a group
 * rather than once a blob. Batches keep their order. A group that is not taken fails for all its batches, which the
 * next run repeats, unless one of them may be at fault: then each is delivered alone.
 *
 * Relies on its callers recording a delivery in the same turn of the event loop in which it resolves.
 *
 * @param maxEvents of a group; a single larger batch goes alone.
 */
export class GroupedOutlet implements Outlet {
  readonly #inner: Outlet;
  readonly #maxEvents: number;
  #waiting: Waiting[] = [];
  #waitingEvents = 0;
  #givenUp: Outcome<never> | undefined;
  #lastRoom: Promise<void> = Promise.resolve();
  readonly #asking: (() => void)[] = [];
  #pumping: Promise<void> | undefined;

  constructor(inner: Outlet, maxEvents: number) {
    this.#inner = inner;
    this.#maxEvents = maxEvents;
  }

  deliver(messages: readonly Buffer[], signal: AbortSignal): Promise<Outcome<Delivery>> {
    return new Promise(resolve => {
      this.#waiting.push({ messages, signal, resolve });
      this.#waitingEvents += messages.length;
      this.#pumping ??= this.#pump().finally(() => {
        this.#pumping = undefined;
      });
    });
  }

  async awaitWritten(signal: AbortSignal): Promise<Outcome<Pick<Delivery, 'resent'>>> {
    await this.#pumping;
    return (await this.#inner.awaitWritten?.(signal)) ?? { status: 'ok', value: { resent: 0 } };
  }

  room(): Promise<void> {
    const room = this.#roomAfter(this.#lastRoom);
    this.#lastRoom = afterCaller(room);
    return room;
  }

  async #roomAfter(before: Promise<void>): Promise<void> {
    await before;
    while (this.#waitingEvents >= this.#maxEvents) {
      await new Promise<void>(resolve => this.#asking.push(resolve));
    }
  }

  async close(): Promise<void> {
    await this.#pumping;
    await this.#inner.close();
  }

  async #pump(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#takeGroup();
      const outcome = await this.#deliver(group);
      if (group.length > 1 && (outcome.status === 'skip' || isLost(outcome))) {
        await this.#deliverEach(group, outcome);
        continue;
      }
      let resent = outcome.status === 'ok' ? outcome.value.resent : 0;
      for (const { resolve } of group) {
        // Counted once, not once a batch.
        resolve(outcome.status === 'ok' ? { status: 'ok', value: { ...outcome.value, resent } } : outcome);
        resent = 0;
      }
      // Everybody who waited records now, before the next group leaves.
      await new Promise(resolve => setImmediate(resolve));
    }
  }

  /**
   * One message may be at fault: too large, or one that brings analysisd down. Its neighbours must not be taken for it, so each batch alone gets
   * its own answer. Where a second one is lost as well it is not the batches, and the rest keeps the group's answer.
   */
  async #deliverEach(group: readonly Waiting[], together: Outcome<Delivery>): Promise<void> {
    let lost = 0;
    for (const one of group) {
      const outcome = lost < MAX_LOST_ALONE ? await this.#deliver([one]) : together;
      if (isLost(outcome)) lost += 1;
      one.resolve(outcome);
      // It is recorded before the next one leaves.
      await new Promise(resolve => setImmediate(resolve));
    }
  }

  #takeGroup(): Waiting[] {
    let events = 0;
    let count = 0;
    for (const { messages } of this.#waiting) {
      if (count > 0 && events + messages.length > this.#maxEvents) break;
      events += messages.length;
      count += 1;
    }
    this.#waitingEvents -= events;
    for (const wake of this.#asking.splice(0)) wake();
    return this.#waiting.splice(0, count);
  }

  async #deliver(group: readonly Waiting[]): Promise<Outcome<Delivery>> {
    if (this.#givenUp !== undefined) return this.#givenUp;
    const messages = group.flatMap(one => one.messages);
    const signal = AbortSignal.any(group.map(one => one.signal));
    try {
      const outcome = await this.#inner.deliver(messages, signal);
      // An abort is its caller's: it tells nothing of Wazuh.
      const isAway = outcome.status === 'retry' && !isLost(outcome);
      if (isAway && !signal.aborted) this.#givenUp = outcome;
      return outcome;
    } catch (error) {
      // Thrown, it would leave everybody waiting for ever.
      return { status: 'fatal', error: toO365WazuhError(error) };
    }
  }
}

/** Lost again and again, while Wazuh was there. */
function isLost(outcome: Outcome<Delivery>): boolean {
  return outcome.status === 'retry' && outcome.error.code === 'DELIVERY_UNCONFIRMED';
}

/** Who has room makes its batch in the very turn in which it learns of it: the next one is looked at only then. */
async function afterCaller(room: Promise<void>): Promise<void> {
  await room;
  await Promise.resolve();
}
