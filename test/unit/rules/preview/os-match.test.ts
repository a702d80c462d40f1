import { describe, expect, it } from 'vitest';
import { compileOsMatch } from '../../../../src/rules/preview/os-match.ts';
import { wordMatch } from '../../../../src/rules/preview/word-match.ts';

function matches(pattern: string, subject: string): boolean {
  const compiled = compileOsMatch(pattern);
  if ('refused' in compiled) throw new Error(compiled.refused);
  return compiled.test(subject);
}

describe('OSMatch', () => {
  it('finds any of its parts anywhere, in any case', () => {
    expect(matches('wire transfer|invoice', 'Your INVOICE 7')).toBe(true);
    expect(matches('wire transfer|invoice', 'Your bill')).toBe(false);
  });

  it('ties a part to the start, the end or both', () => {
    const location = '^office_365$|->office_365$';
    expect(['office_365', '(agent) any->office_365'].map(text => matches(location, text))).toEqual([
      true,
      true,
    ]);
    expect(['command_office_365', 'office_365x'].map(text => matches(location, text))).toEqual([
      false,
      false,
    ]);
    expect(matches('^Set-T', 'set-transportconfig')).toBe(true);
  });

  it('is turned around as a whole by a ! before it', () => {
    expect([matches('!a|b', 'xa'), matches('!a|b', 'c')]).toEqual([false, true]);
  });

  it('has no escapes', () => {
    expect(matches(String.raw`a\.b`, 'a.b')).toBe(false);
    expect(matches(String.raw`a\.b`, String.raw`xa\.b`)).toBe(true);
  });

  it('is met by anything where a part is empty', () => {
    expect([
      matches('', 'x'),
      matches('a|', 'x'),
      matches('^', 'x'),
      matches('$', 'x'),
      matches('^$', 'x'),
    ]).toEqual([true, true, true, true, false]);
  });

  it('finds characters outside ASCII only where the part is tied', () => {
    const subject = 'zo\xc3\xab';
    expect([
      matches('zo\xc3\xab', subject),
      matches('^zo\xc3\xab$', subject),
      matches('\xc3\xab$', subject),
    ]).toEqual([false, true, true]);
  });

  it('refuses more than 20480 bytes', () => {
    expect(compileOsMatch('x'.repeat(20_481))).toEqual({ refused: 'is longer than 20480 bytes' });
  });
});

describe('the search for if_group parents', () => {
  it('looks for parts of the joined group text', () => {
    expect(wordMatch('ALPHA', 'x,alpha,')).toBe(true);
    expect(wordMatch('^x|beta', 'x,alpha,')).toBe(true);
    expect(wordMatch('^alpha', 'x,alpha,')).toBe(false);
    expect(wordMatch('', 'x,alpha,')).toBe(false);
  });
});
