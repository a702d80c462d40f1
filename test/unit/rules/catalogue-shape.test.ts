import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CLAIMED_RECORD_TYPES } from '../../../src/rules/catalogue/record-types.ts';
import { WORKLOAD_RULES } from '../../../src/rules/catalogue/workloads.ts';
import { COMPLIANCE } from '../../../src/rules/compliance.ts';
import {
  DEFAULT_RULE_BASE,
  GENERIC_RULE_ID,
  ID_BLOCKS,
  RULE_BLOCK_SIZE,
} from '../../../src/rules/id-blocks.ts';
import { toByteString } from '../../../src/rules/preview/byte-string.ts';
import { riskyPattern } from '../../../src/rules/preview/risky-pattern.ts';
import { RULE_FILES } from '../../../src/rules/rule-files.ts';
import { PACKAGE_ROOT } from '../../../src/package-root.ts';
import { generatedRuleset, judge, rulesOf } from './generated-ruleset.ts';

const everything = rulesOf(() => true);
const inLoadOrder = [...RULE_FILES].sort((a, b) =>
  (a.path.split('/').at(-1) ?? '').localeCompare(b.path.split('/').at(-1) ?? ''),
);
const installed = rulesOf(file => file.installation !== 'optional');

describe('the rule catalogue', () => {
  it('gives no id twice, and each inside the block of its theme', () => {
    const ids = everything.map(rule => rule.id);

    expect(new Set(ids).size).toBe(ids.length);
    for (const theme of RULE_FILES.flatMap(file => file.themes)) {
      const [first, last] = ID_BLOCKS[theme.name as keyof typeof ID_BLOCKS];
      for (const rule of theme.rules) {
        if (rule.id === GENERIC_RULE_ID) continue;
        const offset = rule.id - DEFAULT_RULE_BASE;
        const isNode = rule.node === true && offset >= ID_BLOCKS.nodes[0] && offset <= ID_BLOCKS.nodes[1];
        expect(isNode || (offset >= first && offset <= last), `${theme.name} ${rule.id}`).toBe(true);
      }
    }
  });

  it('keeps its blocks apart and inside the whole', () => {
    const spans = Object.values(ID_BLOCKS).toSorted((a, b) => a[0] - b[0]);
    for (const [index, [first, last]] of spans.entries()) {
      expect(first).toBeLessThanOrEqual(last);
      expect(first).toBeGreaterThan(spans[index - 1]?.[1] ?? -1);
    }
    expect(spans.at(-1)?.[1]).toBeLessThan(RULE_BLOCK_SIZE);
  });

  it('reads parents and counted rules before their children, over all files', () => {
    expect(inLoadOrder.map(file => file.path)).toEqual(RULE_FILES.map(file => file.path));
    const seen = new Set<number>([91_531, 91_532]);
    for (const rule of everything) {
      for (const parent of rule.parents) expect(seen, `${rule.id}`).toContain(parent);
      if (rule.correlation?.matchedRule !== undefined)
        expect(seen, `${rule.id}`).toContain(rule.correlation.matchedRule);
      seen.add(rule.id);
    }
  });

  it('gives a rule that has children one parent only, since analysisd would hang them below the first', () => {
    const parents = new Set(everything.flatMap(rule => rule.parents));
    for (const rule of everything.filter(one => parents.has(one.id)))
      expect(rule.parents.length, `${rule.id}`).toBeLessThanOrEqual(1);
  });

  it('counts a rule either by its id or by its group, since analysisd keeps only one of the two lists', () => {
    const groups = new Set(everything.flatMap(rule => rule.correlation?.matchedGroup ?? []));
    const counted = new Set(everything.flatMap(rule => rule.correlation?.matchedRule ?? []));
    for (const rule of everything.filter(one => one.groups.some(group => groups.has(group))))
      expect(counted).not.toContain(rule.id);
  });

  it('reads the rules of a counted group before the rule that counts them', () => {
    for (const [index, rule] of installed.entries()) {
      const group = rule.correlation?.matchedGroup;
      if (group === undefined) continue;
      const later = installed.slice(index).filter(one => one.groups.includes(group));
      expect(
        later.map(one => one.id),
        `${rule.id}`,
      ).toEqual([]);
    }
  });

  it('raises the level along each chain, since an event is not counted again at a level it has reached', () => {
    const levels = new Map(everything.map(rule => [rule.id, rule.level]));
    for (const { id, level, correlation } of everything) {
      if (correlation?.matchedRule !== undefined)
        expect(level, `${id}`).toBeGreaterThan(levels.get(correlation.matchedRule) ?? 0);
    }
  });

  it('never ignores below a branching point, since analysisd shows the parent meanwhile: no alert at all', () => {
    const silent = new Set(
      everything.filter(rule => rule.level < 3 || rule.node === true).map(rule => rule.id),
    );
    for (const { id, parents, correlation } of everything) {
      if (correlation?.ignoreSeconds !== undefined)
        expect(
          parents.filter(parent => silent.has(parent)),
          `${id}`,
        ).toEqual([]);
    }
  });

  it('says of every alert what it means, and of every serious one what to do', () => {
    for (const rule of everything) {
      expect(rule.why.length, `${rule.id}`).toBeGreaterThan(10);
      if (rule.level >= 6 && rule.node !== true)
        expect(rule.whatToDo.length, `${rule.id}`).toBeGreaterThan(5);
    }
  });

  it('has a sample and a near miss for every rule that can be met', () => {
    const claimed = new Set([...CLAIMED_RECORD_TYPES].map(number => DEFAULT_RULE_BASE + 101 + number));
    for (const rule of everything) {
      if (rule.node === true || rule.level === 0) continue;
      if (!claimed.has(rule.id)) expect(rule.hits.length, `${rule.id}`).toBeGreaterThan(0);
      expect(rule.misses.length, `${rule.id}`).toBeGreaterThan(0);
    }
  });

  it('names a MITRE technique for everything from level 9', () => {
    for (const rule of everything) {
      for (const id of rule.mitre) expect(id).toMatch(/^T\d{4}(?:\.\d{3})?$/);
      if (rule.node === true) continue;
      // Alerts of Microsoft's and the feed's own troubles are not techniques.
      if (rule.level < 9 || /alert of severity|^o365-wazuh:/.test(rule.description)) continue;
      expect(rule.mitre.length, `${rule.id}`).toBeGreaterThan(0);
    }
  });

  it('carries compliance tags of every standard on everything from level 7', () => {
    const standards = ['pci_dss_', 'gdpr_', 'hipaa_', 'nist_800_53_', 'tsc_'];
    for (const profile of Object.values(COMPLIANCE))
      for (const one of standards) expect(profile.some(tag => tag.startsWith(one))).toBe(true);
    for (const rule of everything.filter(one => one.level >= 7 && one.node !== true))
      expect(
        rule.groups.some(group => group.startsWith('pci_dss_')),
        `${rule.id}`,
      ).toBe(true);
  });

  it('has no pattern that can run away on a long value', () => {
    for (const field of everything.flatMap(rule => rule.fields)) {
      if (field.kind === 'pcre2')
        expect([field.pattern, riskyPattern(toByteString(field.pattern))]).toEqual([
          field.pattern,
          undefined,
        ]);
    }
  });

  it('gets through events of 60 KB whose values were made to hurt', () => {
    const ruleset = generatedRuleset(file => file.installation === 'always');
    const filler = ['"Name": "', 'a', '\\"', '[{"Name":"ForwardTo","Value":"', 'NewValue ', '. '].map(piece =>
      piece.repeat(Math.ceil(10_000 / piece.length)),
    );
    for (const [Workload, RecordType, Operation] of [
      ['Exchange', 1, 'New-InboxRule'],
      ['Exchange', 3, 'HardDelete'],
      ['AzureActiveDirectory', 15, 'UserLoggedIn'],
      ['AzureActiveDirectory', 8, 'Update user.'],
      ['SharePoint', 6, 'FileRenamed'],
      ['Copilot', 261, 'CopilotInteraction'],
    ] as const) {
      const entries = filler.map((Value, index) => ({ Name: `Name${index}`, NewValue: Value, Value }));
      const event = {
        Workload,
        RecordType,
        Operation,
        UserId: 'ada@contoso.example',
        Parameters: entries,
        ModifiedProperties: entries,
        ExtendedProperties: entries,
        AffectedItems: entries,
      };
      expect(judge(ruleset, event).rule).toBeDefined();
    }
  });

  const recordTypes = join(PACKAGE_ROOT, '../shared/data/recordtypes.json');
  const workloads = join(PACKAGE_ROOT, '../shared/data/workloads.json');
  const missing = !existsSync(recordTypes) || !existsSync(workloads);
  if (missing)
    console.log(`skipped: the tables of record types and workloads are not there (${recordTypes})`);

  it.skipIf(missing)('has a label for every record type and a rule for every workload that is known', () => {
    const types = JSON.parse(readFileSync(recordTypes, 'utf8')) as {
      types: Record<string, { name: string | null }>;
    };
    const labels = new Map(
      rulesOf(file => file.path.includes('labels')).map(rule => [
        rule.id - DEFAULT_RULE_BASE - 101,
        rule.description,
      ]),
    );
    for (const [number, { name }] of Object.entries(types.types)) {
      expect(labels.get(Number(number)), number).toContain(name ?? '(');
    }
    const names = JSON.parse(readFileSync(workloads, 'utf8')) as { workloads: Record<string, unknown> };
    const patterns = WORKLOAD_RULES.rules.map(rule => rule.fields[0]?.pattern);
    for (const name of Object.keys(names.workloads)) expect(patterns).toContain(`^${name}$`);
  });

  it('leaves no event of a claimed record type without an alert', () => {
    const ruleset = generatedRuleset(file => file.installation === 'always');
    for (const RecordType of CLAIMED_RECORD_TYPES) {
      const { rule = 0, level = 0 } = judge(ruleset, {
        RecordType,
        Workload: 'SomeService',
        Operation: 'SomeOperation',
        UserId: 'ada@contoso.example',
      });
      expect(rule, `${RecordType}`).toBeGreaterThanOrEqual(DEFAULT_RULE_BASE + 1000);
      expect(level).toBeGreaterThanOrEqual(3);
    }
  });
});
