import { O365WazuhError, toO365WazuhError } from '../errors.ts';
import type { Clock, Delivery, Log, Outcome, Outlet } from '../collect/ports.ts';
import { getFigures } from './analysisd.ts';
import { ConfirmationLedger, type LossReason } from './confirmation-ledger.ts';
import type { Figures } from './figures.ts';
import { awayError, interrupted, overloaded, reloading, unconfirmed } from './delivery-errors.ts';
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
/**
 * While the first alert is at risk, so long without one means that what was sent raised none. Just after its start analysisd was seen to hold
 * an event between two queues for a while, where the figures do not show it.
 */
const SILENCE_MS = 1_000;
const MAX_ATTEMPTS = 5;
/** After an abort, what is sent whole may still be confirmed: otherwise it is delivered twice. SIGTERM leaves us 10 s. */
const ABORT_GRACE_MS = 1_000;

const LOSSES = {
  restart: 'analysisd was restarted',
  drop: 'analysisd dropped events',
  /** Without our reload lock: decoded events are thrown away and not counted. */
  reload: 'the rules were reloaded',
  torn: 'a crash of analysisd left half a line in alerts.json, and the first alert went behind it',
} satisfies Record<LossReason | 'reload' | 'torn', string>;

const NEVER = new AbortController().signal;

/**
 * The outlet for a manager that tells its figures (4.4 and later): as fast as its queue allows without a drop, and a delivery is `ok`
 * only once the figures show that its last message went through decoding, rules and alert file. What may be lost is sent again; also, after a
 * crash of analysisd, the last of what was delivered already, since the figures are ahead of the file (`unwritten-tail.ts`).
 *
 * One pump serves all outstanding deliveries: look at the figures, settle what they confirm, send what they leave room for.
 */
export class AcknowledgedPace implements Outlet {
  readonly #options: AcknowledgedPaceOptions;
  #pending: PendingDelivery[] = [];
  /** What a crash took of earlier deliveries: it goes before all others. */
  #repeat: PendingDelivery | undefined;
  /** Messages of earlier deliveries that were sent again and that no caller was told of yet. */
  #repeated = 0;
  /** While the first alert after a crash is at risk, so many messages are sent between two looks. */
  #cautiousMessages = 1;
  #sentAtMs = Number.NEGATIVE_INFINITY;
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
      if (attempt >= MAX_ATTEMPTS) return { status: 'retry', error: unconfirmed() };
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
    this.#failAll(interrupted());
    this.#wake();
    await this.#pumping;
    this.#options.queue.close();
  }

  #enqueue(messages: readonly Buffer[], signal: AbortSignal): Promise<Outcome<Delivery>> {
    const delivery = new PendingDelivery(messages, signal);
    this.#pending.push(delivery);
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
      for (let idleSteps = 0; this.#hasWork();) {
        this.#nextInMs = undefined;
        const obstacle = await this.#step();
        idleSteps = obstacle === undefined ? 0 : idleSteps + 1;
        if (obstacle === undefined) continue;
        if (clock.now() - this.#progressedAtMs >= patienceMs) this.#failAll(obstacle);
        const pauseMs = Math.min(this.#nextInMs ?? 2 ** (idleSteps - 1), MAX_PAUSE_MS);
        await clock.sleep(Math.max(1, pauseMs), this.#interrupt.signal).catch(() => undefined);
      }
    } catch (error) {
      this.#failAll(toO365WazuhError(error));
    } finally {
      if (this.#ledger && this.#ledger.unconfirmed > 0) {
        this.#socketIsEmpty = false;
        this.#ledger = undefined;
      }
      mark.leave();
      this.#repeat = undefined;
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
    const wasAtRisk = tail.isFirstAlertAtRisk;
    tail.look(figures, nowMs);
    this.#repeatWhatIsLost();
    this.#queueUsage = Math.max(this.#queueUsage, figures.stages[0].waiting / figures.capacity);
    const start = { figures, nowMs, socketCapacity };
    if (this.#ledger === undefined) {
      this.#ledger = new ConfirmationLedger({ ...start, socketIsEmpty: this.#socketIsEmpty });
      return 'same';
    }
    const before = this.#ledger.unconfirmed;
    const verdict = this.#ledger.look(figures, nowMs);
    const reloaded = ossecLog.sawReload() && before > 0;
    const torn = wasAtRisk && !tail.isFirstAlertAtRisk && this.#inOrder().some(({ next }) => next > 0);
    if (verdict.status === 'lost' || reloaded || torn) {
      this.#ledger = new ConfirmationLedger({ ...start, socketIsEmpty: false });
      this.#startOver(verdict.status === 'lost' ? verdict.reason : reloaded ? 'reload' : 'torn');
      return 'same';
    }
    // A slow analysisd confirms late but is no standstill: 60 KB events pass at 390 a second.
    if (before > 0 && verdict.flowing) this.#progressedAtMs = nowMs;
    this.#nextInMs = verdict.nextInMs;
    if (!this.#mustListen()) this.#settle(verdict.confirmed, figures, nowMs);
    return this.#ledger.unconfirmed < before ? 'confirmed' : 'same';
  }

  /** Sends what the last look leaves room for. @returns undefined when it sent something, else what stood in the way. */
  async #send(): Promise<O365WazuhError | undefined> {
    const { queue, mark, ossecLog, tail, clock } = this.#options;
    const ledger = this.#ledger;
    const sendable = this.#inOrder().filter(isSendable);
    if (ledger === undefined || sendable.length === 0) return unconfirmed();
    // A reloader waits until all of ours is confirmed: nothing is added, and the mark falls with the last confirmation.
    const mayStart = ledger.unconfirmed > 0 ? !mark.isReloadWanted() : mark.enter();
    if (!mayStart) return reloading();

    if (tail.isFirstAlertAtRisk && (ledger.unconfirmed > 0 || this.#mustListen())) return unconfirmed();
    const room = Math.min(ledger.room(this.#limit), this.#sliceMessages());
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
        this.#refuse(delivery, report.stop.error);
        continue;
      }
      if (report.stop?.reason === 'unreachable') this.#failAll(report.stop.error);
      if (report.stop || ledger.position >= until) break;
    }
    const sentSome = ledger.position > until - room;
    if (sentSome) {
      this.#sentAtMs = this.#progressedAtMs = clock.now();
      this.#cautiousMessages = tail.isFirstAlertAtRisk
        ? Math.min(2 * this.#cautiousMessages, SLICE_MESSAGES)
        : 1;
    }
    return sentSome ? undefined : unconfirmed();
  }

  #settle(confirmed: number, figures: Figures, nowMs: number): void {
    for (const delivery of this.#inOrder()) {
      if (delivery.endPosition === undefined || delivery.endPosition > confirmed) break;
      if (delivery.messages.length > 0) {
        this.#options.tail.confirmed(delivery.messages, delivery.silentBefore, figures, nowMs);
      }
      if (delivery === this.#repeat) {
        this.#repeated += delivery.messages.length + delivery.resent;
        this.#repeat = undefined;
        continue;
      }
      const resent = delivery.resent + this.#repeated;
      this.#repeated = 0;
      delivery.settle({
        status: 'ok',
        value: { acknowledgement: 'figures', resent, queueUsage: this.#queueUsage },
      });
      this.#limit = Math.min(USAGE_LIMIT, this.#limit * 1.1);
    }
  }

  #startOver(reason: keyof typeof LOSSES): void {
    let again = 0;
    for (const delivery of this.#inOrder()) {
      again += delivery.rewind();
      if (delivery.attempts > MAX_ATTEMPTS && delivery !== this.#repeat) delivery.fail(unconfirmed());
    }
    if (reason === 'drop') this.#limit = Math.max(MIN_USAGE_LIMIT, this.#limit / 2);
    this.#options.log.warn(`${LOSSES[reason]}: ${again} messages that may be lost are sent again.`);
  }

  #repeatWhatIsLost(): void {
    const { tail, log } = this.#options;
    const { lost } = tail;
    if (lost === undefined || this.#repeat !== undefined) return;
    this.#repeat = new PendingDelivery(lost, NEVER);
    log.warn(
      `analysisd ended without writing its buffer (killed, or crashed): the last ${lost.length} messages before are sent again.`,
    );
  }

  #refuse(delivery: PendingDelivery, error: O365WazuhError): void {
    delivery.settle({ status: 'skip', reason: 'invalid', error });
    if (delivery !== this.#repeat) return;
    this.#repeat = undefined;
    this.#options.tail.giveUp();
    this.#options.log.error(
      `Messages that a crash of analysisd may have taken cannot be sent again: ${error.message}`,
    );
  }

  /** While the first alert is at risk, as few messages as it takes to raise one: they are all sent twice. */
  #sliceMessages(): number {
    return this.#options.tail.isFirstAlertAtRisk ? this.#cautiousMessages : SLICE_MESSAGES;
  }

  /** What was sent may yet raise the alert that is at risk: nothing is confirmed before. */
  #mustListen(): boolean {
    const { tail, clock } = this.#options;
    return tail.isFirstAlertAtRisk && clock.now() - this.#sentAtMs < SILENCE_MS;
  }

  #inOrder(): readonly PendingDelivery[] {
    return this.#repeat ? [this.#repeat, ...this.#pending] : this.#pending;
  }

  /** Lets go of deliveries that are settled or whose caller gave up. @returns true while there are others. */
  #hasWork(): boolean {
    for (const delivery of this.#pending) {
      if (!delivery.signal.aborted || delivery.settled) continue;
      if (delivery.unsent > 0 || delivery.isAbandoned || delivery.messages.length === 0)
        delivery.fail(interrupted());
    }
    this.#pending = this.#pending.filter(({ settled }) => !settled);
    return this.#pending.length > 0;
  }

  #failAll(error: O365WazuhError): void {
    for (const delivery of this.#pending) if (!delivery.settled) delivery.fail(error);
  }

  /** Ends whatever the pump waits for, so that it looks at its deliveries anew. */
  readonly #wake = (): void => {
    this.#interrupt.abort();
    this.#interrupt = new AbortController();
  };
}

function isSendable({ settled, signal, unsent }: PendingDelivery): boolean {
  return !settled && !signal.aborted && unsent > 0;
}
