import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import type { ChildMessage, RunOrder, RunReport } from './orders.ts';

/** Far beyond any honest run, also on a machine with other work. */
const RUN_DEADLINE_MS = 60_000;

export type RunEnd =
  | { readonly how: 'ended'; readonly report: RunReport }
  | { readonly how: 'killed' }
  | { readonly how: 'hung' }
  | { readonly how: 'died'; readonly reason: string };

/**
 * Processes that run the collector. One that lives is used again; a killed one has its successor ready, so that nobody waits for Node
 * to start.
 */
export class CollectorPool implements AsyncDisposable {
  readonly #bundle: string;
  readonly #idle: Promise<ChildProcess>[] = [];
  readonly #all = new Set<ChildProcess>();
  started = 0;

  constructor(bundle: string, spare: number) {
    this.#bundle = bundle;
    for (let n = 0; n < spare; n += 1) this.#idle.push(this.#start());
  }

  /**
   * Runs the collector once.
   *
   * @param onLeap told how far the child's clock leapt. @param killAfterMs kills it from outside after so long, wherever it is.
   */
  async run(order: RunOrder, onLeap: (ms: number) => void, killAfterMs?: number): Promise<RunEnd> {
    const child = await (this.#idle.shift() ?? this.#start());
    const { promise, resolve } = Promise.withResolvers<RunEnd>();
    let killed = false;
    const kill = (): void => {
      killed = true;
      child.kill('SIGKILL');
    };
    const timer = killAfterMs === undefined ? undefined : setTimeout(kill, killAfterMs);
    const deadline = setTimeout(() => {
      resolve({ how: 'hung' });
      child.kill('SIGKILL');
    }, RUN_DEADLINE_MS);
    const onMessage = (message: ChildMessage): void => {
      if (message === 'ready') return;
      if ('leaptMs' in message) onLeap(message.leaptMs);
      else resolve({ how: 'ended', report: message.report });
    };
    const onExit = (code: number | null, signal: string | null): void => {
      const byUs = killed || (signal === 'SIGKILL' && order.blow?.how === 'kill');
      resolve(byUs ? { how: 'killed' } : { how: 'died', reason: `exit ${code}, signal ${signal}` });
    };
    child.on('message', onMessage).on('exit', onExit);
    child.send(order);
    const end = await promise;
    clearTimeout(timer);
    clearTimeout(deadline);
    child.off('message', onMessage).off('exit', onExit);
    // A kill that was on its way when the run ended would strike the next one.
    if (end.how === 'ended' && !killed) this.#idle.unshift(Promise.resolve(child));
    else {
      this.#all.delete(child);
      this.#idle.push(this.#start());
    }
    return end;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#idle);
    for (const child of this.#all) child.kill('SIGKILL');
  }

  async #start(): Promise<ChildProcess> {
    this.started += 1;
    const child = fork(this.#bundle, [], {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      // Compiled once, not at each of some hundred starts.
      env: { ...process.env, NODE_COMPILE_CACHE: join(dirname(this.#bundle), 'compiled') },
    });
    this.#all.add(child);
    await once(child, 'message');
    return child;
  }
}
