import { between, is } from './kql.ts';
import { FIELD } from './fields.ts';
import { LEVEL_BANDS } from './level-bands.ts';
import type { Filters, Metric, Terms } from './model.ts';
import type { OperationGroup } from './operation-groups.ts';

/** The most frequent values of a field. */
export function top(field: string, size: number, label: string, orderBy?: number): Terms {
  return { field, size, label, ...(orderBy === undefined ? {} : { orderBy }) };
}

export const EVENTS: Metric = { type: 'count', label: 'Events' };
export const LAST_SEEN: Metric = { type: 'max', field: FIELD.time, label: 'Last seen' };
export const HIGHEST_LEVEL: Metric = { type: 'max', field: FIELD.level, label: 'Highest level' };

export function distinct(field: string, label: string): Metric {
  return { type: 'cardinality', field, label };
}

export function operations(...groups: readonly OperationGroup[]): string {
  return is(FIELD.operation, ...groups.flatMap(group => group.operations));
}

/** One filter a group of operations. */
export function byGroup(groups: readonly OperationGroup[]): Filters {
  return { filters: groups.map(group => ({ label: group.label, query: operations(group) })) };
}

export const BY_LEVEL: Filters = {
  filters: LEVEL_BANDS.map(band => ({
    label: band.label,
    query: between(FIELD.level, band.from, band.below),
  })),
};
