import type { Figures } from './figures.ts';

/**
 * analysisd counts an alert as written while its line is still in the buffer of alerts.json, which a thread of its own empties once a second
 * (4.14.7, analysisd.c: `w_log_rotate_thread`, `w_log_flush` and `sleep(1)` in a loop). So long after its confirmation an alert is in the file,
 * with half a second to spare for a busy machine; measured, none was lost that was confirmed more than 0.6 s before a `kill -9`.
 */
export const WRITTEN_AFTER_MS = 1_500;

/**
 * So many alerts after it push a line through the buffer, which holds 4,096 bytes, or 8,192 where the file system asks for it: the shortest
 * line has its time, rule, agent, manager and id in it, more than 200 bytes. The rest is to spare, for rules run in several threads and a
 * file may have neighbours in another order.
 */
const PUSHED_OUT_BY_ALERTS = 100;

/** The oldest messages go beyond this; a hundred messages of Microsoft's usual size are a thirtieth of it. */
const MAX_BYTES = 4 * 1024 * 1024;

/** What a crash of analysisd could still take, in a form that can be saved. */
export interface TailContent {
  /** The analysisd that holds it: `Figures.startedAt`. */
  readonly startedAt: number;
  /** When the last of it was confirmed, epoch milliseconds. */
  readonly confirmedAtMs: number;
  readonly messages: readonly Buffer[];
}

interface Part {
  messages: readonly Buffer[];
  readonly confirmedAtMs: number;
  /** `silentEvents` before the first of it was sent. */
  readonly silentBefore: number;
}

/**
 * The confirmed messages whose alerts may still be in analysisd's buffer: a stop writes them, `kill -9` or a crash takes them. Pure: no clock,
 * no I/O.
 *
 * A message leaves it once analysisd wrote so many alerts after it that they pushed its own out, or so much time later that the buffer was
 * emptied; each as seen in figures of the same process.
 */
export class UnwrittenTail {
  readonly #writtenAfterMs: number;
  #startedAt: number | undefined;
  #parts: Part[] = [];
  #isLost = false;

  /** @param writtenAfterMs how long an alert may be in the buffer. */
  constructor(writtenAfterMs: number, saved?: TailContent) {
    this.#writtenAfterMs = writtenAfterMs;
    if (saved === undefined || saved.messages.length === 0) return;
    this.#startedAt = saved.startedAt;
    // How many alerts came since is not known: only time lets go of it.
    this.#parts = [
      {
        messages: saved.messages,
        confirmedAtMs: saved.confirmedAtMs,
        silentBefore: Number.NEGATIVE_INFINITY,
      },
    ];
  }

  get isEmpty(): boolean {
    return this.#parts.length === 0;
  }

  /** The process that held it is gone, and was not seen to end in order: all of it must be sent again. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** The analysisd whose buffer it is about; undefined before the first. */
  get startedAt(): number | undefined {
    return this.#startedAt;
  }

  /** When all of it is written, epoch milliseconds. */
  get writtenAtMs(): number {
    return (this.#parts.at(-1)?.confirmedAtMs ?? Number.NEGATIVE_INFINITY) + this.#writtenAfterMs;
  }

  get content(): TailContent | undefined {
    const last = this.#parts.at(-1);
    if (last === undefined || this.#startedAt === undefined) return undefined;
    const messages = this.#parts.flatMap(part => part.messages);
    return { startedAt: this.#startedAt, confirmedAtMs: last.confirmedAtMs, messages };
  }

  /**
   * Takes in what `figures` confirmed, as the newest; copies of it, since their memory belongs to whoever delivered them. What another process
   * held is forgotten: it must have been sent again before.
   *
   * @param silentBefore `silentEvents` of figures from before the first of them was sent.
   */
  add(messages: readonly Buffer[], silentBefore: number, figures: Figures, nowMs: number): void {
    if (figures.startedAt !== this.#startedAt) this.clear();
    this.#startedAt = figures.startedAt;
    if (messages.length > 0) this.#parts.push({ messages, confirmedAtMs: nowMs, silentBefore });
    this.#letGo(silentEvents(figures));
    const newest = this.#parts.at(-1);
    if (messages.length > 0 && newest) newest.messages = newest.messages.map(message => Buffer.from(message));
  }

  /** Lets go of what these figures show to be written. Those of another process show nothing. */
  look(figures: Figures, nowMs: number): void {
    if (this.#isLost || figures.startedAt !== this.#startedAt) return;
    this.#parts = this.#parts.filter(part => nowMs < part.confirmedAtMs + this.#writtenAfterMs);
  }

  lose(): void {
    this.#isLost = !this.isEmpty;
  }

  clear(): void {
    this.#parts = [];
    this.#isLost = false;
  }

  /** Keeps the newest: a hundred, and as many more as there were events without an alert. */
  #letGo(silent: number): void {
    const kept: Part[] = [];
    let count = 0;
    let bytes = 0;
    for (const part of this.#parts.toReversed()) {
      const wanted = PUSHED_OUT_BY_ALERTS + Math.max(0, silent - part.silentBefore) - count;
      let from = part.messages.length;
      for (; from > 0 && part.messages.length - from < wanted; from -= 1) {
        bytes += part.messages[from - 1]?.length ?? 0;
        if (bytes > MAX_BYTES) break;
      }
      if (from === part.messages.length) break;
      count += part.messages.length - from;
      // A copy holds nothing of the rest in memory.
      kept.unshift(from === 0 ? part : { ...part, messages: part.messages.slice(from) });
      if (from > 0) break;
    }
    this.#parts = kept;
  }
}

/**
 * Events that went through the rules and raised no alert, since analysisd started. Between two looks it grows by at least as many of ours as
 * raised none, but for the few that are on their way from one queue to the next.
 */
export function silentEvents({ stages: [, rules, alerts] }: Figures): number {
  return Math.max(0, rules.passed - alerts.passed - alerts.waiting);
}
