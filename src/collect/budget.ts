/**
 * A number of permits that callers take and give back; further callers wait in order.
 *
 * Used for downloads per tenant. It does not know what a permit stands for.
 */
export class Permits {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  /** @param count how many may be out at once, at least 1. */
  constructor(count: number) {
    this.#free = count;
  }

  /** Runs `work` with a permit; the permit comes back whatever happens. */
  async with<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>(resolve => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    }
  }
}

/** Bodies held in memory at once, over all tenants. A single larger blob still passes. */
export const BODIES_IN_MEMORY_BYTES = 64 * 1024 * 1024;

/**
 * Holds new downloads back while the bodies in memory exceed a limit. Soft: a body's size is known only once it is here, so the
 * downloads under way may go over it by their own sizes.
 */
export class ByteBudget {
  readonly #limitBytes: number;
  #heldBytes = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** Resolves once the bodies in memory are below the limit. */
  async room(): Promise<void> {
    while (this.#heldBytes >= this.#limitBytes) {
      await new Promise<void>(resolve => this.#waiting.push(resolve));
    }
  }

  hold(bytes: number): void {
    this.#heldBytes += bytes;
  }

  release(bytes: number): void {
    this.#heldBytes -= bytes;
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

/** One tenant's part of a budget: however large its bodies are, there is room for those of others. */
export class ByteShare {
  readonly #all: ByteBudget;
  readonly #own: ByteBudget;

  constructor(all: ByteBudget, limitBytes: number) {
    this.#all = all;
    this.#own = new ByteBudget(limitBytes);
  }

  /** Resolves once both the tenant's bodies and all together are below their limits. */
  async room(): Promise<void> {
    await this.#own.room();
    await this.#all.room();
  }

  hold(bytes: number): void {
    this.#own.hold(bytes);
    this.#all.hold(bytes);
  }

  release(bytes: number): void {
    this.#own.release(bytes);
    this.#all.release(bytes);
  }
}
