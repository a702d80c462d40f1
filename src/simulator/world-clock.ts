/** Where the simulated Microsoft takes its time from. */
export interface TimeSource {
  /** Epoch milliseconds (UTC). */
  now(): number;
}

/** A clock that can be moved forward, over the system's clock or over a fixed time. */
export class WorldClock implements TimeSource {
  #offsetMs = 0;
  readonly #source: TimeSource;

  /** @param source a clock, a fixed time in epoch milliseconds, or nothing for the system's clock. */
  constructor(source?: TimeSource | number) {
    this.#source = typeof source === 'number' ? { now: () => source } : (source ?? Date);
  }

  now(): number {
    return this.#source.now() + this.#offsetMs;
  }

  /** Moves all later readings forward. @param ms milliseconds, not negative. */
  advance(ms: number): void {
    if (!(ms >= 0)) throw new RangeError(`The clock only moves forward: ${ms} ms`);
    this.#offsetMs += ms;
  }
}
