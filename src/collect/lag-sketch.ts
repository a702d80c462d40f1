/** Each step of the scale is so much longer than the one before: quantiles are at most 5 % too long. */
const GROWTH = 1.05;

/** How long events waited, as counts on a growing scale: any number of events, a few kilobytes, quantiles within 5 %. */
export class LagSketch {
  readonly #counts = new Map<number, number>();
  #events = 0;
  #maxMs = 0;

  /** @param lagMs below 0 (a clock ahead) counts as 0. @param events that waited so long. */
  add(lagMs: number, events: number): void {
    if (events <= 0) return;
    const step = lagMs < 1 ? 0 : Math.ceil(Math.log(lagMs) / Math.log(GROWTH));
    this.#counts.set(step, (this.#counts.get(step) ?? 0) + events);
    this.#events += events;
    this.#maxMs = Math.max(this.#maxMs, lagMs);
  }

  merge(other: LagSketch): void {
    for (const [step, count] of other.#counts) this.#counts.set(step, (this.#counts.get(step) ?? 0) + count);
    this.#events += other.#events;
    this.#maxMs = Math.max(this.#maxMs, other.#maxMs);
  }

  get events(): number {
    return this.#events;
  }

  get maxMs(): number {
    return this.#maxMs;
  }

  /** @param share 0 to 1: 0.5 for the median. @returns undefined when nothing was added. */
  quantileMs(share: number): number | undefined {
    if (this.#events === 0) return undefined;
    let left = Math.ceil(share * this.#events);
    for (const [step, count] of [...this.#counts].sort(([a], [b]) => a - b)) {
      left -= count;
      if (left <= 0) return Math.min(GROWTH ** step, this.#maxMs);
    }
    return this.#maxMs;
  }
}
