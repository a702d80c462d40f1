import { asciiLowerCase } from './byte-string.ts';
import type { Expression, FindingExpression, Found } from './expression.ts';
import { BACKSLASH, GROUP, type OsRegexPattern, scanOsRegex } from './os-regex-scan.ts';

const MAX_PATTERN_BYTES = 20_480;

/** The escapes OSRegex knows; their place in the text is the number of the class, counted from 1. */
const ESCAPES = 'dwsp()\\DWS.t$|<';

/** Stands for a byte of the pattern that equals none of the subject. */
const NO_BYTE = 0x100;

/** An alternative of a pattern: for the scanner, or as plain text where it is nothing else. */
interface Alternative extends OsRegexPattern {
  readonly literal: string | undefined;
}

interface Refused {
  readonly refused: string;
}

/**
 * Compiles an OSRegex pattern: alternatives between `|` (none inside parentheses), `^`, `$`, the classes `\w \d \s \p \W \D \S \.` and the
 * escapes `\t \$ \( \) \\ \| \<`; `+` and `*` count only behind a class. Case is ignored outside classes. Any other escape is an error.
 *
 * A character outside ASCII is never found: where `char` has a sign, as on x86-64, the engine compares its bytes with negative numbers.
 */
export function compileOsRegex(pattern: string): Expression | Refused {
  const alternatives = split(pattern);
  if ('refused' in alternatives) return alternatives;
  const exactly = alternatives.flatMap(one =>
    one.begins && one.ends && one.literal !== undefined ? [one.literal] : [],
  );
  return {
    test: subject => alternatives.some(alternative => matches(alternative, subject)),
    ...(exactly.length === alternatives.length ? { exactly } : {}),
  };
}

/**
 * Compiles an OSRegex pattern of a decoder.
 *
 * @param options `captures` fills the groups, as `<regex>` does and `<prematch>` does not. It also changes how a `*` at the end of the text is
 *   met, so it is no mere matter of speed.
 */
export function compileFindingOsRegex(
  pattern: string,
  options: { readonly captures: boolean },
): FindingExpression | Refused {
  const alternatives = split(pattern);
  if ('refused' in alternatives) return alternatives;
  const captures = options.captures && alternatives.some(({ codes }) => hasGroup(codes));
  return { forgetsGroups: true, find: subject => find(alternatives, subject, captures) };
}

function hasGroup(codes: Uint16Array): boolean {
  // Class numbers are below 16, so the code of a parenthesis is always one.
  return codes.includes(GROUP);
}

function matches(alternative: Alternative, subject: string): boolean {
  const { literal, begins, ends } = alternative;
  if (literal === undefined) return scanOsRegex(alternative, subject) !== undefined;
  // A lone `$` is met by the empty text only: the scanner restarts at the end with nothing matched.
  if (literal === '' && ends) return subject === '';
  const lower = asciiLowerCase(subject);
  if (begins && ends) return lower === literal;
  if (begins) return lower.startsWith(literal);
  if (ends) return lower.endsWith(literal);
  return lower.includes(literal);
}

function find(alternatives: readonly Alternative[], subject: string, capturing: boolean): Found | undefined {
  for (const alternative of alternatives) {
    const marks: (number | undefined)[] | undefined = capturing ? [] : undefined;
    const last = scanOsRegex(alternative, subject, marks);
    if (last === undefined) continue;
    const captures: string[] = [];
    for (let i = 0; marks?.[i] !== undefined && marks[i + 1] !== undefined; i += 2) {
      captures.push(subject.slice(marks[i], marks[i + 1]));
    }
    return { end: Math.min(last + 1, subject.length), captures };
  }
  return undefined;
}

function split(pattern: string): Alternative[] | Refused {
  if (pattern.length > MAX_PATTERN_BYTES) return { refused: `is longer than ${MAX_PATTERN_BYTES} bytes` };
  const alternatives: Alternative[] = [];
  let codes: number[] = [];
  let open = false;
  const lower = asciiLowerCase(pattern);
  for (let i = 0; i < pattern.length; i += 1) {
    const char = lower[i];
    if (char === '\\') {
      i += 1;
      const escape = pattern[i] ?? '';
      const number = ESCAPES.indexOf(escape) + 1;
      if (escape === '' || number === 0)
        return { refused: `has an escape OSRegex does not know: \\${escape}` };
      codes.push(BACKSLASH, number);
    } else if (char === '(' || char === ')') {
      if (open === (char === '('))
        return { refused: 'has parentheses that do not pair, or one inside another' };
      open = !open;
      codes.push(GROUP);
    } else if (char === '|') {
      if (open) return { refused: 'has a | inside parentheses' };
      alternatives.push(alternative(codes));
      codes = [];
    } else {
      const code = lower.charCodeAt(i);
      codes.push(code < 0x80 ? code : NO_BYTE);
    }
  }
  if (open) return { refused: 'has parentheses that do not pair' };
  alternatives.push(alternative(codes));
  return alternatives;
}

function alternative(codes: readonly number[]): Alternative {
  const begins = codes[0] === 0x5e;
  const from = begins ? 1 : 0;
  // A `\$` ends in its class number, so a dollar code at the end is the anchor.
  const ends = codes.length > from && codes.at(-1) === 0x24;
  const body = codes.slice(from, ends ? -1 : codes.length);
  const plain = !body.includes(BACKSLASH) && !body.includes(GROUP);
  return {
    // The scanner looks up to three places past the end.
    codes: Uint16Array.from([...body, 0, 0, 0, 0]),
    begins,
    ends,
    literal: plain ? String.fromCharCode(...body) : undefined,
  };
}
