import type { Ruleset } from '../../../../../src/rules/preview/load-ruleset.ts';

/** What the engine says of one step, as far as the preview must say the same. */
export interface StepAnswer {
  readonly rule?: number | undefined;
  readonly level?: number | undefined;
  readonly firedtimes?: number | undefined;
  readonly alert: boolean;
  readonly description?: string | undefined;
}

/** Not loaded: the engine refuses the rules. */
export interface CaseAnswer {
  /** Numbers of the warnings, sorted. */
  readonly warnings: string;
  readonly steps: string;
}

/** Packs the answers of a case into two short texts, so that thousands can be kept. */
export function packAnswer(warnings: readonly string[], steps: readonly StepAnswer[]): CaseAnswer {
  const texts = steps.map(({ rule, level, firedtimes, alert, description }) =>
    rule === undefined
      ? '-'
      : `${rule}/${level}/${firedtimes ?? ''}/${alert ? 'a' : ''}/${brief(description ?? '')}`,
  );
  return { warnings: warnings.toSorted().join(' '), steps: texts.join(' ') };
}

/** The numbers of what the preview found on reading. */
export function numbersOf({ problems }: Ruleset): readonly string[] {
  return problems.map(problem => problem.code).filter(code => /^\d+$/.test(code));
}

/** A text as its length and a sum over it: enough to see that it is another one. */
function brief(text: string): string {
  let sum = 0;
  for (const char of text) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 1_000_003;
  return `${text.length}.${sum}`;
}
