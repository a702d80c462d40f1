import type { O365WazuhError } from '../errors.ts';
import type { Log } from '../collect/ports.ts';
import type { LossReason } from './confirmation-ledger.ts';
import { interrupted, unconfirmed } from './delivery-errors.ts';
import { PendingDelivery } from './pending-delivery.ts';

const MAX_ATTEMPTS = 5;

const LOSSES = {
  restart: 'analysisd was restarted',
  drop: 'analysisd dropped events',
  /** Without our reload lock: decoded events are thrown away and not counted. */
  reload: 'the rules were reloaded',
  torn: 'a crash of analysisd left half a line in alerts.json, and the first alert went behind it',
} satisfies Record<LossReason | 'reload' | 'torn', string>;

/** Why what was sent may be lost. */
export type Loss = keyof typeof LOSSES;

const NEVER = new AbortController().signal;

/**
 * The deliveries that are not answered yet, in the order in which they are sent and confirmed: what a crash took of earlier ones goes before all
 * others, and is counted with the next answer. Sends nothing itself.
 */
export class DeliveryLine {
  readonly #log: Log;
  #pending: PendingDelivery[] = [];
  /** What a crash took of earlier deliveries. */
  #repeat: PendingDelivery | undefined;
  /** Messages of earlier deliveries that were sent again and that no caller was told of yet. */
  #repeated = 0;

  constructor(log: Log) {
    this.#log = log;
  }

  add(delivery: PendingDelivery): void {
    this.#pending.push(delivery);
  }

  /** Puts what a crash took before all others, unless it is there already. */
  repeat(lost: readonly Buffer[]): void {
    if (this.#repeat !== undefined) return;
    this.#repeat = new PendingDelivery(lost, NEVER);
    this.#log.warn(
      `analysisd ended without writing its buffer (killed, or crashed): the last ${lost.length} messages before are sent again.`,
    );
  }

  /** What a crash took is no longer in the line, whether it was sent or not. */
  forgetRepeat(): void {
    this.#repeat = undefined;
  }

  /** Something was sent of one of them at least. */
  get hasBegun(): boolean {
    return this.#inOrder().some(({ next }) => next > 0);
  }

  sendable(): PendingDelivery[] {
    return this.#inOrder().filter(({ settled, signal, unsent }) => !settled && !signal.aborted && unsent > 0);
  }

  /** @param position of the ledger, up to which all is confirmed. */
  confirmedUpTo(position: number): PendingDelivery[] {
    const line = this.#inOrder();
    const end = line.findIndex(({ endPosition }) => endPosition === undefined || endPosition > position);
    return end === -1 ? [...line] : line.slice(0, end);
  }

  /** Answers the first of the line. @returns false for what a crash took: nobody waits for it. */
  confirm(delivery: PendingDelivery, queueUsage: number): boolean {
    if (delivery === this.#repeat) {
      this.#repeated += delivery.messages.length + delivery.resent;
      this.#repeat = undefined;
      return false;
    }
    const resent = delivery.resent + this.#repeated;
    this.#repeated = 0;
    delivery.settle({ status: 'ok', value: { acknowledgement: 'figures', resent, queueUsage } });
    return true;
  }

  /** All that was sent of them is to be sent again; those that tried it too often fail. */
  startOver(loss: Loss): void {
    let again = 0;
    for (const delivery of this.#inOrder()) {
      again += delivery.rewind();
      if (delivery.attempts > MAX_ATTEMPTS && delivery !== this.#repeat) delivery.fail(unconfirmed());
    }
    this.#log.warn(`${LOSSES[loss]}: ${again} messages that may be lost are sent again.`);
  }

  /** One of its messages is refused. @returns true when it is what a crash took, which is given up. */
  refuse(delivery: PendingDelivery, error: O365WazuhError): boolean {
    delivery.settle({ status: 'skip', reason: 'invalid', error });
    if (delivery !== this.#repeat) return false;
    this.#repeat = undefined;
    this.#log.error(
      `Messages that a crash of analysisd may have taken cannot be sent again: ${error.message}`,
    );
    return true;
  }

  failAll(error: O365WazuhError): void {
    for (const delivery of this.#pending) if (!delivery.settled) delivery.fail(error);
  }

  /** Lets go of deliveries that are settled or whose caller gave up. @returns true while somebody waits for others. */
  hasWork(): boolean {
    for (const delivery of this.#pending) {
      if (!delivery.signal.aborted || delivery.settled) continue;
      if (delivery.unsent > 0 || delivery.isAbandoned || delivery.messages.length === 0)
        delivery.fail(interrupted());
    }
    this.#pending = this.#pending.filter(({ settled }) => !settled);
    return this.#pending.length > 0;
  }

  #inOrder(): readonly PendingDelivery[] {
    return this.#repeat ? [this.#repeat, ...this.#pending] : this.#pending;
  }
}
