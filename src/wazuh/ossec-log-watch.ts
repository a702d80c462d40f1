import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** A rotated or flooded log is read no further back than this. */
const MAX_READ_BYTES = 1024 * 1024;

/**
 * What analysisd writes of its life, in the form of every version and also with debugging on: its start (analysisd.c, STARTUP_MSG), a signal
 * that it ends by (shared/sig_op.c, SIGNAL_RECV; then it calls `exit`, which empties its buffers), and the end of a hot reload (4.13 and
 * later), which is there before analysisd answers the next question. Other daemons write the same lines under their own names.
 */
const NEWS =
  /^[\d/]+ [\d:]+ (?:wazuh|ossec)-analysisd(?:\[\d+\] [^\n]*?\(\))?: INFO: (?<what>Started \(pid: |\(1225\): SIGNAL \[|Ruleset reloaded successfully)/gm;

/** How far the log was read, and what has to be known from before. */
export interface LogPlace {
  readonly inode: number;
  readonly bytes: number;
  /** The last that was read of analysisd is that it is about to end. */
  readonly isEnding: boolean;
}

/**
 * Notices in Wazuh's own log what no figure of analysisd tells: hot reloads that were asked for by others (the dashboard, the API, a cluster's
 * master), which throw away events (measured: 4,261 alerts of 40,000 at full load); and whether it ended by itself, with its buffers written,
 * or was killed.
 *
 * Cheap while the log does not grow. Absent, rotated, or grown too much at once it proves nothing, and no end counts as clean.
 */
export class OssecLogWatch {
  readonly #path: string;
  #inode: number;
  #readUpTo: number;
  #isEnding: boolean;
  #sawReload = false;
  /** How each analysisd ended that was followed by another, since `forgetEnds`. */
  #ends: ('clean' | 'unclean')[] = [];

  /**
   * @param path ossec.log; where it is absent nothing is ever seen.
   * @param place where an earlier watch stopped; the log's present end when left out.
   */
  constructor(path: string, place?: LogPlace) {
    this.#path = path;
    this.#inode = place?.inode ?? 0;
    this.#readUpTo = place?.bytes ?? 0;
    this.#isEnding = place?.isEnding ?? false;
    this.#read();
    this.#sawReload = false;
  }

  get place(): LogPlace {
    return { inode: this.#inode, bytes: this.#readUpTo, isEnding: this.#isEnding };
  }

  /** True when a reload was logged since the last call (or since the construction). */
  sawReload(): boolean {
    this.#read();
    const saw = this.#sawReload;
    this.#sawReload = false;
    return saw;
  }

  /**
   * True when the analysisd that ran at the last `forgetEnds` (or at the place where the watch began) is known to have ended by a signal
   * that lets it write its buffers.
   */
  endedCleanly(): boolean {
    this.#read();
    return this.#ends[0] === 'clean';
  }

  /** As `endedCleanly`, and also while no other analysisd has followed. */
  isEndedCleanly(): boolean {
    this.#read();
    return (this.#ends[0] ?? (this.#isEnding ? 'clean' : 'unclean')) === 'clean';
  }

  /** The analysisd that answers now is the one whose end matters: those before it do not. */
  forgetEnds(): void {
    this.#ends = [];
  }

  #read(): void {
    let fd: number;
    try {
      fd = openSync(this.#path, 'r');
    } catch {
      return;
    }
    try {
      const { ino, size } = fstatSync(fd);
      const isFirst = this.#inode === 0;
      const isSame = ino === this.#inode && size >= this.#readUpTo;
      const from = Math.max(isSame ? this.#readUpTo : 0, size - MAX_READ_BYTES);
      if (!isFirst && (!isSame || from > this.#readUpTo)) {
        this.#ends.push('unclean');
        this.#isEnding = false;
      }
      this.#inode = ino;
      this.#readUpTo = size;
      if (isFirst || from === size) return;
      const grown = Buffer.alloc(size - from);
      const bytes = readSync(fd, grown, 0, grown.length, from);
      // A line that is being written is left to the next time.
      const whole = grown.lastIndexOf('\n', bytes) + 1;
      this.#readUpTo = from + whole;
      this.#take(grown.toString('latin1', 0, whole));
    } finally {
      closeSync(fd);
    }
  }

  #take(text: string): void {
    for (const { groups } of text.matchAll(NEWS)) {
      const what = groups?.['what'] ?? '';
      if (what.startsWith('Ruleset')) this.#sawReload = true;
      else if (what.startsWith('(1225)')) this.#isEnding = true;
      else {
        this.#ends.push(this.#isEnding ? 'clean' : 'unclean');
        this.#isEnding = false;
      }
    }
  }
}
