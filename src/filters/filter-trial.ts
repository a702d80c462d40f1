import type { AuditEvent } from '../events/audit-event.ts';
import type { ContentType } from '../events/content-type.ts';
import { type CaughtBy, compileFilters, type FilterSpec } from './filter.ts';
import type { RecordedEvent } from './recorded-event.ts';

/** What a person knows an event by. */
export interface CaughtEvent {
  readonly time: string;
  readonly operation: string;
  readonly user: string;
  readonly workload: string;
  readonly id: string;
}

export interface TrialOfFilter {
  readonly filter: string;
  events: number;
  /** The first of them. */
  readonly examples: CaughtEvent[];
}

/** Applies filters to recorded events as the collector would, and counts. */
export class FilterTrial {
  readonly filters = new Map<string, TrialOfFilter>();
  events = 0;
  passed = 0;
  readonly #specsOf: (tenant: string | undefined) => readonly FilterSpec[];
  readonly #maxExamples: number;
  readonly #compiled = new Map<string, CaughtBy | undefined>();

  /**
   * @param specsOf the filters of a tenant by its label; of an unknown one, or where none is known, what the caller thinks right.
   * @param maxExamples events kept of each filter.
   */
  constructor(specsOf: (tenant: string | undefined) => readonly FilterSpec[], maxExamples: number) {
    this.#specsOf = specsOf;
    this.#maxExamples = maxExamples;
  }

  /** Names the filters of a tenant, so that one that catches nothing is told as well. */
  expect(specs: readonly FilterSpec[]): void {
    for (const { name } of specs) this.#of(name);
  }

  /** @returns the filter that catches the event; undefined when it passes. */
  add({ event, contentType, tenant }: RecordedEvent): string | undefined {
    this.events += 1;
    const filter = this.#filtersFor(tenant, contentType)?.(event);
    if (filter === undefined) {
      this.passed += 1;
      return undefined;
    }
    const trial = this.#of(filter);
    trial.events += 1;
    if (trial.examples.length < this.#maxExamples) trial.examples.push(shortForm(event));
    return filter;
  }

  #filtersFor(tenant: string | undefined, contentType: ContentType | undefined): CaughtBy | undefined {
    const key = `${contentType ?? ''} ${tenant ?? ''}`;
    if (!this.#compiled.has(key)) this.#compiled.set(key, compileFilters(this.#specsOf(tenant), contentType));
    return this.#compiled.get(key);
  }

  #of(filter: string): TrialOfFilter {
    let trial = this.filters.get(filter);
    if (!trial) {
      trial = { filter, events: 0, examples: [] };
      this.filters.set(filter, trial);
    }
    return trial;
  }
}

function shortForm(event: AuditEvent): CaughtEvent {
  const text = (field: string): string => {
    const value = event[field];
    return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
  };
  return {
    time: text('CreationTime'),
    operation: text('Operation'),
    user: text('UserId'),
    workload: text('Workload'),
    id: text('Id'),
  };
}
