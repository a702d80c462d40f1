import { loadRuleset, type RulesetSource } from './preview/load-ruleset.ts';
import type { RuleProblem } from './preview/problem.ts';

/** What a manager would make of rules, decoders and lists before any event comes. */
export interface LintReport {
  /** In the order of the files. Without what only the preview does not know. */
  readonly problems: readonly RuleProblem[];
  /** Rules and decoders that the preview cannot answer for; a manager can. */
  readonly unsupported: readonly RuleProblem[];
  readonly rules: number;
  readonly files: number;
}

/**
 * Reads a ruleset as analysisd does and tells everything that analysisd would refuse, leave out, or take otherwise than it seems to say.
 *
 * @param only names of the files to report on; the others are read for their rules' sake. Absent: all.
 */
export function lintRuleset(source: RulesetSource, only?: ReadonlySet<string>): LintReport {
  const ruleset = loadRuleset(source);
  const problems = ruleset.problems.filter(({ file }) => only === undefined || only.has(file));
  return {
    problems: problems.filter(problem => problem.code !== 'RULE_UNSUPPORTED'),
    unsupported: problems.filter(problem => problem.code === 'RULE_UNSUPPORTED'),
    rules: ruleset.rules.length,
    files: source.files.length + (source.decoders?.length ?? 0),
  };
}

/** One finding as a line: `file:line: error 1226: message`. */
export function problemAsText({
  file,
  line,
  class: kind,
  code,
  message,
  fatalBefore43,
}: RuleProblem): string {
  const before = fatalBefore43 === true ? ' (before Wazuh 4.3 it does not start)' : '';
  return `${file}:${line}: ${kind} ${code}: ${message}${before}`;
}
