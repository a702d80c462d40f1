import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Blob, NOTHING } from '../../../src/simulator/blob.ts';
import {
  blobsBehind,
  positionOf,
  readPosition,
  startPosition,
  writePosition,
} from '../../../src/simulator/page-position.ts';
import { createTenant } from '../../../src/simulator/tenant.ts';

const tenant = createTenant(0, {});

function blobAt(createdMs: number, number: number): Blob {
  return {
    number,
    tenant,
    contentType: 'Audit.General',
    contentId: String(number),
    createdMs,
    listedMs: createdMs,
    expiresMs: createdMs + 1,
    content: NOTHING,
    gone: undefined,
  };
}

/** All pages of a listing, each continued from what the one before put into its link. */
function pagesOf(blobs: readonly Blob[], pageSize: number, isShuffled: boolean): Blob[] {
  const seen: Blob[] = [];
  let position = startPosition(isShuffled);
  for (;;) {
    const page = blobsBehind(blobs, position).slice(0, pageSize);
    const last = page.at(-1);
    if (last === undefined) return seen;
    seen.push(...page);
    const read = readPosition(writePosition(positionOf(last, isShuffled)));
    if (read === undefined) throw new Error('a position of ours was not read');
    position = read;
  }
}

describe('paging', () => {
  it('shows every blob exactly once, whatever the page size, also where many have one contentCreated', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(5), { maxLength: 40 }),
        fc.integer({ min: 1, max: 7 }),
        fc.boolean(),
        (times, pageSize, isShuffled) => {
          const blobs = times.sort((one, other) => one - other).map((ms, n) => blobAt(ms, n));
          const numbers = pagesOf(blobs, pageSize, isShuffled).map(blob => blob.number);
          expect(numbers.toSorted((one, other) => one - other)).toEqual(blobs.map(blob => blob.number));
        },
      ),
    );
  });

  it('keeps to contentCreated unless it is shuffled', () => {
    const blobs = Array.from({ length: 50 }, (_, n) => blobAt(n, n));

    expect(pagesOf(blobs, 7, false)).toEqual(blobs);
    expect(pagesOf(blobs, 7, true)).not.toEqual(blobs);
  });

  it.each(['', 'c.1', 'x.1.2', 'c.1.2.3', 'c.a.b'])('does not read %j', text => {
    expect(readPosition(text)).toBeUndefined();
  });
});
