import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSession } from '../../../../../src/rules/preview/create-session.ts';
import { loadRuleset } from '../../../../../src/rules/preview/load-ruleset.ts';
import { type CaseAnswer, numbersOf, packAnswer } from './engine-answers.ts';
import { engineCases, LISTS } from './engine-cases.ts';

const answers = JSON.parse(readFileSync(join(import.meta.dirname, 'answers.json'), 'utf8')) as Record<
  string,
  CaseAnswer | 'refused'
>;
const cases = engineCases();
// Any Tuesday at half past nine, as when the answers were recorded: some rules ask for the time.
const AT_MS = Date.UTC(2026, 10, 24, 9, 30);

describe('each thing that a rule can say means what it means to analysisd 4.14.7', () => {
  it('over all recorded cases', () => {
    expect(cases.map(one => one.name)).toEqual(Object.keys(answers));
    expect(cases.flatMap(one => one.steps).length).toBeGreaterThan(13_000);
  });

  it.each(cases)('$name', ({ name, rules, steps }) => {
    const ruleset = loadRuleset({
      files: Object.entries(rules).map(([file, text]) => ({ name: file, text })),
      lists: LISTS,
    });
    const expected = answers[name];
    if (expected === 'refused') {
      expect(() => createSession(ruleset)).toThrow();
      return;
    }
    const session = createSession(ruleset, { hostname: 'manager' });
    let refused = false;
    const found = steps.flatMap(({ event, location = 'office_365' }) => {
      try {
        return [session.evaluate(event, { location, atMs: AT_MS })];
      } catch (error) {
        refused ||= (error as { code?: string }).code === 'RULE_UNSUPPORTED';
        return [];
      }
    });
    // What the preview names and refuses is no wrong answer.
    if (refused) expect(ruleset.problems.map(one => one.code)).toContain('RULE_UNSUPPORTED');
    else expect(packAnswer(numbersOf(ruleset), found)).toEqual(expected);
  });
});
