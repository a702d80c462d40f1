import { closeSync, openSync, readFileSync, renameSync, rmSync, writevSync } from 'node:fs';
import { z } from 'zod';
import type { Log } from '../collect/ports.ts';
import type { LogPlace } from './ossec-log-watch.ts';
import { MAX_MESSAGE_BYTES } from './pending-delivery.ts';
import type { TailContent } from './unwritten-tail.ts';

const count = z.int().nonnegative();
const headerSchema = z.object({
  format: z.literal(1),
  startedAt: z.number(),
  confirmedAtMs: z.number(),
  log: z.object({ inode: count, bytes: count, isEnding: z.boolean() }),
  lengths: z.array(count.max(MAX_MESSAGE_BYTES)).min(1),
});

export interface SavedTail extends TailContent {
  /** How far Wazuh's log was read then: whether that analysisd ended in order stands behind it. */
  readonly log: LogPlace;
}

/**
 * The file that keeps the unwritten tail from one process to the next: a line of JSON, then the messages one behind the other. Written whole
 * and renamed, so that a killed collector leaves the old one or the new one; not forced to the disk, since a power failure takes Wazuh's own
 * last alerts as well.
 *
 * No failure stops a delivery: it is logged once, and what would have been kept is as safe as without the file.
 */
export class SavedTailFile {
  readonly #path: string;
  readonly #log: Log;
  #isThere = false;
  #hasFailed = false;

  constructor(path: string, log: Log) {
    this.#path = path;
    this.#log = log;
  }

  /** @returns undefined when there is none; a damaged one is set aside. */
  read(): SavedTail | undefined {
    let bytes: Buffer;
    try {
      bytes = readFileSync(this.#path);
    } catch (error) {
      if (!isAbsent(error)) this.#fail('read', error);
      return undefined;
    }
    this.#isThere = true;
    try {
      return parse(bytes);
    } catch {
      this.#setAside(bytes.length);
      return undefined;
    }
  }

  /** Replaces what is kept; undefined removes it. */
  write(tail: SavedTail | undefined): void {
    if (tail === undefined && !this.#isThere) return;
    const temporary = `${this.#path}.new`;
    try {
      if (tail === undefined) rmSync(this.#path, { force: true });
      else {
        const { messages, ...rest } = tail;
        const header = { format: 1, ...rest, lengths: messages.map(one => one.length) };
        writeAll(temporary, [Buffer.from(`${JSON.stringify(header)}\n`), ...messages]);
        renameSync(temporary, this.#path);
      }
      this.#isThere = tail !== undefined;
    } catch (error) {
      this.#fail('written', error);
      try {
        rmSync(temporary, { force: true });
      } catch {
        // Told already.
      }
    }
  }

  #setAside(size: number): void {
    const aside = `${this.#path}.damaged`;
    try {
      renameSync(this.#path, aside);
      this.#isThere = false;
    } catch (error) {
      this.#fail('set aside', error);
    }
    this.#log.error(
      `${this.#path} (${size} bytes) is damaged and set aside as ${aside}: should Wazuh have been killed as the collector was, up to a hundred of the last run's events may be missing in alerts.json.`,
    );
  }

  #fail(what: string, error: unknown): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    const why = error instanceof Error ? error.message : String(error);
    this.#log.warn(
      `${this.#path} cannot be ${what}: ${why}. Should Wazuh and the collector be killed in the same second, a few alerts may be lost.`,
    );
  }
}

function parse(bytes: Buffer): SavedTail {
  const end = bytes.indexOf('\n');
  const { lengths, log, startedAt, confirmedAtMs } = headerSchema.parse(
    JSON.parse(bytes.toString('utf8', 0, Math.max(end, 0))),
  );
  let at = end + 1;
  const messages = lengths.map(length => bytes.subarray(at, (at += length)));
  if (at !== bytes.length) throw new RangeError(`${at} bytes are announced, ${bytes.length} are there`);
  return { startedAt, confirmedAtMs, log, messages };
}

/** `writev` takes at most so many pieces at once (IOV_MAX). */
const PIECES_AT_ONCE = 1_024;

function writeAll(path: string, pieces: readonly Buffer[]): void {
  const fd = openSync(path, 'w', 0o600);
  try {
    for (let from = 0; from < pieces.length; from += PIECES_AT_ONCE) {
      const some = pieces.slice(from, from + PIECES_AT_ONCE);
      const wanted = some.reduce((sum, one) => sum + one.length, 0);
      const written = writevSync(fd, some);
      if (written !== wanted) throw new Error(`${written} of ${wanted} bytes found room`);
    }
  } finally {
    closeSync(fd);
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR'].includes(String(error.code));
}
