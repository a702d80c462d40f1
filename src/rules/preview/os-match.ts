import { asciiLowerCase } from './byte-string.ts';
import type { Expression } from './expression.ts';

/** `OS_PATTERN_MAXSIZE`, for OSMatch and OSRegex alike. */
const MAX_PATTERN_BYTES = 20_480;
const NOT_ASCII = /[^\0-\x7f]/;

/**
 * Compiles an OSMatch pattern (`sregex`): alternatives between `|`, each a case-insensitive substring, `^` ties it to the start, `$` to the end,
 * a `!` before the first turns the whole around. There is no escape: every other character stands for itself.
 *
 * An alternative that is not tied never finds a character outside ASCII: where `char` has a sign, as on x86-64, the engine compares such bytes
 * with negative numbers.
 *
 * @returns the expression, or what is wrong with the pattern (only its size can be).
 */
export function compileOsMatch(pattern: string): Expression | { readonly refused: string } {
  if (pattern.length > MAX_PATTERN_BYTES) return { refused: `is longer than ${MAX_PATTERN_BYTES} bytes` };
  const inverted = pattern.startsWith('!');
  const parts = asciiLowerCase(inverted ? pattern.slice(1) : pattern)
    .split('|')
    .map(compilePart);
  const exactly = parts.flatMap(part => (part.exactly === undefined ? [] : [part.exactly]));
  return {
    test(subject) {
      const lower = asciiLowerCase(subject);
      for (const part of parts) if (part.test(lower)) return !inverted;
      return inverted;
    },
    ...(!inverted && exactly.length === parts.length ? { exactly } : {}),
  };
}

interface Part {
  test(lower: string): boolean;
  readonly exactly?: string;
}

function compilePart(part: string): Part {
  const begins = part.startsWith('^');
  const ends = part.endsWith('$');
  const text = part.slice(begins ? 1 : 0, ends ? -1 : part.length);
  if (begins && ends) return { test: lower => lower === text, exactly: text };
  if (ends) return { test: lower => lower.endsWith(text) };
  if (begins) return { test: lower => lower.startsWith(text) };
  return NOT_ASCII.test(text) ? { test: () => false } : { test: lower => lower.includes(text) };
}
