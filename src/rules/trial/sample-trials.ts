import type { CatalogueEntry } from '../catalogue-index.ts';
import type { Sample, SampleEvent } from '../model.ts';
import { USER_LISTS } from '../catalogue/user-lists.ts';

/** A sample of the catalogue: events in a row, of which the last one must meet the rule. */
export interface SampleTrial {
  readonly rule: number;
  readonly level: number;
  /** Messages as they would be sent. */
  readonly logs: readonly string[];
}

/** The samples of all rules that an installation has. Those of optional files need rules that are not there. */
export function sampleTrials(entries: readonly CatalogueEntry[]): readonly SampleTrial[] {
  return entries
    .filter(entry => entry.installation !== 'optional')
    .flatMap(({ rule }) =>
      rule.hits.map(hit => ({ rule: rule.id, level: rule.level, logs: eventsOf(hit).map(messageOf) })),
    );
}

/** Lists with the example entries that the samples of list rules are made for. */
export function exampleLists(): Readonly<Record<string, string>> {
  return Object.fromEntries(USER_LISTS.map(({ name, example }) => [`etc/lists/${name}`, `${example}\n`]));
}

function eventsOf(sample: Sample): readonly SampleEvent[] {
  return isSequence(sample) ? sample : [sample];
}

function isSequence(sample: Sample): sample is readonly SampleEvent[] {
  return Array.isArray(sample);
}

function messageOf(event: SampleEvent): string {
  return JSON.stringify('integration' in event ? event : { office_365: event });
}
