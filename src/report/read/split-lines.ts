const NEWLINE = 0x0a;
/** analysisd's own limit for a line is 64 KiB of log and its JSON form; what is longer than this is no alert. */
const MAX_LINE_BYTES = 16 * 1024 * 1024;

/** Cuts a stream of bytes into lines, without their line ends. A line is valid during the call only: its bytes are overwritten later. */
export class LineSplitter {
  readonly #onLine: (line: Buffer) => void;
  readonly #onTooLong: () => void;
  #rest: Buffer[] = [];
  #restBytes = 0;
  #isSkipping = false;

  constructor(onLine: (line: Buffer) => void, onTooLong: () => void) {
    this.#onLine = onLine;
    this.#onTooLong = onTooLong;
  }

  write(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      this.#finish(chunk.subarray(start, end));
      start = end + 1;
    }
    this.#keep(chunk.subarray(start));
  }

  /** The stream is over: what stands behind the last line end is a line too. */
  end(): void {
    if (this.#restBytes > 0) this.#finish(Buffer.alloc(0));
    this.#isSkipping = false;
  }

  /** Bytes behind the last line end. */
  get pendingBytes(): number {
    return this.#restBytes;
  }

  #finish(part: Buffer): void {
    const line = this.#restBytes === 0 ? part : Buffer.concat([...this.#rest, part]);
    this.#rest = [];
    this.#restBytes = 0;
    if (this.#isSkipping) this.#isSkipping = false;
    else if (line.length > 0) this.#onLine(line.at(-1) === 0x0d ? line.subarray(0, -1) : line);
  }

  #keep(part: Buffer): void {
    if (part.length === 0 || this.#isSkipping) return;
    if (this.#restBytes + part.length > MAX_LINE_BYTES) {
      this.#rest = [];
      this.#restBytes = 0;
      this.#isSkipping = true;
      this.#onTooLong();
      return;
    }
    this.#rest.push(Buffer.from(part));
    this.#restBytes += part.length;
  }
}
