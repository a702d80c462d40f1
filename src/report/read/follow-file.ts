import { type FileHandle, open, stat } from 'node:fs/promises';
import type { Alert } from './alert.ts';
import { type ReadCounts, alertSplitter } from './read-alerts.ts';
import type { LineSplitter } from './split-lines.ts';

const CHUNK_BYTES = 256 * 1024;

/**
 * Reads a plain file that grows, from its beginning. A half line at its end waits for its other half. When another file takes its name, as
 * Wazuh's rotation does at midnight, what is left of the old one is read first.
 */
export class FollowedFile {
  readonly path: string;
  readonly #counts: ReadCounts;
  readonly #onAlert: (alert: Alert) => void;
  readonly #chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  #splitter: LineSplitter;
  #handle: FileHandle | undefined;
  #position = 0;

  constructor(path: string, counts: ReadCounts, onAlert: (alert: Alert) => void) {
    this.path = path;
    this.#counts = counts;
    this.#onAlert = onAlert;
    this.#splitter = alertSplitter(counts, onAlert);
  }

  /**
   * Reads what is new.
   *
   * @returns bytes read. A file that is not there at the moment has nothing new.
   */
  async read(signal?: AbortSignal): Promise<number> {
    let bytes = await this.#drain(signal);
    if (await this.#isReplaced()) {
      await this.#reopen();
      bytes += await this.#drain(signal);
    }
    return bytes;
  }

  async close(): Promise<void> {
    await this.#handle?.close();
    this.#handle = undefined;
  }

  async #drain(signal?: AbortSignal): Promise<number> {
    if (!this.#handle) return 0;
    let bytes = 0;
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await this.#handle.read(this.#chunk, 0, CHUNK_BYTES, this.#position);
      if (bytesRead === 0) break;
      this.#splitter.write(this.#chunk.subarray(0, bytesRead));
      this.#position += bytesRead;
      bytes += bytesRead;
    }
    return bytes;
  }

  async #isReplaced(): Promise<boolean> {
    try {
      const there = await stat(this.path);
      if (!this.#handle) return true;
      const held = await this.#handle.stat();
      return there.ino !== held.ino || there.dev !== held.dev || there.size < this.#position;
    } catch {
      return false;
    }
  }

  async #reopen(): Promise<void> {
    await this.close();
    this.#splitter.end();
    this.#splitter = alertSplitter(this.#counts, this.#onAlert);
    this.#handle = await open(this.path);
    this.#position = 0;
  }
}
