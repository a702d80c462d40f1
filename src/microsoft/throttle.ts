import type { Clock, Outcome } from '../collect/ports.ts';
import { O365WazuhError } from '../errors.ts';
import type { HttpAnswer, HttpRequest, HttpSender } from './http.ts';

/** A longer pause is not waited out but handed back, so that no call hangs for hours. */
const MAX_HELD_MS = 60_000;

/**
 * A tenant's share of requests, and the pause that Microsoft's throttling imposes on all of its callers.
 *
 * Never lets more than `requestsPerMinute` pass in any 60 seconds: nine tenths of it flow evenly, one tenth may come at once.
 */
export class Throttle {
  readonly #clock: Clock;
  readonly #burst: number;
  readonly #perMs: number;
  #tokens: number;
  #refilledMs: number;
  #pausedToMs = 0;
  #pauseMs = 0;

  /** @param requestsPerMinute at least 10. Microsoft's baseline is 2,000 a tenant, listings and blobs together. */
  constructor(requestsPerMinute: number, clock: Clock) {
    this.#clock = clock;
    this.#burst = Math.max(1, Math.floor(requestsPerMinute / 10));
    this.#perMs = (requestsPerMinute - this.#burst) / 60_000;
    this.#tokens = this.#burst;
    this.#refilledMs = clock.now();
  }

  /** What is left of the pause, in milliseconds. */
  get pausedForMs(): number {
    // Bounded by the pause's own length: a clock set back must not stretch it.
    return Math.min(Math.max(this.#pausedToMs - this.#clock.now(), 0), this.#pauseMs);
  }

  /** Holds back every caller for `ms`; a longer pause under way stays. */
  pause(ms: number): void {
    if (ms <= this.pausedForMs) return;
    this.#pausedToMs = this.#clock.now() + ms;
    this.#pauseMs = ms;
  }

  /** Resolves once one request may be sent. */
  async acquire(signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const waitMs = Math.max(this.pausedForMs, this.#untilTokenMs());
      if (waitMs <= 0) break;
      await this.#clock.sleep(waitMs, signal);
    }
    this.#tokens -= 1;
  }

  #untilTokenMs(): number {
    const nowMs = this.#clock.now();
    this.#tokens = Math.min(this.#burst, this.#tokens + Math.max(nowMs - this.#refilledMs, 0) * this.#perMs);
    this.#refilledMs = nowMs;
    return this.#tokens >= 1 ? 0 : Math.ceil((1 - this.#tokens) / this.#perMs);
  }
}

/** A sender that keeps to the throttle. During a long pause it sends nothing and answers `retry` with what is left of it. */
export function throttled(sender: HttpSender, throttle: Throttle): HttpSender {
  return {
    async send(request: HttpRequest, signal: AbortSignal): Promise<Outcome<HttpAnswer>> {
      const pausedForMs = throttle.pausedForMs;
      if (pausedForMs > MAX_HELD_MS) {
        const message = `Microsoft throttles this tenant; no request is sent for another ${Math.ceil(pausedForMs / 1000)} s.`;
        return {
          status: 'retry',
          afterMs: pausedForMs,
          error: new O365WazuhError('THROTTLED', message),
        };
      }
      await throttle.acquire(signal);
      return sender.send(request, signal);
    },
  };
}
