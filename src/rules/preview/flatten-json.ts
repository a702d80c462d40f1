import { asciiLowerCase } from './byte-string.ts';
import { type CJson, parseCJson } from './c-json.ts';
import { printCJson } from './c-json-print.ts';
import { fieldNumber } from './c-number.ts';
import type { EventFields, StaticField } from './event-fields.ts';

export interface FlattenOptions {
  readonly nulls: 'string' | 'discard';
  readonly arrays: 'array' | 'csv';
}

/** Top-level keys that fill a static field, in exactly this case. */
const STATIC_KEYS: ReadonlyMap<string, StaticField> = new Map<string, StaticField>([
  ['srcip', 'srcip'],
  ['dstip', 'dstip'],
  ['srcport', 'srcport'],
  ['dstport', 'dstport'],
  ['protocol', 'protocol'],
  ['action', 'action'],
  ['srcuser', 'srcuser'],
  ['dstuser', 'dstuser'],
  ['id', 'id'],
  ['status', 'status'],
  ['url', 'url'],
  ['data', 'data'],
  ['extra_data', 'extra_data'],
  ['systemname', 'system_name'],
]);

/** Microsoft's events have some thousand paths; names that somebody makes up must not fill the memory. */
const MAX_KEPT_PATHS = 20_000;
const MAX_KEPT_BYTES = 200;

/** The path of a field. Events of a kind have the same ones, so their names are joined once. */
class FieldPath {
  static #kept = 0;
  readonly name: string;
  readonly lowerName: string;
  readonly field: StaticField | undefined;
  readonly #members = new Map<string, FieldPath>();

  /** @param name undefined for the top, which has none. */
  constructor(name: string | undefined) {
    this.name = name ?? '';
    this.lowerName = asciiLowerCase(this.name);
    this.field = name === undefined ? undefined : STATIC_KEYS.get(name);
  }

  member(key: string, isTop: boolean): FieldPath {
    const known = this.#members.get(key);
    if (known) return known;
    const path = new FieldPath(isTop ? key : `${this.name}.${key}`);
    if (path.name.length <= MAX_KEPT_BYTES && FieldPath.#kept < MAX_KEPT_PATHS) {
      FieldPath.#kept += 1;
      // Copies: a piece of the log would keep the whole log in memory.
      const kept = new FieldPath(copyOf(path.name));
      this.#members.set(copyOf(key), kept);
      return kept;
    }
    return path;
  }
}

const TOP = new FieldPath(undefined);

function copyOf(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('latin1');
}

/**
 * What analysisd's `JSON_Decoder` makes of a text: every leaf becomes a field named by its path, joined with dots; an array is one leaf.
 *
 * Text that cJSON does not parse adds nothing. Text behind the first value is not looked at.
 */
export function flattenJson(text: string, options: FlattenOptions, fields: EventFields): void {
  const parsed = parseCJson(text);
  if (parsed) addValue(TOP, parsed.value, options, fields);
}

/** The value itself has no name: only an object can add something at the top. */
function addValue(path: FieldPath, value: CJson, options: FlattenOptions, fields: EventFields): void {
  if (typeof value === 'object' && value !== null && 'members' in value) {
    for (const [name, member] of value.members) {
      addValue(path.member(name, path === TOP), member, options, fields);
    }
    return;
  }
  if (path === TOP) return;
  const text = leafText(value, options);
  if (text !== undefined) addLeaf(path, text, fields);
}

function leafText(
  value: Exclude<CJson, { members: unknown }>,
  options: FlattenOptions,
): string | (() => string) | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return fieldNumber(value);
  if (typeof value === 'boolean') return String(value);
  if (value === null) return options.nulls === 'string' ? 'null' : undefined;
  return options.arrays === 'array' ? () => printCJson(value) : commaSeparated(value) || undefined;
}

/** The scalars of an array; what is none is left out, and its comma with it. */
function commaSeparated(items: readonly CJson[]): string {
  let text = '';
  for (const [index, item] of items.entries()) {
    if (typeof item === 'object' && item !== null) continue;
    text += typeof item === 'string' ? item : typeof item === 'number' ? fieldNumber(item) : String(item);
    if (index < items.length - 1) text += ',';
  }
  return text;
}

function addLeaf(path: FieldPath, value: string | (() => string), fields: EventFields): void {
  const { name, lowerName, field } = path;
  if (field) fields.statics[field] = textOf(value);
  // `user` is another name of dstuser, as long as that is empty.
  else if (name === 'user' && !fields.statics.dstuser) fields.statics.dstuser = textOf(value);
  else fields.addDynamic(name, value, lowerName);
}

function textOf(value: string | (() => string)): string {
  return typeof value === 'string' ? value : value();
}
