import { describe, expect, it } from 'vitest';
import { catalogueEntries } from '../../../src/rules/catalogue-index.ts';
import { explainAsText, explainRule } from '../../../src/rules/explain-rule.ts';
import { createSession } from '../../../src/rules/preview/create-session.ts';
import { loadRuleset } from '../../../src/rules/preview/load-ruleset.ts';
import { exampleLists, sampleTrials } from '../../../src/rules/trial/sample-trials.ts';
import { packagedRuleset } from '../../../src/rules/trial/read-folder.ts';

const entries = catalogueEntries();
const entryOf = (id: number) => {
  const entry = entries.find(one => one.rule.id === id);
  if (!entry) throw new Error(`no rule ${id}`);
  return entry;
};

describe('the explanation of a rule', () => {
  it('tells what it means, where it stands, what meets it and what does not', () => {
    const text = explainAsText(explainRule(entryOf(111_401), entries));

    expect(text).toContain('Rule 111401, level 10');
    expect(text).toContain('110000 → 100002 → 110061 → 110063 → 111400 → 111401');
    expect(text).toContain('T1114.003 Email Collection: Email Forwarding Rule');
    expect(text).toContain('"Operation":"New-InboxRule"');
    expect(text).toContain('<rule id="111401" level="9" overwrite="yes">');
  });

  it('puts into words what a correlation counts', () => {
    const { conditions } = explainRule(entryOf(111_011), entries);

    expect(conditions).toEqual([
      '10 events within 600 s, this one included, the others alerted as rule 111000',
      'all with the same srcip',
      'the others with another office_365.UserId than this one',
    ]);
  });

  it('can be written for every rule of the catalogue', () => {
    for (const entry of entries) {
      const text = explainAsText(explainRule(entry, entries));
      expect(text).toContain(`id="${entry.rule.id}"`);
      expect(text).not.toMatch(/undefined|\[object/);
    }
  });
});

describe('the overwrites that it proposes', () => {
  it('load without a word and change nothing but the level, for every installed rule', () => {
    const installed = entries.filter(one => one.installation !== 'optional' && one.rule.node !== true);
    const overwrites = installed.map(entry => explainRule(entry, entries).overwrite).join('\n');
    const packaged = packagedRuleset();
    const ruleset = loadRuleset({
      ...packaged,
      files: [...packaged.files, { name: 'local_rules.xml', text: overwrites }],
      lists: exampleLists(),
    });

    expect(ruleset.problems).toEqual([]);
    for (const { rule, level, logs } of sampleTrials(
      installed.filter(one => one.rule.correlation === undefined),
    )) {
      const session = createSession(ruleset);
      const last = logs
        .map(log => session.evaluate(log, { location: 'office_365', atMs: 1_800_000_000_000 }))
        .at(-1);
      // A sample whose own way led over a correlation may end elsewhere once all levels are one lower.
      if (logs.length === 1)
        expect({ rule: last?.rule, level: last?.level }).toEqual({ rule, level: level - 1 });
    }
  });
});
