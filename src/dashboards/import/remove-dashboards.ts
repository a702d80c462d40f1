import { z } from 'zod';
import { ID_PREFIX } from '../saved-object.ts';
import type { DashboardServer } from './dashboard-server.ts';
import { parseAnswer } from './parse-answer.ts';

const PAGE = z.object({
  total: z.number(),
  saved_objects: z.array(
    z.object({
      type: z.string(),
      id: z.string(),
      attributes: z.object({ title: z.string().optional() }).optional(),
    }),
  ),
});

/** An object of ours that is on the server. */
export interface Removable {
  readonly type: string;
  readonly id: string;
  readonly title: string;
}

const TYPES = ['dashboard', 'visualization', 'search'] as const;
const PER_PAGE = 500;

/** Everything on the server whose id is ours, also what an older version left. A copy that a user saved has an id of its own and is not in it. */
export async function findRemovable(
  server: DashboardServer,
  signal?: AbortSignal,
): Promise<readonly Removable[]> {
  const ours: Removable[] = [];
  for (const type of TYPES) {
    for (let page = 1; ; page += 1) {
      const path = `api/saved_objects/_find?type=${type}&fields=title&per_page=${PER_PAGE}&page=${page}`;
      const { total, saved_objects: found } = parseAnswer(
        PAGE,
        (await server.send({ method: 'GET', path }, signal)).body,
        'the list of saved objects',
      );
      for (const { id, attributes } of found) {
        if (id.startsWith(ID_PREFIX)) ours.push({ type, id, title: attributes?.title ?? id });
      }
      if (found.length === 0 || page * PER_PAGE >= total) break;
    }
  }
  return ours;
}

/** Deletes them, dashboards first. What is gone already counts as deleted. The index pattern is never touched. */
export async function removeObjects(
  server: DashboardServer,
  objects: readonly Removable[],
  signal?: AbortSignal,
): Promise<void> {
  for (const { type, id } of objects) {
    await server.send(
      { method: 'DELETE', path: `api/saved_objects/${type}/${encodeURIComponent(id)}`, accept: [404] },
      signal,
    );
  }
}
