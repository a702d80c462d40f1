import { asciiLowerCase } from './byte-string.ts';

/**
 * `OS_WordMatch`, which finds the parents of `if_group`: alternatives between `|`, each a case-insensitive substring or, behind `^`, a beginning.
 *
 * @param subject byte string.
 */
export function wordMatch(pattern: string, subject: string): boolean {
  if (pattern === '') return false;
  const lower = asciiLowerCase(subject);
  return asciiLowerCase(pattern)
    .split('|')
    .some(part => (part.startsWith('^') ? lower.startsWith(part.slice(1)) : lower.includes(part)));
}
