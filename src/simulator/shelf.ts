import type { Blob } from './blob.ts';

/** The blobs of one content type of one tenant, by contentCreated, then by the order in which they came into being. */
export class Shelf {
  readonly #blobs: Blob[] = [];

  /** Puts a blob in its place: late ones stand among older neighbours. */
  add(blob: Blob): void {
    this.#blobs.splice(this.#firstNotBefore(blob.createdMs + 1), 0, blob);
  }

  /** Blobs with `fromMs <= contentCreated < toMs`, whether a listing shows them yet or not. */
  between(fromMs: number, toMs: number): readonly Blob[] {
    return this.#blobs.slice(this.#firstNotBefore(fromMs), this.#firstNotBefore(toMs));
  }

  #firstNotBefore(ms: number): number {
    let [low, high] = [0, this.#blobs.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#blobs[middle]?.createdMs ?? 0) < ms) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
