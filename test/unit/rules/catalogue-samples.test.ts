import { describe, expect, it } from 'vitest';
import type { Rule } from '../../../src/rules/model.ts';
import type { Ruleset } from '../../../src/rules/preview/load-ruleset.ts';
import { generatedRuleset, judge, rulesOf } from './generated-ruleset.ts';

/** Wazuh's own two rules below which the native copies hang, as far as they matter here. */
const STOCK_BASE = {
  name: '0755-office365_rules.xml',
  text: `<group name="office365,">
  <rule id="91531" level="0">
    <decoded_as>json</decoded_as>
    <field name="integration">office365</field>
    <description>Office 365.</description>
  </rule>
  <rule id="91532" level="3">
    <if_sid>91531</if_sid>
    <field name="office365.RecordType" type="osregex">\\d+</field>
    <description>Office 365 event.</description>
  </rule>
</group>
`,
};

const cases: readonly (readonly [name: string, ruleset: Ruleset, rules: readonly Rule[]])[] = [
  [
    'the installed rules',
    generatedRuleset(file => file.installation === 'always'),
    rulesOf(file => file.installation === 'always'),
  ],
  [
    'the installed rules beside empty lists',
    generatedRuleset(file => file.installation !== 'optional'),
    rulesOf(file => file.installation === 'always'),
  ],
  [
    'the rules for lists',
    generatedRuleset(file => file.installation !== 'optional', 'examples'),
    rulesOf(file => file.installation === 'with-lists'),
  ],
  [
    'the optional rules for plain sign-ins',
    generatedRuleset(file => file.installation === 'always' || file.path.includes('plain-sign-ins')),
    rulesOf(file => file.path.includes('plain-sign-ins')),
  ],
  [
    'the optional rules for native events',
    generatedRuleset(file => file.path.includes('native'), 'empty', [STOCK_BASE]),
    rulesOf(file => file.path.includes('native')),
  ],
];

describe.each(cases)('%s', (_name, ruleset, rules) => {
  it('load without a word from the engine', () => {
    expect(ruleset.problems).toEqual([]);
  });

  it('alert on each of their own samples, with their level and a filled description', () => {
    for (const rule of rules) {
      for (const [index, hit] of rule.hits.entries()) {
        const found = judge(ruleset, hit);
        expect({ rule: found.rule, level: found.level, index }, rule.description).toEqual({
          rule: rule.id,
          level: rule.level,
          index,
        });
        expect(found.description).not.toContain('$(');
      }
    }
  });

  it('leave each near miss to others', () => {
    for (const rule of rules) {
      for (const [index, miss] of rule.misses.entries()) {
        expect([rule.description, index, judge(ruleset, miss).rule]).not.toEqual([
          rule.description,
          index,
          rule.id,
        ]);
      }
    }
  });
});
