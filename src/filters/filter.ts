import type { AuditEvent } from '../events/audit-event.ts';
import type { ContentType } from '../events/content-type.ts';
import { fieldOf } from '../events/field-path.ts';
import { compileExpression, type EventTest } from './expression.ts';
import { recordTypeNumbers } from './record-type-numbers.ts';
import { equalsOneOf, matchesOneOf, type ValueTest } from './text-set.ts';

/** What an event must be like. All that is given must hold; of a list one entry must. Without any, every event is meant. */
export interface FilterConditions {
  readonly contentTypes?: readonly ContentType[];
  /** Of these, `*` and `?` are wild cards. */
  readonly workloads?: readonly string[];
  readonly operations?: readonly string[];
  /** By `UserId`. */
  readonly users?: readonly string[];
  /** Numbers, or Microsoft's names for them. */
  readonly recordTypes?: readonly (string | number)[];
  /** An expression: see `compileExpression`. */
  readonly when?: string;
}

/** One filter as it is configured. */
export interface FilterSpec {
  readonly name: string;
  /** `exclude` catches the events that are like this, `include` all others. */
  readonly kind: 'exclude' | 'include';
  readonly conditions: FilterConditions;
  /** Switched off: it stands for nothing but its name. */
  readonly isOff?: boolean;
}

/** The name of the first filter that catches an event; undefined when it passes. */
export type CaughtBy = (event: AuditEvent) => string | undefined;

/** The feed's events about itself, which no filter may keep back: an attacker, or a slip, could otherwise silence the alarm. */
const OWN_WORKLOAD = 'o365-wazuh';

/**
 * Joins the filters of one content type of one tenant. The first one that catches an event counts it.
 *
 * @param specs checked already: an expression that can't be read is a defect here.
 * @param contentType undefined where it is not known, as for events out of a file: then no condition on it holds.
 * @returns undefined when there is nothing to test, so that a feed without filters does not pay for them.
 */
export function compileFilters(
  specs: readonly FilterSpec[],
  contentType: ContentType | undefined,
): CaughtBy | undefined {
  const filters: { readonly name: string; readonly catches: EventTest }[] = [];
  for (const { name, kind, conditions } of specs) {
    const types = conditions.contentTypes;
    const isMeant = types === undefined || (contentType !== undefined && types.includes(contentType));
    if (!isMeant && kind === 'exclude') continue;
    const meets = isMeant ? compileConditions(conditions) : () => false;
    filters.push({ name, catches: kind === 'exclude' ? meets : event => !meets(event) });
  }
  if (filters.length === 0) return undefined;
  return event => {
    for (const filter of filters) {
      if (filter.catches(event)) return event['Workload'] === OWN_WORKLOAD ? undefined : filter.name;
    }
    return undefined;
  };
}

function compileConditions(conditions: FilterConditions): EventTest {
  const tests: EventTest[] = [];
  const add = (field: string, test: ValueTest): void => {
    const lower = field.toLowerCase();
    tests.push(event => test(fieldOf(event, field, lower) ?? null));
  };
  const { workloads, operations, users, recordTypes, when } = conditions;
  if (operations) add('Operation', matchesOneOf(operations));
  if (recordTypes) add('RecordType', equalsOneOf(recordTypes.flatMap(one => recordTypeNumbers(one) ?? [])));
  if (workloads) add('Workload', matchesOneOf(workloads));
  if (users) add('UserId', matchesOneOf(users));
  if (when !== undefined) {
    const test = compileExpression(when);
    if (typeof test !== 'function') throw new Error(`The expression was not checked: ${test.message}`);
    tests.push(test);
  }
  return event => tests.every(test => test(event));
}
