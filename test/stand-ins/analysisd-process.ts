// An analysisd stand-in in a process of its own. Run: node24 test/stand-ins/analysisd-process.ts '{"home":"…"}'
// Ends with its parent: the channel's end is its end.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Analysisd, type AnalysisdOptions } from './analysisd.ts';

type Request = 'counts' | 'restart' | 'down' | 'up';

interface Counts {
  readonly processed: number;
  readonly dropped: number;
  readonly texts: readonly string[];
}

/** The parent's end of it. */
export class AnalysisdProcess implements AsyncDisposable {
  readonly #child: ChildProcess;

  static async start(options: AnalysisdOptions): Promise<AnalysisdProcess> {
    const child = fork(import.meta.filename, [JSON.stringify(options)], { execArgv: [] });
    await once(child, 'message');
    return new AnalysisdProcess(child);
  }

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  async counts(): Promise<Counts> {
    return (await this.#ask('counts')) as Counts;
  }

  async restart(): Promise<void> {
    await this.#ask('restart');
  }

  /** Stops reading and answering, as a hanging analysisd does. The kernel's queue fills up. */
  hang(): void {
    this.#child.kill('SIGSTOP');
  }

  goOn(): void {
    this.#child.kill('SIGCONT');
  }

  /** Ends without any clean-up: the socket files stay. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGKILL');
    await once(this.#child, 'exit');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  async #ask(request: Request): Promise<unknown> {
    const answer = once(this.#child, 'message');
    this.#child.send(request);
    return (await answer)[0];
  }
}

if (import.meta.main) {
  const analysisd = await Analysisd.start(JSON.parse(process.argv[2] ?? '{}') as AnalysisdOptions);
  process.on('disconnect', () => process.exit());
  process.on('message', (request: Request) => void answer(analysisd, request));
  process.send?.('ready');
}

async function answer(analysisd: Analysisd, request: Request): Promise<void> {
  if (request === 'restart') await analysisd.restart();
  if (request === 'down') await analysisd.down();
  if (request === 'up') await analysisd.up();
  process.send?.({
    processed: analysisd.processedCount,
    dropped: analysisd.dropped,
    texts: analysisd.processed,
  });
}
