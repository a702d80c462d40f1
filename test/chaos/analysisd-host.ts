// analysisd's stand-in in a process of its own, that can be told to go wrong in every way that a real one was seen to.
// Ends with its parent: the channel's end is its end.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { HEADER } from '../../src/events/envelope.ts';
import { Analysisd, type AnalysisdOptions } from '../stand-ins/analysisd.ts';

type Order =
  | { readonly do: 'begin'; readonly options: AnalysisdOptions }
  | { readonly do: 'restart' | 'down' | 'up' | 'count' }
  | { readonly do: 'foreign'; readonly count: number }
  | { readonly do: 'reload-at'; readonly count: number; readonly ms: number }
  /** Once so many datagrams have come in. */
  | { readonly do: 'restart-at' | 'crash-at' | 'drop-at'; readonly count: number };

/** The parent's end of it. */
export class AnalysisdHost implements AsyncDisposable {
  readonly #child: ChildProcess;

  static async start(): Promise<AnalysisdHost> {
    const child = fork(import.meta.filename, [], { execArgv: ['--disable-warning=ExperimentalWarning'] });
    await once(child, 'message');
    return new AnalysisdHost(child);
  }

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  async order(order: Order): Promise<unknown> {
    const answer = once(this.#child, 'message');
    this.#child.send(order);
    return (await answer)[0];
  }

  /** A key for each event whose alert can be read in alerts.json, in its order: see `keyOf`. */
  async keys(): Promise<readonly string[]> {
    return (await this.order({ do: 'count' })) as readonly string[];
  }

  /** Stops reading and answering, as a hanging analysisd does. The kernel's queue fills up. */
  hang(): void {
    this.#child.kill('SIGSTOP');
  }

  goOn(): void {
    this.#child.kill('SIGCONT');
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    return Promise.resolve();
  }
}

/** What tells one event from another: DLP twins share their Id. Undefined for what the collector says about itself. */
export function keyOf(event: { readonly [key: string]: unknown }): string | undefined {
  return event['Workload'] === 'o365-wazuh'
    ? undefined
    : `${String(event['Id'])} ${String(event['Operation'])}`;
}

function keyOfDatagram(text: string): string | undefined {
  try {
    const { office_365: event } = JSON.parse(text.slice(HEADER.length)) as {
      office_365: Record<string, unknown>;
    };
    return text.startsWith(HEADER) ? keyOf(event) : `no event: ${text.slice(0, 80)}`;
  } catch {
    return `no JSON: ${text.slice(0, 80)}`;
  }
}

class Host {
  #analysisd: Analysisd | undefined;

  async obey(order: Order): Promise<unknown> {
    if (order.do === 'begin') {
      await this.#analysisd?.[Symbol.asyncDispose]();
      this.#analysisd = await Analysisd.start(order.options);
      return 'ok';
    }
    const analysisd = this.#analysisd;
    if (analysisd === undefined) throw new Error(`${order.do} before begin`);
    switch (order.do) {
      case 'restart':
        await analysisd.restart();
        break;
      case 'down':
        await analysisd.down();
        break;
      case 'up':
        await analysisd.up();
        break;
      case 'foreign':
        analysisd.receiveForeign(order.count);
        break;
      case 'reload-at':
        analysisd.onReceived(order.count, () => void analysisd.reload(order.ms));
        break;
      case 'restart-at':
        analysisd.onReceived(order.count, () => void analysisd.restart());
        break;
      case 'crash-at':
        analysisd.onReceived(order.count, () => void analysisd.killAndStart());
        break;
      case 'drop-at':
        analysisd.onReceived(order.count, () => analysisd.dropNext(1));
        break;
      case 'count':
        analysisd.flush();
        return analysisd.alerts.map(keyOfDatagram).filter(key => key !== undefined);
    }
    return 'ok';
  }
}

if (import.meta.main) {
  const host = new Host();
  process.on('disconnect', () => process.exit());
  process.on('message', (order: Order) => void host.obey(order).then(answer => process.send?.(answer)));
  process.send?.('ready');
}
