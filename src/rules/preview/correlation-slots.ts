import type { EventFields, StaticField } from './event-fields.ts';
import type { Correlation, Rule } from './rule-model.ts';

/** Indices into the values that are kept of an event. */
export interface CorrelationPlan {
  readonly same: readonly number[];
  readonly different: readonly number[];
  /** Two events without any dynamic field never count as different. */
  readonly differentDynamic: boolean;
}

/** Texts shorter than this are copies of their own; longer ones keep the whole log alive that they were cut from. */
const MIN_SLICED = 13;

type Slot = { readonly static: StaticField | 'location' } | { readonly dynamic: string };

/** Which values of an event must be kept for the rules that count earlier events, and where. */
export class CorrelationSlots {
  readonly #slots: Slot[] = [];
  readonly #indices = new Map<string, number>();
  readonly #plans = new Map<Rule, CorrelationPlan>();

  constructor(rules: readonly Rule[]) {
    for (const rule of rules)
      if (rule.body.correlates) this.#plans.set(rule, this.#plan(rule.body.correlation));
  }

  planOf(rule: Rule): CorrelationPlan | undefined {
    return this.#plans.get(rule);
  }

  /** The values of one event, one for each slot. */
  valuesOf(fields: EventFields, location: string): (string | undefined)[] {
    return this.#slots.map(slot => {
      if ('dynamic' in slot) return detached(fields.dynamic(slot.dynamic));
      return detached(slot.static === 'location' ? location : fields.statics[slot.static]);
    });
  }

  #plan(correlation: Correlation): CorrelationPlan {
    const statics = (names: Correlation['sameStatics']): number[] =>
      names.map(name => this.#slot(`static ${name}`, { static: name }));
    const dynamics = (names: readonly string[]): number[] =>
      names.map(name => this.#slot(`dynamic ${name}`, { dynamic: name }));
    return {
      same: [...statics(correlation.sameStatics), ...dynamics(correlation.sameFields)],
      different: [...statics(correlation.differentStatics), ...dynamics(correlation.differentFields)],
      differentDynamic: correlation.differentFields.length > 0,
    };
  }

  #slot(key: string, slot: Slot): number {
    const known = this.#indices.get(key);
    if (known !== undefined) return known;
    this.#indices.set(key, this.#slots.length);
    return this.#slots.push(slot) - 1;
  }
}

function detached(value: string | undefined): string | undefined {
  return value === undefined || value.length < MIN_SLICED
    ? value
    : Buffer.from(value, 'latin1').toString('latin1');
}
