import { type ByteSet, byteRange, byteSetOf, complementOf, unionOf } from './byte-set.ts';
import { Pcre2Refusal, type Pcre2Assertion } from './pcre2-ast.ts';

const DIGIT = byteRange(0x30, 0x39);
const LETTER = unionOf(byteRange(0x41, 0x5a), byteRange(0x61, 0x7a));
export const WORD = unionOf(DIGIT, LETTER, byteSetOf('_'));
const SPACE = unionOf(byteRange(9, 13), byteSetOf(' '));
const GRAPH = byteRange(0x21, 0x7e);

/** The types of `\d` and so on; their capitals are the complements. Tables of the C locale. */
const TYPES: Readonly<Record<string, ByteSet>> = {
  d: DIGIT,
  w: WORD,
  s: SPACE,
  h: byteSetOf('\t \xa0'),
  v: unionOf(byteRange(10, 13), byteSetOf('\x85')),
};

export const NOT_NEWLINE = complementOf(byteSetOf('\n'));

/** The names inside `[:…:]`. */
export const POSIX_CLASSES: ReadonlyMap<string, ByteSet> = new Map(
  Object.entries({
    alnum: unionOf(DIGIT, LETTER),
    alpha: LETTER,
    ascii: byteRange(0, 127),
    blank: byteSetOf('\t '),
    cntrl: unionOf(byteRange(0, 31), byteSetOf('\x7f')),
    digit: DIGIT,
    graph: GRAPH,
    lower: byteRange(0x61, 0x7a),
    print: unionOf(GRAPH, byteSetOf(' ')),
    punct: byteRange(0x21, 0x7e).map((flag, byte) => (flag && !unionOf(DIGIT, LETTER)[byte] ? 1 : 0)),
    space: SPACE,
    upper: byteRange(0x41, 0x5a),
    word: WORD,
    xdigit: unionOf(DIGIT, byteSetOf('abcdefABCDEF')),
  }),
);

const CONTROLS: Readonly<Record<string, number>> = { a: 7, e: 27, f: 12, n: 10, r: 13, t: 9 };

const ASSERTIONS: Readonly<Record<string, Pcre2Assertion>> = {
  A: 'start',
  Z: 'end',
  z: 'very-end',
  b: 'word-edge',
  B: 'no-word-edge',
};

export type Pcre2Escape =
  | { readonly kind: 'byte'; readonly byte: number; readonly length: number }
  | { readonly kind: 'set'; readonly set: ByteSet; readonly length: number }
  | { readonly kind: 'assertion'; readonly assertion: Pcre2Assertion; readonly length: number }
  /** `\R`. */
  | { readonly kind: 'newline'; readonly length: number };

/**
 * Reads one escape.
 *
 * @param at offset of the backslash. `\Q` and `\E` are the caller's.
 * @returns what it stands for; `length` counts the backslash.
 * @throws {Pcre2Refusal} for an escape that PCRE2 or the preview does not know.
 */
export function readPcre2Escape(pattern: string, at: number, inClass: boolean): Pcre2Escape {
  const letter = pattern[at + 1];
  if (letter === undefined) throw new Pcre2Refusal('ends in a backslash', true);
  const numeric = readNumeric(pattern, at, inClass);
  if (numeric) return numeric;
  const control = CONTROLS[letter];
  if (control !== undefined) return { kind: 'byte', byte: control, length: 2 };
  const type = TYPES[letter.toLowerCase()];
  if (type) return { kind: 'set', set: TYPES[letter] ? type : complementOf(type), length: 2 };
  if (inClass && letter === 'b') return { kind: 'byte', byte: 8, length: 2 };
  if (!inClass) {
    const assertion = ASSERTIONS[letter];
    if (assertion) return { kind: 'assertion', assertion, length: 2 };
    if (letter === 'N' && pattern[at + 2] !== '{') return { kind: 'set', set: NOT_NEWLINE, length: 2 };
    if (letter === 'R') return { kind: 'newline', length: 2 };
  }
  if (!/[A-Za-z0-9]/.test(letter)) return { kind: 'byte', byte: letter.charCodeAt(0), length: 2 };
  if (letter === 'p' || letter === 'P') {
    const isProperty = /^[pP](?:[CLMNPSZ]|\{)/.test(pattern.slice(at + 1, at + 3));
    throw new Pcre2Refusal(`has the escape \\${letter}`, !isProperty);
  }
  const known = /[CGKNXgk]/.test(letter) && !inClass;
  throw new Pcre2Refusal(`has the escape \\${letter}`, !known);
}

/** `\xhh`, `\x{…}`, `\o{…}`, `\0…`, `\123`, `\cX`. */
function readNumeric(pattern: string, at: number, inClass: boolean): Pcre2Escape | undefined {
  const rest = pattern.slice(at + 1, at + 20);
  const braced = /^(?:x\{(?<hex>[0-9A-Fa-f]+)\}|o\{(?<octal>[0-7]+)\})/.exec(rest);
  if (braced) {
    const byte = braced.groups?.['hex']
      ? parseInt(braced.groups['hex'], 16)
      : parseInt(braced.groups?.['octal'] ?? '', 8);
    if (byte > 255)
      throw new Pcre2Refusal('has a character above \\xff, where analysisd matches bytes', true);
    return { kind: 'byte', byte, length: 1 + braced[0].length };
  }
  const hex = /^x([0-9A-Fa-f]{0,2})/.exec(rest);
  if (hex) return { kind: 'byte', byte: parseInt(`0${hex[1] ?? ''}`, 16), length: 1 + hex[0].length };
  const octal = (inClass ? /^[0-7]{1,3}/ : /^0[0-7]{0,2}/).exec(rest);
  if (octal) {
    const byte = parseInt(octal[0], 8);
    if (byte > 255) throw new Pcre2Refusal('has a character above \\377', true);
    return { kind: 'byte', byte, length: 1 + octal[0].length };
  }
  if (/^[1-9]/.test(rest))
    throw new Pcre2Refusal(inClass ? 'has a \\8 or \\9 in a class' : 'refers back to a group', false);
  const letter = /^c([\x20-\x7e])/.exec(rest)?.[1];
  if (letter) return { kind: 'byte', byte: letter.toUpperCase().charCodeAt(0) ^ 0x40, length: 3 };
  return undefined;
}
