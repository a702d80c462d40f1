import type { CJson } from './c-json.ts';
import { jsonNumber } from './c-number.ts';

const ESCAPED = /["\\\0-\x1f]/g;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/**
 * Prints a value as `cJSON_Print` does: a tab behind every colon, one object member a line, array items beside each other. It is what a rule
 * sees of an array.
 */
export function printCJson(value: CJson, depth = 0): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return jsonNumber(value);
  if (typeof value === 'string') return printString(value);
  if (!('members' in value)) return `[${value.map(item => printCJson(item, depth + 1)).join(', ')}]`;
  const indent = '\t'.repeat(depth + 1);
  const members = value.members.map(
    ([key, member]) => `${indent}${printString(key)}:\t${printCJson(member, depth + 1)}`,
  );
  const last = members.length > 0 ? '\n' : '';
  return `{\n${members.join(',\n')}${last}${'\t'.repeat(depth)}}`;
}

function printString(text: string): string {
  const body = text.replace(
    ESCAPED,
    char => ESCAPES[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `"${body}"`;
}
