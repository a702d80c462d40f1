import type { Identity } from './ports.ts';

/** At which a batch is full whatever it counts: of the largest messages, some sixty. */
const MAX_BYTES = 4 * 1024 * 1024;

/** Events gathered for one delivery, and what was settled beside them. */
export class Batch {
  readonly identities: Identity[] = [];
  readonly datagrams: Buffer[] = [];
  /** Where each datagram's event stands in the blob. */
  readonly indexes: number[] = [];
  readonly settled: Promise<void>;
  readonly settle: () => void;
  readonly filtered = new Map<string, number>();
  duplicates = 0;
  deadLettered = 0;
  trimmed = 0;
  readonly #maxEvents: number;
  #bytes = 0;

  /** @param maxEvents at which it is full. */
  constructor(maxEvents: number) {
    this.#maxEvents = maxEvents;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.settled = promise;
    this.settle = resolve;
  }

  add(identity: Identity, datagram: Buffer, index: number): void {
    this.identities.push(identity);
    this.datagrams.push(datagram);
    this.indexes.push(index);
    this.#bytes += datagram.length;
  }

  isFull(): boolean {
    return this.datagrams.length >= this.#maxEvents || this.#bytes >= MAX_BYTES;
  }
}
