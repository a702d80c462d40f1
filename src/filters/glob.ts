/** Longer patterns are refused where they are written. */
export const MAX_GLOB_LENGTH = 256;

/** Positions of a piece that fit into one 32-bit word. */
const WORD_BITS = 31;

/** A literal character, or undefined for `?`. */
type Unit = number | undefined;

/**
 * A pattern of `*` (any text, also none) and `?` (one character); all else, backslashes too, stands for itself. Compares whole texts, without
 * regard to case.
 *
 * Reads a text once from left to right, whatever the pattern: no pattern and no text make it slow.
 */
export class Glob {
  readonly #first: readonly Unit[];
  readonly #middle: readonly Piece[];
  /** Undefined for a pattern without `*`. */
  readonly #last: readonly Unit[] | undefined;
  readonly #minLength: number;

  constructor(pattern: string) {
    const pieces = splitAtStars(pattern.toLowerCase());
    this.#first = pieces[0] ?? [];
    this.#last = pieces.length > 1 ? pieces.at(-1) : undefined;
    this.#middle = pieces
      .slice(1, -1)
      .filter(piece => piece.length > 0)
      .map(piece => new Piece(piece));
    this.#minLength = pieces.reduce((sum, piece) => sum + piece.length, 0);
  }

  /** @param text in lower case. */
  matchesLower(text: string): boolean {
    if (text.length < this.#minLength || !fits(text, 0, this.#first)) return false;
    if (this.#last === undefined) return text.length === this.#first.length;
    const lastAt = text.length - this.#last.length;
    if (!fits(text, lastAt, this.#last)) return false;
    let at = this.#first.length;
    for (const piece of this.#middle) {
      at = piece.endOfFirst(text, at, lastAt);
      if (at === -1) return false;
    }
    return true;
  }
}

/** True for a text that means more than itself as a pattern. */
export function isGlob(text: string): boolean {
  return /[*?]/.test(text);
}

function splitAtStars(pattern: string): Unit[][] {
  return pattern
    .split('*')
    .map(piece => piece.split('').map(unit => (unit === '?' ? undefined : unit.charCodeAt(0))));
}

function fits(text: string, at: number, units: readonly Unit[]): boolean {
  for (const [index, unit] of units.entries()) {
    if (unit !== undefined && text.charCodeAt(at + index) !== unit) return false;
  }
  return true;
}

/**
 * A piece between two stars, found by Shift-And (Baeza-Yates and Gonnet 1992): bit n of the state is set when the last n + 1 characters of
 * the text are the piece's first n + 1. So each character of the text is looked at once.
 */
class Piece {
  readonly #words: number;
  readonly #lastBit: number;
  readonly #masks = new Map<number, Int32Array>();
  readonly #otherMask: Int32Array;

  constructor(units: readonly Unit[]) {
    this.#words = Math.ceil(units.length / WORD_BITS);
    this.#lastBit = 1 << ((units.length - 1) % WORD_BITS);
    this.#otherMask = this.#maskOf(units, undefined);
    for (const unit of units) {
      if (unit !== undefined && !this.#masks.has(unit)) this.#masks.set(unit, this.#maskOf(units, unit));
    }
  }

  /** @returns the offset behind the leftmost occurrence that begins at `from` or later and ends at `to` or before; -1 without one. */
  endOfFirst(text: string, from: number, to: number): number {
    const state = new Int32Array(this.#words);
    for (let at = from; at < to; at += 1) {
      const mask = this.#masks.get(text.charCodeAt(at)) ?? this.#otherMask;
      let carry = 1;
      for (let word = 0; word < this.#words; word += 1) {
        const before = state[word] ?? 0;
        state[word] = ((before << 1) | carry) & (mask[word] ?? 0) & 0x7fffffff;
        carry = (before >>> (WORD_BITS - 1)) & 1;
      }
      if ((state[this.#words - 1] ?? 0) & this.#lastBit) return at + 1;
    }
    return -1;
  }

  #maskOf(units: readonly Unit[], character: number | undefined): Int32Array {
    const mask = new Int32Array(this.#words);
    for (const [index, unit] of units.entries()) {
      if (unit !== undefined && unit !== character) continue;
      const word = Math.floor(index / WORD_BITS);
      mask[word] = (mask[word] ?? 0) | (1 << (index % WORD_BITS));
    }
    return mask;
  }
}
