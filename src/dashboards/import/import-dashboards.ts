import { z } from 'zod';
import { O365WazuhError } from '../../errors.ts';
import { toNdjson } from '../generate-dashboards.ts';
import { ID_PREFIX, type SavedObject } from '../saved-object.ts';
import type { DashboardServer } from './dashboard-server.ts';
import { type DashboardVersion, dashboardVersion } from './dashboard-version.ts';
import { explainImport } from './explain-import.ts';
import { type IndexPattern, findIndexPattern } from './find-index-pattern.ts';
import { parseAnswer } from './parse-answer.ts';
import { type FieldRefresh, refreshFields } from './refresh-fields.ts';
import { useIndexPattern } from './use-index-pattern.ts';
import { usedFields } from './used-fields.ts';

/** What an import is going to do. */
export interface ImportPlan {
  readonly version: DashboardVersion;
  readonly pattern: IndexPattern;
  /** As they will be sent. */
  readonly objects: readonly SavedObject[];
  /** Titles of what is not there yet, of what is there in another form (an edit, or another version of ours), and of what is there already. */
  readonly added: readonly string[];
  readonly replaced: readonly string[];
  readonly same: readonly string[];
}

export interface ImportResult {
  /** Undefined where the server stores no field list, or it could not be written. */
  readonly refresh: FieldRefresh | undefined;
  /** Where the first dashboard can be seen. */
  readonly page: string;
}

const BULK = z.object({
  saved_objects: z.array(
    z.looseObject({
      type: z.string(),
      id: z.string(),
      error: z.unknown().optional(),
      attributes: z.record(z.string(), z.unknown()).optional(),
    }),
  ),
});

/**
 * Finds out what an import would do. Changes nothing.
 *
 * @param indexPattern id of the pattern to use; looked up when absent.
 * @throws the codes of `DashboardServer.send`, DASHBOARD_VERSION, DASHBOARD_NO_INDEX_PATTERN.
 */
export async function planImport(
  server: DashboardServer,
  objects: readonly SavedObject[],
  indexPattern?: string,
  signal?: AbortSignal,
): Promise<ImportPlan> {
  const version = await dashboardVersion(server, signal);
  const pattern = await findIndexPattern(server, indexPattern, signal);
  const ready = useIndexPattern(objects, pattern.id);
  const { body } = await server.send(
    {
      method: 'POST',
      path: 'api/saved_objects/_bulk_get',
      body: ready.map(({ type, id }) => ({ type, id })),
    },
    signal,
  );
  const stored = new Map(
    parseAnswer(BULK, body, 'the look-up of what is there').saved_objects.map(one => [
      `${one.type}:${one.id}`,
      one,
    ]),
  );
  const plan = { added: [] as string[], replaced: [] as string[], same: [] as string[] };
  for (const object of ready) {
    const there = stored.get(`${object.type}:${object.id}`);
    const title = String(object.attributes['title']);
    if (!there?.attributes || there.error !== undefined) plan.added.push(title);
    else if (isSame(object, there.attributes)) plan.same.push(title);
    else plan.replaced.push(title);
  }
  return { version, pattern, objects: ready, ...plan };
}

/** The server may have added attributes of its own; what we set must stand as we set it. */
function isSame(object: SavedObject, stored: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(object.attributes).every(
    ([key, value]) => canonical(value) === canonical(stored[key]),
  );
}

function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_key, part: unknown) =>
      typeof part === 'object' && part !== null && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
        : part,
    ) ?? ''
  );
}

/**
 * Writes all objects of the plan, or none, and brings the index pattern's field list up to date.
 *
 * @throws DASHBOARD_IMPORT_REFUSED when the server wrote nothing, with its reasons.
 */
export async function applyImport(
  server: DashboardServer,
  plan: ImportPlan,
  signal?: AbortSignal,
): Promise<ImportResult> {
  const form = new FormData();
  // The server takes no other ending.
  form.append(
    'file',
    new Blob([toNdjson(plan.objects)], { type: 'application/ndjson' }),
    'o365-wazuh.ndjson',
  );
  const { body } = await server.send(
    { method: 'POST', path: 'api/saved_objects/_import?overwrite=true', body: form },
    signal,
  );
  const problems = explainImport(body);
  if (problems) {
    const shown = problems.slice(0, 10).map(problem => `\n  - ${problem}`);
    throw new O365WazuhError(
      'DASHBOARD_IMPORT_REFUSED',
      `The dashboard took none of the ${plan.objects.length} objects:${shown.join('')}${problems.length > 10 ? `\n  - and ${problems.length - 10} more` : ''}`,
      { details: { problems } },
    );
  }
  const refresh = plan.version.storesFieldList
    ? await refreshFields(server, plan.pattern, usedFields(plan.objects), signal)
    : undefined;
  return { refresh, page: server.page(`${ID_PREFIX}overview`) };
}
