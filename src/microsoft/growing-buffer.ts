/** Bytes gathered into one buffer: a body of known length is copied once and never held twice. */
export class GrowingBuffer {
  #buffer: Buffer;
  #length = 0;

  /** @param expectedBytes first size of the buffer. Pages not written to cost no memory, so a generous guess is cheap. */
  constructor(expectedBytes: number) {
    this.#buffer = Buffer.allocUnsafeSlow(Math.max(expectedBytes, 1024));
  }

  get length(): number {
    return this.#length;
  }

  append(chunk: Buffer): void {
    const needed = this.#length + chunk.length;
    if (needed > this.#buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, Math.ceil(this.#buffer.length * 1.5)));
      this.#buffer.copy(larger, 0, 0, this.#length);
      this.#buffer = larger;
    }
    chunk.copy(this.#buffer, this.#length);
    this.#length = needed;
  }

  /** The bytes so far, as a view: no copy. */
  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }
}
