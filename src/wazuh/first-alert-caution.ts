import type { Clock } from '../collect/ports.ts';
import type { TailKeeper } from './tail-keeper.ts';

/**
 * While the first alert is at risk, so long without one means that what was sent raised none. Just after its start analysisd was seen to hold
 * an event between two queues for a while, where the figures do not show it.
 */
const SILENCE_MS = 1_000;

/**
 * How to send after a crash of analysisd that left half a line in alerts.json (`TailKeeper.isFirstAlertAtRisk`): whatever raises the first alert
 * has to be sent twice, so as few messages as it takes go out at a time, and nothing is confirmed before it is known whether they raised it.
 *
 * Without that risk it is in nobody's way.
 */
export class FirstAlertCaution {
  readonly #tail: Pick<TailKeeper, 'isFirstAlertAtRisk'>;
  readonly #clock: Clock;
  readonly #mostMessages: number;
  #wasAtRisk = false;
  #messages = 1;
  #sentAtMs = Number.NEGATIVE_INFINITY;

  /** @param mostMessages between two looks, also where nothing is at risk. */
  constructor(tail: Pick<TailKeeper, 'isFirstAlertAtRisk'>, clock: Clock, mostMessages: number) {
    this.#tail = tail;
    this.#clock = clock;
    this.#mostMessages = mostMessages;
  }

  /** To be asked once after each look. @returns true when the first alert has been written since the last one: it went behind the half line. */
  sawFirstAlert(): boolean {
    const wasAtRisk = this.#wasAtRisk;
    this.#wasAtRisk = this.#tail.isFirstAlertAtRisk;
    return wasAtRisk && !this.#wasAtRisk;
  }

  /** So many messages may be sent before the next look. */
  get sliceMessages(): number {
    return this.#wasAtRisk ? this.#messages : this.#mostMessages;
  }

  /** What was sent may yet raise the alert that is at risk: nothing is confirmed before. */
  get mustListen(): boolean {
    return this.#wasAtRisk && this.#clock.now() - this.#sentAtMs < SILENCE_MS;
  }

  /** @param unconfirmed messages that were sent before. */
  mayAdd(unconfirmed: number): boolean {
    return !this.#wasAtRisk || (unconfirmed === 0 && !this.mustListen);
  }

  /** A slice went out. Each that raised no alert is followed by one twice as large. */
  sent(): void {
    this.#sentAtMs = this.#clock.now();
    this.#messages = this.#wasAtRisk ? Math.min(2 * this.#messages, this.#mostMessages) : 1;
  }
}
