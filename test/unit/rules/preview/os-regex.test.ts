import { describe, expect, it } from 'vitest';
import { compileFindingOsRegex, compileOsRegex } from '../../../../src/rules/preview/os-regex.ts';

function matches(pattern: string, subject: string): boolean | string {
  const compiled = compileOsRegex(pattern);
  return 'refused' in compiled ? compiled.refused : compiled.test(subject);
}

function find(pattern: string, subject: string, captures = true): readonly [number, ...string[]] | undefined {
  const compiled = compileFindingOsRegex(pattern, { captures });
  if ('refused' in compiled) throw new Error(compiled.refused);
  const found = compiled.find(subject);
  return found && [found.end, ...found.captures];
}

/** Answers of analysisd 4.14.7 in which its scanner differs from the regular expression that the pattern looks like. */
const ODD: readonly (readonly [pattern: string, subject: string, answer: boolean])[] = [
  [String.raw`\S*\W*`, '', false],
  [String.raw`1\D*\p*`, 'a1', false],
  [String.raw`^\w\.*\S*`, 'b', false],
  [String.raw`^\.+x$`, '  xx', false],
  [String.raw`\.+\s*\.$`, '.1', false],
  [String.raw`\w*\d\s*`, '-xa', true],
  [String.raw`^\S+\w*b$`, 'ab', false],
  [String.raw`\d*\D*$`, '.a.1', false],
  [String.raw`\.*\d*\d`, '2-. ', false],
  [String.raw`\d*\p*$`, 'b-b1a', false],
  [String.raw`^\S*\.*\S+$`, '-', false],
  [String.raw`\S*\d\d+`, '1x 2', true],
  [String.raw`\s*\.\d+`, 'ba. ', true],
  [String.raw`\S+\d*a`, '-b-a-', false],
  [String.raw`^\.+\D*\s+`, '. -', false],
  [String.raw`\d*\S\p+\D+`, '2x', true],
  [String.raw`^\p+\.\s*$`, '--1', false],
  [String.raw`^\w*\s*\w+b`, 'ab', false],
  [String.raw`\W*\W\s+`, 'abx.x', true],
  [String.raw`\.+\.+\.\d+`, ' aab', true],
  [String.raw`\.*\d\W+\.+`, 'xab22', true],
  [String.raw`\S+\S*\p*\w`, ' b ab1', false],
];

describe('OSRegex', () => {
  it.each(ODD)('answers as the engine does: %s on "%s" is %s', (pattern, subject, answer) => {
    expect(matches(pattern, subject)).toBe(answer);
  });

  it('finds plain text anywhere, in any case, unless it is tied', () => {
    expect(matches('mailbox', 'Set-MailboxPlan')).toBe(true);
    expect(matches('^set-mailbox$|^new-mailbox$', 'New-Mailbox')).toBe(true);
    expect(matches('^set-mailbox$|^new-mailbox$', 'New-MailboxPlan')).toBe(false);
    expect(matches('plan$', 'Set-MailboxPlan')).toBe(true);
  });

  it.each([
    [String.raw`\w`, '-@_aZ5', '.:é '],
    [String.raw`\p`, '!"#$%&\'()*+,-.:;<=>?[]{|}', '/@^_`~\\a5'],
    [String.raw`\s`, ' ', '\t\n'],
    [String.raw`\d`, '0123456789', 'a'],
    [String.raw`\W`, '.:/', '-@_a5'],
    [String.raw`\S`, 'a\t\n', ' '],
    [String.raw`\D`, 'a. ', '5'],
    [String.raw`\.`, 'a.\n\t \xff', ''],
    [String.raw`\t`, '\t', ' t'],
  ])('has in %s just what the engine has', (pattern, members, others) => {
    for (const char of members) expect([char, matches(`^${pattern}$`, char)]).toEqual([char, true]);
    for (const char of others) expect([char, matches(`^${pattern}$`, char)]).toEqual([char, false]);
  });

  it('repeats classes only: behind a letter + and * stand for themselves', () => {
    expect(matches('^ab+$', 'abbb')).toBe(false);
    expect(matches('^ab+$', 'ab+')).toBe(true);
  });

  it('refuses escapes it does not know, and parentheses that hold a | or each other', () => {
    expect(matches(String.raw`\[`, '[')).toBe(String.raw`has an escape OSRegex does not know: \[`);
    expect(matches('a\\', 'a')).toContain('has an escape OSRegex does not know');
    expect(matches('(a|b)', 'a')).toBe('has a | inside parentheses');
    expect(matches('((a))', 'a')).toContain('parentheses');
    expect(matches('(a', 'a')).toContain('parentheses');
  });

  it('never finds a character outside ASCII, but counts its bytes', () => {
    expect(matches('\xc3\xa9', '\xc3\xa9')).toBe(false);
    expect(matches(String.raw`^\.\.$`, '\xc3\xa9')).toBe(true);
  });

  it('is met by the empty text only where it is a lone $', () => {
    expect([matches('$', ''), matches('$', 'a'), matches('', 'a'), matches('^$', 'a')]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it('tells the groups and where it ended', () => {
    // Behind a class repeated at the end of the pattern the engine goes on from the second byte it took.
    expect(find(String.raw`user (\w+) ip (\S+)`, 'x user bob ip 192.0.2.7 y')).toEqual([
      15,
      'bob',
      '192.0.2.7',
    ]);
    expect(find(String.raw`^{\s*"`, '{ "a"')).toEqual([3]);
    expect(find(String.raw`^{\s*"`, '{"a"', false)).toEqual([2]);
    expect(find('x', 'abc')).toBeUndefined();
  });

  it('lists the values of a pattern that names whole values', () => {
    const exactly = (pattern: string): unknown => {
      const compiled = compileOsRegex(pattern);
      return 'test' in compiled ? compiled.exactly : undefined;
    };
    expect(exactly('^Set-Mailbox$|^New-Mailbox$')).toEqual(['set-mailbox', 'new-mailbox']);
    expect(exactly('^Set-Mailbox$|New-Mailbox$')).toBeUndefined();
    expect(exactly(String.raw`^\w+$`)).toBeUndefined();
  });
});
