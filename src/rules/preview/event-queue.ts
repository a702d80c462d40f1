/** What entered in the order it came; the oldest leave at the front. */
export class EventQueue<T> {
  readonly #items: (T | undefined)[] = [];
  #first = 0;

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    if (this.size === 0) return undefined;
    const item = this.#items[this.#first];
    this.#items[this.#first] = undefined;
    this.#first += 1;
    if (this.#first * 2 > this.#items.length) {
      this.#items.splice(0, this.#first);
      this.#first = 0;
    }
    return item;
  }

  get size(): number {
    return this.#items.length - this.#first;
  }

  first(): T | undefined {
    return this.#items[this.#first];
  }

  /** @param age 0 for the newest. */
  newest(age: number): T | undefined {
    return age < this.size ? this.#items[this.#items.length - 1 - age] : undefined;
  }
}
