import type { Json } from './audit-event.ts';

/** A text as Wazuh can carry it, and what was done to it. */
export interface SafeText {
  readonly text: string;
  readonly converted: boolean;
  readonly trimmed: boolean;
}

/**
 * Makes a text safe to send. NUL becomes `␀` (U+2400: Wazuh would end the value there), a lone surrogate U+FFFD (Wazuh would not
 * decode the event at all), and what is longer than the limit is cut between two characters.
 *
 * @param maxBytes UTF-8 bytes.
 * @param standsAlone true outside lists. There Wazuh takes a text that reads as a JSON array for an array, so one that would change
 *   its kind by that gets a blank in front.
 */
export function safeText(value: string, maxBytes: number, standsAlone: boolean): SafeText {
  let text = value;
  if (text.includes('\0')) text = text.replaceAll('\0', '\u2400');
  if (!text.isWellFormed()) text = text.toWellFormed();
  if (standsAlone && readsAsList(text)) text = ` ${text}`;
  const converted = text !== value;
  if (text.length <= maxBytes / 3 || Buffer.byteLength(text) <= maxBytes)
    return { text, converted, trimmed: false };
  return { text: cutToBytes(text, maxBytes), converted, trimmed: true };
}

/** The longest beginning of at most `maxBytes` UTF-8 bytes that ends between two characters. */
export function cutToBytes(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text);
  let end = Math.min(maxBytes, bytes.length);
  // 10xxxxxx: the byte is not the first of its character.
  while (end > 0 && end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString('utf8', 0, end);
}

/**
 * True for a text that Wazuh's alert writer (W_JSON_AddField) reads as an array of anything but texts. An array of texts is
 * harmless: to the indexer that is the same field with several values.
 */
export function readsAsList(text: string): boolean {
  if (!text.startsWith('[') || !text.endsWith(']')) return false;
  try {
    const list = JSON.parse(asWazuhReads(text)) as Json[];
    return list.some(element => typeof element !== 'string');
  } catch {
    return false;
  }
}

/** Wazuh's reader (cJSON) takes what JSON does not: raw control characters, `007`, `1.`. Here they become what it takes them for. */
function asWazuhReads(text: string): string {
  return text
    .replace(/\p{Cc}/gu, ' ')
    .replace(/(?<before>[[,:]\s*-?)0+(?=\d)/g, '$<before>')
    .replace(/(?<before>\d)\.(?!\d)/g, '$<before>');
}
