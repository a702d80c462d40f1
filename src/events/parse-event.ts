import type { AuditEvent, Json } from './audit-event.ts';

/**
 * Numbers that a double does not hold as they are written: 16 digits and more, long fractions, exponents. May also match inside
 * a string; then the slower reading is in vain, and its result the same.
 */
const INEXACT_NUMBER = /[:,[]\s*-?(?:\d{16}|\d+\.\d{14}|\d[\d.]*[eE])/;

/**
 * Reads one event. A number that a double would change (a 64-bit id, a long fraction, 1e400) is read as a text of the very
 * digits, since its rounded value would name another thing.
 *
 * Does not keep the earlier of two keys spelt alike: JSON.parse takes the last.
 *
 * @param text JSON; lone surrogates and other oddities pass, `fit.ts` deals with them.
 * @param isPlain that the text is known to hold no such number.
 * @returns undefined when the text is no JSON object.
 */
export function parseEvent(text: string, isPlain = false): AuditEvent | undefined {
  try {
    const value = (
      !isPlain && INEXACT_NUMBER.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text)
    ) as Json;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The third argument holds the source text of a primitive value (ES2025, in V8 since 11.4). */
function keepDigits(_key: string, value: Json, context?: { readonly source?: string }): Json {
  if (typeof value !== 'number' || context?.source === undefined) return value;
  return isExact(value, context.source) ? value : context.source;
}

function isExact(value: number, source: string): boolean {
  if (!Number.isFinite(value)) return false;
  if (Number.isInteger(value)) return Number.isSafeInteger(value);
  return String(value) === source || source.replace(/[-.]/g, '').length <= 15;
}
