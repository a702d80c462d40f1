import type { FieldCondition } from './model.ts';

/** Characters that Wazuh's XML reader does not take as text, or that mean something to PCRE. */
const SPECIAL = /[.*+?^${}()|[\]\\/]/g;

/**
 * Escapes a literal for PCRE2 as analysisd compiles it: bytes, case-sensitive. Anything outside ASCII becomes a run of non-word bytes,
 * since one character is up to four bytes there and one unit in the offline preview.
 */
export function literal(text: string): string {
  return text.replace(SPECIAL, '\\$&').replace(/[^\x20-\x7e]+/g, '\\W{1,6}');
}

/** A pattern on a field, from a JavaScript regular expression (only flag `i` is carried over). Lookbehind and named groups need a `<`, which Wazuh's XML cannot hold. */
export function matches(name: string, pattern: RegExp): FieldCondition {
  return { name, kind: 'pcre2', pattern: source(pattern) };
}

/** The opposite of `matches`. The field must be present all the same. */
export function lacks(name: string, pattern: RegExp): FieldCondition {
  return { ...matches(name, pattern), negate: true };
}

/** The field is exactly one of the texts, in any case. */
export function is(name: string, ...texts: readonly string[]): FieldCondition {
  return { name, kind: 'pcre2', pattern: `(?i)^(?:${texts.map(literal).join('|')})$` };
}

/** The field is none of the texts, in any case. */
export function isNot(name: string, ...texts: readonly string[]): FieldCondition {
  return { ...is(name, ...texts), negate: true };
}

/**
 * The operation is one of these. Microsoft's spelling varies on the wire: directory operations end in a dot or not, some carry a
 * trailing blank, letters change case between services.
 */
export function operation(...names: readonly string[]): FieldCondition {
  const bare = names.map(name => literal(name.trim().replace(/\.$/, '')));
  return { name: 'Operation', kind: 'pcre2', pattern: `(?i)^(?:${bare.join('|')})\\.?\\s*$` };
}

/**
 * A `{Name, Value}` entry of an array field such as `Parameters`, `OperationProperties`, `ExtendedProperties` or `ModifiedProperties`.
 * analysisd shows such an array to rules as pretty-printed JSON, so blanks may stand after every colon and comma.
 *
 * @param field the array field.
 * @param entryName text of `Name`, a literal or alternatives.
 * @param value what the value's text must contain from its start (JSON-escaped: a quote inside it reads `\"`); absent: any value but the empty one.
 */
export function nameValue(
  field: string,
  entryName: string | readonly string[],
  value: RegExp = /[^"]/,
  valueKey = 'Value',
): FieldCondition {
  const names = (typeof entryName === 'string' ? [entryName] : entryName).map(literal).join('|');
  const flags = value.flags.includes('i') ? '(?i)' : '';
  return {
    name: field,
    kind: 'pcre2',
    pattern: `${flags}"Name":\\s*"(?:${names})",\\s*"${valueKey}":\\s*"(?:${value.source})`,
  };
}

/** An entry of `ModifiedProperties` whose new value contains the pattern anywhere. The array is shown with each member on a line of its own, so `.` ends with the value. */
export function newValue(entryName: string, pattern: RegExp): FieldCondition {
  return nameValue(
    'ModifiedProperties',
    entryName,
    new RegExp(`.*?${pattern.source}`, pattern.flags),
    'NewValue',
  );
}

function source(pattern: RegExp): string {
  return `${pattern.flags.includes('i') ? '(?i)' : ''}${pattern.source}`;
}
