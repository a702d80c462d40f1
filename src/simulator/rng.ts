/** Four hex digits for every 16-bit number: a GUID then is eight look-ups instead of thirty-two conversions. */
const HEX = Array.from({ length: 65_536 }, (_, n) => n.toString(16).padStart(4, '0'));

/**
 * A seeded stream of random numbers (sfc32). The same seed parts give the same stream on every machine and in every version of
 * Node. Not for secrets.
 */
export class Rng {
  #a = 0;
  #b = 0;
  #c = 0;
  #d = 0;
  readonly #keys: readonly [number, number, number, number];

  /** @param seed parts that name the stream, such as the world's seed and what the stream decides. */
  constructor(...seed: readonly (string | number)[]) {
    this.#keys = hash128(seed.join('\u0000'));
    this.seek(0);
  }

  /** Jumps to the n-th sub-stream: what follows depends on the seed and `n` only, not on what was drawn before. */
  seek(n: number): void {
    this.#a = mix(this.#keys[0] ^ n);
    this.#b = mix(this.#keys[1] + Math.imul(n, 0x9e3779b1));
    this.#c = mix(this.#keys[2] ^ Math.floor(n / 0x1_0000_0000));
    this.#d = this.#keys[3] | 1;
    for (let round = 0; round < 6; round++) this.uint32();
  }

  /** The next number, 0 to 2³² − 1. */
  uint32(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return sum >>> 0;
  }

  /** The next number, 0 ≤ x < 1. */
  next(): number {
    return this.uint32() / 0x1_0000_0000;
  }

  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  /** True with probability `p`. */
  chance(p: number): boolean {
    return this.next() < p;
  }

  /** One of the list. @throws RangeError for an empty list. */
  pick<T>(list: readonly T[]): T {
    const picked = list[Math.floor(this.next() * list.length)];
    if (picked === undefined) throw new RangeError('pick needs a list that is not empty');
    return picked;
  }

  /** A lower-case GUID of version 4's form. */
  guid(): string {
    const [p, q, r, s] = [this.uint32(), this.uint32(), this.uint32(), this.uint32()];
    return (
      `${HEX[p >>> 16]}${HEX[p & 0xffff]}-${HEX[q >>> 16]}-${HEX[0x4000 | (q & 0x0fff)]}` +
      `-${HEX[0x8000 | (r & 0x3fff)]}-${HEX[r >>> 16]}${HEX[s >>> 16]}${HEX[s & 0xffff]}`
    );
  }

  /** `length` lower-case hex digits. */
  hex(length: number): string {
    let text = '';
    while (text.length < length) text += HEX[this.uint32() >>> 16];
    return text.slice(0, length);
  }
}

/** MurmurHash3's finaliser: spreads neighbouring numbers over all 32 bits. */
function mix(n: number): number {
  let h = n | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}

/** FNV-1a from four bases, each finished by `mix`. */
function hash128(text: string): [number, number, number, number] {
  const lanes: [number, number, number, number] = [0x811c9dc5, 0x01000193, 0x7f4a7c15, 0x2545f491];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    lanes[0] = Math.imul(lanes[0] ^ code, 0x01000193);
    lanes[1] = Math.imul(lanes[1] ^ code, 0x5bd1e995);
    lanes[2] = Math.imul(lanes[2] ^ code, 0x27d4eb2f);
    lanes[3] = Math.imul(lanes[3] ^ code, 0x165667b1);
  }
  return [mix(lanes[0]), mix(lanes[1]), mix(lanes[2]), mix(lanes[3])];
}
