/** The values of a document by field, as the indexer sees them: objects become paths, lists several values of one path. */
export type FlatDocument = ReadonlyMap<string, readonly string[]>;

/** An object with `lat` and `lon` is a place, not two fields. */
export function flattenDocument(document: Readonly<Record<string, unknown>>): FlatDocument {
  const flat = new Map<string, string[]>();
  flatten(document, '', flat);
  return flat;
}

function flatten(value: unknown, path: string, into: Map<string, string[]>): void {
  if (value === null || value === undefined || value === '') return;
  if (Array.isArray(value)) {
    for (const element of value) flatten(element, path, into);
    return;
  }
  if (typeof value === 'object') {
    if ('lat' in value && 'lon' in value) {
      add(into, path, `${String(value.lat)},${String(value.lon)}`);
      return;
    }
    for (const [key, inner] of Object.entries(value))
      flatten(inner, path === '' ? key : `${path}.${key}`, into);
    return;
  }
  add(into, path, typeof value === 'string' ? value : JSON.stringify(value));
}

function add(into: Map<string, string[]>, path: string, value: string): void {
  const values = into.get(path);
  if (values) values.push(value);
  else into.set(path, [value]);
}
