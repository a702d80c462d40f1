import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../../../src/package-root.ts';
import { generatedFiles } from '../../../scripts/generated-files.ts';
import { defineRule } from '../../../src/rules/define-rule.ts';
import { generateRulesetFiles } from '../../../src/rules/generate.ts';
import { DEFAULT_RULE_BASE, GENERIC_OFFSET, moveRuleIds } from '../../../src/rules/id-blocks.ts';
import { createSession } from '../../../src/rules/preview/create-session.ts';
import { loadRuleset } from '../../../src/rules/preview/load-ruleset.ts';
import { writeRuleFile } from '../../../src/rules/rule-xml.ts';

const plain = defineRule({
  id: 110_999,
  level: 3,
  parent: 110_000,
  description: 'Something.',
  why: 'Because of a test.',
});

describe('the generated files', () => {
  it.each(generatedFiles().map(file => [file.path, file.text]))(
    'are up to date: %s (npm run generate)',
    (path, text) => {
      expect(readFileSync(join(PACKAGE_ROOT, path), 'utf8') === text).toBe(true);
    },
  );

  it('hold nothing that Wazuh’s XML reader refuses: no declaration, no entity, nothing outside ASCII', () => {
    for (const { path, text } of generateRulesetFiles()) {
      expect(text, path).not.toMatch(/<\?xml|&|[^\n\x20-\x7e]|<var/);
    }
  });

  it('never hold an id of the stock local_rules.xml', () => {
    for (const { path, text } of generateRulesetFiles()) expect(text, path).not.toContain('id="100001"');
  });

  it('move as a whole to another base, and the generic rule stays', () => {
    const moved = generateRulesetFiles(moveRuleIds(104_000)).filter(
      file => !/lists|optional/.test(file.path),
    );
    const ruleset = loadRuleset({
      files: moved
        .filter(file => file.path.startsWith('rules/'))
        .map(({ path, text }) => ({ name: path, text })),
      decoders: moved
        .filter(file => file.path.startsWith('decoders/'))
        .map(({ path, text }) => ({ name: path, text })),
    });
    const session = createSession(ruleset);
    const at = { location: 'office_365', atMs: 1_800_000_000_000 };

    expect(ruleset.problems).toEqual([]);
    expect(moved.map(file => file.text).join('\n')).not.toMatch(/\b11[0-6]\d{3}\b/);
    expect(
      session.evaluate(
        {
          office_365: {
            Workload: 'Exchange',
            Operation: 'Send',
            RecordType: 2,
            UserId: 'ada@contoso.example',
          },
        },
        at,
      ).rule,
    ).toBe(105_452);
    expect(session.evaluate({ office_365: { Workload: 'Unheard', Operation: 'Of' } }, at).rule).toBe(100_002);
  });

  it('keep an id free for the generic rule, for where it must move as well', () => {
    const generic = 104_000 + GENERIC_OFFSET;
    const usual = generateRulesetFiles().map(file => file.text);
    expect(usual.join('\n')).not.toContain(`id="${DEFAULT_RULE_BASE + GENERIC_OFFSET}"`);
    const moved = generateRulesetFiles(moveRuleIds(104_000, generic)).map(file => file.text);
    expect(moved.join('\n')).not.toMatch(/(?:id="|sid>)[\d, ]*100002/);
    expect(moved.join('\n')).toContain(`<rule id="${generic}" level="5">`);
  });

  it.each([100_009, 114_001, 110_000.5])(
    'refuse the base %d, which would leave the range of custom rules',
    base => {
      expect(() => moveRuleIds(base)).toThrow(
        `The rule base ${base} must be a whole number from 100010 to 114000.`,
      );
    },
  );

  it.each([
    ['<', { ...plain, description: 'a < b' }],
    ['&', { ...plain, description: 'a & b' }],
    ['–', { ...plain, description: 'a – b' }],
  ])('cannot be written with %s in them', (_sign, rule) => {
    expect(() =>
      writeRuleFile(['test'], 'office_365', [{ comment: 'one', rules: [rule] }], id => id),
    ).toThrow("Wazuh's XML reader takes no");
  });

  it('cannot be written with a comment that would end too early', () => {
    expect(() => writeRuleFile(['a -- b'], 'office_365', [], id => id)).toThrow(
      'A comment must hold neither',
    );
  });
});
