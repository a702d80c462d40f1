import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatagramSocket } from '../../src/wazuh/datagram-socket.ts';
import { AlertFile } from './alert-file.ts';
import { AnalysisdModel } from './analysisd-model.ts';
import { startFramedServer, type FramedServer } from './framed-server.ts';

export interface AnalysisdOptions {
  /** A folder that stands for the Wazuh home; `queue/sockets` is made in it. */
  readonly home: string;
  /** How many events go through the rules, a second. Default: no limit to speak of. */
  readonly eventsPerSecond?: number;
  readonly queueSize?: number;
  /** False: no stream socket, as before 4.4. Default true. */
  readonly figures?: boolean;
  /** How long a `reload-ruleset` takes. Default 300. */
  readonly reloadMs?: number;
  /** False: only the counters are kept, for long runs. Default true. */
  readonly keep?: boolean;
  /** How often the buffer of alerts.json is emptied (1,000 ms on a real one). Default: there is no alerts.json. */
  readonly flushMs?: number;
}

/**
 * Stands in for wazuh-analysisd on its real sockets: reads datagrams, drops in silence when full, answers `getstats` and
 * `reload-ruleset`, forgets everything when restarted. Tells ossec.log of its starts and stops, and can be killed instead.
 */
export class Analysisd implements AsyncDisposable {
  readonly #options: AnalysisdOptions;
  readonly #sockets: string;
  readonly #ticker: NodeJS.Timeout;
  #model: AnalysisdModel;
  /** False as soon as it ends: what it holds in memory goes nowhere from then on. */
  #isAlive = false;
  #socket: DatagramSocket | undefined;
  #server: FramedServer | undefined;
  readonly #alertFile: AlertFile | undefined;
  #flushedAtMs = Date.now();
  #startedAt = Math.floor(Date.now() / 1000);
  #starts = 0;
  #received = 0;
  #onReceived: { readonly atCount: number; readonly act: () => void } | undefined;
  #deadly: string | undefined;
  /** A reload under way: the thread that answers questions is busy with it. */
  #reloading: Promise<void> = Promise.resolve();
  /** Texts of all events that went through the rules, over all restarts. */
  readonly processed: string[] = [];
  processedCount = 0;
  /** Each hot reload: how many datagrams had come in when it began, and how many came while it lasted. */
  readonly reloads: { readonly receivedBefore: number; readonly receivedMeanwhile: number }[] = [];

  static async start(options: AnalysisdOptions): Promise<Analysisd> {
    const analysisd = new Analysisd(options);
    await analysisd.up();
    return analysisd;
  }

  private constructor(options: AnalysisdOptions) {
    this.#options = options;
    this.#sockets = join(options.home, 'queue/sockets');
    mkdirSync(this.#sockets, { recursive: true });
    mkdirSync(join(options.home, 'var/run'), { recursive: true });
    mkdirSync(join(options.home, 'logs'), { recursive: true });
    if (options.flushMs !== undefined)
      this.#alertFile = new AlertFile(join(options.home, 'logs/alerts/alerts.json'));
    this.#model = this.#newModel();
    this.#ticker = setInterval(() => this.#tick(), 5);
  }

  get queueSocket(): string {
    return join(this.#sockets, 'queue');
  }

  get analysisSocket(): string {
    return join(this.#sockets, 'analysis');
  }

  get dropped(): number {
    return this.#model.dropped;
  }

  /** The messages whose alerts can be read in alerts.json, in its order. */
  get alerts(): string[] {
    return this.#alertFile?.messages() ?? [];
  }

  /** Empties the buffer of the alert file, as its thread would before long. */
  flush(): void {
    this.#alertFile?.flush();
  }

  /** Binds the sockets, with a memory as empty as after a start. */
  async up(): Promise<void> {
    if (this.#starts > 0) this.#startedAt += 5;
    this.#starts += 1;
    this.#tellLog(`Started (pid: ${this.#starts}).`);
    this.#model = this.#newModel();
    this.#isAlive = true;
    rmSync(this.queueSocket, { force: true });
    this.#socket = new DatagramSocket(message => {
      if (!this.#isAlive) return;
      if (this.#deadly !== undefined && message.includes(this.#deadly)) {
        this.#isAlive = false;
        setImmediate(() => void this.killAndStart());
        return;
      }
      this.#model.advance(Date.now());
      this.#model.receive(message);
      this.#count();
    });
    const errno = this.#socket.bind(this.queueSocket);
    if (errno) throw new Error(`bind ${this.queueSocket}: ${errno}`);
    if (this.#options.figures === false) return;
    this.#server = await startFramedServer(this.analysisSocket, ({ command }) => this.#answer(command));
  }

  /** Stops as at SIGTERM: what is in memory is lost, the alert file is written. The socket files stay, as Wazuh leaves them. */
  async down(): Promise<void> {
    if (this.#socket) this.#tellLog('(1225): SIGNAL [(15)-(Terminated)] Received. Exit Cleaning...');
    this.#alertFile?.flush();
    await this.#end();
  }

  /** Ends as at SIGKILL: the buffer of the alert file is lost as well, and nothing is logged. */
  async kill(): Promise<void> {
    this.#alertFile?.lose();
    await this.#end();
  }

  async #end(): Promise<void> {
    this.#isAlive = false;
    this.#socket?.close();
    this.#socket = undefined;
    await this.#server?.close();
    this.#server = undefined;
    await this.#reloading;
  }

  async restart(): Promise<void> {
    await this.down();
    await this.up();
  }

  async killAndStart(): Promise<void> {
    await this.kill();
    await this.up();
  }

  /** Crashes at each message that holds this text, and is started again; undefined: at none any more. */
  diesOf(text: string | undefined): void {
    this.#deadly = text;
  }

  /** The next `count` events are dropped in silence. */
  dropNext(count: number): void {
    this.#model.dropNext(count);
  }

  /** Calls `act` once, when so many more datagrams have come in. A socket must not be closed in its own callback, so a moment later. */
  onReceived(count: number, act: () => void): void {
    this.#onReceived = { atCount: this.#received + count, act };
  }

  /** A hot reload that takes `ms` (300 at least on a real one): questions wait for its end, and what is decoded then vanishes. */
  reload(ms: number): Promise<void> {
    this.#reloading = this.#reload(ms);
    return this.#reloading;
  }

  /** From now on the rules take so many events a second. */
  setPace(eventsPerSecond: number): void {
    this.#model.setPace(eventsPerSecond, Date.now());
  }

  /** Another sender's events come in. */
  receiveForeign(count: number): void {
    for (let index = 0; index < count; index += 1) this.#model.receive(Buffer.from('1:syslog:x'), true);
  }

  /** Writes the state file that analysisd renews every 5 s. */
  writeStateFile(name = 'wazuh-analysisd'): void {
    const text = `# State file\n\nevents_received='${this.#model.received}'\n\nevents_dropped='${this.#model.dropped}'\n`;
    writeFileSync(join(this.#options.home, `var/run/${name}.state`), text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#ticker);
    // Its home may be gone by now.
    await this.#end();
  }

  async #answer(command: string): Promise<unknown> {
    await this.#reloading;
    this.#tick();
    if (command === 'getstats') return { error: 0, message: 'ok', data: this.#model.stats() };
    if (command === 'reload-ruleset') {
      await this.reload(this.#options.reloadMs ?? 300);
      return { error: 0, message: 'ok', data: [] };
    }
    return { error: 4, message: 'Unrecognized command', data: {} };
  }

  async #reload(ms: number): Promise<void> {
    const receivedBefore = this.#received;
    await sleep(ms);
    if (!this.#isAlive) return;
    this.reloads.push({ receivedBefore, receivedMeanwhile: this.#received - receivedBefore });
    this.#model.advance(Date.now());
    this.#model.reload();
    this.#tellLog('Ruleset reloaded successfully');
  }

  #tellLog(news: string): void {
    const path = join(this.#options.home, 'logs/ossec.log');
    appendFileSync(path, `2026/11/24 04:00:00 wazuh-analysisd: INFO: ${news}\n`);
  }

  #tick(): void {
    if (!this.#isAlive) return;
    const nowMs = Date.now();
    this.#model.advance(nowMs);
    if (nowMs - this.#flushedAtMs < (this.#options.flushMs ?? 0)) return;
    this.#flushedAtMs = nowMs;
    this.#alertFile?.flush();
  }

  #count(): void {
    this.#received += 1;
    const { atCount, act } = this.#onReceived ?? {};
    if (atCount === undefined || act === undefined || this.#received < atCount) return;
    this.#onReceived = undefined;
    setImmediate(act);
  }

  #newModel(): AnalysisdModel {
    const { eventsPerSecond = 1_000_000, queueSize, keep } = this.#options;
    return new AnalysisdModel({
      eventsPerSecond,
      ...(queueSize === undefined ? {} : { queueSize }),
      nowMs: Date.now(),
      startedAt: this.#startedAt,
      onProcessed: message => {
        this.processedCount += 1;
        if (keep !== false) this.processed.push(message.toString());
        this.#alertFile?.write(message.toString());
      },
    });
  }
}
