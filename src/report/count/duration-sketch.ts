/** Neighbouring bins differ by 10 %, so a percentile is within 5 % of the true one. */
const GROWTH = 1.1;
const BINS = 240;

/** Percentiles of durations in two kilobytes. Below a second counts as a second, above some 250 years as that. */
export class DurationSketch {
  readonly #bins = new Uint32Array(BINS);
  #total = 0;

  /** @param ms not negative; a clock that runs ahead can make it so, and then counts as none. */
  add(ms: number): void {
    const seconds = Math.max(ms / 1000, 1);
    const bin = Math.min(Math.floor(Math.log(seconds) / Math.log(GROWTH)), BINS - 1);
    this.#bins[bin] = (this.#bins[bin] ?? 0) + 1;
    this.#total += 1;
  }

  get total(): number {
    return this.#total;
  }

  /**
   * @param share 0 to 1.
   * @returns milliseconds; undefined when nothing was added.
   */
  percentile(share: number): number | undefined {
    if (this.#total === 0) return undefined;
    let left = Math.ceil(share * this.#total);
    for (const [bin, count] of this.#bins.entries()) {
      left -= count;
      if (left <= 0) return 1000 * GROWTH ** (bin + 0.5);
    }
    return 1000 * GROWTH ** BINS;
  }
}
