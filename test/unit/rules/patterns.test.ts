import { describe, expect, it } from 'vitest';
import { is, lacks, literal, matches, nameValue, operation } from '../../../src/rules/patterns.ts';

/** What analysisd shows to a rule of an array field. */
function shown(entries: readonly object[]): string {
  return JSON.stringify(entries, undefined, '\t').replaceAll('": "', '":\t"');
}

/** JavaScript reads the same language here; `(?i)` at the start is the one thing it does not know. */
function regExp(pattern: string): RegExp {
  return pattern.startsWith('(?i)') ? new RegExp(pattern.slice(4), 'i') : new RegExp(pattern);
}

describe('operation', () => {
  const pattern = regExp(
    operation('Add user.', 'Update application – Certificates and secrets management').pattern,
  );

  it.each(['Add user.', 'Add User.', 'Add user', 'Add user. '])('takes the spelling "%s"', name => {
    expect(name).toMatch(pattern);
  });

  it.each(['–', '-', '—'])('takes the dash "%s" with blanks behind', dash => {
    expect(`Update application ${dash} Certificates and secrets management `).toMatch(
      regExp(operation(`Update application – Certificates and secrets management`).pattern),
    );
  });

  it.each(['Add users.', 'Re-Add user.', 'Add userX', 'Update application.'])('leaves "%s"', name => {
    expect(name).not.toMatch(pattern);
  });
});

describe('nameValue', () => {
  const forwards = regExp(nameValue('Parameters', ['ForwardTo', 'RedirectTo']).pattern);

  it('finds an entry in the pretty-printed array', () => {
    expect(
      shown([
        { Name: 'Identity', Value: 'x' },
        { Name: 'RedirectTo', Value: 'y' },
      ]),
    ).toMatch(forwards);
  });

  it('takes no empty value', () => {
    expect(shown([{ Name: 'ForwardTo', Value: '' }])).not.toMatch(forwards);
  });

  it('takes the value of no other entry', () => {
    const pattern = regExp(nameValue('Parameters', 'Mode', /.*?Disable/).pattern);

    expect(
      shown([
        { Name: 'Mode', Value: 'Enforce' },
        { Name: 'Other', Value: 'Disable' },
      ]),
    ).not.toMatch(pattern);
    expect(shown([{ Name: 'Mode', Value: 'so: "Disable"' }])).toMatch(pattern);
  });

  it('is not fooled by a name inside a value', () => {
    expect(shown([{ Name: 'Comment', Value: '"Name": "ForwardTo", "Value": "x"' }])).not.toMatch(forwards);
  });
});

describe('is, matches and lacks', () => {
  it('compare whole values in any case', () => {
    expect('TRUE').toMatch(regExp(is('ResultStatus', 'True', 'Success').pattern));
    expect('True ').not.toMatch(regExp(is('ResultStatus', 'True').pattern));
  });

  it('escape what has a meaning in patterns', () => {
    expect('a.b(c)').toMatch(new RegExp(`^${literal('a.b(c)')}$`));
    expect('axb(c)').not.toMatch(new RegExp(`^${literal('a.b(c)')}$`));
  });

  it('carry the flag i over and nothing else', () => {
    expect(matches('Operation', /^send$/i).pattern).toBe('(?i)^send$');
    expect(lacks('Operation', /^send$/)).toEqual({
      name: 'Operation',
      kind: 'pcre2',
      pattern: '^send$',
      negate: true,
    });
  });
});
