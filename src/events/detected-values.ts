import type { AuditEvent, Json } from './audit-event.ts';
import { setField } from './field-names.ts';
import { mapScalars } from './map-event.ts';

/** What stands in place of a value that is kept back. */
export const REDACTED = '[redacted]';

const NAME = 'detectedvalues';
/** JSON within a text within JSON …; deeper, the rest of the text is taken out. */
const MAX_NESTED_TEXTS = 4;

/**
 * Tells from an event's JSON text whether it can hold `DetectedValues` at all: the case of few events. A name written with escapes counts as
 * possible.
 */
export function mayHoldDetectedValues(text: string): boolean {
  return text.includes('\\u00') || /detectedvalues/i.test(text);
}

/**
 * Takes out what a DLP policy detected: each scalar below a field `DetectedValues`, which holds card numbers, passwords and the text around
 * them. How many there were stays to be seen. Looks also into JSON that stands in a text.
 *
 * A text that names `DetectedValues` and is no JSON (Microsoft cuts long ones) loses all from that name on.
 *
 * @param paths of what was taken out are added to it.
 */
export function redactDetectedValues(event: AuditEvent, paths: Set<string>): AuditEvent {
  return redact(event, '', paths, 0) as AuditEvent;
}

function redact(value: Json, path: string, paths: Set<string>, nested: number): Json {
  if (typeof value === 'string')
    return value.length < NAME.length ? value : redactText(value, path, paths, nested);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const list = value.map(element => redact(element, `${path}[]`, paths, nested));
    return list.some((element, index) => element !== value[index]) ? list : value;
  }
  let isChanged = false;
  const copy: AuditEvent = {};
  for (const key of Object.keys(value)) {
    const before = value[key] as Json;
    const inner = path === '' ? key : `${path}.${key}`;
    const after =
      key.toLowerCase() === NAME ? blank(before, inner, paths) : redact(before, inner, paths, nested);
    isChanged ||= after !== before;
    setField(copy, key, after);
  }
  return isChanged ? copy : value;
}

function blank(value: Json, path: string, paths: Set<string>): Json {
  const blanked = mapScalars(
    value,
    path,
    () => REDACTED,
    // Names such as Name and Value are harmless; anything else may be what was detected.
    key => (/^[A-Za-z]{1,40}$/.test(key) ? key : REDACTED),
  );
  if (blanked !== value) paths.add(path);
  return blanked;
}

function redactText(text: string, path: string, paths: Set<string>, nested: number): string {
  const at = text.search(/detectedvalues/i);
  // A name with escapes shows only once the text is read.
  if (at === -1 && !(/^\s*[[{"]/.test(text) && /\\u00/i.test(text))) return text;
  const inner = nested < MAX_NESTED_TEXTS ? parse(text) : undefined;
  if (inner !== undefined) {
    const found = new Set<string>();
    const redacted = redact(inner, path, found, nested + 1);
    if (redacted !== inner) {
      paths.add(path);
      return JSON.stringify(redacted);
    }
    // It is a value that happens to be this word, or a name without a value.
    return text;
  }
  if (at === -1) return text;
  paths.add(path);
  return `${text.slice(0, at)}${REDACTED}`;
}

function parse(text: string): Json | undefined {
  if (!/^\s*[[{"]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
