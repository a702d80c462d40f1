import { OS_REGEX_CLASSES } from './os-regex-classes.ts';

/*
 * OSRegex is no regular language: its scanner looks one element ahead behind a `+` or `*`, remembers at most four places to go back to, and
 * forgets others. What it finds depends on that, so the preview walks the same way, with one field for each thing the scanner remembers.
 */

/** First code of a class; the class's number follows. */
export const BACKSLASH = 0x5c;
/** Both parentheses. */
export const GROUP = 0x28;

const PLUS = 0x2b;
const STAR = 0x2a;
const MAX_RETURNS = 4;
const NOWHERE = -2;

export interface OsRegexPattern {
  /** Lower-case bytes; a class is BACKSLASH and its number; four zeros at the end. */
  readonly codes: Uint16Array;
  readonly begins: boolean;
  readonly ends: boolean;
}

/**
 * Searches one alternative in a byte string.
 *
 * @param marks filled, when given, with the offset of each parenthesis in the order of the pattern.
 * @returns the offset of the last byte matched (−1 when a `*` matched nothing before the first byte), or undefined.
 */
export function scanOsRegex(
  pattern: OsRegexPattern,
  subject: string,
  marks?: (number | undefined)[],
): number | undefined {
  return new Scan(pattern, subject, marks).run();
}

class Scan {
  readonly #codes: Uint16Array;
  readonly #begins: boolean;
  readonly #ends: boolean;
  readonly #subject: string;
  readonly #marks: (number | undefined)[] | undefined;
  /** Place in the pattern and in the subject. */
  #pt = 0;
  #st = 0;
  /** Last byte matched; NOWHERE after a restart. */
  #last = 0;
  /** Where this try began; NOWHERE while nothing fixed was matched. */
  #tryStart = NOWHERE;
  /** The class behind `+` or `*` has matched once. */
  #repeated = false;
  readonly #returns: { pt: number; st: number }[] = [];

  constructor(pattern: OsRegexPattern, subject: string, marks: (number | undefined)[] | undefined) {
    this.#codes = pattern.codes;
    this.#begins = pattern.begins;
    this.#ends = pattern.ends;
    this.#subject = subject;
    this.#marks = marks;
  }

  run(): number | undefined {
    for (; this.#st < this.#subject.length; this.#st += 1) {
      if (this.#code() === 0 && !this.#ends) return this.#found();
      if (this.#code() === GROUP) {
        this.#mark(this.#pt, this.#st);
        this.#pt += 1;
        if (this.#code() === 0 && !this.#ends) return this.#found();
      }
      if (this.#code() === BACKSLASH) {
        if (this.#is(this.#code(1))) {
          this.#stepClass();
          continue;
        }
        const step = this.#leaveClass();
        if (step === 'found') return this.#st;
        if (step === 'again') continue;
        this.#repeated = false;
      } else if (this.#code() === this.#byte()) {
        this.#pt += 1;
        this.#advance();
        continue;
      }
      if (!this.#goBack()) return undefined;
    }
    return this.#atEnd() ? this.#found() : undefined;
  }

  /** The present byte belongs to the class that the pattern stands at. */
  #stepClass(): void {
    const quantifier = this.#code(2);
    if (quantifier !== PLUS && quantifier !== STAR) {
      this.#pt += 2;
      this.#advance();
      return;
    }
    const after = this.#pt + 3;
    const group = this.#codes[after] === GROUP;
    if (quantifier === STAR) this.#repeated = true;
    if (!this.#repeated) {
      if (group) this.#mark(after, this.#st + 1 === this.#subject.length ? this.#st + 1 : this.#st);
      this.#repeated = true;
      this.#last = this.#st;
      return;
    }
    const next = group ? after + 1 : after;
    const length = this.#lookAhead(next);
    if (length >= 0) {
      if (group) this.#mark(after, this.#repeated && length === 1 ? this.#st + 1 : this.#st);
      if (this.#codes[next] === 0) return;
      if (this.#returns.length < MAX_RETURNS) this.#returns.push({ pt: this.#pt, st: this.#st });
      this.#pt = next + length;
    }
    this.#last = this.#st;
  }

  /** How many codes of what follows the present byte meets already: −1 none, 0 a repeated class, else its length. */
  #lookAhead(next: number): number {
    const code = this.#codes[next];
    if (code === 0) return 1;
    if (code === BACKSLASH) {
      if (!this.#is(this.#codes[next + 1])) return -1;
      const quantifier = this.#codes[next + 2];
      return quantifier === PLUS || quantifier === STAR ? 0 : 2;
    }
    if (code !== this.#byte()) return -1;
    this.#repeated = false;
    return 1;
  }

  /** The present byte does not belong to the class. */
  #leaveClass(): 'found' | 'again' | 'failed' {
    const nearEnd = this.#code(2) === 0 || this.#code(3) === 0;
    if (nearEnd && this.#repeated && this.#last !== NOWHERE) {
      this.#last = this.#st;
      return this.#ends ? 'failed' : 'found';
    }
    const quantifier = this.#code(2);
    if (quantifier !== STAR && !(quantifier === PLUS && this.#repeated)) return 'failed';
    this.#pt += 3;
    this.#st -= 1;
    if (quantifier === STAR) this.#last = this.#st;
    this.#repeated = false;
    return 'again';
  }

  /** Goes back to the last remembered place, or begins anew; false where neither is left. */
  #goBack(): boolean {
    const back = this.#returns.pop();
    if (back) {
      this.#pt = back.pt;
      this.#st = back.st;
      return true;
    }
    if (this.#begins) return false;
    if (this.#tryStart !== NOWHERE) {
      this.#st = this.#tryStart;
      this.#tryStart = NOWHERE;
    }
    this.#pt = 0;
    this.#last = NOWHERE;
    return true;
  }

  /** The subject is used up: is the rest of the pattern satisfied with nothing? */
  #atEnd(): boolean {
    const codes = this.#codes;
    let pt = this.#pt;
    if (this.#marks) {
      while (codes[pt] === BACKSLASH && codes[pt + 2] === STAR) pt += 3;
      if (codes[pt] === GROUP) this.#mark(pt, this.#st);
    }

    const over = (): boolean => {
      if (codes[pt] === GROUP) pt += 1;
      return codes[pt] === 0;
    };
    const star = (): boolean => {
      if (codes[pt] !== BACKSLASH) return false;
      pt += 2;
      if (codes[pt] !== STAR) return false;
      pt += 1;
      return over();
    };
    if (over()) return true;
    if (codes[pt] === BACKSLASH && this.#repeated) {
      pt += 2;
      if (codes[pt] === PLUS || codes[pt] === STAR) {
        pt += 1;
        if (over() || star()) return true;
      }
    }
    return star();
  }

  #advance(): void {
    if (this.#tryStart === NOWHERE) this.#tryStart = this.#st;
    this.#last = this.#st;
  }

  #found(): number | undefined {
    return this.#last === NOWHERE ? undefined : this.#last;
  }

  #code(ahead = 0): number | undefined {
    return this.#codes[this.#pt + ahead];
  }

  /** The present byte, in lower case. */
  #byte(): number {
    const byte = this.#subject.charCodeAt(this.#st);
    return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
  }

  #is(classNumber: number | undefined): boolean {
    return OS_REGEX_CLASSES[classNumber ?? 0]?.[this.#subject.charCodeAt(this.#st)] === 1;
  }

  #mark(groupAt: number, offset: number): void {
    if (!this.#marks) return;
    let ordinal = 0;
    for (let i = 0; i < groupAt; i += 1) {
      if (this.#codes[i] === BACKSLASH) i += 1;
      else if (this.#codes[i] === GROUP) ordinal += 1;
    }
    this.#marks[ordinal] = offset;
  }
}
