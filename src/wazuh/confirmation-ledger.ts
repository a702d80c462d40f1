import type { Figures } from './figures.ts';

/** Why messages that were sent may not be in. */
export type LossReason =
  /** Another analysisd process: what the old one held in memory is gone. */
  | 'restart'
  /** analysisd dropped events of our kind. */
  | 'drop';

export type Verdict =
  | {
      readonly status: 'steady';
      /** Positions up to and including this one went through every stage. */
      readonly confirmed: number;
      /** analysisd worked since the look before. */
      readonly flowing: boolean;
      /** When the next confirmation is due if it goes on at this speed; undefined when that cannot be told. */
      readonly nextInMs: number | undefined;
    }
  | { readonly status: 'lost'; readonly reason: LossReason };

/** With nothing read for so long, nothing waits in the socket: analysisd reads more than 20,000 datagrams a second. */
const QUIET_MS = 20;
/** So long is enough when the count of what was read is exactly what we sent, which others' events could only imitate by chance. */
const EXACT_QUIET_MS = 5;

export interface LedgerStart {
  /** Taken before the first message. */
  readonly figures: Figures;
  readonly nowMs: number;
  /** False when messages of an earlier ledger may still wait in the socket. */
  readonly socketIsEmpty: boolean;
  /** More messages than the kernel holds for one socket (`net.unix.max_dgram_qlen`, and some to spare). */
  readonly socketCapacity: number;
}

interface Checkpoint {
  /** Messages sent when it was made. */
  readonly position: number;
  readonly madeAtMs: number;
  /** `received` at which the socket has been emptied of all that was in it. */
  readonly readMark: number;
  /** Index into `Figures.stages`; -1 while the messages may still wait in the socket. */
  stage: number;
  /** `passed` at which the stage has let go of all that waited in it. */
  target: number | undefined;
}

/**
 * Knows from analysisd's figures alone how far our messages came. Pure: no clock, no I/O.
 *
 * analysisd acknowledges nothing, but every step of an event inside it is a first-in-first-out queue with a counter. So a message is
 * known to have left a queue once the queue's counter has grown by what waited there when the message was surely in. That is followed
 * from the socket to the alert file, for what still waits in memory when Wazuh stops is not written any more (measured: 8,633 of
 * 15,000). Other senders' events can delay a confirmation but not fake one.
 *
 * Does not see an event that a thread holds between two queues, some tens of microseconds. Nor what analysisd counts as written and still has in
 * the buffer of its alert file: that is what the unwritten tail is for (`unwritten-tail.ts`).
 */
export class ConfirmationLedger {
  readonly #socketCapacity: number;
  #last: Figures;
  #lookedAtMs: number;
  #changedAtMs: number;
  /** `received` at a moment when nothing of ours was in the socket, if there was one. */
  #origin: { readonly received: number; readonly position: number } | undefined;
  #position = 0;
  #confirmed = 0;
  #checkpoints: Checkpoint[] = [];

  constructor({ figures, nowMs, socketIsEmpty, socketCapacity }: LedgerStart) {
    this.#socketCapacity = socketCapacity;
    this.#last = figures;
    this.#lookedAtMs = nowMs;
    this.#changedAtMs = nowMs;
    this.#origin = socketIsEmpty ? { received: figures.received, position: 0 } : undefined;
  }

  /** Messages sent so far. */
  get position(): number {
    return this.#position;
  }

  get unconfirmed(): number {
    return this.#position - this.#confirmed;
  }

  /** Records that `count` more messages were accepted by the kernel. */
  sent(count: number): void {
    this.#position += count;
  }

  /** Takes in the figures of a moment after all that was sent so far. After `lost` the ledger is spent: make a new one. */
  look(figures: Figures, nowMs: number): Verdict {
    const before = this.#last;
    if (this.unconfirmed > 0) {
      if (figures.startedAt !== before.startedAt || figures.received < before.received) {
        return { status: 'lost', reason: 'restart' };
      }
      if (figures.dropped > before.dropped) return { status: 'lost', reason: 'drop' };
    }

    if (figures.received !== before.received) this.#changedAtMs = nowMs;
    for (const checkpoint of this.#checkpoints) {
      if (checkpoint.stage < 0 && this.#isRead(checkpoint, figures, nowMs)) checkpoint.stage = 0;
      if (checkpoint.stage >= 0) advance(checkpoint, figures);
      if (checkpoint.stage >= figures.stages.length) this.#confirmed = checkpoint.position;
    }
    this.#checkpoints = this.#checkpoints.filter(({ position }) => position > this.#confirmed);
    if (this.#position > (this.#checkpoints.at(-1)?.position ?? this.#confirmed)) {
      this.#checkpoints.push({
        position: this.#position,
        madeAtMs: nowMs,
        readMark: figures.received + this.#socketCapacity,
        stage: -1,
        target: undefined,
      });
    }
    if (this.unconfirmed === 0) this.#origin = { received: figures.received, position: this.#position };
    const flowing = figures.stages.some((stage, index) => stage.passed !== before.stages[index]?.passed);
    const nextInMs = this.#nextInMs(before, figures, nowMs);
    this.#last = figures;
    this.#lookedAtMs = nowMs;
    return { status: 'steady', confirmed: this.#confirmed, flowing, nextInMs };
  }

  /**
   * How many messages more keep the decoding queue below `limit` (0…1), as of the last look. Ours that still wait in the socket are
   * counted as being in the queue.
   */
  room(limit: number): number {
    const inSocket = Math.max(0, this.#sentSinceOrigin() - this.#readSinceOrigin(this.#last));
    return Math.floor(limit * this.#last.capacity) - this.#last.stages[0].waiting - inSocket;
  }

  #isRead(checkpoint: Checkpoint, figures: Figures, nowMs: number): boolean {
    if (figures.received >= checkpoint.readMark) return true;
    const missing = this.#origin ? this.#sentSinceOrigin() - this.#readSinceOrigin(figures) : 0;
    if (missing > 0) return false;
    const isExact = this.#origin !== undefined && missing === 0;
    const quietMs = nowMs - Math.max(this.#changedAtMs, checkpoint.madeAtMs);
    return quietMs >= (isExact ? EXACT_QUIET_MS : QUIET_MS);
  }

  #nextInMs(before: Figures, now: Figures, nowMs: number): number | undefined {
    const { stage = -1, target } = this.#checkpoints[0] ?? {};
    const queue = now.stages[stage];
    const passed = (queue?.passed ?? 0) - (before.stages[stage]?.passed ?? 0);
    if (queue === undefined || target === undefined || passed <= 0) return undefined;
    return ((target - queue.passed) * (nowMs - this.#lookedAtMs)) / passed;
  }

  #sentSinceOrigin(): number {
    return this.#position - (this.#origin?.position ?? this.#position);
  }

  #readSinceOrigin(figures: Figures): number {
    return this.#origin ? figures.received - this.#origin.received : 0;
  }
}

function advance(checkpoint: Checkpoint, figures: Figures): void {
  for (const stage of figures.stages.slice(checkpoint.stage)) {
    checkpoint.target ??= stage.passed + stage.waiting;
    if (stage.waiting > 0 && stage.passed < checkpoint.target) return;
    checkpoint.stage += 1;
    checkpoint.target = undefined;
  }
}
