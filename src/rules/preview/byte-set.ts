/** A set of bytes: one flag for each of the 256. */
export type ByteSet = Uint8Array;

/** The bytes between two bounds, both included. */
export function byteRange(first: number, last: number): ByteSet {
  const set = new Uint8Array(256);
  set.fill(1, first, last + 1);
  return set;
}

export function byteSetOf(characters: string): ByteSet {
  const set = new Uint8Array(256);
  for (const char of characters) set[char.charCodeAt(0)] = 1;
  return set;
}

export function unionOf(...sets: readonly ByteSet[]): ByteSet {
  return Uint8Array.from({ length: 256 }, (_, byte) => (sets.some(set => set[byte]) ? 1 : 0));
}

export function complementOf(set: ByteSet): ByteSet {
  return set.map(flag => (flag ? 0 : 1));
}

/** Adds the other case of every ASCII letter; bytes above 127 have no case in the tables that analysisd uses. */
export function withBothCases(set: ByteSet): ByteSet {
  const both = Uint8Array.from(set);
  for (let upper = 0x41; upper <= 0x5a; upper += 1) {
    const flag = set[upper] || set[upper + 0x20] ? 1 : 0;
    both[upper] = flag;
    both[upper + 0x20] = flag;
  }
  return both;
}

/** A JavaScript regular expression that matches exactly one byte of the set. */
export function byteSetSource(set: ByteSet): string {
  const members = set.reduce((count, flag) => count + flag, 0);
  if (members === 256) return '[^]';
  if (members === 0) return '[]';
  if (members <= 128) return members === 1 ? hex(set.indexOf(1)) : `[${ranges(set)}]`;
  return `[^${ranges(complementOf(set))}]`;
}

function ranges(set: ByteSet): string {
  let source = '';
  for (let byte = 0; byte < 256; byte += 1) {
    if (!set[byte]) continue;
    const first = byte;
    while (set[byte + 1]) byte += 1;
    source += first === byte ? hex(first) : `${hex(first)}-${hex(byte)}`;
  }
  return source;
}

function hex(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`;
}
