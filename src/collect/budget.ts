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
 * Of them, how much a single tenant's may fill, so that its large blobs leave room for those of others. Enough for eight of a thousand events
 * each: with 150 ms a request they hide the way to Microsoft behind the work.
 */
export const BODIES_OF_A_TENANT_BYTES = 12 * 1024 * 1024;

/** What a body is taken for before the first is here. */
const FIRST_EXPECTED_BYTES = 1024 * 1024;
/** After a large body the next ones are expected to be nearly as large. */
const EXPECTED_DECAY = 0.9;

/** A number of bytes that may be held at once. Soft: whoever finds it below the limit may pass it once. */
export class ByteBudget {
  readonly #limitBytes: number;
  #heldBytes = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** Resolves once less than the limit is held. @param bytesNow to hold from that moment on. @returns how many that are. */
  async take(bytesNow: () => number): Promise<number> {
    while (this.#heldBytes >= this.#limitBytes) {
      await new Promise<void>(resolve => this.#waiting.push(resolve));
    }
    const bytes = bytesNow();
    this.#heldBytes += bytes;
    return bytes;
  }

  /** Holds more or, below zero, less than before. */
  change(bytes: number): void {
    this.#heldBytes += bytes;
    if (bytes < 0) for (const wake of this.#waiting.splice(0)) wake();
  }
}

/** Room for one body: expected first, then as large as it is. */
export interface BodyRoom extends Disposable {
  /** To be called once, when the body is here. */
  isOf(bytes: number): void;
}

/**
 * One tenant's part of the room for bodies. A body's size is known only once it is here; until then it counts, for its own tenant, as one
 * like those before it. Downloads that dribble in never take the room of other tenants.
 */
export class ByteShare {
  readonly #all: ByteBudget;
  readonly #own: ByteBudget;
  #expectedBytes = FIRST_EXPECTED_BYTES;

  constructor(all: ByteBudget, limitBytes: number) {
    this.#all = all;
    this.#own = new ByteBudget(limitBytes);
  }

  /** Resolves once both the tenant's bodies and all together are below their limits. */
  async room(): Promise<BodyRoom> {
    const [own, all] = [this.#own, this.#all];
    let ownBytes = await own.take(() => this.#expectedBytes);
    let allBytes = await all.take(() => 0);
    return {
      isOf: bytes => {
        this.#expectedBytes = Math.max(bytes, this.#expectedBytes * EXPECTED_DECAY);
        own.change(bytes - ownBytes);
        all.change(bytes);
        ownBytes = bytes;
        allBytes = bytes;
      },
      [Symbol.dispose]: () => {
        own.change(-ownBytes);
        all.change(-allBytes);
      },
    };
  }
}
