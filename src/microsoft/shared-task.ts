/**
 * One task at a time for many callers: whoever joins while it runs gets its result. A caller that aborts leaves alone; the task
 * itself is aborted only when nobody is left.
 */
export class SharedTask<T> {
  readonly #run: (signal: AbortSignal) => Promise<T>;
  #current: Running<T> | undefined;

  constructor(run: (signal: AbortSignal) => Promise<T>) {
    this.#run = run;
  }

  /** @throws the signal's reason when it aborts, and what the task throws. */
  async join(signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    const current = (this.#current ??= this.#start());
    current.waiting += 1;
    const aborted = Promise.withResolvers<never>();
    const onAbort = (): void => aborted.reject(signal.reason);
    signal.addEventListener('abort', onAbort);
    try {
      return await Promise.race([current.result, aborted.promise]);
    } finally {
      signal.removeEventListener('abort', onAbort);
      current.waiting -= 1;
      if (current.waiting === 0) {
        current.controller.abort();
        // A newcomer must not join a task that is being aborted.
        if (this.#current === current) this.#current = undefined;
      }
    }
  }

  #start(): Running<T> {
    const controller = new AbortController();
    const current: Running<T> = { result: this.#run(controller.signal), controller, waiting: 0 };
    const forget = (): void => {
      if (this.#current === current) this.#current = undefined;
    };
    // Also keeps a rejection from being unhandled when every caller has left.
    current.result.then(forget, forget);
    return current;
  }
}

interface Running<T> {
  readonly result: Promise<T>;
  readonly controller: AbortController;
  waiting: number;
}
