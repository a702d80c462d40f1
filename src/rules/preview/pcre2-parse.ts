import { byteRange, byteSetOf, type ByteSet, withBothCases } from './byte-set.ts';
import { type Pcre2Node, Pcre2Refusal } from './pcre2-ast.ts';
import { readPcre2Class } from './pcre2-class.ts';
import { NOT_NEWLINE, readPcre2Escape } from './pcre2-escape.ts';

const ANY_BYTE = byteRange(0, 255);
const MAX_REPEAT = 65_535;

interface Flags {
  readonly caseless: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
  readonly extended: boolean;
}

const NO_FLAGS: Flags = { caseless: false, multiline: false, dotAll: false, extended: false };
const FLAG_NAMES: Readonly<Record<string, keyof Flags>> = {
  i: 'caseless',
  m: 'multiline',
  s: 'dotAll',
  x: 'extended',
};

/**
 * Reads a PCRE2 10.x pattern as `pcre2_compile` does without options.
 *
 * Back-references, recursion, conditionals, `\K`, `\X`, `\p`, verbs and callouts are named and refused: JavaScript has no equal for them.
 *
 * @param pattern byte string.
 * @throws {Pcre2Refusal}
 */
export function parsePcre2(pattern: string): { readonly root: Pcre2Node; readonly captures: number } {
  if (/^\(\*[A-Z]/.test(pattern)) throw new Pcre2Refusal('begins with a (*VERB)', false);
  const parser = new Parser(pattern);
  const root = parser.choice();
  if (!parser.atEnd()) throw new Pcre2Refusal('has a ) without its (', true);
  return { root, captures: parser.captures };
}

class Parser {
  readonly #pattern: string;
  #at = 0;
  #flags = NO_FLAGS;
  captures = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  atEnd(): boolean {
    return this.#at >= this.#pattern.length;
  }

  /** Alternatives up to the end of the group. A flag set in one holds in those after it. */
  choice(): Pcre2Node {
    const branches = [this.#sequence()];
    while (this.#pattern[this.#at] === '|') {
      this.#at += 1;
      branches.push(this.#sequence());
    }
    return branches.length === 1 && branches[0] ? branches[0] : { kind: 'choice', branches };
  }

  #sequence(): Pcre2Node {
    const items: Pcre2Node[] = [];
    for (;;) {
      this.#skipIgnored();
      const char = this.#pattern[this.#at];
      if (char === undefined || char === '|' || char === ')') return { kind: 'sequence', items };
      if (this.#pattern.startsWith('\\Q', this.#at)) {
        items.push(...this.#quoted());
        continue;
      }
      const item = this.#item(char);
      if (item) items.push(this.#quantified(item));
    }
  }

  #skipIgnored(): void {
    for (;;) {
      const rest = this.#pattern.slice(this.#at, this.#at + 3);
      if (rest.startsWith('\\E')) this.#at += 2;
      else if (rest === '(?#') {
        const end = this.#pattern.indexOf(')', this.#at);
        if (end < 0) throw new Pcre2Refusal('has a (?# without its )', true);
        this.#at = end + 1;
      } else if (this.#flags.extended && /^[\t-\r ]/.test(rest)) this.#at += 1;
      else if (this.#flags.extended && rest.startsWith('#')) {
        const end = this.#pattern.indexOf('\n', this.#at);
        this.#at = end < 0 ? this.#pattern.length : end + 1;
      } else return;
    }
  }

  /** Literal text between `\Q` and `\E`; a quantifier behind it takes the last character. */
  #quoted(): Pcre2Node[] {
    const from = this.#at + 2;
    const end = this.#pattern.indexOf('\\E', from);
    const text = this.#pattern.slice(from, end < 0 ? undefined : end);
    this.#at = end < 0 ? this.#pattern.length : end + 2;
    const items = Array.from(text, char => this.#byte(byteSetOf(char)));
    const last = items.pop();
    return last ? [...items, this.#quantified(last)] : [];
  }

  #item(char: string): Pcre2Node | undefined {
    if (char === '(') return this.#group();
    if (char === '[') {
      const { set, end } = readPcre2Class(this.#pattern, this.#at, this.#flags.caseless);
      this.#at = end;
      return { kind: 'byte', set };
    }
    if (char === '\\') return this.#escape();
    if (char === '*' || char === '+' || char === '?' || (char === '{' && this.#bounds())) {
      throw new Pcre2Refusal('has a quantifier with nothing before it', true);
    }
    this.#at += 1;
    if (char === '.') return { kind: 'byte', set: this.#flags.dotAll ? ANY_BYTE : NOT_NEWLINE };
    if (char === '^') return { kind: 'assertion', assertion: this.#flags.multiline ? 'line-start' : 'start' };
    if (char === '$') return { kind: 'assertion', assertion: this.#flags.multiline ? 'line-end' : 'end' };
    return this.#byte(byteSetOf(char));
  }

  #escape(): Pcre2Node {
    const escape = readPcre2Escape(this.#pattern, this.#at, false);
    this.#at += escape.length;
    if (escape.kind === 'byte') return this.#byte(byteRange(escape.byte, escape.byte));
    if (escape.kind === 'set') return { kind: 'byte', set: escape.set };
    if (escape.kind === 'assertion') return escape;
    const crlf = { kind: 'sequence', items: [oneOf('\r'), oneOf('\n')] } as const;
    return { kind: 'atomic', body: { kind: 'choice', branches: [crlf, oneOf('\n\v\f\r\x85')] } };
  }

  #byte(set: ByteSet): Pcre2Node {
    return { kind: 'byte', set: this.#flags.caseless ? withBothCases(set) : set };
  }

  /** A group or an option setting; the latter leaves no node. */
  #group(): Pcre2Node | undefined {
    const rest = this.#pattern.slice(this.#at);
    if (rest.startsWith('(*')) throw new Pcre2Refusal('has a (*VERB)', false);
    const options = /^\(\?(?<caret>\^?)(?<on>[imsx]*)(?:-(?<off>[imsx]*))?(?<end>[:)])/.exec(rest);
    if (options && options[0] !== '(?)') return this.#options(options);
    const opening =
      /^\((?:\?(?:(?<atomic>>)|(?<look><?[=!])|P?<(?<name>[A-Za-z_]\w*)>|'(?<quotedName>[A-Za-z_]\w*)'))?/.exec(
        rest,
      );
    if (rest.startsWith('(?') && (opening === null || opening[0] === '(')) {
      // What may stand behind `(?` at all; the rest is an error to PCRE2 too.
      const known = /^\(\?[-:|>=!#CR&P<'(0-9+imsxnJU^*]/.test(rest);
      throw new Pcre2Refusal(`has a group ${rest.slice(0, 4)}…`, !known);
    }
    this.#at += opening?.[0].length ?? 1;
    const look = opening?.groups?.['look'];
    if (look) {
      const body = this.#body();
      return { kind: 'look', behind: look.startsWith('<'), negative: look.endsWith('!'), body };
    }
    if (opening?.groups?.['atomic']) return { kind: 'atomic', body: this.#body() };
    this.captures += 1;
    const capture = this.captures;
    return { kind: 'group', capture, body: this.#body() };
  }

  #options(match: RegExpExecArray): Pcre2Node | undefined {
    const { caret, on = '', off = '', end } = match.groups ?? {};
    if (/(.).*\1/.test(on.replace(/[^x]/g, ''))) throw new Pcre2Refusal('sets the option xx', false);
    const flags: Record<keyof Flags, boolean> = { ...(caret ? NO_FLAGS : this.#flags) };
    for (const letter of on) flags[FLAG_NAMES[letter] ?? 'caseless'] = true;
    for (const letter of off) flags[FLAG_NAMES[letter] ?? 'caseless'] = false;
    this.#at += match[0].length;
    if (end === ')') {
      this.#flags = flags;
      return undefined;
    }
    const outer = this.#flags;
    this.#flags = flags;
    const body = this.#body();
    this.#flags = outer;
    return body;
  }

  /** The inside of a group, and its `)`. Flags set inside end with it. */
  #body(): Pcre2Node {
    const flags = this.#flags;
    const body = this.choice();
    if (this.#pattern[this.#at] !== ')') throw new Pcre2Refusal('has a ( without its )', true);
    this.#at += 1;
    this.#flags = flags;
    return body;
  }

  #quantified(item: Pcre2Node): Pcre2Node {
    this.#skipIgnored();
    const bounds = this.#bounds();
    if (!bounds) return item;
    if (item.kind === 'assertion') throw new Pcre2Refusal('has a quantifier with nothing before it', true);
    if (item.kind === 'look') throw new Pcre2Refusal('repeats a lookaround', false);
    if (bounds.min > bounds.max) throw new Pcre2Refusal('has bounds out of order in {}', true);
    if (bounds.min > MAX_REPEAT || (bounds.max > MAX_REPEAT && bounds.max !== Infinity)) {
      throw new Pcre2Refusal('has a number above 65535 in {}', true);
    }
    this.#at += bounds.length;
    this.#skipIgnored();
    const mode = this.#pattern[this.#at];
    if (mode === '?' || mode === '+') this.#at += 1;
    const { min, max } = bounds;
    const repeat = { kind: 'repeat', min, max, lazy: mode === '?', body: item } as const;
    if (this.#bounds()) throw new Pcre2Refusal('has a quantifier behind a quantifier', true);
    return mode === '+' ? { kind: 'atomic', body: repeat } : repeat;
  }

  #bounds(): { readonly min: number; readonly max: number; readonly length: number } | undefined {
    const char = this.#pattern[this.#at];
    if (char === '*') return { min: 0, max: Infinity, length: 1 };
    if (char === '+') return { min: 1, max: Infinity, length: 1 };
    if (char === '?') return { min: 0, max: 1, length: 1 };
    if (char !== '{') return undefined;
    const match = /^\{(?<min>\d+)(?<comma>,(?<max>\d*))?\}/.exec(
      this.#pattern.slice(this.#at, this.#at + 20),
    );
    if (!match) return undefined;
    const { min = '0', comma, max } = match.groups ?? {};
    const upper = comma === undefined ? Number(min) : max === '' ? Infinity : Number(max);
    return { min: Number(min), max: upper, length: match[0].length };
  }
}

function oneOf(characters: string): Pcre2Node {
  return { kind: 'byte', set: byteSetOf(characters) };
}
