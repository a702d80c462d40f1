import { type Pcre2Node, Pcre2Refusal } from './pcre2-ast.ts';
import { parsePcre2 } from './pcre2-parse.ts';

/** More turns than this count as unbounded. */
const MANY = 16;

/**
 * Tells whether a PCRE2 pattern can take exponential time on a long value: a repetition inside a repetition, as in `(a+)+`.
 *
 * A rule of thumb. It misses repeated alternatives that overlap, and warns of some patterns that a fixed text between the turns makes harmless
 * only where it cannot see that text.
 *
 * @param pattern byte string.
 * @returns what is risky, or undefined; also undefined for a pattern that cannot be read.
 */
export function riskyPattern(pattern: string): string | undefined {
  try {
    return isRisky(parsePcre2(pattern).root)
      ? 'repeats a repetition: on a long value it may take very long'
      : undefined;
  } catch (error) {
    if (error instanceof Pcre2Refusal) return undefined;
    throw error;
  }
}

function isRisky(node: Pcre2Node): boolean {
  switch (node.kind) {
    case 'byte':
    case 'assertion':
      return false;
    case 'sequence':
      return node.items.some(isRisky);
    case 'choice':
      return node.branches.some(isRisky);
    case 'repeat':
      return (node.max > MANY && repeatsFreely(node.body)) || isRisky(node.body);
    case 'group':
    case 'look':
      return isRisky(node.body);
    case 'atomic':
      return isRisky(node.body);
  }
}

/** A body whose turns can be told apart by nothing: all it holds may repeat or be absent. */
function repeatsFreely(node: Pcre2Node): boolean {
  switch (node.kind) {
    case 'repeat':
      return node.max > MANY;
    case 'group':
    case 'atomic':
      return node.kind === 'group' && repeatsFreely(node.body);
    case 'choice':
      return node.branches.some(repeatsFreely);
    case 'sequence': {
      const fixed = node.items.some(item => item.kind === 'byte');
      return !fixed && node.items.some(repeatsFreely);
    }
    case 'byte':
    case 'assertion':
    case 'look':
      return false;
  }
}
