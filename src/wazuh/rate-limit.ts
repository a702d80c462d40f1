import type { Clock } from '../collect/ports.ts';

/** What may be sent at once after a pause: a tenth of a second's worth. */
const BURST_SECONDS = 0.1;

/** A token bucket: on average at most `perSecond`, never more than a tenth of a second's worth at once. */
export class RateLimit {
  /** Messages a second; may be changed at any time. */
  perSecond: number;
  readonly #clock: Clock;
  #tokens = 0;
  #filledAtMs: number;

  constructor(perSecond: number, clock: Clock) {
    this.perSecond = perSecond;
    this.#clock = clock;
    this.#filledAtMs = clock.now();
  }

  /** Resolves with 1…`wanted` once so many may be sent, and counts them as sent. Rejects with the signal's reason. */
  async take(wanted: number, signal: AbortSignal): Promise<number> {
    const burst = Math.max(1, Math.floor(this.perSecond * BURST_SECONDS));
    const least = Math.min(wanted, Math.ceil(burst / 2));
    for (this.#fill(burst); this.#tokens < least; this.#fill(burst)) {
      await this.#clock.sleep(Math.ceil(((least - this.#tokens) / this.perSecond) * 1000), signal);
    }
    const taken = Math.min(wanted, Math.floor(this.#tokens));
    this.#tokens -= taken;
    return taken;
  }

  #fill(burst: number): void {
    const nowMs = this.#clock.now();
    const added = (Math.max(0, nowMs - this.#filledAtMs) / 1000) * this.perSecond;
    this.#tokens = Math.min(burst, this.#tokens + added);
    this.#filledAtMs = nowMs;
  }
}
