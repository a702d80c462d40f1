import { z } from 'zod';
import type { DashboardServer } from './dashboard-server.ts';
import type { IndexPattern } from './find-index-pattern.ts';
import { parseAnswer } from './parse-answer.ts';

const FIELD = z.looseObject({
  name: z.string(),
  scripted: z.boolean().optional(),
  count: z.number().optional(),
});
type Field = z.infer<typeof FIELD>;

const FIELDS = z.object({ fields: z.array(FIELD) });
const STORED = z.object({
  version: z.string().optional(),
  attributes: z.looseObject({ title: z.string(), fields: z.string().optional() }),
});

/** What came of a refresh. */
export interface FieldRefresh {
  readonly known: number;
  /** Fields of our panels that no alert has had yet. They are entered as what they will be, so that the panels say "no results". */
  readonly expected: readonly string[];
}

/** What OpenSearch Dashboards itself asks for. */
const META_FIELDS = ['_source', '_id', '_type', '_index', '_score'];

/**
 * Brings the field list that is stored with an index pattern up to date, as the button in Stack Management does. Scripted fields, formats
 * and the user's counts stay.
 *
 * A field below `data.` that our panels use and no alert has had is entered as the keyword that Wazuh's index template makes of it: else
 * each such panel would show "Could not locate that index-pattern-field" in place of "No results found". The next refresh by anybody
 * takes those entries out again.
 *
 * @param used field names, see `usedFields`.
 * @returns undefined when somebody changed the pattern meanwhile, or it is too large to be written: the dashboard's own refresh does it then.
 */
export async function refreshFields(
  server: DashboardServer,
  pattern: IndexPattern,
  used: readonly string[],
  signal?: AbortSignal,
): Promise<FieldRefresh | undefined> {
  const path = `api/saved_objects/index-pattern/${encodeURIComponent(pattern.id)}`;
  const meta = META_FIELDS.map(name => `meta_fields=${name}`).join('&');
  const stored = parseAnswer(
    STORED,
    (await server.send({ method: 'GET', path }, signal)).body,
    'the index pattern',
  );
  const listing = await server.send(
    {
      method: 'GET',
      path: `api/index_patterns/_fields_for_wildcard?pattern=${encodeURIComponent(pattern.title)}&${meta}`,
      // No index matches the pattern as long as no alert was ever indexed.
      accept: [404],
    },
    signal,
  );
  const live = listing.status === 404 ? [] : parseAnswer(FIELDS, listing.body, 'the list of fields').fields;
  const before = readFields(stored.attributes.fields);
  const { fields, expected } = mergeFields(live.length > 0 ? live : before, before, used);
  const written = await server.send(
    {
      method: 'PUT',
      path,
      body: {
        attributes: { title: stored.attributes.title, fields: JSON.stringify(fields) },
        ...(stored.version === undefined ? {} : { version: stored.version }),
      },
      accept: [409, 413],
    },
    signal,
  );
  return written.status >= 400 ? undefined : { known: fields.length - expected.length, expected };
}

function readFields(text: string | undefined): readonly Field[] {
  try {
    return z.array(FIELD).parse(JSON.parse(text ?? '[]'));
  } catch {
    return [];
  }
}

/** What is in the index now, what the user added by script, and what our panels wait for. */
export function mergeFields(
  live: readonly Field[],
  before: readonly Field[],
  used: readonly string[],
): { readonly fields: readonly Field[]; readonly expected: readonly string[] } {
  const counts = new Map(before.map(field => [field.name, field.count ?? 0]));
  const fields = new Map<string, Field>();
  for (const field of live)
    fields.set(field.name, {
      ...field,
      count: counts.get(field.name) ?? 0,
      scripted: field.scripted ?? false,
    });
  for (const field of before) if (field.scripted && !fields.has(field.name)) fields.set(field.name, field);
  const expected = used.filter(name => name.startsWith('data.') && !fields.has(name));
  for (const name of expected) {
    fields.set(name, {
      name,
      type: 'string',
      esTypes: ['keyword'],
      count: 0,
      scripted: false,
      searchable: true,
      aggregatable: true,
      readFromDocValues: true,
    });
  }
  return { fields: [...fields.values()], expected };
}
