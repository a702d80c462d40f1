/** No value of an audit event that a person reads is longer. */
export const MAX_TEXT_LENGTH = 300;

/**
 * A value as a text of at most `maxLength` UTF-16 units and an ellipsis.
 *
 * What is cut is copied: a slice would keep the whole text in memory, and a value can be a megabyte.
 */
export function cutText(value: unknown, maxLength = MAX_TEXT_LENGTH): string {
  const text = typeof value === 'string' ? value : scalarText(value);
  if (text.length <= maxLength) return text;
  return `${Buffer.from(text.slice(0, maxLength)).toString()}…`;
}

function scalarText(value: unknown): string {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
