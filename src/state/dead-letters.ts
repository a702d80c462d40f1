import { hash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readSync,
  closeSync,
  readdirSync,
  rmSync,
  statSync,
  createReadStream,
} from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Clock, DeadLetters, KeptEvent, Partition } from '../collect/ports.ts';
import { DAY_MS, dayName } from './day.ts';
import { fullness, MAX_FOLDER_BYTES, TRIMMED_SHARE } from './dead-letter-bound.ts';
import { stateError } from './state-error.ts';

const DEFAULT_KEEP_DAYS = 90;
const FILE_NAME = /^(?<day>\d{4}-\d\d-\d\d)\.ndjson$/;

type NewLetter = Parameters<DeadLetters['put']>[0];

/** One line of a dead-letter file. */
export interface DeadLetter extends Partition, KeptEvent {
  /** When it was put here, ISO 8601. */
  readonly at: string;
  readonly contentId: string;
  /** Position of the event in its blob. */
  readonly index: number;
  readonly reason: NewLetter['reason'];
}

export interface DeadLetterFile {
  readonly day: string;
  readonly path: string;
  readonly bytes: number;
}

export interface OpenedDeadLetters extends DeadLetters {
  refused(partition: Partition): number;
  /** Since opening. `refused` ones are nowhere: there was no room for them. */
  readonly counters: { written: number; refused: number };
  /** Size of all files together. */
  readonly usedBytes: number;
  /** The files, oldest first. */
  list(): readonly DeadLetterFile[];
  /** All entries, oldest first. A line that a crash cut off is skipped. An event may be there twice, after a crash. */
  read(): AsyncGenerator<DeadLetter, void, void>;
}

/**
 * Opens the folder of dead letters: one file a day (NDJSON, 0600), kept for 90 days.
 *
 * When the folder is full nothing older is deleted, since it may be evidence that nobody looked at yet: new letters are refused, counted, and
 * told of.
 *
 * `put` throws STATE_DISK_FULL, STATE_UNWRITABLE, STATE_WRITE_FAILED: a letter that can't be written must not count as settled.
 *
 * @param options.maxBytes of all files together; default 256 MiB.
 * @param options.onFull called with what to tell a person when the first letter since opening finds no room.
 * @throws STATE_UNWRITABLE, STATE_DISK_FULL, STATE_WRITE_FAILED.
 */
export function openDeadLetters(options: {
  readonly folder: string;
  readonly clock: Clock;
  readonly maxBytes?: number;
  readonly keepDays?: number;
  readonly onFull?: (message: string) => void;
}): OpenedDeadLetters {
  const { folder, clock, maxBytes = MAX_FOLDER_BYTES, keepDays = DEFAULT_KEEP_DAYS } = options;
  const counters = { written: 0, refused: 0 };
  const refused = new Map<string, number>();
  let usedBytes = 0;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const oldest = dayName(clock.now() - keepDays * DAY_MS);
    for (const one of [folder, join(folder, 'resent')]) if (existsSync(one)) removeOlder(one, oldest);
    for (const file of listFiles(folder)) usedBytes += file.bytes;
  } catch (error) {
    throw stateError(error, 'open', folder);
  }

  return {
    counters,
    get usedBytes() {
      return usedBytes;
    },
    put(letter) {
      const { partition, ...rest } = letter;
      const nowMs = clock.now();
      const line = `${JSON.stringify({ at: new Date(nowMs).toISOString(), ...partition, ...rest })}\n`;
      const bytes = Buffer.byteLength(line);
      if (usedBytes + bytes > maxBytes * (letter.reason === 'trimmed' ? TRIMMED_SHARE : 1)) {
        if (counters.refused === 0) options.onFull?.(fullness(usedBytes + bytes, maxBytes) ?? '');
        counters.refused += 1;
        refused.set(keyOf(partition), (refused.get(keyOf(partition)) ?? 0) + 1);
        return;
      }
      const path = join(folder, `${dayName(nowMs)}.ndjson`);
      try {
        appendFileSync(path, endsInsideLine(path) ? `\n${line}` : line, { mode: 0o600 });
      } catch (error) {
        throw stateError(error, 'write', path);
      }
      usedBytes += bytes;
      counters.written += 1;
    },
    refused: partition => refused.get(keyOf(partition)) ?? 0,
    list: () => listFiles(folder),
    read: () => readFiles(folder),
  };
}

function keyOf({ tenantId, contentType }: Partition): string {
  return `${tenantId} ${contentType}`;
}

/** The files of a folder of dead letters, oldest first, without opening it: nothing is made or removed. None where there is no folder. */
export function listDeadLetterFiles(folder: string): readonly DeadLetterFile[] {
  return existsSync(folder) ? listFiles(folder) : [];
}

/** A short name for a letter, the same whenever it is read: 12 hex digits of a hash of its place. */
export function letterId({
  at,
  tenantId,
  contentType,
  contentId,
  index,
}: Omit<DeadLetter, 'reason' | keyof KeptEvent>): string {
  return hash('sha256', [at, tenantId, contentType, contentId, index].join('\n')).slice(0, 12);
}

/** All letters of a folder, oldest first, without opening it: nothing is made or removed. None where there is no folder. */
export function readDeadLetters(folder: string): AsyncGenerator<DeadLetter, void, void> {
  return readFiles(folder);
}

async function* readFiles(folder: string): AsyncGenerator<DeadLetter, void, void> {
  for (const { path } of listDeadLetterFiles(folder)) {
    for await (const line of createInterface({
      input: createReadStream(path, 'utf8'),
      crlfDelay: Infinity,
    })) {
      const letter = parseLetter(line);
      if (letter) yield letter;
    }
  }
}

/** One line of a file of dead letters; undefined when a crash cut it off. */
export function parseLetter(line: string): DeadLetter | undefined {
  try {
    return JSON.parse(line) as DeadLetter;
  } catch {
    return undefined;
  }
}

function listFiles(folder: string): DeadLetterFile[] {
  return readdirSync(folder)
    .sort()
    .flatMap(name => {
      const day = FILE_NAME.exec(name)?.groups?.['day'];
      const path = join(folder, name);
      return day === undefined ? [] : [{ day, path, bytes: statSync(path).size }];
    });
}

function removeOlder(folder: string, day: string): void {
  for (const file of listFiles(folder)) if (file.day < day) rmSync(file.path);
}

/** True when a crash or a full disk left the file's last line unfinished. */
function endsInsideLine(path: string): boolean {
  if (!existsSync(path)) return false;
  const { size } = statSync(path);
  if (size === 0) return false;
  const file = openSync(path, 'r');
  try {
    const last = Buffer.alloc(1);
    readSync(file, last, 0, 1, size - 1);
    return last[0] !== 0x0a;
  } finally {
    closeSync(file);
  }
}
