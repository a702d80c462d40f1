/** The number of bytes that a text takes in UTF-8. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i += 1) bytes += utf8UnitLength(text[i] ?? '');
  return bytes;
}

/** The share of one UTF-16 unit in that: each half of a surrogate pair counts two. */
export function utf8UnitLength(unit: string): number {
  if (unit < '\u0080') return 1;
  if (unit < '\u0800' || (unit >= '\ud800' && unit <= '\udfff')) return 2;
  return 3;
}
