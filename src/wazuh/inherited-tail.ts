import type { Delivery, Log, Outcome, Outlet } from '../collect/ports.ts';
import type { OssecLogWatch } from './ossec-log-watch.ts';
import type { SavedTail, SavedTailFile } from './saved-tail.ts';
import { endsInTornLine } from './torn-line.ts';

export interface InheritedTailOptions {
  /** What a run before left in `file`. */
  readonly saved: SavedTail;
  readonly file: SavedTailFile;
  /** Read on from `saved.log`. */
  readonly ossecLog: OssecLogWatch;
  readonly alertsJson: string;
  readonly log: Log;
}

/**
 * Before an outlet that is told no figures: sends again, ahead of all else, what an earlier run, which was told them, left as perhaps not
 * written. So it is where that Wazuh was replaced by an older one or by an agent, or answers no longer.
 *
 * Which analysisd runs now is not known here. Wazuh's log alone counts: unless it shows that the one from then ended in order, all is sent
 * again, which repeats a hundred messages in the usual case. Keeps nothing for a run to come: what the socket takes counts as delivered.
 */
export class InheritedTail implements Outlet {
  readonly #inner: Outlet;
  readonly #options: InheritedTailOptions;
  #isSettled = false;
  #settling: Promise<Outcome<void>> | undefined;
  /** Messages that were sent again and that no caller was told of yet. */
  #resent = 0;

  constructor(inner: Outlet, options: InheritedTailOptions) {
    this.#inner = inner;
    this.#options = options;
  }

  async deliver(messages: readonly Buffer[], signal: AbortSignal): Promise<Outcome<Delivery>> {
    const settled = await this.#settle(signal);
    if (settled.status !== 'ok') return settled;
    const outcome = await this.#inner.deliver(messages, signal);
    if (outcome.status !== 'ok') return outcome;
    return { status: 'ok', value: { ...outcome.value, resent: outcome.value.resent + this.#takeResent() } };
  }

  async awaitWritten(signal: AbortSignal): Promise<Outcome<Pick<Delivery, 'resent'>>> {
    const settled = await this.#settle(signal);
    return settled.status === 'ok' ? { status: 'ok', value: { resent: this.#takeResent() } } : settled;
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  /** Once for all who wait, in their order; it ends with the signal of the first of them. */
  async #settle(signal: AbortSignal): Promise<Outcome<void>> {
    if (this.#isSettled) return { status: 'ok', value: undefined };
    this.#settling ??= this.#sendAgain(signal).finally(() => {
      this.#settling = undefined;
    });
    return this.#settling;
  }

  async #sendAgain(signal: AbortSignal): Promise<Outcome<void>> {
    const { saved, ossecLog, alertsJson, log } = this.#options;
    if (!ossecLog.isEndedCleanly()) {
      const { messages } = saved;
      // The first alert goes behind the half line, and which of them raises it cannot be known.
      const again = endsInTornLine(alertsJson) ? [...messages, ...messages] : messages;
      const outcome = await this.#inner.deliver(again, signal);
      if (outcome.status === 'skip') {
        log.error(
          `Messages that a crash of analysisd may have taken cannot be sent again: ${outcome.error.message}`,
        );
      } else if (outcome.status !== 'ok') return outcome;
      else {
        this.#resent += again.length;
        log.warn(
          `analysisd may have been killed before it wrote its buffer: the last ${messages.length} messages of an earlier run were sent again.`,
        );
      }
    }
    this.#isSettled = true;
    this.#options.file.write(undefined);
    return { status: 'ok', value: undefined };
  }

  #takeResent(): number {
    const resent = this.#resent;
    this.#resent = 0;
    return resent;
  }
}
