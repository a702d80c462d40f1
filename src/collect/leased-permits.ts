import type { Clock } from './ports.ts';

/**
 * Permits that come back by themselves after a while, although their work goes on: who is slow does not keep the others waiting for longer than
 * that, and who is quick still meets no crowd.
 *
 * It does not end the work that outlives its permit. Callers wait in order.
 */
export class LeasedPermits {
  readonly #leaseMs: number;
  readonly #clock: Clock;
  readonly #waiting: (() => void)[] = [];
  #free: number;

  /** @param count how many are out at once, at least 1. @param leaseMs how long one counts at most. */
  constructor(count: number, leaseMs: number, clock: Clock) {
    this.#free = count;
    this.#leaseMs = leaseMs;
    this.#clock = clock;
  }

  /** Runs `work` once a permit is free. */
  async with<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>(resolve => this.#waiting.push(resolve));
    const lease = new AbortController();
    let isOut = true;
    const giveBack = (): void => {
      if (!isOut) return;
      isOut = false;
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    };
    this.#clock.sleep(this.#leaseMs, lease.signal).then(giveBack, () => undefined);
    try {
      return await work();
    } finally {
      lease.abort();
      giveBack();
    }
  }
}
