/** One key and what is known of it. */
export interface Counted<T> {
  readonly key: string;
  /** How often, at most. */
  readonly count: number;
  /** By how much `count` may be too high: 0 as long as nothing was ever pushed out. */
  readonly error: number;
  /** What was gathered since the key came in. */
  readonly data: T;
}

interface Slot<T> {
  key: string;
  count: number;
  error: number;
  data: T;
  /** Place in the heap. */
  at: number;
}

/**
 * Counts the most frequent keys of a stream in bounded memory (the Space-Saving algorithm of Metwally, Agrawal and El Abbadi, 2005).
 *
 * Exact up to `capacity` different keys. Beyond that a new key takes the place of the rarest one and inherits its count as error: any key
 * that makes up more than 1/capacity of the stream is in it for certain, and no count is more than total/capacity too high.
 */
export class TopCounter<T> {
  readonly #capacity: number;
  readonly #create: () => T;
  readonly #slots = new Map<string, Slot<T>>();
  /** The rarest on top. */
  readonly #heap: Slot<T>[] = [];
  #total = 0;
  #pushedOut = false;

  /** @param create makes what is gathered about a key, empty. */
  constructor(capacity: number, create: () => T) {
    this.#capacity = capacity;
    this.#create = create;
  }

  /** True once there were more keys than places: counts are upper bounds then, and rare keys may be missing. */
  get isApproximate(): boolean {
    return this.#pushedOut;
  }

  /** How many keys were counted, each as often as it came. */
  get total(): number {
    return this.#total;
  }

  /** Different keys that are held. */
  get size(): number {
    return this.#heap.length;
  }

  /** Counts a key once and gives what is gathered about it, to be added to. */
  add(key: string): T {
    this.#total += 1;
    const known = this.#slots.get(key);
    if (known) {
      known.count += 1;
      this.#sink(known);
      return known.data;
    }
    return this.#heap.length < this.#capacity ? this.#enter(key) : this.#replace(key);
  }

  /** What is gathered about a key, unless it is not held. */
  get(key: string): Counted<T> | undefined {
    return this.#slots.get(key);
  }

  /** The keys in order of their count, the most frequent first. */
  top(limit = this.#capacity): readonly Counted<T>[] {
    return [...this.#heap]
      .sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1))
      .slice(0, limit)
      .map(({ key, count, error, data }) => ({ key, count, error, data }));
  }

  #enter(key: string): T {
    const slot: Slot<T> = { key, count: 1, error: 0, data: this.#create(), at: this.#heap.length };
    this.#slots.set(key, slot);
    this.#heap.push(slot);
    this.#rise(slot);
    return slot.data;
  }

  #replace(key: string): T {
    const rarest = this.#heap[0];
    if (!rarest) return this.#create();
    this.#pushedOut = true;
    this.#slots.delete(rarest.key);
    rarest.key = key;
    rarest.error = rarest.count;
    rarest.count += 1;
    rarest.data = this.#create();
    this.#slots.set(key, rarest);
    this.#sink(rarest);
    return rarest.data;
  }

  #rise(slot: Slot<T>): void {
    while (slot.at > 0) {
      const parent = this.#heap[(slot.at - 1) >> 1];
      if (!parent || parent.count <= slot.count) return;
      this.#swap(slot, parent);
    }
  }

  #sink(slot: Slot<T>): void {
    for (;;) {
      const left = this.#heap[2 * slot.at + 1];
      const right = this.#heap[2 * slot.at + 2];
      const rarer = left && right && right.count < left.count ? right : left;
      if (!rarer || rarer.count >= slot.count) return;
      this.#swap(slot, rarer);
    }
  }

  #swap(a: Slot<T>, b: Slot<T>): void {
    [a.at, b.at] = [b.at, a.at];
    this.#heap[a.at] = a;
    this.#heap[b.at] = b;
  }
}
