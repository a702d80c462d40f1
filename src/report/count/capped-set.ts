import { hashText } from './hash-text.ts';

/** Counts different texts up to a limit, for the many places where "more than 50" says enough. */
export class CappedSet {
  readonly #hashes = new Set<number>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(text: string): void {
    if (this.#hashes.size <= this.#limit) this.#hashes.add(hashText(text));
  }

  /** At most one more than the limit, which then means "more than the limit". */
  get count(): number {
    return this.#hashes.size;
  }

  get isFull(): boolean {
    return this.#hashes.size > this.#limit;
  }
}
