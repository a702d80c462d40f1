import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { GrowingBuffer } from './growing-buffer.ts';

/** Audit JSON shrinks to a tenth or less: a first buffer of this many times the compressed size seldom has to grow. */
const USUAL_GZIP_RATIO = 12;

export interface ReadBodyOptions {
  readonly gzip: boolean;
  /** As the header says, in bytes as sent. */
  readonly contentLength: number | undefined;
  /** Bound on the decompressed size, so that a small answer cannot unpack into all memory. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  /** Called with each piece as it arrives, before decompression. */
  onBytes(bytes: number): void;
}

export interface BodyRead {
  /** All of the body, or its first `maxBytes` when there is more. */
  readonly body: Buffer;
  readonly tooLarge: boolean;
}

/**
 * Reads a response to its very end. A gzip stream must be complete: axios would take a cut one for whole, which is why it does
 * not decompress here.
 *
 * @throws whatever the socket or zlib throws when the body ends early or the signal aborts.
 */
export async function readBody(stream: Readable, options: ReadBodyOptions): Promise<BodyRead> {
  const { maxBytes, contentLength = 0 } = options;
  const guess = options.gzip ? contentLength * USUAL_GZIP_RATIO : contentLength;
  const gathered = new GrowingBuffer(Math.min(guess || 64 * 1024, maxBytes));
  let tooLarge = false;

  async function* counted(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      options.onBytes(chunk.length);
      yield chunk;
    }
  }
  async function gather(source: AsyncIterable<Buffer>): Promise<void> {
    for await (const chunk of source) {
      const room = maxBytes - gathered.length;
      gathered.append(chunk.length > room ? chunk.subarray(0, room) : chunk);
      if (chunk.length > room) {
        tooLarge = true;
        throw new Error('The body is larger than allowed.');
      }
    }
  }

  try {
    if (options.gzip) await pipeline(stream, counted, createGunzip(), gather, { signal: options.signal });
    else await pipeline(stream, counted, gather, { signal: options.signal });
  } catch (error) {
    if (!tooLarge) throw error;
  }
  return { body: gathered.bytes(), tooLarge };
}
