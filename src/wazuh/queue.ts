import { O365WazuhError } from '../errors.ts';
import type { Clock } from '../collect/ports.ts';
import { DatagramSocket } from './datagram-socket.ts';
import { isLasting, queueError } from './queue-error.ts';

export interface QueueOptions {
  /** Path of the datagram socket that analysisd or agentd binds. */
  readonly path: string;
  readonly clock: Clock;
  /** How long an absent or deaf receiver is waited for, in ms. */
  readonly patienceMs: number;
}

/** How far a sending came. Without `stop` all was sent. */
export interface SendReport {
  /** Messages that the kernel accepted. */
  readonly sent: number;
  readonly stop?:
    | { readonly reason: 'aborted' }
    /** The receiver stayed away or deaf longer than the patience; the next message was not sent. */
    | { readonly reason: 'unreachable'; readonly error: O365WazuhError }
    /** The next message itself is refused for its size; the socket is fine. */
    | { readonly reason: 'too-large'; readonly error: O365WazuhError };
}

const FIRST_BACKOFF_MS = 50;
const MAX_BACKOFF_MS = 1_000;

/**
 * The sending end of Wazuh's queue: one message in flight, congestion waited for, any broken connection made anew. Wazuh unlinks and
 * binds its socket again at each start, and an old connection never recovers.
 *
 * That the kernel accepted a message says nothing about what the receiver does with it. Calls must not overlap.
 */
export class QueueSocket {
  readonly #options: QueueOptions;
  #socket: DatagramSocket | undefined;
  /** Failures since the last message that went through. */
  #failures = 0;
  #troubleSinceMs = 0;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  get path(): string {
    return this.#options.path;
  }

  /** Sends `messages[from]` and the following, `count` in all, in order. Ends early when `signal` aborts. */
  async send(
    messages: readonly Buffer[],
    from: number,
    count: number,
    signal: AbortSignal,
  ): Promise<SendReport> {
    using watch = new CongestionWatch(this.#options, signal, () => this.close());
    for (let sent = 0; sent < count;) {
      if (signal.aborted) return { sent, stop: { reason: 'aborted' } };
      if (this.#socket === undefined) {
        const stop = await this.#ensureConnected(signal);
        if (stop) return { sent, stop };
      }

      const message = messages[from + sent];
      if (message === undefined || this.#socket === undefined) return { sent };
      const result = this.#socket.trySend(message);
      if (result === 'sent') {
        sent += 1;
        this.#failures = 0;
        watch.progressed();
      } else if (result === 'full') {
        watch.start();
        await this.#socket.writable();
        if (watch.deaf) return { sent, stop: { reason: 'unreachable', error: this.#deafError() } };
      } else if (result === 'EMSGSIZE') {
        return { sent, stop: { reason: 'too-large', error: tooLarge(message.length) } };
      } else {
        const stop = this.#fail(result);
        if (stop) return { sent, stop };
      }
    }
    return { sent: count };
  }

  close(): void {
    this.#socket?.close();
    this.#socket = undefined;
  }

  /** Connects unless connected. @returns why that is given up, or undefined. */
  async #ensureConnected(signal: AbortSignal): Promise<SendReport['stop']> {
    while (this.#socket === undefined) {
      // The first failure is usually an old connection after a restart, and the new socket is there already.
      if (this.#failures > 1) {
        const backoffMs = Math.min(FIRST_BACKOFF_MS * 2 ** (this.#failures - 2), MAX_BACKOFF_MS);
        await this.#options.clock.sleep(backoffMs, signal).catch(() => undefined);
        if (signal.aborted) return { reason: 'aborted' };
      }
      const socket = new DatagramSocket();
      const errno = socket.connect(this.#options.path);
      if (errno === undefined) {
        this.#socket = socket;
        return undefined;
      }
      const stop = this.#fail(errno);
      if (stop) return stop;
    }
    return undefined;
  }

  /** Drops the connection and counts the failure. @returns a stop once patience is over or waiting cannot help. */
  #fail(errno: string): SendReport['stop'] {
    this.close();
    const { path, clock, patienceMs } = this.#options;
    if (this.#failures === 0) this.#troubleSinceMs = clock.now();
    this.#failures += 1;
    if (!isLasting(errno, path) && clock.now() - this.#troubleSinceMs < patienceMs) return undefined;
    this.#failures = 0;
    return { reason: 'unreachable', error: queueError(errno, path) };
  }

  #deafError(): O365WazuhError {
    const { path, patienceMs } = this.#options;
    return new O365WazuhError(
      'QUEUE_FULL',
      `${path} is full and nobody has read from it for ${Math.round(patienceMs / 1000)} s.`,
      { details: { path } },
    );
  }
}

/**
 * Wakes a sender that waits for room, by closing its socket, when the signal aborts or the receiver takes nothing for the whole
 * patience. One watch a call, since congestion comes every dozen messages: a timer for each would cost more than the sending.
 */
class CongestionWatch implements Disposable {
  deaf = false;
  readonly #options: QueueOptions;
  readonly #signal: AbortSignal;
  readonly #wakeSender: () => void;
  readonly #over = new AbortController();
  #progress = 0;
  #started = false;

  constructor(options: QueueOptions, signal: AbortSignal, wakeSender: () => void) {
    this.#options = options;
    this.#signal = signal;
    this.#wakeSender = wakeSender;
  }

  progressed(): void {
    this.#progress += 1;
  }

  start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#signal.addEventListener('abort', this.#wakeSender, { signal: this.#over.signal });
    void this.#run();
  }

  async #run(): Promise<void> {
    for (let seen = -1; seen !== this.#progress;) {
      seen = this.#progress;
      try {
        await this.#options.clock.sleep(this.#options.patienceMs, this.#over.signal);
      } catch {
        return;
      }
    }
    this.deaf = true;
    this.#wakeSender();
  }

  [Symbol.dispose](): void {
    this.#over.abort();
  }
}

function tooLarge(bytes: number): O365WazuhError {
  return new O365WazuhError(
    'MESSAGE_TOO_LARGE',
    `The kernel refuses a message of ${bytes} bytes: more than the socket's send buffer holds.`,
    { details: { bytes } },
  );
}
