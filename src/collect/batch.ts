import { Slab } from './slab.ts';
import type { DeadLetterReason, Identity, KeptEvent } from './ports.ts';

/** Of messages and letters, at which a batch is full whatever it counts: of the largest messages, some sixty. */
const MAX_BYTES = 4 * 1024 * 1024;

/** What is to be kept of an event at an index of the blob. */
export interface Letter {
  readonly index: number;
  readonly reason: DeadLetterReason;
  readonly kept: KeptEvent;
}

/** Events gathered for one delivery, and what was settled beside them. */
export class Batch {
  readonly identities: Identity[] = [];
  readonly datagrams: Buffer[] = [];
  /** Where each datagram's event stands in the blob. */
  readonly indexes: number[] = [];
  readonly settled: Promise<void>;
  readonly settle: () => void;
  readonly filtered = new Map<string, number>();
  /** Written once the batch is through: one that has to be repeated would write them again. */
  readonly letters: Letter[] = [];
  duplicates = 0;
  readonly #maxEvents: number;
  readonly #slab = new Slab();
  #bytes = 0;

  /** @param maxEvents at which it is full. */
  constructor(maxEvents: number) {
    this.#maxEvents = maxEvents;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.settled = promise;
    this.settle = resolve;
  }

  add(identity: Identity, message: string, index: number): void {
    const datagram = this.#slab.write(message);
    this.identities.push(identity);
    this.datagrams.push(datagram);
    this.indexes.push(index);
    this.#bytes += datagram.length;
  }

  /** @param bytes about as much as it takes up until it is written. */
  setAside(letter: Letter, bytes: number): void {
    this.letters.push(letter);
    this.#bytes += bytes;
  }

  isFull(): boolean {
    return this.datagrams.length >= this.#maxEvents || this.#bytes >= MAX_BYTES;
  }

  /** Once they are delivered: gives the memory of all datagrams back at once. They are empty from then on. */
  freeMessages(): void {
    this.#slab.free();
  }
}
