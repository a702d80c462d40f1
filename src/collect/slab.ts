import { freeMemory } from '../free-memory.ts';

/** Blocks grow from the one to the other: most blobs hold a handful of events, a full batch takes some hundred kilobytes. */
const FIRST_BLOCK_BYTES = 16 * 1024;
const MAX_BLOCK_BYTES = 256 * 1024;

/** UTF-8 has no more bytes for a character of a string's length. */
const MAX_BYTES_A_CHARACTER = 3;

/**
 * Memory for the texts of one batch, given back together at once. As buffers of their own they would stay until the garbage collector comes by:
 * measured at 100,000 events of 1.5 KB, 11 MB of them.
 */
export class Slab {
  readonly #blocks: Buffer[] = [];
  #used = 0;

  /** @returns the text as UTF-8: a view, empty after `free`. */
  write(text: string): Buffer {
    let block = this.#blocks.at(-1);
    if (block === undefined || block.length - this.#used < MAX_BYTES_A_CHARACTER * text.length) {
      const bytes = Buffer.byteLength(text);
      if (block === undefined || block.length - this.#used < bytes) {
        block = Buffer.allocUnsafeSlow(
          Math.max(bytes, Math.min(4 * (block?.length ?? FIRST_BLOCK_BYTES / 4), MAX_BLOCK_BYTES)),
        );
        this.#blocks.push(block);
        this.#used = 0;
      }
    }
    const start = this.#used;
    this.#used += block.write(text, start);
    return block.subarray(start, this.#used);
  }

  /** Nothing may read what it wrote afterwards. */
  free(): void {
    for (const block of this.#blocks.splice(0)) freeMemory(block);
    this.#used = 0;
  }
}
