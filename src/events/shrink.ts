import type { AuditEvent, Json } from './audit-event.ts';
import { setField } from './field-names.ts';
import { CONVERTED_FIELD, IDENTITY_FIELDS, MORE_FIELD, TRIMMED_FIELD } from './fit-limits.ts';
import { cutToBytes } from './safe-text.ts';

/** How much of a long value stays at least, in the rounds of cutting. A round goes over all values before the next begins. */
const KEEP_BYTES = [4_096, 512, 64];

/** A value as Wazuh counts fields: a scalar, or a whole list. */
interface Leaf {
  readonly holder: AuditEvent;
  readonly key: string;
  readonly path: string;
  readonly isIdentity: boolean;
  bytes: number;
}

/** Fields as Wazuh's JSON decoder counts them. */
export function countLeaves(object: AuditEvent): number {
  let count = 0;
  for (const value of Object.values(object)) count += isObject(value) ? countLeaves(value) : 1;
  return count;
}

/**
 * Moves surplus fields of `event` (in place) into the JSON text of one field, from the object with the most fields first, its last
 * fields first. Nothing is lost by that; identity fields stay.
 *
 * @param maxBytes of such a text, UTF-8; what is longer is cut and named in `trimmed`.
 */
export function foldSurplus(
  event: AuditEvent,
  maxLeaves: number,
  maxBytes: number,
  marks: { readonly trimmed: Set<string>; readonly converted: Set<string> },
): void {
  for (let surplus = countLeaves(event) - maxLeaves; surplus > 0; surplus = countLeaves(event) - maxLeaves) {
    const widest = widestObject(event, '');
    if (widest.keys.length < 2) return;
    const held = widest.object[MORE_FIELD];
    const more = typeof held === 'string' ? parseObject(held) : {};
    // The field that holds the text is one itself.
    for (let left = surplus + (held === undefined ? 1 : 0); left > 0;) {
      const key = widest.keys.pop();
      if (key === undefined) break;
      const value = widest.object[key] as Json;
      left -= isObject(value) ? countLeaves(value) : 1;
      delete widest.object[key];
      setField(more, key, value);
    }
    const path = widest.path === '' ? MORE_FIELD : `${widest.path}.${MORE_FIELD}`;
    const text = JSON.stringify(more);
    widest.object[MORE_FIELD] = cutToBytes(text, maxBytes);
    marks.converted.add(path);
    if (Buffer.byteLength(text) > maxBytes) marks.trimmed.add(path);
  }
}

/**
 * Cuts values of `event` (in place) until its JSON text has at most `maxBytes`: the largest first, identity fields last. Paths of
 * what was cut go into `trimmed`.
 */
export function cutToSize(event: AuditEvent, maxBytes: number, trimmed: Set<string>): void {
  let excess = jsonBytes(event) - maxBytes;
  const leaves = listLeaves(event, '').sort((a, b) => b.bytes - a.bytes);
  for (const isIdentity of [false, true]) {
    for (const keep of KEEP_BYTES) {
      for (const leaf of leaves) {
        if (excess <= 0) return;
        if (leaf.isIdentity !== isIdentity || leaf.bytes <= keep) continue;
        cutLeaf(leaf, Math.max(keep, leaf.bytes - excess));
        const bytes = jsonBytes(leaf.holder[leaf.key] as Json);
        excess -= leaf.bytes - bytes;
        leaf.bytes = bytes;
        trimmed.add(leaf.path);
      }
    }
  }
  // What is left over are names: whole fields go, the last first.
  for (const key of Object.keys(event).toReversed()) {
    if (excess <= 0) return;
    if (IDENTITY_FIELDS.has(key) || isMarkField(key)) continue;
    excess -= jsonBytes({ [key]: event[key] as Json }) - 1;
    delete event[key];
    trimmed.add(key);
  }
}

function cutLeaf(leaf: Leaf, targetBytes: number): void {
  const value = leaf.holder[leaf.key] as Json;
  if (typeof value === 'string') leaf.holder[leaf.key] = cutToJsonBytes(value, targetBytes);
  else if (Array.isArray(value)) cutList(value, targetBytes);
}

/** Long texts in the list are shortened first, then its last elements go. */
function cutList(list: Json[], targetBytes: number): void {
  for (const keep of KEEP_BYTES) {
    if (jsonBytes(list) <= targetBytes) return;
    shortenTexts(list, keep);
  }
  let bytes = jsonBytes(list);
  while (list.length > 0 && bytes > targetBytes) bytes -= jsonBytes(list.pop() ?? null) + 1;
}

function shortenTexts(value: Json[] | AuditEvent, keepBytes: number): void {
  for (const [key, inner] of Object.entries(value) as [never, Json][]) {
    if (typeof inner === 'string') value[key] = cutToJsonBytes(inner, keepBytes) as never;
    else if (typeof inner === 'object' && inner !== null) shortenTexts(inner, keepBytes);
  }
}

/** In JSON a character may take six bytes, so the length is found by halving. */
function cutToJsonBytes(text: string, maxBytes: number): string {
  if (jsonBytes(text) <= maxBytes) return text;
  let [fits, tooLong] = [0, text.length];
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    if (jsonBytes(text.slice(0, middle)) <= maxBytes) fits = middle;
    else tooLong = middle;
  }
  const cut = text.slice(0, fits);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}

function listLeaves(object: AuditEvent, parent: string): Leaf[] {
  return Object.entries(object).flatMap(([key, value]) => {
    const path = parent === '' ? key : `${parent}.${key}`;
    if (isObject(value)) return listLeaves(value, path);
    if (isMarkField(path)) return [];
    return [{ holder: object, key, path, isIdentity: IDENTITY_FIELDS.has(path), bytes: jsonBytes(value) }];
  });
}

/** The object outside lists that has the most fields which may be moved. */
function widestObject(
  object: AuditEvent,
  path: string,
): { object: AuditEvent; path: string; keys: string[] } {
  const isOurs = (key: string) =>
    key === MORE_FIELD || (path === '' && (IDENTITY_FIELDS.has(key) || isMarkField(key)));
  let widest = { object, path, keys: Object.keys(object).filter(key => !isOurs(key)) };
  for (const [key, value] of Object.entries(object)) {
    if (!isObject(value)) continue;
    const inner = widestObject(value, path === '' ? key : `${path}.${key}`);
    if (inner.keys.length > widest.keys.length) widest = inner;
  }
  return widest;
}

function parseObject(text: string): AuditEvent {
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value) ? value : { [MORE_FIELD]: text };
  } catch {
    return { [MORE_FIELD]: text };
  }
}

function isMarkField(key: string): boolean {
  return key === TRIMMED_FIELD || key === CONVERTED_FIELD;
}

function isObject(value: Json | undefined): value is AuditEvent {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function jsonBytes(value: Json): number {
  return Buffer.byteLength(JSON.stringify(value));
}
