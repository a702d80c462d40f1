import type { EventRecord } from './event-memory.ts';
import { EventQueue } from './event-queue.ts';

/** The events that one rule or group of rules has fired on, oldest first. */
export class EventHistory {
  readonly #all = new EventQueue<EventRecord>();
  readonly #indices = new Map<string, AlikeEvents>();

  /**
   * Has events that are alike found without a look at all others.
   *
   * @param slots which values must be there and equal.
   * @param anyAgent false: the agent too.
   */
  index(slots: readonly number[], anyAgent: boolean): AlikeEvents | EventQueue<EventRecord> {
    if (slots.length === 0 && anyAgent) return this.#all;
    const name = `${anyAgent} ${[...slots].sort((a, b) => a - b).join(' ')}`;
    const index = this.#indices.get(name) ?? new AlikeEvents(slots, anyAgent);
    this.#indices.set(name, index);
    return index;
  }

  add(record: EventRecord): void {
    this.#all.push(record);
    for (const index of this.#indices.values()) index.add(record);
  }

  /** Forgets the oldest. */
  shift(): void {
    const record = this.#all.shift();
    if (record) for (const index of this.#indices.values()) index.forget(record);
  }
}

/** Events by what they have in common. */
export class AlikeEvents {
  readonly #slots: readonly number[];
  readonly #anyAgent: boolean;
  readonly #byKey = new Map<string, EventQueue<EventRecord>>();

  constructor(slots: readonly number[], anyAgent: boolean) {
    this.#slots = slots;
    this.#anyAgent = anyAgent;
  }

  add(record: EventRecord): void {
    const key = this.#keyOf(record);
    if (key === undefined) return;
    const queue = this.#byKey.get(key) ?? new EventQueue();
    this.#byKey.set(key, queue);
    queue.push(record);
  }

  /** @param record the oldest of the history, and so the oldest of its kind. */
  forget(record: EventRecord): void {
    const key = this.#keyOf(record);
    const queue = key === undefined ? undefined : this.#byKey.get(key);
    queue?.shift();
    if (key !== undefined && queue?.size === 0) this.#byKey.delete(key);
  }

  /** The events alike to one; undefined where there are none, or where it lacks a value. */
  alikeTo(record: EventRecord): EventQueue<EventRecord> | undefined {
    const key = this.#keyOf(record);
    return key === undefined ? undefined : this.#byKey.get(key);
  }

  #keyOf({ agentId, values }: EventRecord): string | undefined {
    let key = this.#anyAgent ? '' : agentId;
    for (const slot of this.#slots) {
      const value = values[slot];
      if (value === undefined) return undefined;
      // No value holds a zero byte: it would have ended there.
      key += `\0${value}`;
    }
    return key;
  }
}
