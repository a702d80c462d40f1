import { FIELD } from './fields.ts';
import type { Filters, Metric, Split, Terms } from './model.ts';

/** One entry of a visualization's `aggs`. */
export interface Aggregation {
  readonly id: string;
  readonly enabled: true;
  readonly type: string;
  readonly schema: 'metric' | 'segment' | 'group' | 'bucket';
  readonly params: Readonly<Record<string, unknown>>;
}

/** Numbers the metrics from 1; buckets refer to them by that. */
export function metricAggregations(metrics: readonly Metric[]): Aggregation[] {
  return metrics.map((metric, index) => ({
    id: String(index + 1),
    enabled: true,
    type: metric.type,
    schema: 'metric',
    params: { ...(metric.type === 'count' ? {} : { field: metric.field }), customLabel: metric.label },
  }));
}

export function bucketAggregation(id: number, schema: Aggregation['schema'], split: Split): Aggregation {
  return 'filters' in split ? filters(id, schema, split) : terms(id, schema, split);
}

function terms(
  id: number,
  schema: Aggregation['schema'],
  { field, size, label, orderBy = 0 }: Terms,
): Aggregation {
  return {
    id: String(id),
    enabled: true,
    type: 'terms',
    schema,
    params: {
      field,
      orderBy: String(orderBy + 1),
      order: 'desc',
      size,
      otherBucket: false,
      otherBucketLabel: 'Other',
      missingBucket: false,
      missingBucketLabel: 'Missing',
      customLabel: label,
    },
  };
}

function filters(id: number, schema: Aggregation['schema'], split: Filters): Aggregation {
  return {
    id: String(id),
    enabled: true,
    type: 'filters',
    schema,
    params: {
      filters: split.filters.map(({ label, query }) => ({ input: { query, language: 'kuery' }, label })),
    },
  };
}

/** Alerts by the time of the alert. Wazuh's pattern has this one time field; `@timestamp` is hidden there. */
export function timeAggregation(id: number): Aggregation {
  // The name of the setting that normalises intervals differs between Kibana and OpenSearch Dashboards; left out, both do so.
  return {
    id: String(id),
    enabled: true,
    type: 'date_histogram',
    schema: 'segment',
    params: {
      field: FIELD.time,
      interval: 'auto',
      drop_partials: false,
      min_doc_count: 1,
      extended_bounds: {},
    },
  };
}

export function placeAggregation(id: number): Aggregation {
  return {
    id: String(id),
    enabled: true,
    type: 'geohash_grid',
    schema: 'segment',
    params: {
      field: FIELD.place,
      autoPrecision: true,
      precision: 2,
      useGeocentroid: true,
      isFilteredByCollar: true,
    },
  };
}
