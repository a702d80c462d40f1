import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatagramSocket } from '../../src/wazuh/datagram-socket.ts';

export interface AgentdOptions {
  /** A folder that stands for the agent's home. */
  readonly home: string;
  /** How many events it passes on, a second. A real one: 500. */
  readonly eventsPerSecond?: number;
  /** A real one: 5,000. */
  readonly bufferEvents?: number;
  /** How often it writes its state. A real one: 5,000. */
  readonly stateMs?: number;
}

/**
 * Stands in for wazuh-agentd: takes events as fast as they come into a buffer that drops in silence when full, passes them on at its
 * own speed, and tells of itself in a state file.
 */
export class Agentd implements Disposable {
  readonly #options: Required<AgentdOptions>;
  readonly #socket: DatagramSocket;
  readonly #timers: NodeJS.Timeout[];
  #buffer: string[] = [];
  #drainedAtMs = Date.now();
  status = 'connected';
  /** Age of the last answer of the manager. */
  ackAgeMs = 0;
  dropped = 0;
  highestBuffered = 0;
  /** When the first and the last event came in. */
  firstAtMs: number | undefined;
  lastAtMs = 0;
  readonly passedOn: string[] = [];

  constructor(options: AgentdOptions) {
    this.#options = { eventsPerSecond: 500, bufferEvents: 5_000, stateMs: 5_000, ...options };
    mkdirSync(join(options.home, 'queue/sockets'), { recursive: true });
    mkdirSync(join(options.home, 'var/run'), { recursive: true });
    const path = join(options.home, 'queue/sockets/queue');
    rmSync(path, { force: true });
    this.#socket = new DatagramSocket(message => this.#receive(message));
    const errno = this.#socket.bind(path);
    if (errno) throw new Error(`bind ${path}: ${errno}`);
    this.writeState();
    this.#timers = [
      setInterval(() => this.#drain(), 10),
      setInterval(() => this.writeState(), this.#options.stateMs),
    ];
  }

  get buffered(): number {
    return this.#buffer.length;
  }

  /** Other sources' events fill the buffer. */
  receiveForeign(count: number): void {
    for (let index = 0; index < count; index += 1) this.#receive(Buffer.from('1:syslog:x'));
  }

  writeState(): void {
    const path = join(this.#options.home, 'var/run/wazuh-agentd.state');
    const lines = [
      '# State file for wazuh-agentd',
      `status='${this.status}'`,
      `last_keepalive='${localTime(Date.now())}'`,
      `last_ack='${localTime(Date.now() - this.ackAgeMs)}'`,
      `msg_count='${this.passedOn.length + this.buffered + this.dropped}'`,
      `msg_sent='${this.passedOn.length}'`,
      `msg_buffer='${this.buffered}'`,
    ];
    writeFileSync(`${path}.temp`, `${lines.join('\n')}\n`);
    renameSync(`${path}.temp`, path);
  }

  [Symbol.dispose](): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#socket.close();
  }

  #receive(message: Buffer): void {
    this.#drain();
    this.lastAtMs = performance.now();
    this.firstAtMs ??= this.lastAtMs;
    if (this.#buffer.length >= this.#options.bufferEvents) {
      this.dropped += 1;
      return;
    }
    this.#buffer.push(message.toString());
    this.highestBuffered = Math.max(this.highestBuffered, this.#buffer.length);
  }

  #drain(): void {
    const count = Math.floor(((Date.now() - this.#drainedAtMs) / 1000) * this.#options.eventsPerSecond);
    if (count === 0) return;
    this.#drainedAtMs += (count * 1000) / this.#options.eventsPerSecond;
    this.passedOn.push(...this.#buffer.splice(0, count));
  }
}

function localTime(ms: number): string {
  const time = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000);
  return time.toISOString().slice(0, 19).replace('T', ' ');
}
