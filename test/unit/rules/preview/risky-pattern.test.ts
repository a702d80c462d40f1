import { describe, expect, it } from 'vitest';
import { riskyPattern } from '../../../../src/rules/preview/risky-pattern.ts';

describe('patterns that may take very long', () => {
  it.each(['(a+)+', '(?:a*)*b', '((x+))*$', '(?:a|b+)+', '(?:(?:a+))+'])('warns of %s', pattern => {
    expect(riskyPattern(pattern)).toContain('repeats a repetition');
  });

  it.each(['a+b+', '(?:a+,)+', '(a+){1,3}', '(?>a+)+', '^(?:Set|New)-Mailbox$', '(', 'a{1,5}'])(
    'does not warn of %s',
    pattern => {
      expect(riskyPattern(pattern)).toBeUndefined();
    },
  );
});
