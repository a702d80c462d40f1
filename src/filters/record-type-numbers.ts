import { RECORD_TYPE_NAMES } from '../rules/catalogue/record-type-names.ts';

/** Numbers by name, in lower case. Some names have several: Microsoft gave them anew. */
const NUMBERS = new Map<string, string[]>();
for (const group of Object.values(RECORD_TYPE_NAMES)) {
  for (const entry of group.split(', ')) {
    const [number = '', name = ''] = entry.split(' ');
    NUMBERS.set(name.toLowerCase(), [...(NUMBERS.get(name.toLowerCase()) ?? []), number]);
  }
}

/**
 * The numbers of a record type, as texts.
 *
 * @param written a number, known or not, or one of Microsoft's names, such as `SharePointFileOperation`.
 * @returns undefined for a name that Microsoft has not published.
 */
export function recordTypeNumbers(written: string | number): readonly string[] | undefined {
  const text = String(written).trim();
  return /^-?\d{1,9}$/.test(text) ? [text] : NUMBERS.get(text.toLowerCase());
}
