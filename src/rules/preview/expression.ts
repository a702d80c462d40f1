import { compileOsMatch } from './os-match.ts';
import { compileOsRegex } from './os-regex.ts';
import { compilePcre2 } from './pcre2.ts';

/** The pattern languages of rules and decoders; `string` is plain equality, the default of `<action>`. */
export type PatternType = 'osmatch' | 'osregex' | 'pcre2' | 'string';

/** A compiled pattern. Subjects are byte strings. */
export interface Expression {
  test(subject: string): boolean;
  /**
   * Set where only these values can match: in lower case, and without the one trailing newline that PCRE2's `$` allows. The pattern still
   * decides; the list only tells which values are worth a try.
   */
  readonly exactly?: readonly string[];
  /** Set for a pattern that the preview cannot run: a check with it passes, and its rule is refused when an event reaches it. */
  readonly unknown?: true;
}

/** Where a pattern was found. */
export interface Found {
  /** Offset at which analysisd goes on reading for `offset="after_…"`. */
  readonly end: number;
  /** The groups up to the last that took part; one that did not is empty text. */
  readonly captures: readonly string[];
}

/** A compiled pattern of a decoder. */
export interface FindingExpression {
  /** OSRegex forgets the groups of earlier patterns as soon as it is tried, PCRE2 only when it has found groups of its own. */
  readonly forgetsGroups: boolean;
  find(subject: string): Found | undefined;
}

type Compiled = Expression | { readonly refused: string } | { readonly unmapped: string };

/** Rulesets repeat their patterns, and whoever loads one twice has them all again. Compiled patterns keep no state. */
const compiledBefore = new Map<string, Compiled>();
const MAX_COMPILED = 5_000;

/**
 * Compiles a pattern for matching.
 *
 * @param pattern byte string.
 * @returns the expression, or why not: `refused` when analysisd refuses it too, `unmapped` when only the preview cannot run it.
 */
export function compileExpression(type: PatternType, pattern: string): Compiled {
  const key = `${type} ${pattern}`;
  const known = compiledBefore.get(key);
  if (known) return known;
  const compiled = compile(type, pattern);
  if (compiledBefore.size >= MAX_COMPILED) compiledBefore.clear();
  compiledBefore.set(key, compiled);
  return compiled;
}

function compile(type: PatternType, pattern: string): Compiled {
  switch (type) {
    case 'osmatch':
      return compileOsMatch(pattern);
    case 'osregex':
      return compileOsRegex(pattern);
    case 'pcre2':
      return compilePcre2(pattern);
    case 'string':
      return { test: subject => subject === pattern };
  }
}
