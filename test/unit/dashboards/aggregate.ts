import type { FlatDocument } from './flatten-document.ts';
import { parseKql } from './parse-kql.ts';

/** An entry of a visualization's `aggs`, as it was exported. */
export interface ExportedAggregation {
  readonly id: string;
  readonly type: string;
  readonly schema: string;
  readonly params: {
    readonly field?: string;
    readonly size?: number;
    readonly orderBy?: string;
    readonly filters?: readonly {
      readonly input: { readonly query: string; readonly language: string };
      readonly label: string;
    }[];
    readonly customLabel?: string;
  };
}

/** A row of the result: the buckets' names from the outermost in, and the documents inside. */
export interface Row {
  readonly names: readonly string[];
  readonly documents: readonly FlatDocument[];
}

const HOUR_MS = 3_600_000;

/** Splits documents by the bucket aggregations of a visualization, one inside the other, as the indexer does. Filters keep their empty buckets. */
export function aggregate(
  aggregations: readonly ExportedAggregation[],
  documents: readonly FlatDocument[],
): readonly Row[] {
  let rows: readonly Row[] = [{ names: [], documents }];
  for (const aggregation of aggregations.filter(one => one.schema !== 'metric')) {
    rows = rows.flatMap(row =>
      split(aggregation, row.documents).map(([name, inside]) => ({
        names: [...row.names, name],
        documents: inside,
      })),
    );
  }
  return rows;
}

type Bucket = readonly [name: string, documents: readonly FlatDocument[]];

function split(aggregation: ExportedAggregation, documents: readonly FlatDocument[]): readonly Bucket[] {
  const { field = '', size = 10, filters = [] } = aggregation.params;
  switch (aggregation.type) {
    case 'terms':
      return byValue(documents, document => new Set(document.get(field))).slice(0, size);
    case 'geohash_grid':
      return byValue(documents, document => new Set(document.get(field)));
    case 'date_histogram':
      return byValue(documents, document =>
        (document.get(field) ?? []).map(time => String(Math.floor(Date.parse(time) / HOUR_MS))),
      );
    case 'filters':
      return filters.map(({ input, label }) => [label, documents.filter(parseKql(input.query))] as const);
    default:
      throw new Error(`Not an aggregation that our dashboards use: ${aggregation.type}`);
  }
}

function byValue(
  documents: readonly FlatDocument[],
  valuesOf: (document: FlatDocument) => Iterable<string>,
): Bucket[] {
  const buckets = new Map<string, FlatDocument[]>();
  for (const document of documents) {
    for (const value of valuesOf(document)) {
      const bucket = buckets.get(value);
      if (bucket) bucket.push(document);
      else buckets.set(value, [document]);
    }
  }
  return [...buckets].sort((a, b) => b[1].length - a[1].length);
}
