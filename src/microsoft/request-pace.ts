import type { Clock, Outcome } from '../collect/ports.ts';
import type { HttpAnswer, HttpRequest, HttpSender } from './http.ts';

const SECOND_MS = 1_000;

/** So many requests meet no delay at all after a pause: those of one or two tenants with nothing new. */
const MAX_AT_ONCE = 10;

/**
 * Lets so many requests pass in any second, of all tenants together, evenly and in the order in which they come. A few requests after a pause meet
 * no delay.
 *
 * It does not know whose request it is: each tenant has few under way at once, so the order is fair.
 */
export class RequestPace {
  readonly #clock: Clock;
  readonly #everyMs: number;
  readonly #atOnce: number;
  /** When the last requests were or will be sent, as many as may pass in a second; a ring. */
  readonly #sentMs: number[];
  #next = 0;
  /** When the next request were due, had all come evenly. */
  #evenMs = -Infinity;
  #waiting = 0;

  /** @param perSecond a whole number, at least 1. */
  constructor(perSecond: number, clock: Clock) {
    this.#clock = clock;
    this.#everyMs = SECOND_MS / perSecond;
    this.#atOnce = Math.min(MAX_AT_ONCE, Math.ceil(perSecond / 2));
    this.#sentMs = Array.from({ length: perSecond }, () => -Infinity);
  }

  /** Resolves once one request may be sent; a caller that gives up leaves its place unused. */
  async turn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const nowMs = this.#clock.now();
    // Longer than this nobody waits: a clock that says so was set back.
    if (this.#freeMs() - nowMs > this.#waiting * this.#everyMs + 2 * SECOND_MS) {
      this.#sentMs.fill(-Infinity);
      this.#evenMs = -Infinity;
    }
    const atMs = Math.max(nowMs, this.#freeMs());
    this.#sentMs[this.#next] = atMs;
    this.#next = (this.#next + 1) % this.#sentMs.length;
    this.#evenMs = Math.max(this.#evenMs, atMs) + this.#everyMs;
    if (atMs <= nowMs) return;
    this.#waiting += 1;
    try {
      await this.#clock.sleep(Math.ceil(atMs - nowMs), signal);
    } finally {
      this.#waiting -= 1;
    }
  }

  /** A second after the request that is so many before the next one, and not far ahead of an even flow. */
  #freeMs(): number {
    const secondMs = (this.#sentMs[this.#next] ?? -Infinity) + SECOND_MS;
    return Math.max(secondMs, this.#evenMs - (this.#atOnce - 1) * this.#everyMs);
  }
}

/** A sender that waits for its turn. */
export function paced(sender: HttpSender, pace: RequestPace): HttpSender {
  return {
    async send(request: HttpRequest, signal: AbortSignal): Promise<Outcome<HttpAnswer>> {
      await pace.turn(signal);
      return sender.send(request, signal);
    },
  };
}
