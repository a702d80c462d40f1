import type { CorrelationPlan, CorrelationSlots } from './correlation-slots.ts';
import { AlikeEvents, EventHistory } from './event-history.ts';
import { EventQueue } from './event-queue.ts';
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

/** An event in the memory: what is forgotten with it. */
interface Remembered {
  readonly timeSeconds: number;
  readonly places: readonly HistoryIndex[];
}

/** The events of one session that rules with `if_matched_sid` and `if_matched_group` count. */
export class EventMemory {
  readonly #histories: readonly EventHistory[];
  /** Where a rule finds the events it counts. */
  readonly #counted = new Map<Rule, AlikeEvents | EventQueue<EventRecord>>();
  /** All that fired a rule, counted or not: the engine's memory is bounded by their number. */
  readonly #events = new EventQueue<Remembered>();
  readonly #maxFrequency: number;

  constructor(histories: number, rules: readonly Rule[], slots: CorrelationSlots) {
    this.#histories = Array.from({ length: histories }, () => new EventHistory());
    this.#maxFrequency = rules.reduce((most, rule) => Math.max(most, rule.body.frequency), 0);
    for (const rule of rules) {
      const history = rule.counts?.history === undefined ? undefined : this.#histories[rule.counts.history];
      const plan = slots.planOf(rule);
      if (history && plan) {
        this.#counted.set(rule, history.index(plan.same, rule.body.correlation.anyAgent));
      }
    }
  }

  /**
   * Keeps an event that fired a rule. One whose rule has an `if_matched_sid` on it is not kept for groups as well.
   *
   * @param record is asked for only where a rule may count the event.
   */
  add(timeSeconds: number, record: () => EventRecord, rule: Rule): void {
    const places = rule.ownHistory === undefined ? rule.groupHistories : [rule.ownHistory];
    for (const place of places) this.#histories[place]?.add(record());
    const remembered = { timeSeconds, places };
    this.#events.push(remembered);
    if (this.#events.size > MEMORY_SIZE) this.#forget(remembered);
  }

  /**
   * Whether a rule has counted enough earlier events. If so, the counting begins anew: the present and the newest counted event are marked.
   */
  countsEnough(rule: Rule, plan: CorrelationPlan, present: EventRecord): boolean {
    const counted = this.#counted.get(rule);
    const alike = counted instanceof AlikeEvents ? counted.alikeTo(present) : counted;
    if (!alike) return false;
    const { body } = rule;
    let matches = 0;
    let newest: EventRecord | undefined;
    for (let age = 0; ; age += 1) {
      const record = alike.newest(age);
      if (!record || present.timeSeconds - record.timeSeconds > body.timeframeSeconds) return false;
      if (!differs(plan, record, present)) continue;
      if (record.matched >= body.level) return false;
      if (matches < body.frequency) {
        matches += 1;
        newest ??= record;
        continue;
      }
      present.matched = body.level;
      if (newest) newest.matched = body.level;
      return true;
    }
  }

  /** Beyond the first ten, the engine forgets what is older, in seconds, than the highest frequency of all rules. */
  #forget(added: Remembered): void {
    for (let gone = 0; ; gone += 1) {
      const oldest = this.#events.first();
      if (!oldest || oldest === added) return;
      if (gone >= MIN_FORGOTTEN && added.timeSeconds - oldest.timeSeconds <= this.#maxFrequency) return;
      this.#events.shift();
      for (const place of oldest.places) this.#histories[place]?.shift();
    }
  }
}

function differs(plan: CorrelationPlan, record: EventRecord, present: EventRecord): boolean {
  if (plan.differentDynamic && !present.hasDynamicFields && !record.hasDynamicFields) return false;
  for (const slot of plan.different) {
    const value = present.values[slot];
    if (value !== undefined && record.values[slot] === value) return false;
  }
  return true;
}
