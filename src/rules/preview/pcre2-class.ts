import { type ByteSet, byteRange, complementOf, unionOf, withBothCases } from './byte-set.ts';
import { Pcre2Refusal } from './pcre2-ast.ts';
import { POSIX_CLASSES, readPcre2Escape } from './pcre2-escape.ts';

/**
 * Reads a character class.
 *
 * @param at offset of its `[`.
 * @returns the bytes it matches, and the offset after its `]`.
 * @throws {Pcre2Refusal}
 */
export function readPcre2Class(
  pattern: string,
  at: number,
  caseless: boolean,
): { readonly set: ByteSet; readonly end: number } {
  const opening = /^\[:\^?[a-z]*:\]/.exec(pattern.slice(at, at + 20));
  if (opening) throw new Pcre2Refusal(`has ${opening[0]} outside a class`, true);
  const negative = pattern[at + 1] === '^';
  let i = at + (negative ? 2 : 1);
  let quoted = false;
  let first = true;
  let set: ByteSet = new Uint8Array(256);
  for (;;) {
    const char = pattern[i];
    if (char === undefined) throw new Pcre2Refusal('has a [ without its ]', true);
    if (!quoted && pattern.startsWith('\\Q', i)) {
      quoted = true;
      i += 2;
      continue;
    }
    if (pattern.startsWith('\\E', i)) {
      quoted = false;
      i += 2;
      continue;
    }
    if (!quoted && char === ']' && !first) break;
    first = false;
    const item = readItem(pattern, i, quoted, caseless);
    i += item.length;
    const ranged = !quoted && pattern[i] === '-' && pattern[i + 1] !== ']' && pattern[i + 1] !== undefined;
    if (ranged) {
      if (item.byte === undefined) throw new Pcre2Refusal('has a range that begins with a class', true);
      const last = readItem(pattern, i + 1, false, caseless);
      if (last.byte === undefined) throw new Pcre2Refusal('has a range that ends with a class', true);
      if (last.byte < item.byte) throw new Pcre2Refusal('has a range out of order', true);
      set = unionOf(set, byteRange(item.byte, last.byte));
      i += 1 + last.length;
    } else {
      set = unionOf(set, item.set);
    }
  }
  if (caseless) set = withBothCases(set);
  return { set: negative ? complementOf(set) : set, end: i + 1 };
}

interface Item {
  readonly set: ByteSet;
  /** The one byte, where the item is one. */
  readonly byte?: number;
  readonly length: number;
}

function readItem(pattern: string, at: number, quoted: boolean, caseless: boolean): Item {
  const char = pattern[at] ?? '';
  if (!quoted && char === '\\') {
    const escape = readPcre2Escape(pattern, at, true);
    if (escape.kind === 'byte') return oneByte(escape.byte, escape.length);
    if (escape.kind === 'set') return { set: escape.set, length: escape.length };
    throw new Pcre2Refusal(`has \\${pattern[at + 1]} in a class`, true);
  }
  const posix = quoted ? null : /^\[:(?<not>\^?)(?<name>[a-z]*):\]/.exec(pattern.slice(at, at + 20));
  if (posix) {
    const name = posix.groups?.['name'] ?? '';
    // Without case, `lower` and `upper` are any letter.
    const found = POSIX_CLASSES.get(caseless && (name === 'lower' || name === 'upper') ? 'alpha' : name);
    if (!found) throw new Pcre2Refusal(`has an unknown class [:${name}:]`, true);
    return { set: posix.groups?.['not'] ? complementOf(found) : found, length: posix[0].length };
  }
  if (!quoted && /^\[([.=]).*?\1\]/.test(pattern.slice(at)))
    throw new Pcre2Refusal('has a collating element', true);
  return oneByte(char.charCodeAt(0), 1);
}

function oneByte(byte: number, length: number): Item {
  return { set: byteRange(byte, byte), byte, length };
}
