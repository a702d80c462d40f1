import type { Expression, FindingExpression } from './expression.ts';
import { emitPcre2 } from './pcre2-emit.ts';
import { Pcre2Refusal } from './pcre2-ast.ts';
import { pcre2Literals } from './pcre2-literals.ts';
import { parsePcre2 } from './pcre2-parse.ts';

/** `refused`: PCRE2 refuses the pattern too. `unmapped`: only the preview cannot run it. */
type NoPcre2 = { readonly refused: string } | { readonly unmapped: string };

/**
 * Compiles a PCRE2 pattern as analysisd does (bytes, no options, ASCII classes) to a JavaScript regular expression that finds the same.
 *
 * PCRE2 gives up after ten million steps and counts that as no match; JavaScript does not. `riskyPattern` tells of patterns that could get there.
 */
export function compilePcre2(pattern: string): Expression | NoPcre2 {
  return attempt(() => {
    const { root } = parsePcre2(pattern);
    const expression = new RegExp(emitPcre2(root, false).source);
    const exactly = pcre2Literals(root);
    return { test: subject => expression.test(subject), ...(exactly ? { exactly } : {}) };
  });
}

/** Compiles a PCRE2 pattern of a decoder, with its groups. */
export function compileFindingPcre2(pattern: string): FindingExpression | NoPcre2 {
  return attempt(() => {
    const { root } = parsePcre2(pattern);
    const { source, groups } = emitPcre2(root, true);
    const expression = new RegExp(source);
    return {
      forgetsGroups: false,
      find(subject) {
        const match = expression.exec(subject);
        if (!match) return undefined;
        const captures = groups.slice(1).map(group => match[group]);
        while (captures.length > 0 && captures.at(-1) === undefined) captures.pop();
        return { end: match.index + match[0].length, captures: captures.map(capture => capture ?? '') };
      },
    };
  });
}

function attempt<T>(compile: () => T): T | NoPcre2 {
  try {
    return compile();
  } catch (error) {
    if (!(error instanceof Pcre2Refusal)) throw error;
    return error.invalid ? { refused: error.message } : { unmapped: error.message };
  }
}
