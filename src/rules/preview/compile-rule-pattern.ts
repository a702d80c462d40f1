import { compileExpression, type Expression, type PatternType } from './expression.ts';
import type { ProblemLog } from './problem.ts';
import { riskyPattern } from './risky-pattern.ts';
import type { RuleDraft } from './rule-draft.ts';

const NOT_ASCII = /[^\0-\x7f]/;

/** Stands for a pattern that the preview cannot run; its rule is marked so. */
const UNKNOWN: Expression = { test: () => true, unknown: true };

/**
 * Compiles a pattern of a rule.
 *
 * @param tag what the finding names: the element, or the field.
 * @returns undefined where analysisd refuses the pattern. One that only the preview cannot run marks the rule as unsupported.
 */
export function compileRulePattern(
  pattern: { readonly text: string; readonly type: PatternType; readonly line: number },
  tag: string,
  draft: RuleDraft,
  log: ProblemLog,
): Expression | undefined {
  const { id } = draft.attributes;
  const compiled = compileExpression(pattern.type, pattern.text);
  if ('refused' in compiled) {
    log.error(
      '5107',
      pattern.line,
      `Syntax error on tag '${tag}' in rule ${id}: '${pattern.text}' ${compiled.refused}.`,
      id,
    );
    return undefined;
  }
  if ('unmapped' in compiled) {
    draft.unsupported ??= `the pattern of '${tag}'`;
    log.error(
      'RULE_UNSUPPORTED',
      pattern.line,
      `Rule ${id}: the preview cannot run the pattern of '${tag}': '${pattern.text}' ${compiled.unmapped}.`,
      id,
    );
    return UNKNOWN;
  }
  if (pattern.type.startsWith('os') && NOT_ASCII.test(pattern.text)) {
    log.warn(
      'MISLEADING',
      pattern.line,
      `Rule ${id}: the pattern of '${tag}' holds a character outside ASCII, which ${pattern.type} does not find; use type="pcre2".`,
      id,
    );
  }
  const risk = pattern.type === 'pcre2' ? riskyPattern(pattern.text) : undefined;
  if (risk !== undefined)
    log.warn('PATTERN_RISKY', pattern.line, `Rule ${id}: the pattern of '${tag}' ${risk}.`, id);
  return compiled;
}
