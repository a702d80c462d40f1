/** JSON nests at most this deep here. The deepest event seen has 11 levels; the bound keeps recursive readers off the stack's end. */
const MAX_DEPTH = 512;

/** The largest events seen have a few hundred kilobytes; the bound keeps one event from filling the memory. */
const MAX_EVENT_BYTES = 16 * 1024 * 1024;

/** Values of one event, members of lists included. The largest seen has some thousands; Wazuh takes 200. */
const MAX_EVENT_VALUES = 50_000;

/** Events of one blob: hundreds are usual, some thousands the most that was seen. */
const MAX_EVENTS = 1_000_000;

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** What is wrong with a body that is no complete JSON array. */
export type SplitProblem =
  /** No byte but blanks. */
  | 'empty'
  /** Begins with something else than an array: an object (an error envelope, most likely), a text, a page of HTML. */
  | 'not-an-array'
  /** Ends before the array does. */
  | 'cut-short'
  /** Brackets that don't match, a comma where there may be none, or bytes after the array. */
  | 'malformed'
  | 'too-many-events';

/** Why an element must not be parsed: it would cost more time or memory than any event is worth. */
export type EventFlaw = 'too-deep' | 'too-large' | 'too-many-values';

export interface SplitFailure {
  readonly ok: false;
  readonly problem: SplitProblem;
  /** Offset of the byte at which the reading ended. */
  readonly atByte: number;
}

/** Where the elements of an array stand in a body. */
export class EventSpans {
  readonly ok = true;
  readonly count: number;
  /** Start and end of each element, in pairs. */
  readonly #offsets: Uint32Array;
  readonly #body: Buffer;
  readonly #flaws: ReadonlyMap<number, EventFlaw>;

  constructor(body: Buffer, offsets: Uint32Array, flaws: ReadonlyMap<number, EventFlaw>) {
    this.#body = body;
    this.#offsets = offsets;
    this.#flaws = flaws;
    this.count = offsets.length / 2;
  }

  /** Offset of the element's first byte. @param index 0 to `count - 1`. */
  start(index: number): number {
    return this.#offsets[2 * index] ?? 0;
  }

  /** Offset behind the element's last byte. */
  end(index: number): number {
    return this.#offsets[2 * index + 1] ?? 0;
  }

  /** Undefined for an element that may be parsed. */
  flaw(index: number): EventFlaw | undefined {
    return this.#flaws.get(index);
  }

  /** False for an element that can be no event: a text, a number, a list. */
  isObject(index: number): boolean {
    return this.#body[this.start(index)] === OPEN_OBJECT;
  }
}

/**
 * Finds the elements of a JSON array, so that a blob of any size is parsed one event at a time.
 *
 * Looks at brackets, strings and commas only: whether an element is valid JSON shows when it is parsed, and then only that
 * element is lost. An element that nests too deep, is too large or holds too many values is found like any other, and marked. A byte order
 * mark and blanks around the array are skipped.
 *
 * @param body the blob, UTF-8, below 4 GiB.
 */
export function splitEvents(body: Buffer): EventSpans | SplitFailure {
  const length = body.length;
  let at = skipBlanks(body, body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 3 : 0);
  if (at === length) return { ok: false, problem: 'empty', atByte: at };
  if (body[at] !== OPEN_LIST) return { ok: false, problem: 'not-an-array', atByte: at };

  const offsets = new Offsets();
  const flaws = new Map<number, EventFlaw>();
  at = skipBlanks(body, at + 1);
  if (body[at] === CLOSE_LIST) return finish(body, at, offsets, flaws);
  for (;;) {
    const end = elementEnd(body, at);
    if (typeof end !== 'number') return end;
    const flaw = flawOf(end - at);
    if (flaw !== undefined) flaws.set(offsets.count, flaw);
    offsets.add(at, end);
    if (offsets.count > MAX_EVENTS) return { ok: false, problem: 'too-many-events', atByte: at };
    at = skipBlanks(body, end);
    if (at >= length) return { ok: false, problem: 'cut-short', atByte: length };
    if (body[at] === CLOSE_LIST) return finish(body, at, offsets, flaws);
    if (body[at] !== COMMA) return { ok: false, problem: 'malformed', atByte: at };
    at = skipBlanks(body, at + 1);
  }
}

function finish(
  body: Buffer,
  closeAt: number,
  offsets: Offsets,
  flaws: ReadonlyMap<number, EventFlaw>,
): EventSpans | SplitFailure {
  const at = skipBlanks(body, closeAt + 1);
  if (at < body.length) return { ok: false, problem: 'malformed', atByte: at };
  return new EventSpans(body, offsets.whole(), flaws);
}

function skipBlanks(body: Buffer, from: number): number {
  let at = from;
  while (at < body.length) {
    const byte = body[at];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break;
    at += 1;
  }
  return at;
}

const openBrackets = new Uint8Array(MAX_DEPTH + 1);

/** What the last call of `elementEnd` counted: the deepest level, and the commas, which are one for each value but the first of a bracket. */
const counted = { depth: 0, commas: 0 };

function flawOf(bytes: number): EventFlaw | undefined {
  if (counted.depth > MAX_DEPTH) return 'too-deep';
  if (bytes > MAX_EVENT_BYTES) return 'too-large';
  return counted.commas > MAX_EVENT_VALUES ? 'too-many-values' : undefined;
}

/** @returns the offset behind the element that begins at `from`. */
function elementEnd(body: Buffer, from: number): number | SplitFailure {
  const length = body.length;
  let at = from;
  let depth = 0;
  let commas = 0;
  counted.depth = 0;
  counted.commas = 0;
  while (at < length) {
    const byte = body[at];
    at += 1;
    if (byte === QUOTE) {
      for (;;) {
        if (at >= length) return { ok: false, problem: 'cut-short', atByte: length };
        const inner = body[at];
        at += 1;
        if (inner === QUOTE) break;
        if (inner === BACKSLASH) at += 1;
      }
      if (depth === 0) return at;
    } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      depth += 1;
      // Whether the brackets beyond that depth match is left open: the element will not be parsed.
      if (depth <= MAX_DEPTH) openBrackets[depth] = byte;
      else counted.depth = depth;
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      // In ASCII each closing bracket stands two behind its opening one.
      if (depth === 0 || (depth <= MAX_DEPTH && openBrackets[depth] !== byte - 2))
        return { ok: false, problem: 'malformed', atByte: at - 1 };
      depth -= 1;
      if (depth === 0) {
        counted.commas = commas;
        return at;
      }
    } else if (depth === 0) {
      return bareEnd(body, at - 1);
    } else if (byte === COMMA) {
      commas += 1;
    }
  }
  return { ok: false, problem: 'cut-short', atByte: length };
}

/** A number, `true`, `false`, `null` or nonsense: up to the next comma, bracket or blank. */
function bareEnd(body: Buffer, from: number): number | SplitFailure {
  let at = from;
  while (at < body.length) {
    const byte = body[at];
    if (
      byte === COMMA ||
      byte === CLOSE_LIST ||
      byte === 0x20 ||
      byte === 0x0a ||
      byte === 0x0d ||
      byte === 0x09
    )
      break;
    at += 1;
  }
  return at === from ? { ok: false, problem: 'malformed', atByte: at } : at;
}

class Offsets {
  #used = 0;
  #numbers = new Uint32Array(1024);

  get count(): number {
    return this.#used / 2;
  }

  add(start: number, end: number): void {
    if (this.#used === this.#numbers.length) {
      const larger = new Uint32Array(2 * this.#used);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.#used] = start;
    this.#numbers[this.#used + 1] = end;
    this.#used += 2;
  }

  whole(): Uint32Array {
    return this.#numbers.slice(0, this.#used);
  }
}
