import type { AuditEvent, Json } from './audit-event.ts';

/**
 * One step of a path: `.Name` goes to a field, `["Name"]` to a field of any name or to the entry of that `Name` in a list of name and value
 * pairs, which is how Microsoft keeps `Parameters`, `ExtendedProperties`, `ModifiedProperties` and `OperationProperties`.
 */
export interface PathStep {
  readonly kind: 'field' | 'named';
  readonly name: string;
  readonly lower: string;
}

/** Where in an event to look, such as `Actor[].ID`, `Item.Subject`, `OperationProperties["MailAccessType"]`. */
export interface FieldPath {
  readonly text: string;
  readonly steps: readonly PathStep[];
}

/** What is wrong with a text, and where. */
export interface TextProblem {
  /** 0-based, in UTF-16 units. */
  readonly at: number;
  readonly message: string;
}

const FIELD_NAME = /[\p{L}_@$][\p{L}\p{N}_@$-]*/uy;
const MAX_STEPS = 16;

/** Reads a whole text as a path. */
export function parseFieldPath(text: string): FieldPath | TextProblem {
  const scanned = scanFieldPath(text, 0);
  if ('message' in scanned) return scanned;
  return scanned.end === text.length
    ? scanned.path
    : { at: scanned.end, message: 'expected “.”, “[” or the end of the path' };
}

/** Reads the path that begins at `from`; what follows it is the caller's. */
export function scanFieldPath(text: string, from: number): { path: FieldPath; end: number } | TextProblem {
  const first = fieldName(text, from);
  if (first === undefined)
    return { at: from, message: 'expected a field, for example Operation or Item.Subject' };
  const steps = [step('field', first)];
  let at = from + first.length;
  for (;;) {
    if (text.startsWith('[]', at)) {
      // Lists are walked through in any case; `[]` only says so.
      at += 2;
    } else if (text[at] === '.') {
      const name = fieldName(text, at + 1);
      if (name === undefined) return { at: at + 1, message: 'expected a field after the dot' };
      steps.push(step('field', name));
      at += 1 + name.length;
    } else if (text[at] === '[') {
      const quoted = scanQuoted(text, at + 1);
      if ('message' in quoted) return quoted;
      if (text[quoted.end] !== ']') return { at: quoted.end, message: 'expected “]”' };
      steps.push(step('named', quoted.value));
      at = quoted.end + 1;
    } else {
      break;
    }
    if (steps.length > MAX_STEPS) return { at, message: `a path has at most ${MAX_STEPS} steps` };
  }
  return { path: { text: text.slice(from, at), steps }, end: at };
}

/** Reads a text in single or double quotes. A backslash before a quote or a backslash takes it as it is, any other stands for itself. */
export function scanQuoted(text: string, from: number): { value: string; end: number } | TextProblem {
  const quote = text[from];
  if (quote !== '"' && quote !== "'") return { at: from, message: 'expected a text in quotes' };
  let value = '';
  for (let at = from + 1; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === quote) return { value, end: at + 1 };
    const next = text[at + 1];
    if (character === '\\' && (next === quote || next === '\\')) {
      at += 1;
      value += next;
    } else {
      value += character;
    }
  }
  return { at: from, message: 'this text has no closing quote' };
}

/**
 * True when one of the values that the path leads to passes `test`. Lists are walked through, at the path's end too, so a value is never a
 * list. Field names compare without regard to case.
 */
export function someValue(event: AuditEvent, path: FieldPath, test: (value: Json) => boolean): boolean {
  return some(event, path.steps, 0, test);
}

function some(
  value: Json | undefined,
  steps: readonly PathStep[],
  at: number,
  test: (value: Json) => boolean,
): boolean {
  if (value === undefined) return false;
  if (Array.isArray(value)) {
    for (const element of value) if (some(element, steps, at, test)) return true;
    return false;
  }
  const next = steps[at];
  if (next === undefined) return test(value);
  if (typeof value !== 'object' || value === null) return false;
  const pair = next.kind === 'named' && isNamed(value, next.lower);
  // The pair itself where the path goes on (`["Role"].NewValue`), its value where it ends.
  if (pair && some(at + 1 === steps.length ? fieldOf(value, 'Value', 'value') : value, steps, at + 1, test))
    return true;
  return some(fieldOf(value, next.name, next.lower), steps, at + 1, test);
}

/** True for `{"Name": name, …}`. */
export function isNamed(object: AuditEvent, lower: string): boolean {
  const name = fieldOf(object, 'Name', 'name');
  return typeof name === 'string' && name.toLowerCase() === lower;
}

/** A field by its name, in that spelling or another. */
export function fieldOf(object: AuditEvent, name: string, lower: string): Json | undefined {
  if (Object.hasOwn(object, name)) return object[name];
  for (const key in object) {
    if (key.length === name.length && key.toLowerCase() === lower && Object.hasOwn(object, key))
      return object[key];
  }
  return undefined;
}

function fieldName(text: string, at: number): string | undefined {
  FIELD_NAME.lastIndex = at;
  return FIELD_NAME.exec(text)?.[0];
}

function step(kind: PathStep['kind'], name: string): PathStep {
  return { kind, name, lower: name.toLowerCase() };
}
