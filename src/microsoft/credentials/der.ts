/** One element of a DER encoding, as offsets into its bytes. */
export interface DerElement {
  readonly tag: number;
  /** Where the element itself begins. */
  readonly at: number;
  /** Where its content begins and ends. */
  readonly start: number;
  readonly end: number;
}

export const DER = { octets: 0x04, oid: 0x06, sequence: 0x30, context0: 0xa0 } as const;

/**
 * Reads the element at `at`. Looks at tag and length only.
 *
 * @param limit the content may not go beyond this offset.
 * @returns undefined for what is no DER: a length that does not fit, or the indefinite length of BER.
 */
export function readElement(bytes: Buffer, at: number, limit: number): DerElement | undefined {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined || at + 2 > limit || (tag & 0x1f) === 0x1f) return undefined;
  let start = at + 2;
  let length = first;
  if (first >= 0x80) {
    const count = first - 0x80;
    if (count < 1 || count > 4 || start + count > limit) return undefined;
    length = bytes.readUIntBE(start, count);
    start += count;
  }
  const end = start + length;
  return end <= limit ? { tag, at, start, end } : undefined;
}

/** The elements inside an element, in order. @returns undefined when they do not fill it exactly. */
export function childrenOf(bytes: Buffer, parent: DerElement | undefined): DerElement[] | undefined {
  if (!parent) return undefined;
  const children: DerElement[] = [];
  for (let at = parent.start; at < parent.end;) {
    const child = readElement(bytes, at, parent.end);
    if (!child) return undefined;
    children.push(child);
    at = child.end;
  }
  return children;
}
