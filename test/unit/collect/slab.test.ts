import { describe, expect, it } from 'vitest';
import { Slab } from '../../../src/collect/slab.ts';

describe('Slab', () => {
  it('holds texts of any length and script, each whole, however its blocks are filled', () => {
    const slab = new Slab();
    const texts = ['', 'ascii', 'äöü€😀'.repeat(3_000), 'x'.repeat(3_000_000)];
    for (let n = 0; n < 5_000; n += 1) texts.push(`${n}:${'é😀a'.repeat(n % 97)}`);
    const views = texts.map(text => slab.write(text));
    expect(views.map(view => view.toString()).every((text, n) => text === texts[n])).toBe(true);
  });

  it('gives all of it back at once, and serves again', () => {
    const slab = new Slab();
    const views = Array.from({ length: 2_000 }, (_, n) => slab.write(`message ${n} ${'x'.repeat(1_000)}`));
    slab.free();
    expect(views.every(view => view.length === 0)).toBe(true);
    expect(slab.write('again').toString()).toBe('again');
  });
});
