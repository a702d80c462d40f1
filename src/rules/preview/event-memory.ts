import type { CorrelationPlan } from './correlation-slots.ts';
import type { HistoryIndex, Rule } from './rule-model.ts';

/** `<memory_size>`: how many events analysisd keeps. */
const MEMORY_SIZE = 8192;
/** Once there are too many, at least so many go. */
const MIN_FORGOTTEN = 10;

/** What is kept of an event that fired a rule. */
export interface EventRecord {
  readonly timeSeconds: number;
  readonly agentId: string;
  readonly hasDynamicFields: boolean;
  readonly values: readonly (string | undefined)[];
  /** Level of the highest rule that has counted it last; such an event ends the counting of rules up to that level. */
  matched: number;
}

/** Events in the order they came; the oldest leave at the front. */
class History {
  readonly #records: (EventRecord | undefined)[] = [];
  #first = 0;

  push(record: EventRecord): void {
    this.#records.push(record);
  }

  shift(): EventRecord | undefined {
    const record = this.#records[this.#first];
    if (!record) return undefined;
    this.#records[this.#first] = undefined;
    this.#first += 1;
    if (this.#first * 2 > this.#records.length) {
      this.#records.splice(0, this.#first);
      this.#first = 0;
    }
    return record;
  }

  get size(): number {
    return this.#records.length - this.#first;
  }

  first(): EventRecord | undefined {
    return this.#records[this.#first];
  }

  *newestFirst(): Generator<EventRecord> {
    for (let i = this.#records.length - 1; i >= this.#first; i -= 1) {
      const record = this.#records[i];
      if (record) yield record;
    }
  }
}

/** The events of one session that rules with `if_matched_sid` and `if_matched_group` count. */
export class EventMemory {
  readonly #histories: readonly History[];
  readonly #events = new History();
  /** Where each event of `#events` is kept too, in the same order. */
  readonly #places = new Map<EventRecord, readonly HistoryIndex[]>();
  readonly #maxFrequency: number;

  constructor(histories: number, rules: readonly Rule[]) {
    this.#histories = Array.from({ length: histories }, () => new History());
    this.#maxFrequency = Math.max(0, ...rules.map(rule => rule.body.frequency));
  }

  /** Keeps an event that fired a rule. One whose rule has an `if_matched_sid` on it is not kept for groups as well. */
  add(record: EventRecord, rule: Rule): void {
    const places = rule.ownHistory === undefined ? rule.groupHistories : [rule.ownHistory];
    for (const place of places) this.#histories[place]?.push(record);
    this.#places.set(record, places);
    this.#events.push(record);
    if (this.#events.size > MEMORY_SIZE) this.#forget(record);
  }

  /**
   * Whether a rule has counted enough earlier events. If so, the counting begins anew: the present and the newest counted event are marked.
   */
  countsEnough(rule: Rule, plan: CorrelationPlan, present: EventRecord): boolean {
    const history = rule.counts?.history === undefined ? undefined : this.#histories[rule.counts.history];
    if (!history) return false;
    const { body } = rule;
    let counted = 0;
    let newest: EventRecord | undefined;
    for (const record of history.newestFirst()) {
      if (present.timeSeconds - record.timeSeconds > body.timeframeSeconds) return false;
      if (!body.correlation.anyAgent && record.agentId !== present.agentId) continue;
      if (!compares(plan, record, present)) continue;
      if (record.matched >= body.level) return false;
      if (counted < body.frequency) {
        counted += 1;
        newest ??= record;
        continue;
      }
      present.matched = body.level;
      if (newest) newest.matched = body.level;
      return true;
    }
    return false;
  }

  /** Beyond the first ten, the engine forgets what is older, in seconds, than the highest frequency of all rules. */
  #forget(added: EventRecord): void {
    for (let gone = 0; ; gone += 1) {
      const oldest = this.#events.first();
      if (!oldest || oldest === added) return;
      if (gone >= MIN_FORGOTTEN && added.timeSeconds - oldest.timeSeconds <= this.#maxFrequency) return;
      this.#events.shift();
      for (const place of this.#places.get(oldest) ?? []) this.#histories[place]?.shift();
      this.#places.delete(oldest);
    }
  }
}

function compares(plan: CorrelationPlan, record: EventRecord, present: EventRecord): boolean {
  for (const slot of plan.same) {
    const value = present.values[slot];
    if (value === undefined || record.values[slot] !== value) return false;
  }
  if (plan.differentDynamic && !present.hasDynamicFields && !record.hasDynamicFields) return false;
  for (const slot of plan.different) {
    const value = present.values[slot];
    if (value !== undefined && record.values[slot] === value) return false;
  }
  return true;
}
