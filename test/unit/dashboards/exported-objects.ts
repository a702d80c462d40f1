import { generateDashboards } from '../../../src/dashboards/generate-dashboards.ts';
import type { ExportedAggregation } from './aggregate.ts';

/** A line of an export file, as whoever imports it sees it. */
export interface ExportedObject {
  readonly file: string;
  readonly type: string;
  readonly id: string;
  readonly attributes: Readonly<Record<string, unknown>> & { readonly title: string };
  readonly references: readonly { readonly name: string; readonly type: string; readonly id: string }[];
  readonly migrationVersion?: Readonly<Record<string, string>>;
}

export interface ExportedVisState {
  readonly title: string;
  readonly type: string;
  readonly aggs: readonly ExportedAggregation[];
  readonly params: Readonly<Record<string, unknown>>;
}

/** Everything that the files hold, read back from their text. */
export function exportedObjects(): readonly ExportedObject[] {
  return generateDashboards().flatMap(({ path, text }) =>
    text
      .split('\n')
      .filter(line => line !== '')
      .map(line => ({ file: path, ...(JSON.parse(line) as Omit<ExportedObject, 'file'>) })),
  );
}

export function visStateOf(object: ExportedObject): ExportedVisState {
  return JSON.parse(String(object.attributes['visState'])) as ExportedVisState;
}

/** The query of an object's search source. */
export function queryOf(object: ExportedObject): string {
  const meta = object.attributes['kibanaSavedObjectMeta'] as { readonly searchSourceJSON: string };
  const source = JSON.parse(meta.searchSourceJSON) as {
    readonly query: { readonly query: string; readonly language: string };
  };
  return source.query.query;
}
