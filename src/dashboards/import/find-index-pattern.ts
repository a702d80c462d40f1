import { z } from 'zod';
import { O365WazuhError } from '../../errors.ts';
import { DEFAULT_INDEX_PATTERN } from '../saved-object.ts';
import type { DashboardServer } from './dashboard-server.ts';
import { parseAnswer } from './parse-answer.ts';

/** An index pattern as it is stored. */
export interface IndexPattern {
  readonly id: string;
  readonly title: string;
}

const FOUND = z.object({
  saved_objects: z.array(z.object({ id: z.string(), attributes: z.object({ title: z.string() }) })),
});
const STORED = z.object({ id: z.string(), attributes: z.object({ title: z.string() }) });

/**
 * Looks up the pattern of Wazuh's alerts: by the id it usually has, else by its title.
 *
 * @param wanted the id that the user named; then only that one is looked for.
 * @throws DASHBOARD_NO_INDEX_PATTERN when there is none, or several and none was named.
 */
export async function findIndexPattern(
  server: DashboardServer,
  wanted?: string,
  signal?: AbortSignal,
): Promise<IndexPattern> {
  const id = wanted ?? DEFAULT_INDEX_PATTERN;
  const direct = await server.send(
    { method: 'GET', path: `api/saved_objects/index-pattern/${encodeURIComponent(id)}`, accept: [404] },
    signal,
  );
  if (direct.status !== 404) {
    const stored = parseAnswer(STORED, direct.body, 'the look-up of the index pattern');
    return { id: stored.id, title: stored.attributes.title };
  }
  const found = await server.send(
    { method: 'GET', path: 'api/saved_objects/_find?type=index-pattern&fields=title&per_page=1000' },
    signal,
  );
  const all = parseAnswer(FOUND, found.body, 'the list of index patterns').saved_objects.map(one => ({
    id: one.id,
    title: one.attributes.title,
  }));
  if (wanted !== undefined) {
    throw new O365WazuhError(
      'DASHBOARD_NO_INDEX_PATTERN',
      `There is no index pattern with the id ${wanted}.`,
      {
        hint: all.length === 0 ? 'There is none at all yet.' : `There are: ${named(all)}.`,
      },
    );
  }
  const matching = all.filter(pattern => pattern.title === DEFAULT_INDEX_PATTERN);
  const [only] = matching;
  if (only && matching.length === 1) return only;
  if (matching.length > 1) {
    throw new O365WazuhError(
      'DASHBOARD_NO_INDEX_PATTERN',
      `Several index patterns are titled ${DEFAULT_INDEX_PATTERN}.`,
      { hint: `Name one with --index-pattern: ${named(matching)}.` },
    );
  }
  throw new O365WazuhError(
    'DASHBOARD_NO_INDEX_PATTERN',
    `There is no index pattern ${DEFAULT_INDEX_PATTERN} yet.`,
    {
      ...(all.length > 0 && {
        hint: `Open the Wazuh dashboard once, or name another one with --index-pattern: ${named(all)}.`,
      }),
    },
  );
}

function named(patterns: readonly IndexPattern[]): string {
  return patterns
    .slice(0, 20)
    .map(pattern => `${pattern.id} (${pattern.title})`)
    .join(', ');
}
