import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONTENT_TYPES } from '../../../src/events/content-type.ts';
import { Rng } from '../../../src/simulator/rng.ts';
import { sharesOf } from '../../../src/simulator/shares.ts';

describe('sharing events out over content types', () => {
  it('neither loses nor invents one, and gives each type its part', () => {
    fc.assert(
      fc.property(
        fc.nat(100_000),
        fc.subarray([...CONTENT_TYPES], { minLength: 1 }),
        fc.nat(),
        (count, types, seed) => {
          const shares = sharesOf(count, types, new Rng(seed));

          expect(shares.map(([type]) => type)).toEqual(types);
          expect(shares.every(([, events]) => events >= 0)).toBe(true);
          expect(shares.reduce((sum, [, events]) => sum + events, 0)).toBe(count);
        },
      ),
    );
  });

  it('gives single events to changing types', () => {
    const rng = new Rng(1);
    const lucky = Array.from(
      { length: 300 },
      () => sharesOf(1, CONTENT_TYPES, rng).find(([, events]) => events === 1)?.[0],
    );

    expect(new Set(lucky)).toEqual(new Set(CONTENT_TYPES));
  });
});
