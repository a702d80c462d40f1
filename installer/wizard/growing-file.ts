import { open } from 'node:fs/promises';
import type { FileMark } from '../health.ts';

/** Read at a time: a busy manager writes megabytes of alerts a second. */
const CHUNK_BYTES = 1024 * 1024;

/** Reads what is appended to a file, each byte once, from a mark on. A file that was rotated or cut meanwhile is read from its start. */
export class GrowingFile {
  readonly path: string;
  #inode: number;
  #position: number;
  #rest = Buffer.alloc(0);

  constructor(mark: FileMark) {
    this.path = mark.path;
    this.#inode = mark.inode;
    this.#position = mark.size;
  }

  /** Complete lines that came since the last call. A file that is not there has none. */
  async *lines(): AsyncGenerator<string, void, void> {
    let file;
    try {
      file = await open(this.path);
    } catch {
      return;
    }
    try {
      const { ino, size } = await file.stat();
      if (ino !== this.#inode || size < this.#position) {
        this.#inode = ino;
        this.#position = 0;
        this.#rest = Buffer.alloc(0);
      }
      for (;;) {
        const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
        const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES, this.#position);
        if (bytesRead === 0) return;
        this.#position += bytesRead;
        const text = Buffer.concat([this.#rest, chunk.subarray(0, bytesRead)]);
        const end = text.lastIndexOf('\n') + 1;
        this.#rest = text.subarray(end);
        if (end > 0) yield* text.toString('utf8', 0, end - 1).split('\n');
      }
    } finally {
      await file.close();
    }
  }
}
