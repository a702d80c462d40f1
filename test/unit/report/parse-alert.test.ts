import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAlert } from '../../../src/report/read/parse-alert.ts';

const ALERT = {
  timestamp: '2031-01-15T13:16:44.042+0100',
  rule: {
    level: 12,
    description: 'Entra ID: a role was given.',
    id: '111200',
    mitre: { id: ['T1098.003'], tactic: ['Persistence'], technique: ['Additional Cloud Roles'] },
    groups: ['office_365'],
  },
  data: {
    srcip: '192.0.2.7',
    office_365: {
      CreationTime: '2031-01-15T12:00:00',
      Workload: 'AzureActiveDirectory',
      Operation: 'Add member to role.',
      UserId: 'amber.finch@contoso.example',
      RecordType: '8',
      OrganizationId: '10000000-0000-4000-8000-000000000001',
    },
    o365_wazuh: {
      tenant: 'contoso',
      subscription: 'Audit.AzureActiveDirectory',
      lag_band: '15m-1h',
      late: 'true',
      backfill: 'false',
    },
  },
  location: 'office_365',
};

function parse(alert: unknown) {
  return parseAlert(Buffer.from(JSON.stringify(alert)));
}

describe('parseAlert', () => {
  it('reads what the report needs', () => {
    expect(parse(ALERT)).toMatchObject({
      timeMs: Date.UTC(2031, 0, 15, 12, 16, 44, 42),
      level: 12,
      ruleId: '111200',
      mitre: [{ id: 'T1098.003', name: 'Additional Cloud Roles' }],
      operation: 'Add member to role.',
      user: 'amber.finch@contoso.example',
      address: '192.0.2.7',
      tenant: 'contoso',
      subscription: 'Audit.AzureActiveDirectory',
      lagBand: '15m-1h',
      isLate: true,
      isBackfill: false,
      createdMs: Date.UTC(2031, 0, 15, 12),
    });
  });

  it('reads the alert that Wazuh’s blog shows, and one of Wazuh’s own module', () => {
    const blog = {
      timestamp: '2020-03-20T12:16:44.042+0000',
      rule: { level: 5, id: '100002' },
      data: { office_365: { Operation: 'UserLoggedIn', ClientIP: '192.0.2.9' } },
    };
    const native = {
      ...blog,
      data: {
        office365: { Operation: 'FileAccessed', Subscription: 'Audit.SharePoint' },
        integration: 'office365',
      },
    };

    expect(parse(blog)).toMatchObject({
      operation: 'UserLoggedIn',
      address: '192.0.2.9',
      tenant: '',
      mitre: [],
    });
    expect(parse(native)).toMatchObject({ operation: 'FileAccessed', subscription: 'Audit.SharePoint' });
  });

  it.each([
    ['an alert of something else', { timestamp: ALERT.timestamp, rule: { level: 3 }, full_log: 'sshd' }],
    [
      'an alert that only speaks of us',
      {
        timestamp: ALERT.timestamp,
        rule: { level: 3 },
        data: { file: '"office_365"' },
        full_log: 'x "office_365" y',
      },
    ],
    ['an alert whose field of that name is no event', { ...ALERT, data: { office_365: 'text' } }],
    ['an event that is a list', { ...ALERT, data: { office_365: [1, 2] } }],
  ])('takes %s for foreign', (_what, alert) => {
    expect(parse(alert)).toBe('foreign');
  });

  it.each([
    ['half a line', JSON.stringify(ALERT).slice(0, 300)],
    ['the other half', JSON.stringify(ALERT).slice(300)],
    ['half a line of something else', '{"timestamp":"2031-01-15T13:16'],
    ['two lines in one', JSON.stringify(ALERT) + JSON.stringify(ALERT)],
    ['no time', JSON.stringify({ ...ALERT, timestamp: undefined })],
    ['a time that is none', JSON.stringify({ ...ALERT, timestamp: 'yesterday' })],
    ['no rule', JSON.stringify({ ...ALERT, rule: null })],
  ])('takes %s for broken', (_what, line) => {
    expect(parseAlert(Buffer.from(line))).toBe('broken');
  });

  it('never throws, and never takes more of a text than it may', () => {
    const hostile = fc.record({
      timestamp: fc.constant(ALERT.timestamp),
      rule: fc.record({
        level: fc.anything(),
        id: fc.anything(),
        description: fc.anything(),
        mitre: fc.anything(),
      }),
      data: fc.record({
        office_365: fc.dictionary(
          fc.constantFrom('UserId', 'Operation', 'Workload', 'ObjectId', 'x'),
          fc.anything(),
        ),
        o365_wazuh: fc.anything(),
      }),
    });
    fc.assert(
      fc.property(hostile, alert => {
        const text = safeStringify(alert);
        if (text === undefined) return;
        const parsed = parseAlert(Buffer.from(text));

        if (typeof parsed === 'string') return;
        const { event: _event, ...taken } = parsed;
        for (const value of Object.values(taken))
          if (typeof value === 'string') expect(value.length).toBeLessThanOrEqual(301);
        expect(parsed.level).toBeGreaterThanOrEqual(0);
        expect(parsed.level).toBeLessThanOrEqual(16);
      }),
    );
  });

  it('does not keep a megabyte in memory for the beginning of it', () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    const kept: string[] = [];
    const line = Buffer.from(
      JSON.stringify({ ...ALERT, data: { office_365: { Operation: 'x', UserId: 'u'.repeat(1_000_000) } } }),
    );
    for (let n = 0; n < 300; n += 1) {
      const parsed = parseAlert(line);
      if (typeof parsed !== 'string') kept.push(parsed.user);
    }

    collectGarbage();

    // V8 keeps what a slice was cut from: 300 slices of a megabyte would be 300 MB.
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(30_000_000);
    expect(kept.every(user => user.length === 301 && user.endsWith('…'))).toBe(true);
  });
});

function safeStringify(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    // BigInt and the like are in no JSON.
    return undefined;
  }
}
