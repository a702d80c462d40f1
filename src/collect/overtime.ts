import type { Clock } from './ports.ts';

/**
 * Ends a run for those who take long once others wait for the next one: runs never overlap, so a tenant with a backlog of hours, or one that does
 * not answer, would otherwise keep all others from being collected again.
 *
 * Nobody is ended before the time is over, nor as long as nobody is through: who would wait then?
 */
export class Overtime {
  readonly #enough = new AbortController();
  readonly #timer = new AbortController();
  #isOver = false;
  #anyDone = false;

  /** @param afterMs undefined: a run takes as long as it takes. */
  constructor(afterMs: number | undefined, clock: Clock) {
    if (afterMs === undefined) return;
    clock.sleep(afterMs, this.#timer.signal).then(
      () => this.#over(),
      () => undefined,
    );
  }

  /** Aborts when no tenant is to begin anything more. */
  get signal(): AbortSignal {
    return this.#enough.signal;
  }

  /** A tenant is through. */
  done(): void {
    this.#anyDone = true;
    this.#end();
  }

  /** To be called at the end of the run. */
  close(): void {
    this.#timer.abort();
  }

  #over(): void {
    this.#isOver = true;
    this.#end();
  }

  #end(): void {
    if (this.#isOver && this.#anyDone) this.#enough.abort();
  }
}
