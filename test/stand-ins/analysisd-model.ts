/** First in, first out, without the cost of Array.shift. */
class Fifo {
  #items: Buffer[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  push(item: Buffer): void {
    this.#items.push(item);
  }

  take(): Buffer | undefined {
    const item = this.#items[this.#head];
    if (item === undefined) return undefined;
    this.#head += 1;
    if (this.#head > 4_096) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  clear(): void {
    this.#items = [];
    this.#head = 0;
  }
}

export interface ModelOptions {
  /** How many events go through the rules, a second. */
  readonly eventsPerSecond: number;
  readonly nowMs: number;
  /** What `uptime` says. */
  readonly startedAt: number;
  /** `decode_event_queue_size`; one place of it stays empty. */
  readonly queueSize?: number;
  /** Called for each event that went through the rules. */
  readonly onProcessed?: (message: Buffer) => void;
}

/**
 * analysisd's inside, as measured on 4.14.7: an input queue that drops in silence when full, decoding into a second queue, rules at a
 * certain speed, alerts written at once. Time is passed in.
 */
export class AnalysisdModel {
  readonly #options: ModelOptions;
  readonly #queueSize: number;
  readonly #input = new Fifo();
  readonly #output = new Fifo();
  readonly #marked = new Map<Buffer, true>();
  #advancedAtMs: number;
  #eventsPerSecond: number;
  #credit = 0;
  #dropNext = 0;
  received = 0;
  dropped = 0;
  decoded = 0;
  processed = 0;
  /** Events of other senders among `processed`. */
  foreign = 0;

  constructor(options: ModelOptions) {
    this.#options = options;
    this.#eventsPerSecond = options.eventsPerSecond;
    this.#queueSize = options.queueSize ?? 16_384;
    this.#advancedAtMs = options.nowMs;
  }

  get waiting(): number {
    return this.#input.length + this.#output.length;
  }

  /** The input thread takes one datagram from the socket. */
  receive(message: Buffer, foreign = false): void {
    this.received += 1;
    if (this.#dropNext > 0 || this.#input.length >= this.#queueSize - 1) {
      this.#dropNext = Math.max(0, this.#dropNext - 1);
      this.dropped += 1;
      return;
    }
    if (foreign) this.#marked.set(message, true);
    this.#input.push(message);
    this.#decode();
  }

  /** The next `count` events are dropped, as if the queue were full for a moment. */
  dropNext(count: number): void {
    this.#dropNext = count;
  }

  /** So many events go through the rules a second from now on. */
  setPace(eventsPerSecond: number, nowMs: number): void {
    this.advance(nowMs);
    this.#eventsPerSecond = eventsPerSecond;
  }

  /** A hot reload: decoded events vanish and no counter tells. */
  reload(): void {
    this.#output.clear();
    this.#decode();
  }

  /** Lets time pass up to `nowMs`. */
  advance(nowMs: number): void {
    this.#credit += ((nowMs - this.#advancedAtMs) / 1000) * this.#eventsPerSecond;
    this.#advancedAtMs = nowMs;
    for (; this.#credit >= 1 && this.#output.length > 0; this.#credit -= 1) {
      const message = this.#output.take();
      if (message === undefined) break;
      this.processed += 1;
      if (this.#marked.delete(message)) this.foreign += 1;
      else this.#options.onProcessed?.(message);
      this.#decode();
    }
    // An idle thread saves nothing up.
    if (this.#output.length === 0) this.#credit = Math.min(this.#credit, 1);
  }

  /** The `data` of a `getstats` answer; fields in analysisd's own words and order (4.14.7). */
  stats(): unknown {
    const usage = (length: number) => ({
      size: this.#queueSize,
      usage: Math.fround(length / (this.#queueSize - 1)),
    });
    const idle = usage(0);
    return {
      uptime: this.#options.startedAt,
      timestamp: Math.floor(this.#advancedAtMs / 1000),
      name: 'wazuh-analysisd',
      metrics: {
        bytes: { received: 0 },
        events: {
          processed: this.processed,
          received: this.received,
          received_breakdown: {
            decoded_breakdown: breakdown(this.decoded),
            dropped_breakdown: breakdown(this.dropped),
          },
          written_breakdown: { alerts: this.processed, archives: 0, firewall: 0, fts: 0, stats: 0 },
        },
        queues: {
          alerts: idle,
          archives: idle,
          dbsync: idle,
          eventchannel: idle,
          firewall: idle,
          fts: idle,
          hostinfo: idle,
          others: usage(this.#input.length),
          processed: usage(this.#output.length),
          rootcheck: idle,
          sca: idle,
          stats: idle,
          syscheck: idle,
          syscollector: idle,
          upgrade: idle,
        },
      },
    };
  }

  /** Decoding is fast: the input queue only fills once the second one is full. */
  #decode(): void {
    while (this.#output.length < this.#queueSize - 1) {
      const message = this.#input.take();
      if (message === undefined) return;
      this.decoded += 1;
      this.#output.push(message);
    }
  }
}

function breakdown(others: number): unknown {
  return {
    agent: 0,
    agentless: 0,
    dbsync: 0,
    integrations_breakdown: { virustotal: 0 },
    modules_breakdown: {
      aws: 0,
      azure: 0,
      ciscat: 0,
      command: 0,
      docker: 0,
      gcp: 0,
      github: 0,
      logcollector_breakdown: { eventchannel: 0, eventlog: 0, macos: 0, others },
      office365: 0,
      'ms-graph': 0,
      oscap: 0,
      osquery: 0,
      rootcheck: 0,
      sca: 0,
      syscheck: 0,
      syscollector: 0,
      upgrade: 0,
      vulnerability: 0,
    },
    monitor: 0,
    remote: 0,
    syslog: 0,
  };
}
