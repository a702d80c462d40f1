import {
  createSession,
  type Evaluation,
  type SessionOptions,
} from '../../../../src/rules/preview/create-session.ts';
import { loadRuleset, type Ruleset } from '../../../../src/rules/preview/load-ruleset.ts';
import type { RuleProblem } from '../../../../src/rules/preview/problem.ts';

interface Source {
  readonly rules?: string | readonly string[];
  readonly decoders?: string;
  readonly lists?: Readonly<Record<string, string>>;
}

/** A ruleset of the rules given, each text a file with one group, read in their order. */
export function rulesetOf({ rules = [], decoders, lists = {} }: Source): Ruleset {
  const texts = typeof rules === 'string' ? [rules] : rules;
  return loadRuleset({
    files: texts.map((text, index) => ({
      name: `etc/rules/09${String(index).padStart(2, '0')}-test_rules.xml`,
      text:
        /<(?:group|var)\s+name/.test(text) && !text.startsWith('<rule')
          ? text
          : `<group name="test,">${text}</group>`,
    })),
    decoders: decoders === undefined ? [] : [{ name: 'etc/decoders/0001-test_decoders.xml', text: decoders }],
    lists,
  });
}

/** What a session makes of events that come one second after the other. */
export function evaluateAll(
  source: Source,
  events: readonly (object | string)[],
  options: SessionOptions & { readonly location?: string } = {},
): Evaluation[] {
  const session = createSession(rulesetOf(source), options);
  const { location = 'office_365' } = options;
  return events.map((event, index) => session.evaluate(event as string, { location, atMs: index * 1000 }));
}

/** Ids of the rules that a session names for events that come one second after the other. */
export function rulesFor(...args: Parameters<typeof evaluateAll>): (number | undefined)[] {
  return evaluateAll(...args).map(({ rule }) => rule);
}

/** Findings, short: class, code and rule. */
export function findingsOf(source: Source): string[] {
  return rulesetOf(source).problems.map((problem: RuleProblem) =>
    [problem.class, problem.code, ...(problem.ruleId === undefined ? [] : [problem.ruleId])].join(' '),
  );
}
