import type { Identity } from './ports.ts';

/**
 * Who of the blobs under way is delivering which event, within one partition.
 *
 * Microsoft puts the same event into two blobs, and both may be under way at once: neither is in the store's memory yet. The
 * first to claim it delivers it; the other waits for that batch and then asks the store.
 */
export class Claims {
  readonly #batches = new Map<string, Promise<void>>();

  /** The batch that delivers this event now, or undefined. */
  holder(identity: Identity): Promise<void> | undefined {
    return this.#batches.get(identity);
  }

  /** Claims an event for a batch; `settled` resolves when that batch was delivered and recorded, or failed. */
  claim(identity: Identity, settled: Promise<void>): void {
    this.#batches.set(identity, settled);
  }

  release(identities: readonly Identity[]): void {
    for (const identity of identities) this.#batches.delete(identity);
  }
}
