/*
 * cJSON 1.7.15, the JSON library of analysisd, is laxer than JSON (control characters in strings, `01`, text behind the value) and stricter
 * (no lone surrogates, 1000 levels), and it keeps every member of an object, also the second of one name. All of that decides what a rule sees.
 */

/** A parsed value. Strings are byte strings that end where a `\u0000` stood. */
export type CJson =
  | null
  | boolean
  | number
  | string
  | readonly CJson[]
  | { readonly members: readonly (readonly [key: string, value: CJson])[] };

/** `CJSON_NESTING_LIMIT`. */
const MAX_DEPTH = 1000;

/** As much of a number as C's `strtod` takes. */
const NUMBER = /-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;

const ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  '"': '"',
  '\\': '\\',
  '/': '/',
};

/**
 * Parses the JSON value at the beginning of a byte string.
 *
 * @returns the value and the offset behind it, which need not be the end; undefined where cJSON finds no value.
 */
export function parseCJson(bytes: string): { readonly value: CJson; readonly end: number } | undefined {
  const nul = bytes.indexOf('\0');
  const parser = new Parser(nul < 0 ? bytes : bytes.slice(0, nul));
  const value = parser.document();
  return value === FAILED ? undefined : { value, end: parser.at };
}

/** Told apart from `null`, which is a value. */
const FAILED = Symbol('failed');
type Failed = typeof FAILED;

class Parser {
  readonly #text: string;
  at = 0;
  #depth = 0;
  /** The first backslash not before the last place asked for: most strings have none, and the search need not be made for each. */
  #backslash = -1;

  constructor(text: string) {
    this.#text = text;
  }

  document(): CJson | Failed {
    if (this.#text.startsWith('\xef\xbb\xbf')) this.at = 3;
    this.#skipBlanks();
    return this.#value();
  }

  #value(): CJson | Failed {
    const text = this.#text;
    const char = text.charCodeAt(this.at);
    if (char === 0x22) return this.#string();
    if (char === 0x7b) return this.#object();
    if (char === 0x5b) return this.#array();
    if (char === 0x2d || (char >= 0x30 && char <= 0x39)) return this.#number();
    for (const [word, value] of LITERALS) {
      if (!text.startsWith(word, this.at)) continue;
      this.at += word.length;
      return value;
    }
    return FAILED;
  }

  #object(): CJson | Failed {
    if (this.#depth >= MAX_DEPTH) return FAILED;
    this.#depth += 1;
    const members: (readonly [string, CJson])[] = [];
    this.at += 1;
    this.#skipBlanks();
    if (this.#text.charCodeAt(this.at) !== 0x7d) {
      for (;;) {
        if (this.#text.charCodeAt(this.at) !== 0x22) return FAILED;
        const key = this.#string();
        if (key === FAILED) return FAILED;
        this.#skipBlanks();
        if (this.#text.charCodeAt(this.at) !== 0x3a) return FAILED;
        this.at += 1;
        this.#skipBlanks();
        const value = this.#value();
        if (value === FAILED) return FAILED;
        members.push([key, value]);
        const more = this.#more(0x7d);
        if (more === FAILED) return FAILED;
        if (!more) break;
      }
    }
    this.at += 1;
    this.#depth -= 1;
    return { members };
  }

  #array(): CJson | Failed {
    if (this.#depth >= MAX_DEPTH) return FAILED;
    this.#depth += 1;
    const items: CJson[] = [];
    this.at += 1;
    this.#skipBlanks();
    if (this.#text.charCodeAt(this.at) !== 0x5d) {
      for (;;) {
        const value = this.#value();
        if (value === FAILED) return FAILED;
        items.push(value);
        const more = this.#more(0x5d);
        if (more === FAILED) return FAILED;
        if (!more) break;
      }
    }
    this.at += 1;
    this.#depth -= 1;
    return items;
  }

  /** Behind a member: true after a comma, false before the closing bracket. */
  #more(closing: number): boolean | Failed {
    this.#skipBlanks();
    const char = this.#text.charCodeAt(this.at);
    if (char === closing) return false;
    if (char !== 0x2c) return FAILED;
    this.at += 1;
    this.#skipBlanks();
    return true;
  }

  #number(): number | Failed {
    NUMBER.lastIndex = this.at;
    const match = NUMBER.exec(this.#text);
    if (!match) return FAILED;
    this.at += match[0].length;
    return Number(match[0]);
  }

  #string(): string | Failed {
    const text = this.#text;
    let from = this.at + 1;
    let quote = text.indexOf('"', from);
    if (quote < 0) return FAILED;
    let escape = this.#backslashFrom(from);
    if (escape > quote) {
      this.at = quote + 1;
      return text.slice(from, quote);
    }
    // The closing quote is looked for first, then the text before it is unescaped: a `\u` must not reach past it.
    let end = from;
    while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
    if (end >= text.length) return FAILED;
    quote = end;
    let result = '';
    while (escape < quote) {
      result += text.slice(from, escape);
      const letter = text[escape + 1] ?? '';
      const plain = ESCAPES[letter];
      if (plain !== undefined) {
        result += plain;
        from = escape + 2;
      } else {
        const unicode = letter === 'u' ? readUnicode(text, escape, quote) : undefined;
        if (!unicode) return FAILED;
        result += unicode.bytes;
        from = escape + unicode.length;
      }
      escape = this.#backslashFrom(from);
    }
    this.at = quote + 1;
    result += text.slice(from, quote);
    const nul = result.indexOf('\0');
    return nul < 0 ? result : result.slice(0, nul);
  }

  #backslashFrom(from: number): number {
    if (this.#backslash < from) {
      const found = this.#text.indexOf('\\', from);
      this.#backslash = found < 0 ? Infinity : found;
    }
    return this.#backslash;
  }

  #skipBlanks(): void {
    while (this.at < this.#text.length && this.#text.charCodeAt(this.at) <= 0x20) this.at += 1;
  }
}

const LITERALS = [
  ['null', null],
  ['false', false],
  ['true', true],
] as const;

/** A `\uXXXX`, or two that make a pair; its UTF-8 bytes. Digits that are none count as zero, as in cJSON. */
function readUnicode(text: string, at: number, end: number): { bytes: string; length: number } | undefined {
  if (end - at < 6) return undefined;
  const first = hex4(text, at + 2);
  if (first >= 0xdc00 && first <= 0xdfff) return undefined;
  if (first < 0xd800 || first > 0xdbff) return { bytes: utf8(first), length: 6 };
  if (end - at < 12 || !text.startsWith('\\u', at + 6)) return undefined;
  const second = hex4(text, at + 8);
  if (second < 0xdc00 || second > 0xdfff) return undefined;
  return { bytes: utf8(0x10000 + (((first & 0x3ff) << 10) | (second & 0x3ff))), length: 12 };
}

function hex4(text: string, at: number): number {
  const digits = text.slice(at, at + 4);
  return /^[0-9A-Fa-f]{4}$/.test(digits) ? parseInt(digits, 16) : 0;
}

function utf8(codePoint: number): string {
  return codePoint < 0x80
    ? String.fromCharCode(codePoint)
    : Buffer.from(String.fromCodePoint(codePoint), 'utf8').toString('latin1');
}
