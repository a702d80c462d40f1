import { O365WazuhError, toO365WazuhError } from '../errors.ts';
import type { Clock, Delivery, Log, Outcome, Outlet } from '../collect/ports.ts';
import { getFigures } from './analysisd.ts';
import { ConfirmationLedger } from './confirmation-ledger.ts';
import { awayError, interrupted, overloaded, reloading, standstill, unconfirmed } from './delivery-errors.ts';
import { DeliveryLine, type Loss } from './delivery-line.ts';
import type { Figures } from './figures.ts';
import { FirstAlertCaution } from './first-alert-caution.ts';
import type { OssecLogWatch } from './ossec-log-watch.ts';
import { earlyOutcome, PendingDelivery } from './pending-delivery.ts';
import type { QueueSocket } from './queue.ts';
import type { SendingMark } from './reload-lock.ts';
import type { TailKeeper } from './tail-keeper.ts';
import { silentEvents } from './unwritten-tail.ts';

export interface AcknowledgedPaceOptions {
  readonly queue: QueueSocket;
  /** analysisd's stream socket, for its figures. */
  readonly analysisSocket: string;
  readonly mark: SendingMark;
  readonly ossecLog: OssecLogWatch;
  readonly tail: TailKeeper;
  readonly clock: Clock;
  readonly log: Log;
  /** How long analysisd may stand still, or be away, before a delivery is given up, in ms. */
  readonly patienceMs: number;
  readonly socketCapacity: number;
}

/** The decoding queue is never filled beyond this share (measured: 120,000 events at 17,990/s without a drop). */
const USAGE_LIMIT = 0.6;
/** Even when others flood analysisd we take this much of the queue at least, so as not to stop for good. */
const MIN_USAGE_LIMIT = 0.05;
/** Messages between two looks at most: a flood from elsewhere is noticed in time, and confirmations come little by little. */
const SLICE_MESSAGES = 500;
/** Figures of an idle sender may be used that long. */
const FRESH_MS = 50;
const MAX_PAUSE_MS = 25;
/** Looks at the end of a run, each of which found the last alerts lost. */
const MAX_LAST_LOOKS = 5;
/** After an abort, what is sent whole may still be confirmed: otherwise it is delivered twice. SIGTERM leaves us 10 s. */
const ABORT_GRACE_MS = 1_000;

/**
 * The outlet for a manager that tells its figures (4.4 and later): as fast as its queue allows without a drop, and a delivery is `ok`
 * only once the figures show that its last message went through decoding, rules and alert file. What may be lost is sent again; also, after a
 * crash of analysisd, the last of what was delivered already, since the figures are ahead of the file (`unwritten-tail.ts`).
 *
 * One pump serves all outstanding deliveries: look at the figures, settle what they confirm, send what they leave room for.
 */
export class AcknowledgedPace implements Outlet {
  readonly #options: AcknowledgedPaceOptions;
  readonly #line: DeliveryLine;
  readonly #caution: FirstAlertCaution;
  #silentEvents = 0;
  #ledger: ConfirmationLedger | undefined;
  #lookedAtMs = 0;
  #progressedAtMs = 0;
  #nextInMs: number | undefined;
  #socketIsEmpty = true;
  #limit = USAGE_LIMIT;
  /** Highest share of the decoding queue that was seen in use. */
  #queueUsage = 0;
  #interrupt = new AbortController();
  #pumping: Promise<void> | undefined;

  constructor(options: AcknowledgedPaceOptions) {
    this.#options = options;
    this.#line = new DeliveryLine(options.log);
    this.#caution = new FirstAlertCaution(options.tail, options.clock, SLICE_MESSAGES);
  }

  deliver(messages: readonly Buffer[], signal: AbortSignal): Promise<Outcome<Delivery>> {
    const early = earlyOutcome(messages, signal, 'figures');
    if (early) return Promise.resolve(early);
    return this.#enqueue(messages, signal);
  }

  async awaitWritten(signal: AbortSignal): Promise<Outcome<Pick<Delivery, 'resent'>>> {
    const { tail, clock } = this.#options;
    let resent = 0;
    for (let attempt = 0; !tail.isEmpty; attempt += 1) {
      if (attempt >= MAX_LAST_LOOKS) return { status: 'retry', error: unconfirmed() };
      try {
        await clock.sleep(Math.max(0, tail.writtenAtMs - clock.now()) + 1, signal);
      } catch {
        return { status: 'retry', error: interrupted() };
      }
      // Nothing to send: it is answered by a look, behind what the look shows to be lost.
      this.#lookedAtMs = Number.NEGATIVE_INFINITY;
      const outcome = await this.#enqueue([], signal);
      if (outcome.status !== 'ok') return outcome;
      resent += outcome.value.resent;
    }
    return { status: 'ok', value: { resent } };
  }

  async close(): Promise<void> {
    this.#line.failAll(interrupted());
    this.#wake();
    await this.#pumping;
    this.#options.queue.close();
  }

  #enqueue(messages: readonly Buffer[], signal: AbortSignal): Promise<Outcome<Delivery>> {
    const delivery = new PendingDelivery(messages, signal);
    this.#line.add(delivery);
    this.#watchForAbort(delivery);
    this.#pumping ??= this.#pump();
    return delivery.outcome;
  }

  #watchForAbort(delivery: PendingDelivery): void {
    const settled = new AbortController();
    const onAbort = async (): Promise<void> => {
      this.#wake();
      await this.#options.clock.sleep(ABORT_GRACE_MS, settled.signal).catch(() => undefined);
      delivery.isAbandoned = true;
      this.#wake();
    };
    delivery.signal.addEventListener('abort', () => void onAbort(), { signal: settled.signal });
    void delivery.outcome.then(() => settled.abort());
  }

  async #pump(): Promise<void> {
    const { clock, mark, patienceMs } = this.#options;
    this.#progressedAtMs = clock.now();
    try {
      for (let idleSteps = 0; this.#line.hasWork();) {
        this.#nextInMs = undefined;
        const obstacle = await this.#step();
        idleSteps = obstacle === undefined ? 0 : idleSteps + 1;
        if (obstacle === undefined) continue;
        if (clock.now() - this.#progressedAtMs >= patienceMs) this.#line.failAll(obstacle);
        const pauseMs = Math.min(this.#nextInMs ?? 2 ** (idleSteps - 1), MAX_PAUSE_MS);
        await clock.sleep(Math.max(1, pauseMs), this.#interrupt.signal).catch(() => undefined);
      }
    } catch (error) {
      this.#line.failAll(toO365WazuhError(error));
    } finally {
      if (this.#ledger && this.#ledger.unconfirmed > 0) {
        this.#socketIsEmpty = false;
        this.#ledger = undefined;
      }
      mark.leave();
      this.#line.forgetRepeat();
      this.#pumping = undefined;
    }
  }

  /** One round. @returns undefined when it moved something, else what stood in the way. */
  async #step(): Promise<O365WazuhError | undefined> {
    let confirmedSome = false;
    if (!this.#isLookFresh()) {
      const look = await this.#look();
      if (look instanceof O365WazuhError) return look;
      confirmedSome = look === 'confirmed';
    }
    const obstacle = await this.#send();
    return confirmedSome ? undefined : obstacle;
  }

  /** The last look will do when nothing happened since: for a caller that delivers one batch after the other. */
  #isLookFresh(): boolean {
    return this.#ledger?.unconfirmed === 0 && this.#options.clock.now() - this.#lookedAtMs < FRESH_MS;
  }

  async #look(): Promise<'confirmed' | 'same' | O365WazuhError> {
    const { analysisSocket, clock, socketCapacity, tail, ossecLog } = this.#options;
    const { signal } = this.#interrupt;
    let figures: Figures;
    try {
      figures = await getFigures(analysisSocket, signal);
    } catch (error) {
      return signal.aborted ? interrupted() : awayError(error, this.#options.queue.path);
    }
    const nowMs = clock.now();
    this.#lookedAtMs = nowMs;
    this.#silentEvents = silentEvents(figures);
    tail.look(figures, nowMs);
    if (tail.lost) this.#line.repeat(tail.lost);
    const sawFirstAlert = this.#caution.sawFirstAlert();
    this.#queueUsage = Math.max(this.#queueUsage, figures.stages[0].waiting / figures.capacity);
    const start = { figures, nowMs, socketCapacity };
    if (this.#ledger === undefined) {
      this.#ledger = new ConfirmationLedger({ ...start, socketIsEmpty: this.#socketIsEmpty });
      return 'same';
    }
    const before = this.#ledger.unconfirmed;
    const verdict = this.#ledger.look(figures, nowMs);
    const reloaded = ossecLog.sawReload() && before > 0;
    const torn = sawFirstAlert && this.#line.hasBegun;
    if (verdict.status === 'lost' || reloaded || torn) {
      this.#ledger = new ConfirmationLedger({ ...start, socketIsEmpty: false });
      this.#startOver(verdict.status === 'lost' ? verdict.reason : reloaded ? 'reload' : 'torn');
      return 'same';
    }
    // A slow analysisd confirms late but is no standstill: 60 KB events pass at 390 a second.
    if (before > 0 && verdict.flowing) this.#progressedAtMs = nowMs;
    this.#nextInMs = verdict.nextInMs;
    if (!this.#caution.mustListen) this.#settle(verdict.confirmed, figures, nowMs);
    return this.#ledger.unconfirmed < before ? 'confirmed' : 'same';
  }

  /** Sends what the last look leaves room for. @returns undefined when it sent something, else what stood in the way. */
  async #send(): Promise<O365WazuhError | undefined> {
    const { queue, mark, ossecLog, clock } = this.#options;
    const ledger = this.#ledger;
    const sendable = this.#line.sendable();
    if (ledger === undefined || sendable.length === 0) return standstill();
    // A reloader waits until all of ours is confirmed: nothing is added, and the mark falls with the last confirmation.
    const mayStart = ledger.unconfirmed > 0 ? !mark.isReloadWanted() : mark.enter();
    if (!mayStart) return reloading();

    if (!this.#caution.mayAdd(ledger.unconfirmed)) return standstill();
    const room = Math.min(ledger.room(this.#limit), this.#caution.sliceMessages);
    if (room <= 0) return overloaded(this.#limit);
    // A reload that is over by now took nothing of ours.
    if (ledger.unconfirmed === 0) ossecLog.sawReload();
    const until = ledger.position + room;
    for (const delivery of sendable) {
      if (delivery.next === 0) delivery.silentBefore = this.#silentEvents;
      const { messages, next, unsent } = delivery;
      const count = Math.min(until - ledger.position, unsent);
      const report = await queue.send(messages, next, count, this.#interrupt.signal);
      delivery.next += report.sent;
      ledger.sent(report.sent);
      if (delivery.unsent === 0) delivery.endPosition = ledger.position;
      if (report.stop?.reason === 'too-large') {
        if (this.#line.refuse(delivery, report.stop.error)) this.#options.tail.giveUp();
        continue;
      }
      if (report.stop?.reason === 'unreachable') this.#line.failAll(report.stop.error);
      if (report.stop || ledger.position >= until) break;
    }
    const sentSome = ledger.position > until - room;
    if (sentSome) {
      this.#progressedAtMs = clock.now();
      this.#caution.sent();
    }
    return sentSome ? undefined : standstill();
  }

  #settle(confirmed: number, figures: Figures, nowMs: number): void {
    for (const delivery of this.#line.confirmedUpTo(confirmed)) {
      const { messages, silentBefore } = delivery;
      if (messages.length > 0) this.#options.tail.confirmed(messages, silentBefore, figures, nowMs);
      const isAnswered = this.#line.confirm(delivery, this.#queueUsage);
      if (isAnswered) this.#limit = Math.min(USAGE_LIMIT, this.#limit * 1.1);
    }
  }

  #startOver(loss: Loss): void {
    this.#line.startOver(loss);
    if (loss === 'drop') this.#limit = Math.max(MIN_USAGE_LIMIT, this.#limit / 2);
  }

  /** Ends whatever the pump waits for, so that it looks at its deliveries anew. */
  readonly #wake = (): void => {
    this.#interrupt.abort();
    this.#interrupt = new AbortController();
  };
}
