import { asciiLowerCase, fromByteString } from './byte-string.ts';
import { type CJson, parseCJson } from './c-json.ts';
import { jsonNumber } from './c-number.ts';
import type { EventFields, StaticField } from './event-fields.ts';
import type { Json } from '../../events/audit-event.ts';

/** The `data` of an alert. */
export type AlertData = { [key: string]: Json };

/** Static fields in the order the alert has them. */
const STATIC_ORDER: readonly StaticField[] = [
  'protocol',
  'action',
  'srcip',
  'srcport',
  'srcuser',
  'dstip',
  'dstport',
  'dstuser',
  'id',
  'status',
  'url',
  'data',
  'extra_data',
  'system_name',
];

/**
 * Builds the `data` object of an alert from an event's fields: paths become objects again, the first of names that differ in case only stays,
 * empty values are left out, and a text that is a whole JSON array becomes one.
 *
 * @param named false for an event without a decoder, whose dynamic fields are not written.
 */
export function buildAlertData(fields: EventFields, named: boolean): AlertData {
  const root = new Branch();
  for (const name of STATIC_ORDER) {
    const value = fields.statics[name];
    if (value !== undefined) root.set(name, fromByteString(value));
  }
  if (named) {
    for (const { name, value } of fields.dynamics) if (value !== '') addField(root, name, value);
  }
  return root.object;
}

/** An object under construction, and its members by lower-case name. Names are byte strings. */
class Branch {
  readonly object: AlertData = {};
  readonly #members = new Map<string, Branch | undefined>();

  has(name: string): boolean {
    return this.#members.has(asciiLowerCase(name));
  }

  /** The object under a name, made where nothing is there; undefined where something else is. */
  branch(name: string): Branch | undefined {
    if (this.has(name)) return this.#members.get(asciiLowerCase(name));
    const branch = new Branch();
    this.set(name, branch.object, branch);
    return branch;
  }

  set(name: string, value: Json, branch?: Branch): void {
    this.#members.set(asciiLowerCase(name), branch);
    define(this.object, name, value);
  }
}

function addField(root: Branch, path: string, value: string): void {
  let branch: Branch | undefined = root;
  const names = path.split('.');
  const last = names.pop() ?? '';
  for (const name of names) {
    branch = branch.branch(name);
    if (!branch) return;
  }
  if (!branch.has(last)) branch.set(last, leafValue(value));
}

function define(object: AlertData, name: string, value: Json): void {
  const key = fromByteString(name);
  // A field may be called __proto__, which assignment would not make a member.
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

function leafValue(value: string): Json {
  const parsed = value.startsWith('[') ? parseCJson(value) : undefined;
  return parsed?.end === value.length ? toJson(parsed.value) : fromByteString(value);
}

function toJson(value: CJson): Json {
  if (typeof value === 'string') return fromByteString(value);
  // The alert is printed again, so a number keeps the digits that cJSON prints.
  if (typeof value === 'number') return JSON.parse(jsonNumber(value)) as number | null;
  if (typeof value !== 'object' || value === null) return value;
  if (!('members' in value)) return value.map(toJson);
  const object: AlertData = {};
  for (const [key, member] of value.members) define(object, key, toJson(member));
  return object;
}
