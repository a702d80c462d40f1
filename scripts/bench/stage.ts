import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CALM_MALLOC } from '../../src/calm-malloc.ts';
import { PACKAGE_ROOT } from '../../src/package-root.ts';
import { AnalysisdProcess } from '../../test/stand-ins/analysisd-process.ts';
import { runMetered, type Usage } from './metered.ts';

export interface StageOptions {
  readonly events: number;
  /** A blob of a large tenant; Microsoft's own quota is counted in blobs. */
  readonly eventsPerBlob: number;
  readonly latencyMs?: number;
  /** Default 1,500. */
  readonly bytesPerEvent?: number;
  /** Default: all five. */
  readonly contentTypes?: readonly string[];
  /** The simulator makes and packs all bodies before anything is measured. */
  readonly prepared?: boolean;
  /** Rules a second of the sink; default: no limit to speak of. */
  readonly sinkPerSecond?: number;
}

interface Announced {
  readonly url: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Everything around one measurement: Microsoft in one process, the sink in another, and a home with a configuration. */
export class Stage implements AsyncDisposable {
  readonly home: string;
  readonly #simulator: ChildProcess;
  readonly #sink: AnalysisdProcess;
  readonly #microsoft: Announced;

  static async set(options: StageOptions): Promise<Stage> {
    const home = mkdtempSync(join(tmpdir(), 'o365-'));
    const sink = await AnalysisdProcess.start({
      home,
      keep: false,
      ...(options.sinkPerSecond === undefined ? {} : { eventsPerSecond: options.sinkPerSecond }),
    });
    const { child, announced } = await startSimulator(options);
    return new Stage(home, child, sink, announced);
  }

  private constructor(home: string, simulator: ChildProcess, sink: AnalysisdProcess, microsoft: Announced) {
    this.home = home;
    this.#simulator = simulator;
    this.#sink = sink;
    this.#microsoft = microsoft;
    const { url, tenantId, clientId, clientSecret } = microsoft;
    for (const folder of [this.stateFolder, join(home, 'etc')]) mkdirSync(folder);
    writeFileSync(join(home, 'etc/ossec.conf'), '<ossec_config></ossec_config>\n');
    const secret = join(home, 'secret');
    writeFileSync(secret, clientSecret, { mode: 0o600 });
    writeFileSync(
      join(home, 'config.yml'),
      `version: 1\nfirst_lookback: 24h\ntenants:\n  - name: bench\n    tenant_id: ${tenantId}\n    client_id: ${clientId}\n` +
        `    client_secret_file: ${secret}\n    login_url: ${url}\n    api_url: ${url}\n`,
    );
  }

  get stateFolder(): string {
    return join(this.home, 'queue/o365-wazuh');
  }

  /** One run of the built collector, as the wodle starts it. */
  collect(flags: readonly string[] = []): Promise<Usage> {
    return runMetered(
      join(PACKAGE_ROOT, 'dist/collector.cjs'),
      [
        // A Wazuh of this machine must not get our log.
        ...['--home', this.home, '--config', join(this.home, 'config.yml')],
      ],
      { flags, env: CALM_MALLOC },
    );
  }

  /** The plain loop: fetch, parse, send, remember nothing. */
  reference(): Promise<Usage> {
    const socket = join(this.home, 'queue/sockets/queue');
    return runMetered(join(import.meta.dirname, 'reference-loop.ts'), [
      JSON.stringify({ ...this.#microsoft, socket }),
    ]);
  }

  /** Events that went through the sink so far. */
  async sunk(): Promise<number> {
    const { processed, dropped } = await this.#sink.counts();
    if (dropped > 0) throw new Error(`The sink dropped ${dropped} events.`);
    return processed;
  }

  async requests(): Promise<Readonly<Record<string, number>>> {
    const response = await fetch(`${this.#microsoft.url}/_simulator/state`);
    return ((await response.json()) as { requests: Record<string, number> }).requests;
  }

  async addEvents(count: number): Promise<void> {
    await fetch(`${this.#microsoft.url}/_simulator/events`, {
      method: 'POST',
      body: JSON.stringify({ count }),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#simulator.kill('SIGKILL');
    await this.#sink.kill();
    rmSync(this.home, { recursive: true, force: true });
  }
}

async function startSimulator(
  options: StageOptions,
): Promise<{ readonly child: ChildProcess; readonly announced: Announced }> {
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      join(PACKAGE_ROOT, 'dist/cli.cjs'),
      ...['simulate', '--json', '--port', '0', '--requests-per-minute', '0'],
      ...['--events', String(options.events), '--events-per-blob', String(options.eventsPerBlob)],
      ...['--bytes-per-event', String(options.bytesPerEvent ?? 1_500)],
      ...['--latency-ms', String(options.latencyMs ?? 0)],
      ...(options.prepared ? ['--prepare'] : []),
      ...(options.contentTypes ? ['--content-types', ...options.contentTypes] : []),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const announced = await new Promise<Announced>((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('\n')) resolve(JSON.parse(said) as Announced);
    });
    child.once('exit', code => reject(new Error(`The simulator ended with ${code}.`)));
  });
  return { child, announced };
}
