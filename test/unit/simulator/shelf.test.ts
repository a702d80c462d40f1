import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Blob, NOTHING } from '../../../src/simulator/blob.ts';
import { Shelf } from '../../../src/simulator/shelf.ts';
import { createTenant } from '../../../src/simulator/tenant.ts';

const tenant = createTenant(0, {});

function blobAt(createdMs: number, number: number): Blob {
  const times = { createdMs, listedMs: createdMs, expiresMs: createdMs };
  const kind = { contentType: 'DLP.All', contentId: `${number}`, content: NOTHING, gone: undefined } as const;
  return { number, tenant, ...times, ...kind };
}

describe('a shelf of blobs', () => {
  it('gives those of a half-open span in order of contentCreated, in whatever order they came', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { maxLength: 40 }), fc.nat(22), fc.nat(22), (times, fromMs, toMs) => {
        const blobs = times.map((ms, number) => blobAt(ms, number));
        const shelf = new Shelf();
        for (const blob of blobs) shelf.add(blob);

        const expected = blobs
          .filter(blob => blob.createdMs >= fromMs && blob.createdMs < toMs)
          .sort((one, other) => one.createdMs - other.createdMs || one.number - other.number);
        expect(shelf.between(fromMs, toMs)).toEqual(expected);
      }),
    );
  });
});
