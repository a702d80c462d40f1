const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const LETTER_F = 0x66;
const LETTER_N = 0x6e;
const LETTER_T = 0x74;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const LAST_ASCII = 0x7e;

/** Deeper or wider ones are rare enough for the slower way. */
const MAX_DEPTH = 20;
const MAX_MEMBERS = 1_000;

/** A double holds all integers of so many digits as they are written. */
const MAX_DIGITS = 15;

/** Behind a backslash, what JSON.stringify writes there too: `"`, `\`, and the letters of its short escapes. */
const SHORT_ESCAPES = new Set(Buffer.from('"\\bfnrt'));

/** Bytes of a copy below which a loop is faster than a call. */
const SHORT_COPY_BYTES = 64;

/** Wazuh takes none larger: such an event has to be cut anyway. */
const MAX_BYTES = 64 * 1024;

/**
 * Puts the keys of an event in order in the very bytes that it came in, without making a value of it: possible where they are just what
 * JSON.stringify would write, as those of most events are.
 *
 * One instance serves one event after the other.
 */
export class PlainJson {
  /** A copy of the event, in which each object's members change places. */
  readonly #bytes = Buffer.allocUnsafeSlow(MAX_BYTES);
  readonly #swap = Buffer.allocUnsafeSlow(MAX_BYTES);
  /** The members of the objects that are being read, the innermost last: where each starts, its value starts, and it ends. */
  readonly #starts = new Uint32Array(MAX_MEMBERS);
  readonly #keyEnds = new Uint32Array(MAX_MEMBERS);
  readonly #ends = new Uint32Array(MAX_MEMBERS);
  #members = 0;
  /** By the number of members, the order that the last such object needed: events of one kind follow one another. */
  readonly #orders = new Map<number, Uint16Array>();

  /**
   * @param body holds the event, a JSON object in valid UTF-8, from `start` to `end`. Whether it is valid JSON is for the caller to know.
   * @returns what `sortedJson` writes of the event, as a view that the next call overwrites; undefined where the bytes are not JSON.stringify's,
   *   or where only reading them can tell.
   */
  sorted(body: Buffer, start: number, end: number): Buffer | undefined {
    const length = end - start;
    if (length > MAX_BYTES) return undefined;
    body.copy(this.#bytes, 0, start, end);
    this.#members = 0;
    if (this.#bytes[0] !== OPEN_OBJECT || this.#object(1, length, MAX_DEPTH) !== length) return undefined;
    return this.#bytes.subarray(0, length);
  }

  /** The same for an event's text. @param text what JSON.stringify wrote. */
  sortedText(text: string): Buffer | undefined {
    if (text.length > MAX_BYTES) return undefined;
    const bytes = Buffer.from(text);
    return this.sorted(bytes, 0, bytes.length);
  }

  /** @returns the offset behind the object that begins before `from`, its keys in order now; 0 for one that is not plain. */
  #object(from: number, end: number, depth: number): number {
    const bytes = this.#bytes;
    if (bytes[from] === CLOSE_OBJECT) return from + 1;
    const first = this.#members;
    let isSorted = true;
    for (let at = from; ;) {
      const member = this.#members;
      if (member === MAX_MEMBERS) return 0;
      this.#members += 1;
      const keyEnd = endOfKey(bytes, at, end);
      if (keyEnd === 0) return 0;
      const valueEnd = this.#value(keyEnd, end, depth);
      if (valueEnd === 0) return 0;
      this.#starts[member] = at;
      this.#keyEnds[member] = keyEnd;
      this.#ends[member] = valueEnd;
      if (member > first && isSorted) isSorted = this.#compareKeys(member - 1, member) < 0;
      const next = bytes[valueEnd];
      if (next === CLOSE_OBJECT) {
        if (!isSorted && !this.#sort(first, from, valueEnd)) return 0;
        this.#members = first;
        return valueEnd + 1;
      }
      if (next !== COMMA) return 0;
      at = valueEnd + 1;
    }
  }

  #list(from: number, end: number, depth: number): number {
    const bytes = this.#bytes;
    if (bytes[from] === CLOSE_LIST) return from + 1;
    for (let at = from; ;) {
      const valueEnd = this.#value(at, end, depth);
      if (valueEnd === 0) return 0;
      const next = bytes[valueEnd];
      if (next === CLOSE_LIST) return valueEnd + 1;
      if (next !== COMMA) return 0;
      at = valueEnd + 1;
    }
  }

  /** @returns the offset behind the value; 0 for one that is not plain. */
  #value(from: number, end: number, depth: number): number {
    const byte = this.#bytes[from];
    if (byte === QUOTE) return endOfText(this.#bytes, from + 1, end);
    if (byte === OPEN_OBJECT) return depth === 0 ? 0 : this.#object(from + 1, end, depth - 1);
    if (byte === OPEN_LIST) return depth === 0 ? 0 : this.#list(from + 1, end, depth - 1);
    if (byte === LETTER_N || byte === LETTER_T) return from + 4;
    if (byte === LETTER_F) return from + 5;
    return endOfInteger(this.#bytes, from);
  }

  /** Puts the members from `first` on, which fill the bytes from `from` to `until`, in order. @returns false where a key is there twice. */
  #sort(first: number, from: number, until: number): boolean {
    const count = this.#members - first;
    let order = this.#orders.get(count);
    if (!order) {
      order = Uint16Array.from({ length: count }, (_, at) => at);
      this.#orders.set(count, order);
    }
    let isUnique = true;
    for (let at = 1; at < count; at += 1) {
      const member = order[at] ?? 0;
      let place = at;
      for (; place > 0; place -= 1) {
        const before = order[place - 1] ?? 0;
        const difference = this.#compareKeys(first + before, first + member);
        if (difference === 0) isUnique = false;
        if (difference <= 0) break;
        order[place] = before;
      }
      order[place] = member;
    }
    if (!isUnique) return false;
    const [bytes, swap] = [this.#bytes, this.#swap];
    let to = 0;
    for (let at = 0; at < count; at += 1) {
      const member = first + (order[at] ?? 0);
      if (at > 0) {
        swap[to] = COMMA;
        to += 1;
      }
      const end = this.#ends[member] ?? 0;
      let start = this.#starts[member] ?? 0;
      if (end - start > SHORT_COPY_BYTES) {
        to += bytes.copy(swap, to, start, end);
      } else {
        for (; start < end; start += 1) {
          swap[to] = bytes[start] ?? 0;
          to += 1;
        }
      }
    }
    swap.copy(bytes, from, 0, until - from);
    return true;
  }

  #compareKeys(a: number, b: number): number {
    const bytes = this.#bytes;
    const [aStart, bStart] = [this.#starts[a] ?? 0, this.#starts[b] ?? 0];
    const aLength = (this.#keyEnds[a] ?? 0) - aStart;
    const bLength = (this.#keyEnds[b] ?? 0) - bStart;
    const length = Math.min(aLength, bLength);
    // The quote behind a key sorts before every character that a plain key has, as the end of a text does.
    for (let n = 1; n < length; n += 1) {
      const difference = (bytes[aStart + n] ?? 0) - (bytes[bStart + n] ?? 0);
      if (difference !== 0) return difference;
    }
    return aLength - bLength;
  }
}

/** @returns the offset of the value; 0 for a key that is not plain: with escapes, beyond ASCII, or like a number, which JavaScript puts first. */
function endOfKey(bytes: Buffer, from: number, end: number): number {
  if (bytes[from] !== QUOTE) return 0;
  const first = bytes[from + 1] ?? 0;
  if (first >= ZERO && first <= NINE) return 0;
  for (let at = from + 1; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) return bytes[at + 1] === COLON ? at + 2 : 0;
    if (byte === BACKSLASH || byte < QUOTE || byte > LAST_ASCII) return 0;
  }
  return 0;
}

function endOfText(bytes: Buffer, from: number, end: number): number {
  for (let at = from; at < end; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) return at + 1;
    if (byte === BACKSLASH) {
      at += 1;
      if (!SHORT_ESCAPES.has(bytes[at] ?? 0)) return 0;
    }
  }
  return 0;
}

/** Reads over a byte that ends no number only to have it refused: what stands behind a value is looked at by its holder. */
function endOfInteger(bytes: Buffer, from: number): number {
  const first = bytes[from] === MINUS ? from + 1 : from;
  let at = first;
  for (let byte = bytes[at] ?? 0; byte >= ZERO && byte <= NINE; byte = bytes[at] ?? 0) at += 1;
  if (at === first || at - first > MAX_DIGITS) return 0;
  // JSON.stringify writes -0 as 0.
  return first > from && bytes[first] === ZERO ? 0 : at;
}
