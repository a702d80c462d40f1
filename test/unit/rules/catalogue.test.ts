import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../../../src/package-root.ts';
import { ALL_THEMES } from '../../../src/rules/catalogue/themes.ts';
import { generateRulesetFiles } from '../../../src/rules/generate.ts';
import type { Rule, Sample, SampleEvent } from '../../../src/rules/model.ts';
import { createSession } from '../../../src/rules/preview/create-session.ts';
import { loadRuleset } from '../../../src/rules/preview/load-ruleset.ts';
import { BLOG_SAMPLE_EVENTS } from '../../../src/simulator/synthesize/blog-sample-events.ts';

const files = generateRulesetFiles();
const inFolder = (folder: string) =>
  files
    .filter(file => file.path.startsWith(`${folder}/`) && !file.path.includes('optional'))
    .map(file => ({ name: file.path, text: file.text }));
const ruleset = loadRuleset({ files: inFolder('rules'), decoders: inFolder('decoders') });
const rules: readonly Rule[] = ALL_THEMES.flatMap(theme => theme.rules);

/** The rule that the last event of a sample meets, in a session of its own. */
function judge(sample: Sample) {
  const session = createSession(ruleset);
  const events = (Array.isArray(sample) ? sample : [sample]) as readonly SampleEvent[];
  const answers = events.map((event, n) => {
    const whole = 'office_365' in event ? event : { office_365: event };
    return session.evaluate(JSON.stringify(whole), { location: 'office_365', atMs: n * 1000 });
  });
  return answers.at(-1);
}

describe('the generated files', () => {
  it('are up to date in the tree', () => {
    const script = join(PACKAGE_ROOT, 'scripts/generate.ts');
    const output = execFileSync(process.execPath, [script, '--check'], { encoding: 'utf8' });

    expect(output).toContain('up to date');
  });

  it('load without a problem', () => {
    expect(ruleset.problems).toEqual([]);
    expect(ruleset.rules.length).toBeGreaterThan(200);
  });

  it('are what analysisd accepts: ASCII, no XML declaration, ids in the custom range, none twice', () => {
    for (const { path, text } of files) {
      expect({ path, odd: /[^\t\n\x20-\x7e]|<\?xml/.exec(text)?.[0] }).toEqual({ path, odd: undefined });
    }
    for (const { id } of rules) expect(id >= 100_002 && id <= 120_000).toBe(true);
    expect(new Set(rules.map(rule => rule.id)).size).toBe(rules.length);
  });
});

describe('the three alerts of the blog post', () => {
  it.each([
    ['UserLoggedIn', 'AzureActiveDirectory UserLoggedIn operation.'],
    ['FileAccessed', 'OneDrive FileAccessed operation.'],
    ['New-Mailbox', 'Exchange New-Mailbox operation.'],
  ])('%s alerts as rule 100002', (operation, description) => {
    const event = BLOG_SAMPLE_EVENTS.find(one => one.event['Operation'] === operation)?.event;

    const alert = { rule: 100_002, level: 5, description, groups: ['office_365'], alert: true };
    expect(judge(event ?? {})).toMatchObject(alert);
  });
});

describe('each rule', () => {
  const withHits = rules.filter(rule => rule.hits.length > 0);
  const withMisses = rules.filter(rule => rule.misses.length > 0);

  it('that detects something has events to prove it', () => {
    expect(withHits.length).toBeGreaterThan(80);
    expect(rules.filter(rule => rule.level >= 7 && rule.hits.length === 0).map(rule => rule.id)).toEqual([]);
  });

  it.each(withHits.map(rule => [rule.id, rule] as const))('%i is met by its own events', (id, rule) => {
    for (const hit of rule.hits) expect(judge(hit)?.rule).toBe(id);
  });

  it.each(withMisses.map(rule => [rule.id, rule] as const))(
    '%i is not met by what comes close',
    (id, rule) => {
      for (const miss of rule.misses) expect(judge(miss)?.rule).not.toBe(id);
    },
  );
});
