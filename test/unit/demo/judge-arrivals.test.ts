import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { alertsJson, judgeArrivals } from '../../../src/demo/judge-arrivals.ts';
import { writeDemoPage } from '../../../src/demo/write-demo-page.ts';
import { generateRulesetFiles } from '../../../src/rules/generate.ts';
import { BLOG_SAMPLE_EVENTS } from '../../../src/simulator/synthesize/blog-sample-events.ts';

const folder = mkdtempSync(join(tmpdir(), 'o365-demo-page-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function filesOf(prefix: string): ReadonlyMap<string, string> {
  return new Map(
    generateRulesetFiles()
      .filter(({ path }) => path.startsWith(prefix) && !path.includes('optional'))
      .map(({ path, text }) => [path.slice(prefix.length), text]),
  );
}

const blogEvents = BLOG_SAMPLE_EVENTS.map(({ event }) => event);
const judged = judgeArrivals({
  datagrams: blogEvents.map(event => `1:office_365:${JSON.stringify({ office_365: event })}`),
  rules: filesOf('rules/'),
  decoders: filesOf('decoders/'),
});

describe('the alerts of the demo', () => {
  it('are one for each event that meets a rule with an alert, dated by the event, in order of time', () => {
    const alerts = alertsJson(judged)
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as { timestamp: string; rule: { id: string }; data: unknown });

    expect(alerts).toHaveLength(blogEvents.length);
    expect(new Set(alerts.map(alert => alert.rule.id))).toEqual(new Set(['100002']));
    const times = alerts.map(alert => alert.timestamp);
    expect(times).toEqual(times.toSorted());
    expect(new Set(times)).toEqual(
      new Set(blogEvents.map(event => `${(event['CreationTime'] as string).replace(/Z$/, '')}.000+0000`)),
    );
  });

  it('become a page, and the way there leaves nothing behind', async () => {
    const page = await writeDemoPage(judged, join(folder, 'demo.html'));

    const html = readFileSync(page, 'utf8');
    expect(html).toContain('100002');
    expect(html).toContain('Microsoft 365 security report: demo');
  });
});
