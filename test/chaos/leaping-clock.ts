import type { Clock } from '../../src/collect/ports.ts';

interface Sleeper {
  readonly untilMs: number;
  readonly wake: () => void;
}

/** Real time between two leaps: what is under way on sockets gets its turn. */
const LEAP_AFTER_MS = 1;

/**
 * The machine's time, moved by an offset, that leaps ahead to the next waking whenever somebody sleeps: a retry in six hours comes
 * in a millisecond, and sleepers still wake in their order.
 */
export class LeapingClock implements Clock {
  readonly #onLeap: (ms: number) => void;
  readonly #sleepers = new Set<Sleeper>();
  #offsetMs: number;
  #isArmed = false;

  /** @param onLeap told how far each leap went, in ms. */
  constructor(offsetMs: number, onLeap: (ms: number) => void) {
    this.#offsetMs = offsetMs;
    this.#onLeap = onLeap;
  }

  now(): number {
    return Date.now() + this.#offsetMs;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const sleeper: Sleeper = { untilMs: this.now() + ms, wake: resolve };
    const onAbort = (): void => {
      this.#sleepers.delete(sleeper);
      reject(signal?.reason as Error);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#sleepers.add(sleeper);
    this.#arm();
    await promise;
    signal?.removeEventListener('abort', onAbort);
  }

  #arm(): void {
    if (this.#isArmed) return;
    this.#isArmed = true;
    setTimeout(() => {
      this.#isArmed = false;
      this.#leap();
      if (this.#sleepers.size > 0) this.#arm();
    }, LEAP_AFTER_MS);
  }

  #leap(): void {
    const nextMs = Math.min(...[...this.#sleepers].map(one => one.untilMs));
    const aheadMs = nextMs - this.now();
    if (Number.isFinite(aheadMs) && aheadMs > 0) {
      this.#offsetMs += aheadMs;
      this.#onLeap(aheadMs);
    }
    for (const sleeper of this.#sleepers) {
      if (sleeper.untilMs > this.now()) continue;
      this.#sleepers.delete(sleeper);
      sleeper.wake();
    }
  }
}
