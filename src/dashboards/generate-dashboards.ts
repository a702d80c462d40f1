import { BOARDS } from './boards.ts';
import { dashboard } from './dashboard.ts';
import type { SavedObject } from './saved-object.ts';

/** A generated file; `path` is relative to the package root. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/** Every saved object of ours, each dashboard behind its panels. */
export function dashboardObjects(): readonly SavedObject[] {
  return BOARDS.flatMap(board => dashboard(board, BOARDS));
}

/** Writes one file a dashboard. Each is whole in itself and can be imported alone; no index pattern is in them. */
export function generateDashboards(): readonly GeneratedFile[] {
  return BOARDS.map(board => ({
    path: `dashboards/${board.id}.ndjson`,
    text: toNdjson(dashboard(board, BOARDS)),
  }));
}

export function toNdjson(objects: readonly SavedObject[]): string {
  return objects.map(object => `${JSON.stringify(object)}\n`).join('');
}
