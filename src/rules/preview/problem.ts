/** What `rules lint` shows of one finding. */
export interface RuleProblem {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly ruleId?: number;
  /** `error`: analysisd 4.3 and later does not start with this file (or, for RULE_UNSUPPORTED, the preview cannot answer for it). */
  readonly class: 'error' | 'warning';
  readonly code: RuleProblemCode;
  readonly message: string;
  /** A warning that was fatal before 4.3. */
  readonly fatalBefore43?: true;
}

/** Numbers are those of analysisd's own messages; names stand where it has none, or where the finding is ours. */
export type RuleProblemCode =
  /** A text that is too long: the engine drops it and goes on. */
  | '1104'
  | '1202'
  /** The file is not Wazuh XML. */
  | '1226'
  /** A `<var>` or `$variable` is wrong. */
  | '1227'
  | '1230'
  | '1231'
  | '1235'
  | '1237'
  | '1273'
  | '1274'
  | '1450'
  | '1452'
  | '2101'
  | '2102'
  | '2104'
  | '2107'
  | '2108'
  | '2109'
  | '2110'
  | '2111'
  | '2120'
  | '5107'
  | '7600'
  | '7601'
  | '7602'
  | '7603'
  /** An overwrite that tries to change the parents. */
  | '7605'
  | '7607'
  | '7608'
  | '7609'
  | '7610'
  | '7611'
  /** A duplicate id. */
  | '7612'
  | '7613'
  | '7615'
  | '7616'
  /** An unknown parent. */
  | '7617'
  | '7618'
  | '7619'
  | '7620'
  /** The file holds a zero byte, at which C's texts end. */
  | 'ZERO_BYTE'
  | 'ROOT_INVALID'
  | 'GROUP_EMPTY'
  | 'ELEMENT_INVALID'
  | 'ATTRIBUTE_INVALID'
  | 'RULE_EMPTY'
  | 'OPTION_INVALID'
  | 'DESCRIPTION_MISSING'
  | 'FREQUENCY_ALONE'
  | 'DECODER_UNKNOWN'
  | 'FIELD_INVALID'
  | 'LIST_INVALID'
  | 'MITRE_INVALID'
  | 'DEPRECATED'
  /** Known to analysisd, not to the preview. */
  | 'RULE_UNSUPPORTED'
  /** The engine accepts it and does something else than it seems to say. */
  | 'MISLEADING'
  /** A pattern that may take very long. */
  | 'PATTERN_RISKY';

/** Collects findings of one file. */
export class ProblemLog {
  readonly problems: RuleProblem[];
  readonly #file: string;

  constructor(file: string, problems: RuleProblem[]) {
    this.#file = file;
    this.problems = problems;
  }

  error(code: RuleProblemCode, line: number, message: string, ruleId?: number): void {
    this.#add('error', code, line, message, ruleId);
  }

  /** @param since43 true for what was fatal before 4.3. */
  warn(code: RuleProblemCode, line: number, message: string, ruleId?: number, since43 = false): void {
    this.#add('warning', code, line, message, ruleId, since43);
  }

  #add(
    className: 'error' | 'warning',
    code: RuleProblemCode,
    line: number,
    message: string,
    ruleId: number | undefined,
    since43 = false,
  ): void {
    this.problems.push({
      file: this.#file,
      line,
      ...(ruleId === undefined ? {} : { ruleId }),
      class: className,
      code,
      message,
      ...(since43 ? { fatalBefore43: true } : {}),
    });
  }
}
