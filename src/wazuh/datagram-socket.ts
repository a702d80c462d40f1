import { getSystemErrorName } from 'node:util';
import { loadUnixDgram, type UnixDgram } from './native-addon.ts';

/** `sun_path` holds 108 bytes with its final NUL; the addon would cut a longer path without a word. */
export const MAX_SOCKET_PATH_BYTES = 107;

/** `sent`: the kernel has it. `full`: not sent, wait for `writable`. Otherwise the errno's name, such as `ECONNREFUSED`. */
export type SendResult = 'sent' | 'full' | (string & {});

/**
 * One unix datagram socket over the raw addon. Keeps the event loop alive until it is closed.
 *
 * Holds the addon's unwritten rule: at most one message may be refused at a time, so after `full` the next `trySend` must wait for
 * `writable`. Never throws on an operating-system error: those are results.
 */
export class DatagramSocket {
  readonly #addon: UnixDgram;
  readonly #onMessage: ((message: Buffer) => void) | undefined;
  #fd = -1;
  #congested = false;
  #wake: (() => void) | undefined;

  /** @param onMessage called for each datagram once the socket is bound. Must not close the socket itself. */
  constructor(onMessage?: (message: Buffer) => void, addon: UnixDgram = loadUnixDgram()) {
    this.#addon = addon;
    this.#onMessage = onMessage;
  }

  /** Connects to a receiver. @returns undefined, or the errno's name. */
  connect(path: string): string | undefined {
    return this.#open(path, 'connect');
  }

  /** Binds to a path that does not exist yet. @returns undefined, or the errno's name. */
  bind(path: string): string | undefined {
    return this.#open(path, 'bind');
  }

  /** Hands one message to the kernel without waiting. */
  trySend(message: Buffer): SendResult {
    if (this.#congested) return 'full';
    const result = this.#addon.send(this.#fd, message);
    if (result === 0) return 'sent';
    if (result === 1) {
      this.#congested = true;
      return 'full';
    }
    return getSystemErrorName(result);
  }

  /** Resolves once the receiver has room again or is gone, at once when it was never full. Does not reject. */
  writable(): Promise<void> {
    if (!this.#congested) return Promise.resolve();
    return new Promise(resolve => {
      this.#wake = resolve;
    });
  }

  /** Closes the socket; whoever awaits `writable` is woken. May be called twice. */
  close(): void {
    if (this.#fd < 0) return;
    this.#addon.close(this.#fd);
    this.#fd = -1;
    this.#relieve();
  }

  #open(path: string, how: 'connect' | 'bind'): string | undefined {
    if (Buffer.byteLength(path) > MAX_SOCKET_PATH_BYTES) return 'ENAMETOOLONG';
    const { AF_UNIX, SOCK_DGRAM } = this.#addon;
    const fd = this.#addon.socket(
      AF_UNIX,
      SOCK_DGRAM,
      0,
      (_status, message) => message !== null && this.#onMessage?.(message),
      () => this.#relieve(),
    );
    if (fd < 0) return getSystemErrorName(fd);
    this.#fd = fd;
    const result = this.#addon[how](fd, path);
    if (result === 0) return undefined;
    this.close();
    return getSystemErrorName(result);
  }

  #relieve(): void {
    this.#congested = false;
    this.#wake?.();
    this.#wake = undefined;
  }
}
