import type { Clock } from '../../src/collect/ports.ts';

/** A clock whose time passes only by sleeping. */
export class ManualClock implements Clock {
  #nowMs: number;
  /** Called after each sleep, to let the world move on. */
  onSleep: (nowMs: number) => void = () => undefined;

  constructor(nowMs = 1_795_000_000_000) {
    this.#nowMs = nowMs;
  }

  now(): number {
    return this.#nowMs;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.pass(ms);
    this.onSleep(this.#nowMs);
    await Promise.resolve();
    signal?.throwIfAborted();
  }

  pass(ms: number): void {
    this.#nowMs += ms;
  }
}
