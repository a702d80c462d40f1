import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../../../../src/package-root.ts';
import { createSession } from '../../../../src/rules/preview/create-session.ts';
import { loadRuleset } from '../../../../src/rules/preview/load-ruleset.ts';

const FOLDER = join(PACKAGE_ROOT, '../shared/data/logtest');
const missing = !existsSync(FOLDER);
if (missing) console.log(`skipped: the answers of the real engine are not there (${FOLDER})`);

interface Step {
  readonly location: string;
  readonly event: object | string;
  readonly rule?: string;
  readonly [expected: string]: unknown;
}

function read(name: string): string {
  return readFileSync(join(FOLDER, name), 'utf8');
}

/** The members that the recorded answers have; `rule` is a text there, and a step without a rule has none of the rule's. */
const COMPARED = [
  'rule',
  'level',
  'description',
  'groups',
  'mitre',
  'firedtimes',
  'decoder',
  'srcip',
  'dstuser',
];

describe.skipIf(missing)('the answers of analysisd 4.14.7', () => {
  const cases = missing
    ? []
    : read('cases.jsonl')
        .split('\n')
        .filter(Boolean)
        .map(line => JSON.parse(line) as { name: string; steps: Step[] });
  const ruleset = missing
    ? undefined
    : loadRuleset({
        files: [
          { name: '0900-rules.xml', text: read('rules.xml') },
          { name: '0910-overwrite.xml', text: read('overwrite.xml') },
        ],
        decoders: [{ name: '0005-office_365.xml', text: read('decoders.xml') }],
      });

  it('are at hand in full', () => {
    expect(cases).toHaveLength(275);
    expect(cases.flatMap(one => one.steps)).toHaveLength(320);
  });

  it.each(cases)('are given for: $name', ({ steps }) => {
    if (!ruleset) throw new Error('the rules are missing');
    const session = createSession(ruleset);
    for (const [index, { location, event, ...expected }] of steps.entries()) {
      const {
        path: _path,
        alert: _alert,
        rule,
        ...rest
      } = session.evaluate(event as never, {
        location,
        atMs: index * 100,
      });
      const found: Record<string, unknown> = {
        ...rest,
        ...(rule === undefined ? {} : { rule: String(rule) }),
      };
      for (const member of COMPARED) {
        if (member === 'mitre' && !('mitre' in expected)) continue;
        expect([index, member, found[member]]).toEqual([index, member, expected[member]]);
      }
      if ('data' in expected) expect(found['data']).toEqual(expected['data']);
    }
  });
});
