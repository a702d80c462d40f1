import { describe, expect, it } from 'vitest';
import { compileFindingPcre2, compilePcre2 } from '../../../../src/rules/preview/pcre2.ts';
import { toByteString } from '../../../../src/rules/preview/byte-string.ts';

function matches(pattern: string, subject: string): boolean | string {
  const compiled = compilePcre2(toByteString(pattern));
  if ('test' in compiled) return compiled.test(toByteString(subject));
  return 'refused' in compiled ? `refused: ${compiled.refused}` : `unmapped: ${compiled.unmapped}`;
}

function find(pattern: string, subject: string): readonly string[] | string | undefined {
  const compiled = compileFindingPcre2(pattern);
  if ('find' in compiled) return compiled.find(subject)?.captures;
  return 'refused' in compiled ? `refused: ${compiled.refused}` : `unmapped: ${compiled.unmapped}`;
}

describe('PCRE2 on JavaScript', () => {
  it.each([
    // `$` allows a newline at the end, `\z` does not; `.` is all but a newline.
    ['^a$', 'a\n', true],
    [String.raw`^a\z`, 'a\n', false],
    ['^a$', 'a\n\n', false],
    ['a.b', 'a\rb', true],
    ['a.b', 'a\nb', false],
    ['(?s)a.b', 'a\nb', true],
    ['(?m)^b$', 'a\nb\nc', true],
    ['^b', 'a\nb', false],
    // Case is of ASCII only, and classes too; `\s` has no no-break space.
    ['(?i)^set-mailbox$', 'SET-MAILBOX', true],
    ['(?i)é', 'É', false],
    ['a(?i)b', 'aB', true],
    ['a(?i)b', 'AB', false],
    ['(?:a(?i)b|c)', 'C', true],
    ['(?i:a)b', 'aB', false],
    [String.raw`^\w+$`, 'é', false],
    [String.raw`a\sb`, 'a\u00a0b', false],
    [String.raw`[[:alpha:]_]{2}`, 'a_', true],
    [String.raw`^[^\d\n]$`, 'x', true],
    ['[]a]', ']', true],
    ['[a-c-]', '-', true],
    // It counts bytes.
    ['^..$', 'é', true],
    ['^.$', 'é', false],
    // Possessive and atomic.
    ['a++ab', 'aaab', false],
    ['(?>a+)b', 'aaab', true],
    [String.raw`"Value":\s*"[^"]`, '"Value":\t"x', true],
    [String.raw`a(?#note)+b`, 'aab', true],
    ['(?x) a b # c\n c', 'abc', true],
    [String.raw`\Qa.b\E+`, 'a.bbb', true],
    [String.raw`\Qa.b\E`, 'axb', false],
    [String.raw`\x41\x{42}\103`, 'x', 'unmapped: refers back to a group'],
    [String.raw`\x41\x{42}\o{103}\011`, 'ABC\t', true],
    [String.raw`\R`, '\r\n', true],
    [String.raw`\h\v`, '\t\n', true],
    ['a{2}', 'aa', true],
    ['a{,2}', 'a{,2}', true],
    ['a{x', 'a{x', true],
    ['(?=b)a|b(?!c)', 'bd', true],
  ])('%s on %j is %s', (pattern, subject, answer) => {
    expect(matches(pattern, subject)).toBe(answer);
  });

  it.each([
    '(a',
    'a)',
    '[a',
    '*a',
    'a**',
    'a{2}{3}',
    '^*',
    '[z-a]',
    String.raw`[a-\d]`,
    String.raw`[\d-z]`,
    '[[:foo:]]',
    '[:alpha:]',
    String.raw`\y`,
    String.raw`\x{100}`,
    'a{3,2}',
    'a{70000}',
    'a\\',
    '(?<=a+)b',
  ])('refuses %s, as PCRE2 does', pattern => {
    expect(matches(pattern, 'a')).toMatch(/^refused: /);
  });

  it.each([
    [String.raw`(a)\1`, 'refers back to a group'],
    ['(?R)', 'has a group (?R)…'],
    ['(?(1)a|b)', 'has a group (?(1…'],
    ['(?|a|b)', 'has a group (?|a…'],
    [String.raw`\p{L}`, String.raw`has the escape \p`],
    [String.raw`a\Kb`, String.raw`has the escape \K`],
    ['(*UTF)a', 'begins with a (*VERB)'],
    ['(?xx)a', 'sets the option xx'],
    ['(?>(?:a?)*b)', 'repeats what may be empty'],
  ])('names what it cannot run: %s', (pattern, reason) => {
    expect(matches(pattern, 'a')).toBe(`unmapped: ${reason}`);
  });

  it('gives the groups up to the last that took part, empty where one did not', () => {
    expect(find('(a)?(b)?(c)?', 'b')).toEqual(['', 'b']);
    expect(find('(?>(x+))-(y)', 'xx-y')).toEqual(['xx', 'y']);
    expect(find('x', 'b')).toBeUndefined();
  });

  it('refuses groups that JavaScript would forget between two turns', () => {
    expect(find('(?:(a)|b)+', 'ab')).toBe('unmapped: captures in one branch of a repetition');
    expect(find('(?:x(a))+', 'xaxa')).toEqual(['a']);
  });

  it('lists the values of a pattern that names whole values', () => {
    const exactly = (pattern: string): unknown => {
      const compiled = compilePcre2(pattern);
      return 'test' in compiled ? compiled.exactly : undefined;
    };
    expect(exactly('(?i)^(?:New|Set)-Mailbox$')).toEqual(['new-mailbox', 'set-mailbox']);
    expect(exactly('^(?:New|Set)-Mailbox')).toBeUndefined();
    expect(exactly('^New-.*$')).toBeUndefined();
  });
});
