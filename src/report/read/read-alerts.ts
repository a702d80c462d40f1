import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { O365WazuhError } from '../../errors.ts';
import type { Alert } from './alert.ts';
import type { AlertFile } from './find-alert-files.ts';
import { parseAlert } from './parse-alert.ts';
import { LineSplitter } from './split-lines.ts';

/** What was in the files, beyond the alerts that were handed on. */
export interface ReadCounts {
  lines: number;
  alerts: number;
  /** Alerts of something else than Microsoft 365. */
  foreign: number;
  /** Half lines, lines that are no JSON, lines of more than 16 MB. */
  broken: number;
  /** Files whose compressed data ends before its end. */
  cutFiles: number;
}

export function newReadCounts(): ReadCounts {
  return { lines: 0, alerts: 0, foreign: 0, broken: 0, cutFiles: 0 };
}

const CHUNK_BYTES = 256 * 1024;

/** Sorts lines into alerts of ours and the rest, and counts both. */
export function alertSplitter(counts: ReadCounts, onAlert: (alert: Alert) => void): LineSplitter {
  return new LineSplitter(
    line => {
      counts.lines += 1;
      const parsed = parseAlert(line);
      if (parsed === 'foreign' || parsed === 'broken') {
        counts[parsed] += 1;
        return;
      }
      counts.alerts += 1;
      onAlert(parsed);
    },
    () => {
      counts.lines += 1;
      counts.broken += 1;
    },
  );
}

/**
 * Reads one file of alerts from its beginning to the end that it has now, compressed or not, in memory that does not depend on its size.
 *
 * @param onBytes called with the bytes read from the disk since the last call.
 * @throws REPORT_UNREADABLE when the file can't be opened or read; what the signal is aborted with.
 */
export async function readAlerts(
  file: AlertFile,
  counts: ReadCounts,
  onAlert: (alert: Alert) => void,
  options: { readonly onBytes?: (bytes: number) => void; readonly signal?: AbortSignal } = {},
): Promise<void> {
  const splitter = alertSplitter(counts, onAlert);
  const { signal, onBytes } = options;
  try {
    if (await isGzip(file.path)) await readCompressed(file.path, splitter, onBytes, signal);
    else await readPlain(file.path, splitter, onBytes, signal);
    splitter.end();
  } catch (error) {
    signal?.throwIfAborted();
    const code = (error as NodeJS.ErrnoException).code ?? '';
    // Z_BUF_ERROR and Z_DATA_ERROR: what came before the damage has been read and counts.
    if (!code.startsWith('Z_')) {
      throw new O365WazuhError('REPORT_UNREADABLE', `Cannot read ${file.path}: ${(error as Error).message}`, {
        cause: error,
      });
    }
    splitter.end();
    counts.cutFiles += 1;
  }
}

/** One buffer for the whole file: a stream would allocate one a chunk, and the garbage of gigabytes adds up faster than it is collected. */
async function readPlain(
  path: string,
  splitter: LineSplitter,
  onBytes?: (bytes: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const handle = await open(path);
  try {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES, null);
      if (bytesRead === 0) return;
      onBytes?.(bytesRead);
      splitter.write(chunk.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}

async function readCompressed(
  path: string,
  splitter: LineSplitter,
  onBytes?: (bytes: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const source = createReadStream(path, { highWaterMark: CHUNK_BYTES, ...(signal ? { signal } : {}) });
  const plain = createGunzip({ chunkSize: CHUNK_BYTES });
  source.on('data', chunk => onBytes?.(chunk.length));
  source.on('error', error => plain.destroy(error));
  source.pipe(plain);
  for await (const chunk of plain) splitter.write(chunk as Buffer);
}

async function isGzip(path: string): Promise<boolean> {
  const handle = await open(path);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}
