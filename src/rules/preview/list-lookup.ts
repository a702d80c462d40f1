import type { EventFields, StaticField } from './event-fields.ts';
import type { Expression } from './expression.ts';

/** The keys and values of a CDB list. Byte strings. */
export type CdbList = ReadonlyMap<string, string>;

export type ListLookupKind =
  | 'match_key'
  | 'not_match_key'
  | 'match_key_value'
  | 'address_match_key'
  | 'not_address_match_key'
  | 'address_match_key_value';

/** A `<list>` of a rule. */
export interface ListLookup {
  readonly list: CdbList;
  readonly kind: ListLookupKind;
  /** Where the key comes from: a static field, `user` (srcuser before dstuser), host or program name, or a dynamic field in lower case. */
  readonly field:
    { readonly static: StaticField | 'user' | 'hostname' | 'program_name' } | { readonly dynamic: string };
  /** What the value must match; none never matches. */
  readonly value: Expression | undefined;
}

/**
 * Reads the text of a CDB list as analysisd compiles it: one `key:value` a line, either may stand in double quotes, lines without a colon are
 * skipped, the first of equal keys counts.
 *
 * @param text byte string.
 */
export function readCdbList(text: string): CdbList {
  const list = new Map<string, string>();
  for (const line of text.split('\n')) {
    const entry = readEntry(line.split('\r', 1)[0] ?? '');
    if (entry && !list.has(entry.key)) list.set(entry.key, entry.value);
  }
  return list;
}

function readEntry(line: string): { key: string; value: string } | undefined {
  const quote = line.indexOf('"');
  const quoted = quote >= 0 && line.indexOf(':') > quote;
  const quoteEnd = quoted ? line.indexOf('"', quote + 1) : -1;
  if (quoted && quoteEnd < 0) return undefined;
  const colon = line.indexOf(':', quoted ? quoteEnd + 1 : 0);
  if (colon < 0) return undefined;
  const key = quoted ? line.slice(quote + 1, quoteEnd) : line.slice(0, colon);
  const rest = line.slice(colon + 1);
  const open = rest.indexOf('"');
  if (open < 0) return { key, value: rest };
  const close = rest.indexOf('"', open + 1);
  return close < 0 ? undefined : { key, value: rest.slice(open + 1, close) };
}

/** Whether an event's fields meet a lookup. A missing field meets none, not even the negative ones. */
export function meetsList(
  lookup: ListLookup,
  event: {
    readonly fields: EventFields;
    readonly hostname?: string | undefined;
    readonly programName?: string | undefined;
  },
): boolean {
  const key = keyOf(lookup, event);
  if (key === undefined) return false;
  const { list, value } = lookup;
  switch (lookup.kind) {
    case 'match_key':
      return list.has(key);
    case 'not_match_key':
      return !list.has(key);
    case 'match_key_value':
      return list.has(key) && (value?.test(list.get(key) ?? '') ?? false);
    case 'address_match_key':
      return addressKey(list, key) !== undefined;
    case 'not_address_match_key':
      return addressKey(list, key) === undefined;
    case 'address_match_key_value': {
      // analysisd has this one the wrong way round: it holds where the value does not match, or the address is not listed.
      const found = addressKey(list, key);
      return found === undefined || !(value?.test(list.get(found) ?? '') ?? false);
    }
  }
}

function keyOf(lookup: ListLookup, event: Parameters<typeof meetsList>[1]): string | undefined {
  const { field } = lookup;
  if ('dynamic' in field) return event.fields.dynamic(field.dynamic);
  if (field.static === 'hostname') return event.hostname;
  if (field.static === 'program_name') return event.programName;
  const { statics } = event.fields;
  return field.static === 'user' ? (statics.srcuser ?? statics.dstuser) : statics[field.static];
}

/** The entry for an address: itself, or the longest listed beginning that ends in a dot. */
function addressKey(list: CdbList, address: string): string | undefined {
  if (list.has(address)) return address;
  for (let end = address.lastIndexOf('.') + 1; end > 0; end = address.lastIndexOf('.', end - 2) + 1) {
    const prefix = address.slice(0, end);
    if (list.has(prefix)) return prefix;
    if (end < 2) break;
  }
  return undefined;
}
