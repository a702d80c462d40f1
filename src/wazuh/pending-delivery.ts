import { O365WazuhError } from '../errors.ts';
import type { Acknowledgement, Delivery, Outcome } from '../collect/ports.ts';
import { interrupted } from './delivery-errors.ts';

/** A message over this size would be cut by analysisd (65,535) or refused by an agent (65,400): see `events/fit.ts`. */
export const MAX_MESSAGE_BYTES = 65_000;

/** One `deliver` call on its way: what of it was sent, and the promise that its caller awaits. One of nothing is sent as it is. */
export class PendingDelivery {
  readonly messages: readonly Buffer[];
  readonly signal: AbortSignal;
  readonly outcome: Promise<Outcome<Delivery>>;
  /** Index of the first message that has not been sent (again). */
  next = 0;
  /** Ledger position of the last message, once all are sent. */
  endPosition: number | undefined;
  resent = 0;
  /** `silentEvents` of the last figures before its first message was sent. */
  silentBefore = 0;
  attempts = 1;
  settled = false;
  /** Its caller gave up some time ago: it is not even waited for any more. */
  isAbandoned = false;
  readonly #resolve: (outcome: Outcome<Delivery>) => void;

  constructor(messages: readonly Buffer[], signal: AbortSignal) {
    this.messages = messages;
    this.signal = signal;
    if (messages.length === 0) this.endPosition = 0;
    const { promise, resolve } = Promise.withResolvers<Outcome<Delivery>>();
    this.outcome = promise;
    this.#resolve = resolve;
  }

  get unsent(): number {
    return this.messages.length - this.next;
  }

  /** Begins anew, since what was sent may be lost. @returns how many messages are sent again. */
  rewind(): number {
    const again = this.next;
    this.resent += again;
    this.next = 0;
    this.endPosition = this.messages.length === 0 ? 0 : undefined;
    if (again > 0) this.attempts += 1;
    return again;
  }

  settle(outcome: Outcome<Delivery>): void {
    this.settled = true;
    this.#resolve(outcome);
  }

  fail(error: O365WazuhError): void {
    this.settle({ status: 'retry', error });
  }
}

/** The outcome of a call that need not or must not even begin, or undefined. */
export function earlyOutcome(
  messages: readonly Buffer[],
  signal: AbortSignal,
  acknowledgement: Acknowledgement,
): Outcome<Delivery> | undefined {
  if (signal.aborted) return { status: 'retry', error: interrupted() };
  if (messages.length === 0) return { status: 'ok', value: { acknowledgement, resent: 0 } };
  const tooLong = messages.find(message => message.length > MAX_MESSAGE_BYTES);
  if (tooLong === undefined) return undefined;
  return {
    status: 'skip',
    reason: 'invalid',
    error: new O365WazuhError(
      'MESSAGE_TOO_LARGE',
      `A message of ${tooLong.length} bytes is over the ${MAX_MESSAGE_BYTES} that Wazuh takes whole.`,
      { details: { bytes: tooLong.length } },
    ),
  };
}
