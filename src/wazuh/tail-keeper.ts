import type { Figures } from './figures.ts';
import type { OssecLogWatch } from './ossec-log-watch.ts';
import type { SavedTail, SavedTailFile } from './saved-tail.ts';
import { endsInTornLine } from './torn-line.ts';
import { UnwrittenTail } from './unwritten-tail.ts';

export interface TailKeeperOptions {
  /** How long an alert may be in analysisd's buffer, in ms. */
  readonly writtenAfterMs: number;
  readonly ossecLog: OssecLogWatch;
  /** analysisd's alert file: how it ends tells whether a line was torn. */
  readonly alertsJson: string;
  /** Where the tail outlives this process; without it a crash of both loses it. */
  readonly file?: SavedTailFile;
  /** What the process before us left in `file`. */
  readonly saved?: SavedTail | undefined;
  readonly nowMs: number;
}

/**
 * Keeps the unwritten tail across crashes of analysisd and of ourselves, and finds out from Wazuh's log and alert file what a new analysisd
 * means for it.
 */
export class TailKeeper {
  readonly #options: TailKeeperOptions;
  readonly #tail: UnwrittenTail;
  /** The analysisd that answered last. */
  #process: number | undefined;
  #isFirstAlertAtRisk = false;

  constructor(options: TailKeeperOptions) {
    this.#options = options;
    const { saved, nowMs, writtenAfterMs } = options;
    // A clock that was set back must not make us wait for ever.
    const confirmedAtMs = Math.min(saved?.confirmedAtMs ?? nowMs, nowMs);
    this.#tail = new UnwrittenTail(writtenAfterMs, saved && { ...saved, confirmedAtMs });
  }

  get isEmpty(): boolean {
    return this.#tail.isEmpty;
  }

  /** When all of it is written, epoch milliseconds. */
  get writtenAtMs(): number {
    return this.#tail.writtenAtMs;
  }

  /** What a crash of analysisd took, to be sent again before anything else; undefined when it took nothing. */
  get lost(): readonly Buffer[] | undefined {
    return this.#tail.isLost ? this.#tail.content?.messages : undefined;
  }

  /** The next alert, whosever it is, will be written behind half a line that a crash left, and be unreadable. */
  get isFirstAlertAtRisk(): boolean {
    return this.#isFirstAlertAtRisk;
  }

  /** Takes in the figures of each look, before anything is made of them. */
  look(figures: Figures, nowMs: number): void {
    const { ossecLog, alertsJson } = this.#options;
    const { startedAt, stages } = figures;
    const hasWritten = stages[2].passed > 0;
    if (startedAt !== this.#process) {
      const isTorn = !hasWritten && endsInTornLine(alertsJson);
      const isOurs = this.#tail.isEmpty || this.#tail.startedAt === startedAt;
      if (!isOurs && !this.#tail.isLost) {
        // Half a line belies the log: it hung in its stop, with its buffer not yet written, and was killed.
        if (ossecLog.endedCleanly() && !isTorn) this.#forget();
        else this.#tail.lose();
      }
      this.#process = startedAt;
      this.#isFirstAlertAtRisk = isTorn;
    }
    if (hasWritten) this.#isFirstAlertAtRisk = false;
    ossecLog.forgetEnds();
    const wasEmpty = this.#tail.isEmpty;
    this.#tail.look(figures, nowMs);
    if (this.#tail.isEmpty && !wasEmpty) this.#forget();
  }

  /** As `UnwrittenTail.add`; it is kept before this returns, so call it before the delivery is recorded. */
  confirmed(messages: readonly Buffer[], silentBefore: number, figures: Figures, nowMs: number): void {
    this.#tail.add(messages, silentBefore, figures, nowMs);
    const { content } = this.#tail;
    this.#options.file?.write(content && { ...content, log: this.#options.ossecLog.place });
  }

  /** What was lost cannot be sent again. */
  giveUp(): void {
    this.#forget();
  }

  #forget(): void {
    this.#tail.clear();
    this.#options.file?.write(undefined);
  }
}
