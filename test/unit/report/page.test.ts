import * as fc from 'fast-check';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type PageInput, renderPage } from '../../../src/report/page/render-page.ts';
import { newReadCounts } from '../../../src/report/read/read-alerts.ts';
import { parseAlert } from '../../../src/report/read/parse-alert.ts';
import { ReportTally } from '../../../src/report/tally/report-tally.ts';
import { simulateAlerts } from '../../stand-ins/simulated-alerts.ts';

const NOW = Date.UTC(2031, 0, 15, 12);
const simulated = simulateAlerts({ events: 300, endMs: NOW });

function pageOf(alerts: readonly unknown[], title = 'Report'): string {
  return renderPage(inputOf(alerts, title));
}

function inputOf(alerts: readonly unknown[], title = 'Report'): PageInput {
  const tally = new ReportTally();
  const counts = newReadCounts();
  for (const alert of alerts) {
    const parsed = parseAlert(Buffer.from(JSON.stringify(alert)));
    if (typeof parsed === 'string') counts[parsed] += 1;
    else tally.add(parsed);
  }
  return { title, tally, counts, files: 1, bytes: 1, nowMs: NOW };
}

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** Every tag of a page, with the names of its attributes and without what the data put there. */
function tagsOf(page: string): string[] {
  const body = page.slice(page.indexOf('<body>'));
  return [...body.matchAll(/<\/?[a-z][^>]*>/g)].map(([tag]) => tag.replace(/="[^"]*"/g, '=""'));
}

/** An alert as the simulator makes it, with every text in its event and rule replaced. */
function poisoned(alert: (typeof simulated)[number], text: string): unknown {
  const poison = (value: unknown, key: string): unknown => {
    if (['timestamp', 'level', 'RecordType', 'CreationTime', 'Workload', 'Operation'].includes(key))
      return value;
    if (typeof value === 'string') return text;
    if (Array.isArray(value)) return value.map(one => poison(one, ''));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, poison(inner, name)]));
    }
    return value;
  };
  return poison(alert, '');
}

describe('the page', { timeout: 90_000 }, () => {
  it('has every view, filled from the alerts', () => {
    const page = pageOf(simulated);

    for (const id of [
      'overview',
      'rules',
      'sign-ins',
      'mailboxes',
      'sharing',
      'privileges',
      'protection',
      'feed',
    ]) {
      expect(page).toContain(`<section id="${id}"`);
    }
    expect(page.match(/<p class="empty">/g) ?? []).toHaveLength(0);
    expect(page.match(/<figure class="chart/g)).toHaveLength(5);
    expect(page).toContain('Entra ID');
  });

  it('carries a table with the numbers of each chart', () => {
    const page = pageOf(simulated);
    const charts = page.match(/<svg class="canvas"/g)?.length ?? 0;

    expect(charts).toBe(4);
    expect(page.match(/<details><summary>Numbers<\/summary>/g)).toHaveLength(charts);
    expect(page.match(/role="img" aria-label="[^"]+"/g)?.length ?? 0).toBeGreaterThanOrEqual(charts);
  });

  it('allows only its own style and script, by their hashes, and loads nothing', () => {
    const page = pageOf(simulated);
    const policy =
      /http-equiv="Content-Security-Policy" content="(?<policy>[^"]+)"/.exec(page)?.groups?.['policy'] ?? '';
    const [style = '', script = ''] = [
      /<style>(?<text>[^]*?)<\/style>/,
      /<script>(?<text>[^]*?)<\/script>/,
    ].map(pattern => pattern.exec(page)?.groups?.['text'] ?? '');

    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `style-src ${hash(style)}`,
      `script-src ${hash(script)}`,
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).not.toMatch(/<[^>]+ style=/);
    expect(page).not.toMatch(/<(?:img|iframe|object|embed|form|base)\b/);
    expect(page).not.toMatch(/<[^>]+\s(?:src|on\w+)=/);
    // Links of MITRE are the only addresses, and a link loads nothing by itself.
    const addresses = [...page.matchAll(/(?:href|src)="(?<to>[^"]*)"/g)].map(
      match => match.groups?.['to'] ?? '',
    );
    expect(
      addresses.filter(
        to => !/^#|^data:,$|^https:\/\/attack\.mitre\.org\/techniques\/T\d{4}\/(?:\d{3}\/)?$/.test(to),
      ),
    ).toEqual([]);
  });

  it('has no tag and no attribute that its own markup does not have, whatever the texts of the alerts are', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
      fc.constantFrom(
        '<script>alert(1)</script>',
        '"><img src=x onerror=alert(1)>',
        "' autofocus onfocus='alert(1)",
        '</td></tr></table></main>',
        '</script><script>alert(1)</script>',
        '<!-- ',
        '<svg/onload=alert(1)>',
        'javascript:alert(1)',
        '\u202Egnp.exe',
        'T1110/../../x',
        'x'.repeat(5_000),
      ),
    );
    const alerts = simulated.slice(0, 30);
    const own = new Set(tagsOf(pageOf(simulated)));
    fc.assert(
      fc.property(texts, text => {
        const page = pageOf(
          alerts.map(alert => poisoned(alert, text)),
          text,
        );

        expect([...new Set(tagsOf(page))].filter(tag => !own.has(tag))).toEqual([]);
        expect(page.match(/<script/g)?.length).toBe(1);
        expect(page.match(/<!--/g)).toBeNull();
      }),
      { numRuns: 40 },
    );
  });

  it('is made of any JSON that has the name of an event, and stays bounded', () => {
    const anything = fc.anything({ withNullPrototype: false, maxDepth: 4 });
    const names = fc.constantFrom(
      'UserId',
      'UserType',
      'Operation',
      'Workload',
      'RecordType',
      'Parameters',
      'ModifiedProperties',
      'PolicyDetails',
      'Severity',
      'Name',
      'Tenant',
      'LogonError',
    );
    const record = fc.constantFrom('11', '40', '28', 8, '1');
    fc.assert(
      fc.property(
        fc.array(fc.dictionary(names, anything), { maxLength: 10 }),
        record,
        (events, recordType) => {
          const alerts = events.map(event => ({
            timestamp: '2031-01-15T10:00:00.000+0000',
            rule: { level: 3, id: '1', description: 'x' },
            data: { office_365: { Operation: 'UserLoginFailed', ...event, RecordType: recordType } },
          }));
          let input: PageInput;
          try {
            input = inputOf(alerts);
          } catch (error) {
            // What JSON can't say is in no file.
            if (
              error instanceof TypeError &&
              /BigInt|circular|toJSON|convert object|not a function/.test(error.message)
            )
              return;
            throw error;
          }
          expect(input.tally.overview.alerts).toBe(alerts.length);
          expect(renderPage(input).length).toBeLessThan(300_000);
        },
      ),
    );
  });

  it('says so when there is nothing to tell', () => {
    const page = pageOf([]);

    expect(page).toContain('There is no alert of Microsoft 365');
    expect(page).toContain('No alerts');
  });
});
