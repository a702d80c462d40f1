import { toO365WazuhError } from '../errors.ts';
import type { Delivery, Outcome, Outlet } from '../collect/ports.ts';
import type { Pace } from './pace.ts';
import { interrupted } from './delivery-errors.ts';
import { earlyOutcome } from './pending-delivery.ts';
import type { QueueSocket } from './queue.ts';

/**
 * The outlet where nothing tells what became of a message: agents, and managers before 4.4. `ok` means that the socket took the
 * messages, at a pace that the receiver is known to bear.
 */
export class SocketOutlet implements Outlet {
  readonly #queue: QueueSocket;
  readonly #pace: Pace;
  readonly #closed = new AbortController();
  #lastTurn: Promise<unknown> = Promise.resolve();

  constructor(queue: QueueSocket, pace: Pace) {
    this.#queue = queue;
    this.#pace = pace;
  }

  deliver(messages: readonly Buffer[], signal: AbortSignal): Promise<Outcome<Delivery>> {
    const turn = this.#lastTurn.then(() => this.#deliver(messages, signal));
    this.#lastTurn = turn;
    return turn;
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#lastTurn;
    this.#queue.close();
  }

  async #deliver(messages: readonly Buffer[], callerSignal: AbortSignal): Promise<Outcome<Delivery>> {
    const signal = AbortSignal.any([callerSignal, this.#closed.signal]);
    const early = earlyOutcome(messages, signal, 'socket');
    if (early) return early;
    try {
      for (let next = 0; next < messages.length;) {
        const count = await this.#pace.permit(messages.length - next, signal);
        if (typeof count !== 'number') return { status: 'retry', error: count };
        const { sent, stop } = await this.#queue.send(messages, next, count, signal);
        next += sent;
        if (stop?.reason === 'aborted') return { status: 'retry', error: interrupted() };
        if (stop?.reason === 'unreachable') return { status: 'retry', error: stop.error };
        if (stop?.reason === 'too-large') return { status: 'skip', reason: 'invalid', error: stop.error };
      }
    } catch (error) {
      return { status: 'retry', error: signal.aborted ? interrupted() : toO365WazuhError(error) };
    }
    return { status: 'ok', value: { acknowledgement: 'socket', resent: 0 } };
  }
}
