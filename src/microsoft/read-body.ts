import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { freeMemory } from '../free-memory.ts';
import { GrowingBuffer } from './growing-buffer.ts';

const gunzipAsync = promisify(gunzip);

/** The least that zlib is given to unpack into. */
const MIN_CHUNK_BYTES = 64 * 1024;

export interface ReadBodyOptions {
  readonly gzip: boolean;
  /** As the header says, in bytes as sent. */
  readonly contentLength: number | undefined;
  /** Bound on the body as sent and as unpacked, so that a small answer cannot unpack into all memory. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  /** Called with each piece as it arrives, before decompression. */
  onBytes(bytes: number): void;
}

export interface BodyRead {
  /** All of the body. When there is more than allowed: its first `maxBytes`, or nothing where they cannot be unpacked. */
  readonly body: Buffer;
  readonly tooLarge: boolean;
}

/**
 * Reads a response to its very end. A gzip stream must be complete: axios would take a cut one for whole, which is why it does
 * not decompress here.
 *
 * A packed body is gathered first and unpacked in one go: its last bytes tell its size, so that it fills one buffer that fits, and a
 * megabyte costs one job of another thread rather than a hundred.
 *
 * @throws whatever the socket or zlib throws when the body ends early or the signal aborts.
 */
export async function readBody(stream: Readable, options: ReadBodyOptions): Promise<BodyRead> {
  const { maxBytes, signal } = options;
  const sent = await gather(stream, options);
  if (!options.gzip) return sent;
  if (sent.tooLarge) return { body: Buffer.alloc(0), tooLarge: true };
  signal.throwIfAborted();
  try {
    const chunkSize = Math.max(MIN_CHUNK_BYTES, Math.min(unpackedSize(sent.body) + 1, maxBytes));
    return {
      body: await gunzipAsync(sent.body, { chunkSize, maxOutputLength: maxBytes }),
      tooLarge: false,
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') throw error;
    return { body: Buffer.alloc(0), tooLarge: true };
  } finally {
    freeMemory(sent.body);
  }
}

async function gather(stream: Readable, options: ReadBodyOptions): Promise<BodyRead> {
  const { maxBytes, contentLength, signal } = options;
  const gathered = new GrowingBuffer(Math.min(contentLength ?? MIN_CHUNK_BYTES, maxBytes));
  const onAbort = (): void => void stream.destroy(signal.reason as Error);
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort);
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      options.onBytes(chunk.length);
      const room = maxBytes - gathered.length;
      const isTooMuch = chunk.length > room;
      gathered.append(isTooMuch ? chunk.subarray(0, room) : chunk);
      // The HTTP parser gives each piece memory of its own; one that shares it is left to the garbage collector.
      if (chunk.length === chunk.buffer.byteLength) freeMemory(chunk);
      if (isTooMuch) return { body: gathered.bytes(), tooLarge: true };
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
  return { body: gathered.bytes(), tooLarge: false };
}

/** ISIZE of RFC 1952: the last four bytes, modulo 4 GiB. Only believed as far as memory goes: zlib takes more chunks where it lies. */
function unpackedSize(packed: Buffer): number {
  return packed.length >= 18 ? packed.readUInt32LE(packed.length - 4) : 0;
}
