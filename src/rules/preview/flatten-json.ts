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

/**
 * What analysisd's `JSON_Decoder` makes of a text: every leaf becomes a field named by its path, joined with dots; an array is one leaf.
 *
 * Text that cJSON does not parse adds nothing. Text behind the first value is not looked at.
 */
export function flattenJson(text: string, options: FlattenOptions, fields: EventFields): void {
  const parsed = parseCJson(text);
  if (parsed) addValue(undefined, parsed.value, options, fields);
}

/** @param key undefined for the value itself, which has no name: only an object can add something then. */
function addValue(key: string | undefined, value: CJson, options: FlattenOptions, fields: EventFields): void {
  if (typeof value === 'object' && value !== null && 'members' in value) {
    for (const [name, member] of value.members) {
      addValue(key === undefined ? name : `${key}.${name}`, member, options, fields);
    }
    return;
  }
  if (key === undefined) return;
  const text = leafText(value, options);
  if (text !== undefined) addLeaf(key, text, fields);
}

function leafText(value: Exclude<CJson, { members: unknown }>, options: FlattenOptions): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return fieldNumber(value);
  if (typeof value === 'boolean') return String(value);
  if (value === null) return options.nulls === 'string' ? 'null' : undefined;
  return options.arrays === 'array' ? printCJson(value) : commaSeparated(value) || undefined;
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

function addLeaf(key: string, value: string, fields: EventFields): void {
  const field = STATIC_KEYS.get(key);
  if (field) {
    fields.statics[field] = value;
    return;
  }
  // `user` is another name of dstuser, as long as that is empty.
  if (key === 'user' && !fields.statics.dstuser) {
    fields.statics.dstuser = value;
    return;
  }
  fields.addDynamic(key, value);
}
