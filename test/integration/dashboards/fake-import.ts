import type { IncomingMessage } from 'node:http';

/** An object as a dashboard stores it. */
export interface Stored {
  type: string;
  id: string;
  attributes: Record<string, unknown>;
  references: { name: string; type: string; id: string }[];
  version: string;
}

/** The latest migration that Kibana 7.10 and OpenSearch Dashboards 1.2 to 2.19 know. */
const LATEST: Readonly<Record<string, readonly number[]>> = {
  visualization: [7, 10, 0],
  search: [7, 9, 3],
  dashboard: [7, 9, 3],
  'index-pattern': [7, 6, 0],
};

let versions = 0;

/** Stores an object under a new version. */
export function put(store: Map<string, Stored>, object: Omit<Stored, 'version'>): void {
  versions += 1;
  store.set(`${object.type}:${object.id}`, { ...object, version: `v${versions}` });
}

type Imported = Omit<Stored, 'version'> & { migrationVersion?: Record<string, string> };

/** What the import of a file answers, and does. */
export async function importFile(
  request: IncomingMessage,
  body: Buffer,
  url: URL,
  store: Map<string, Stored>,
  ambiguous: string | undefined,
): Promise<{ status: number; body: unknown }> {
  const form = await new Response(new Uint8Array(body), {
    headers: { 'content-type': request.headers['content-type'] ?? '' },
  }).formData();
  const file = form.get('file');
  if (!(file instanceof File)) return refused(400, '[request body.file]: expected value of type [Stream]');
  if (!file.name.endsWith('.ndjson'))
    return refused(400, `Invalid file extension .${file.name.split('.').at(-1) ?? ''}`);
  const objects = (await file.text())
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Imported);
  const keys = objects.map(object => `${object.type}:${object.id}`);
  if (new Set(keys).size !== keys.length) return refused(400, 'Non-unique import objects detected');
  for (const { type, id, migrationVersion = {} } of objects) {
    const own = migrationVersion[type]?.split('.').map(Number);
    if (own && own.some((part, at) => part > (LATEST[type]?.[at] ?? -1))) {
      return refused(422, `Document "${id}" has property "${type}" which belongs to a more recent version`);
    }
  }
  const overwrite = url.searchParams.get('overwrite') === 'true';
  const errors = objects.flatMap(object => {
    const missing = object.references.filter(
      ({ type, id }) =>
        (type === 'index-pattern' || type === 'search') &&
        !store.has(`${type}:${id}`) &&
        !keys.includes(`${type}:${id}`),
    );
    const base = { type: object.type, id: object.id, title: object.attributes['title'] };
    if (missing.length > 0)
      return [
        {
          ...base,
          error: { type: 'missing_references', references: missing.map(({ type, id }) => ({ type, id })) },
        },
      ];
    if (object.id === ambiguous)
      return [{ ...base, error: { type: 'ambiguous_conflict', destinations: [] } }];
    if (!overwrite && store.has(`${object.type}:${object.id}`))
      return [{ ...base, error: { type: 'conflict' } }];
    return [];
  });
  const failed = new Set(errors.map(error => `${error.type}:${error.id}`));
  const good = objects.filter(object => !failed.has(`${object.type}:${object.id}`));
  // Nothing at all is written when there is an error; the good ones are counted as successes all the same.
  if (errors.length === 0)
    for (const { type, id, attributes, references } of good) put(store, { type, id, attributes, references });
  return {
    status: 200,
    body: {
      successCount: good.length,
      success: errors.length === 0,
      successResults: good.map(({ type, id, attributes }) => ({
        type,
        id,
        meta: { title: attributes['title'] },
      })),
      ...(errors.length > 0 ? { errors } : {}),
    },
  };
}

function refused(status: number, message: string): { status: number; body: unknown } {
  return { status, body: { statusCode: status, error: 'Bad Request', message } };
}
