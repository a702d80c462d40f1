import { describe, expect, it } from 'vitest';
import type { Alert } from '../../../src/report/read/alert.ts';
import { parseAlert } from '../../../src/report/read/parse-alert.ts';
import { describeChange, changedObject } from '../../../src/report/tally/describe-change.ts';
import { SEVERE_PER_RULE } from '../../../src/report/tally/overview-tally.ts';
import { type ReportScope, ReportTally } from '../../../src/report/tally/report-tally.ts';
import { simulateAlerts } from '../../stand-ins/simulated-alerts.ts';

const END = Date.UTC(2031, 0, 15, 12);
const simulated = simulateAlerts({ events: 1_000, endMs: END, hours: 72 }).map(alert => parsed(alert));

function parsed(alert: unknown): Alert {
  const found = parseAlert(Buffer.from(JSON.stringify(alert)));
  if (typeof found === 'string') throw new Error(`${found}: ${JSON.stringify(alert)}`);
  return found;
}

function alertOf(event: Record<string, unknown>, more: Record<string, unknown> = {}, level = 3): Alert {
  const { timestamp = '2031-01-15T10:00:00.000+0000', ...data } = more;
  return parsed({
    timestamp,
    rule: { level, id: '1', description: 'x' },
    data: { ...data, office_365: event },
  });
}

function tallyOf(alerts: readonly Alert[], scope: ReportScope = {}): ReportTally {
  const tally = new ReportTally(scope);
  for (const alert of alerts) tally.add(alert);
  return tally;
}

describe('what the report counts of a simulated tenant', () => {
  const tally = tallyOf(simulated);

  it('is every alert, by level, workload and rule', () => {
    const { overview } = tally;

    expect(overview.alerts).toBe(simulated.length);
    expect(overview.severe).toBe(simulated.filter(alert => alert.level >= 12).length);
    expect(overview.highestLevel).toBe(Math.max(...simulated.map(alert => alert.level)));
    expect(overview.users.count).toBe(
      new Set(simulated.map(alert => alert.user.toLowerCase()).filter(Boolean)).size,
    );
    expect(overview.rules.total).toBe(simulated.length);
  });

  it('lists the most severe first, and a few of each rule', () => {
    const { severest } = tally.overview;
    const keys = severest.map(one => one.level);

    expect(keys).toEqual([...keys].sort((a, b) => b - a));
    expect(severest[0]?.level).toBe(tally.overview.highestLevel);
    for (const { ruleId } of severest) {
      expect(severest.filter(one => one.ruleId === ruleId).length).toBeLessThanOrEqual(SEVERE_PER_RULE);
    }
  });

  it('shows the password spray, and that it got in', () => {
    const { failedAddresses, succeededAddresses } = tally.signIns;
    const [spray] = [...failedAddresses.top()].sort((a, b) => b.data.others.count - a.data.others.count);

    expect(spray?.key).toBe('203.0.113.66');
    expect(spray?.data.others.count).toBeGreaterThan(20);
    expect(succeededAddresses.get('203.0.113.66')?.count).toBe(1);
  });

  it('finds changes of every kind, and leaves Microsoft’s own upkeep out', () => {
    for (const { byGroup } of [tally.mailboxes, tally.sharing, tally.privileges]) {
      for (const [group, count] of byGroup) expect(count, group).toBeGreaterThan(0);
    }
    const users = tally.mailboxes.rows.top().map(({ data }) => data.user);
    expect(users.filter(user => user.startsWith('NT AUTHORITY'))).toEqual([]);
  });

  it('sees the silence of a feed and what the collector said of it', () => {
    const { feeds, coverage, messages } = tally.feed;
    const columns = coverage.toColumns(100);
    const series = columns?.series.indexOf('contoso · Audit.SharePoint') ?? -1;
    const silent = columns?.columns.map(column => column[series] === 0) ?? [];

    expect(
      feeds
        .top()
        .map(({ data }) => data.subscription)
        .sort(),
    ).toEqual([
      'Audit.AzureActiveDirectory',
      'Audit.Exchange',
      'Audit.General',
      'Audit.SharePoint',
      'DLP.All',
    ]);
    // Seven hours in the middle, in columns of an hour.
    expect(silent.map(Number).join('')).toMatch(/01{6,8}0/);
    expect(messages.top().map(({ data }) => data.operation)).toContain('FeedGap');
  });

  it('knows what Microsoft’s own protection said', () => {
    expect(tally.protection.dlpMatches).toBeGreaterThan(0);
    expect(tally.protection.dlpOverrides).toBeGreaterThan(0);
    expect(tally.protection.policies.top()[0]?.key).toBe('Financial data');
    expect(tally.protection.alerts.total).toBeGreaterThan(0);
    expect(tally.protection.threats).toBeGreaterThan(0);
  });
});

describe('the scope of a report', () => {
  it('is a period: its begin belongs to it, its end does not', () => {
    const times = [0, 1, 2, 3].map(n => END - n * 3_600_000);
    const alerts = times.map(ms =>
      alertOf({ Operation: 'x' }, { timestamp: new Date(ms).toISOString().replace('Z', '+0000') }),
    );

    const tally = tallyOf(alerts, { sinceMs: END - 2 * 3_600_000, untilMs: END });

    expect([tally.overview.alerts, tally.outsidePeriod]).toEqual([2, 2]);
  });

  it('is a tenant, by its label or by its id in any case', () => {
    const id = '10000000-0000-4000-8000-00000000000A';
    const alerts = [
      alertOf({ Operation: 'x', OrganizationId: id.toLowerCase() }, { o365_wazuh: { tenant: 'contoso' } }),
      alertOf({ Operation: 'x', OrganizationId: 'other' }, { o365_wazuh: { tenant: 'fabrikam' } }),
    ];

    for (const tenant of ['contoso', id]) {
      const tally = tallyOf(alerts, { tenant });
      expect([tally.overview.alerts, tally.otherTenant]).toEqual([1, 1]);
    }
  });
});

describe('a change in few words', () => {
  it.each([
    [
      {
        Operation: 'New-InboxRule',
        ObjectId: 'long/path',
        Parameters: [
          { Name: 'Identity', Value: 'box' },
          { Name: 'ForwardTo', Value: 'a@mail.example' },
          { Name: 'Force', Value: 'False' },
        ],
      },
      'box',
      'ForwardTo: a@mail.example',
    ],
    [
      {
        Operation: 'Add member to role.',
        ObjectId: 'amber.finch@contoso.example',
        ModifiedProperties: [{ Name: 'Role.DisplayName', NewValue: 'Global Administrator', OldValue: '' }],
      },
      'amber.finch@contoso.example',
      'Role.DisplayName: Global Administrator',
    ],
    [
      { Operation: 'SharingSet', ObjectId: 'https://x', TargetUserOrGroupName: 'visitor@partner.example' },
      'https://x',
      'with visitor@partner.example',
    ],
    [
      {
        Operation: 'Set-Mailbox',
        ObjectId:
          'EURPR00A000.PROD.OUTLOOK.EXAMPLE/Microsoft Exchange Hosted Organizations/contoso.onmicrosoft.example/box',
        Parameters: [],
      },
      'box',
      '',
    ],
    [
      {
        Operation: 'UpdateInboxRules',
        MailboxOwnerUPN: 'jade.heron@contoso.example',
        Parameters: 'a text',
        ModifiedProperties: ['x', null, 3],
      },
      'jade.heron@contoso.example',
      '',
    ],
  ])('%j', (event, object, detail) => {
    const alert = alertOf(event);

    expect(changedObject(alert)).toBe(object);
    expect(describeChange(alert)).toBe(detail);
  });

  it('is one row for the same thing again, whatever the case of the user and the dot of the operation', () => {
    const event = { Operation: 'Add member to role.', UserId: 'Amber.Finch@contoso.example', ObjectId: 'x' };
    const tally = tallyOf([
      alertOf(event),
      alertOf({ ...event, Operation: 'Add member to role', UserId: 'amber.finch@contoso.example' }, {}, 12),
    ]);

    expect(tally.privileges.rows.top()).toMatchObject([
      { count: 2, data: { level: 12, group: 'Roles given' } },
    ]);
  });
});

describe('memory', () => {
  it('stays bounded for a stream in which nothing comes twice', () => {
    const tally = new ReportTally();
    for (let n = 0; n < 20_000; n += 1) {
      tally.add(
        alertOf(
          {
            Operation: n % 2 ? 'UserLoginFailed' : 'New-InboxRule',
            UserId: `u${n}`,
            ObjectId: `o${n}`,
            Workload: `w${n}`,
            LogonError: `e${n}`,
          },
          { srcip: `10.${n >> 8}.${n & 255}.1`, o365_wazuh: { tenant: `t${n}` } },
        ),
      );
    }

    for (const counter of [
      tally.overview.topUsers,
      tally.overview.topAddresses,
      tally.signIns.failedUsers,
      tally.mailboxes.rows,
    ]) {
      expect(counter.size).toBe(2_000);
      expect(counter.isApproximate).toBe(true);
    }
    expect(tally.feed.feeds.size).toBeLessThanOrEqual(48);
    expect(Math.abs(tally.overview.users.count - 20_000)).toBeLessThan(1_000);
  });
});
