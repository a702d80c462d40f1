import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Glob } from '../../../src/filters/glob.ts';

const matches = (pattern: string, text: string) => new Glob(pattern).matchesLower(text.toLowerCase());

describe('a pattern', () => {
  it.each([
    ['svc-*', 'SVC-Backup@contoso.com', true],
    ['svc-*', 'my-svc-backup', false],
    ['*@contoso.com', 'amy@Contoso.com', true],
    ['*@contoso.com', 'amy@contoso.com.evil.example', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['*', '', true],
    ['', '', true],
    ['', 'a', false],
    ['ab*ba', 'aba', false],
    ['a*b*c', 'a-b-b-c', true],
    ['*ab?d*', 'xxabxabcdx', true],
    ['NT AUTHORITY\\SYSTEM*', 'nt authority\\system (Exchange)', true],
    ['a.c', 'abc', false],
    ['[a]*', '[a] b', true],
    [`*${'ab'.repeat(60)}*`, `x${'ab'.repeat(61)}`, true],
    [`*${'ab'.repeat(60)}*`, 'ab'.repeat(59), false],
  ])('%s on %s: %s', (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  it('answers as a regular expression of the same meaning does', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 80 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '?', '*', 'a'), maxLength: 70 });
    fc.assert(
      fc.property(pattern, text, (glob, value) => {
        const source = glob
          .replaceAll('.', String.raw`\.`)
          .replaceAll('?', '.')
          .replaceAll(/\*+/g, '.*?');
        expect(matches(glob, value)).toBe(new RegExp(`^${source}$`, 's').test(value));
      }),
      { seed: 7, numRuns: 3_000 },
    );
  });

  it('takes no longer for the worst of texts than for any other', () => {
    const glob = new Glob(`${'*a'.repeat(100)}*${'a'.repeat(50)}b*c`);
    const text = 'a'.repeat(2_000_000);
    // Backtracking would take years.
    expect(glob.matchesLower(text)).toBe(false);
    expect(glob.matchesLower(`${text}bc`)).toBe(true);
  });
});
