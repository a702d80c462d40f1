import type { Rule } from './rule-model.ts';

/** `parent`: the rule above it fires instead. `ignored`: the rule is named, without an alert. */
export type IgnoreVerdict = 'fires' | 'parent' | 'ignored';

/** The `ignore` times of one session. */
export class IgnoreTimes {
  readonly #engine: 'logtest' | 'analysisd';
  /** In seconds of Unix time. */
  readonly #since = new Map<Rule, number>();

  constructor(engine: 'logtest' | 'analysisd') {
    this.#engine = engine;
  }

  /** Decides about a rule that matches, and starts its ignore time. */
  judge(rule: Rule, nowSeconds: number): IgnoreVerdict {
    const { ignoreSeconds } = rule.body;
    if (ignoreSeconds === 0) return 'fires';
    const since = this.#since.get(rule);
    if (since !== undefined && nowSeconds - since < ignoreSeconds) {
      return this.#engine === 'logtest' ? 'ignored' : 'parent';
    }
    // logtest lets one event through after the time has run out before it starts again.
    if (since !== undefined && this.#engine === 'logtest') this.#since.delete(rule);
    else this.#since.set(rule, nowSeconds);
    return 'fires';
  }
}
