import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/simulator/rng.ts';

function draws(rng: Rng, count: number): number[] {
  return Array.from({ length: count }, () => rng.uint32());
}

describe('a random stream', () => {
  it('is the same for the same seed parts and another for others', () => {
    expect(draws(new Rng(7, 'blobs'), 5)).toEqual(draws(new Rng(7, 'blobs'), 5));
    expect(draws(new Rng(7, 'blobs'), 5)).not.toEqual(draws(new Rng(7, 'events'), 5));
    expect(draws(new Rng(7, 'blobs'), 5)).not.toEqual(draws(new Rng(8, 'blobs'), 5));
  });

  it('is pinned, so that a seed in a bug report means the same in every version', () => {
    expect(draws(new Rng(7, 'pinned'), 3)).toEqual([1_167_360_706, 4_292_793_999, 4_291_066_657]);
  });

  it('depends after a jump on the number alone, not on what was drawn before', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 40), fc.nat(20), (n, drawn) => {
        const [fresh, used] = [new Rng(1), new Rng(1)];
        draws(used, drawn);
        fresh.seek(n);
        used.seek(n);
        expect(draws(used, 3)).toEqual(draws(fresh, 3));
      }),
    );
  });

  it('gives neighbouring numbers unlike streams', () => {
    const rng = new Rng(1);
    const firsts = Array.from({ length: 2000 }, (_, n) => {
      rng.seek(n);
      return rng.uint32();
    });
    const share = firsts.filter(value => value < 2 ** 31).length / firsts.length;

    expect(new Set(firsts).size).toBe(firsts.length);
    expect(share).toBeGreaterThan(0.45);
    expect(share).toBeLessThan(0.55);
  });

  it('keeps whole numbers within their bounds and reaches both', () => {
    const rng = new Rng(3);
    const seen = new Set(Array.from({ length: 200 }, () => rng.int(-1, 2)));

    expect([...seen].sort((one, other) => one - other)).toEqual([-1, 0, 1, 2]);
  });

  it('makes GUIDs of version 4 and hex of any length', () => {
    const rng = new Rng(3);

    expect(rng.guid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(rng.hex(7)).toMatch(/^[0-9a-f]{7}$/);
  });

  it('refuses to pick from nothing', () => {
    expect(() => new Rng(1).pick([])).toThrow(RangeError);
  });
});
