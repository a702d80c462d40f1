import { describe, expect, it } from 'vitest';
import type { Config } from '../../../src/config/config.ts';
import type { PartitionReport, StateReport } from '../../../src/state/state-report.ts';
import { renderStatus, statusAsJson } from '../../../src/status/render-status.ts';
import { type StatusFacts, statusReport } from '../../../src/status/status-report.ts';
import { healthyFacts, MINUTE_MS, NOW_MS, STATE, TENANT_ID } from '../doctor/healthy-facts.ts';

function config(): Config {
  const { config } = healthyFacts();
  if (!config.known) throw new Error('no config');
  return config.value;
}

function day(contentType: PartitionReport['contentType'], change: object = {}): StateReport['days'][number] {
  const counts = {
    blobs: 1,
    bytes: 1,
    delivered: 7,
    duplicates: 2,
    filtered: 0,
    deadLettered: 0,
    trimmed: 0,
  };
  return { tenantId: TENANT_ID, contentType, day: '2026-11-24', ...counts, ...change };
}

function facts(change: Partial<StatusFacts> = {}): StatusFacts {
  return {
    nowMs: NOW_MS,
    version: '1.0.0',
    installedVersion: '1.0.0',
    home: { path: '/var/ossec', version: '4.14.7', type: 'server' },
    acknowledgement: 'figures',
    wodle: { disabled: false, intervalMs: 5 * MINUTE_MS },
    config: config(),
    state: { ...STATE, days: [day('Audit.Exchange'), day('DLP.All', { deadLettered: 1, trimmed: 2 })] },
    runningSinceMs: undefined,
    deadLetterDays: 0,
    deadLetterBytes: 0,
    notes: [],
    ...change,
  };
}

const render = (change: Partial<StatusFacts> = {}): string => renderStatus(statusReport(facts(change)));
const partition = (change: Partial<PartitionReport>) => ({
  state: { ...STATE, partitions: STATE.partitions.map(one => ({ ...one, ...change })) },
});

describe('the status', () => {
  it('shows each content type with lag, last delivery and today’s counts, in 80 columns', () => {
    expect(render()).toBe(`Home       /var/ossec (Wazuh 4.14.7, manager)
Version    1.0.0
Last run   3 min ago, ok, 12 events delivered
Next run   in 60 s (every 5 min)
Confirmed  by analysisd’s figures: events are known to be taken

contoso                           lag  delivered    today  twice gaps dead
  Audit.AzureActiveDirectory    3 min  8 min ago        0      0    0    0
  Audit.Exchange                3 min  8 min ago        7      2    0    0
  Audit.SharePoint              3 min  8 min ago        0      0    0    0
  Audit.General                 3 min  8 min ago        0      0    0    0
  DLP.All                       3 min  8 min ago        7      2    0    3
`);
  });

  it('has a column and a line for what filters caught, where they did', () => {
    const text = render({
      state: {
        ...STATE,
        days: [day('Audit.Exchange', { filtered: 41 })],
        filtered: [
          {
            tenantId: TENANT_ID,
            contentType: 'Audit.Exchange',
            day: '2026-11-24',
            filter: 'reads',
            events: 1,
          },
          {
            tenantId: TENANT_ID,
            contentType: 'Audit.Exchange',
            day: '2026-11-24',
            filter: 'noise',
            events: 40,
          },
        ],
      },
    });

    expect(text).toContain('filt.');
    expect(text).toContain('Filtered today: noise 40, reads 1.');
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it.each<[string, Partial<StatusFacts>, RegExp]>([
    ['no run yet', { state: undefined }, /Last run {3}none has ended yet\n/],
    ['no run yet: lag', { state: undefined }, /Audit\.General +– +– +0/],
    ['a run under way', { runningSinceMs: NOW_MS - 5_000 }, /; one is under way since 5 s/],
    [
      'a run that failed',
      { state: { ...STATE, runs: [{ ...STATE.runs[0], outcome: 'SECRET_WRONG' } as never] } },
      /ended with SECRET_WRONG/,
    ],
    ['an overdue run', { nowMs: NOW_MS + 60 * MINUTE_MS }, /due since 59 min \(every 5 min\)/],
    ['no run to come', { wodle: { disabled: true, intervalMs: 1 } }, /none: the wodle is disabled/],
    ['no wodle', { wodle: undefined }, /there is no wodle/],
    ['set times', { wodle: { disabled: false, intervalMs: undefined } }, /at the times that the wodle names/],
    ['a first run to come', { state: undefined }, /when modulesd starts, then every 5 min/],
    [
      'an agent',
      { acknowledgement: 'socket', home: { path: '/x', version: undefined, type: 'agent' } },
      /unknown version, agent[^]*by the socket/,
    ],
    ['a silent analysisd', { acknowledgement: undefined }, /not known: analysisd does not answer/],
    ['an older installation', { installedVersion: '0.9.0' }, /0\.9\.0 installed; this program is 1\.0\.0/],
    [
      'gaps of this week',
      partition({ gaps: [{ fromMs: 0, toMs: 1, reason: 'retention', recordedMs: NOW_MS }] }),
      /DLP\.All .* 1 +0\n/,
    ],
    [
      'gaps of long ago',
      partition({ gaps: [{ fromMs: 0, toMs: 1, reason: 'retention', recordedMs: 0 }] }),
      /DLP\.All .* 0 +0\n/,
    ],
    [
      'blobs that wait',
      partition({ unfinishedBlobs: 2, lostBlobs: 1 }),
      /10 blobs waiting[^]*5 blobs could not be had/,
    ],
    [
      'dead letters',
      { deadLetterDays: 3, deadLetterBytes: 2_048 },
      /Dead letters of 3 days are kept \(2.0 KiB\)\.\n$/,
    ],
    [
      'dead letters that fill their folder',
      { deadLetterDays: 3, deadLetterBytes: 200 * 1024 * 1024 },
      /has filled 78 % of its room: whole copies of shortened\s+events are no longer kept/,
    ],
    [
      'what cannot be read',
      { notes: ['config.yml is broken [CONFIG_INVALID]'] },
      /Note {7}config\.yml is broken/,
    ],
    ['nothing at all', { config: undefined, state: undefined }, /No tenant is configured/],
  ])('tells of %s', (_, change, text) => {
    const shown = render(change);

    expect(shown).toMatch(text);
    for (const line of shown.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('shows what was collected and is not configured any more, also without a readable configuration', () => {
    const without = render({ config: undefined });

    expect(without).toContain(`${TENANT_ID} (not in config.yml)`);
    expect(without).toMatch(/Audit\.Exchange +3 min/);

    const [tenant] = config().tenants;
    if (!tenant) throw new Error('no tenant');
    const fewer = statusReport(
      facts({ config: { ...config(), tenants: [{ ...tenant, contentTypes: ['DLP.All'] }] } }),
    );
    expect(fewer.tenants.map(one => [one.isConfigured, one.content.length])).toEqual([
      [true, 1],
      [false, 4],
    ]);
  });

  it('is JSON with times as ISO 8601 and spans in seconds', () => {
    const json = JSON.parse(JSON.stringify(statusAsJson(statusReport(facts())))) as Record<string, unknown>;

    expect(json).toMatchObject({
      at: '2026-11-24T12:00:00.000Z',
      acknowledgement: 'figures',
      wodle: { disabled: false, intervalSeconds: 300 },
      lastRun: { outcome: 'ok', ended: '2026-11-24T11:57:00.000Z' },
      nextRun: '2026-11-24T12:01:00.000Z',
      runningSince: null,
    });
    const [tenant] = json['tenants'] as { name: string; content: Record<string, unknown>[] }[];
    expect(tenant?.name).toBe('contoso');
    expect(tenant?.content[1]).toEqual({
      contentType: 'Audit.Exchange',
      lagSeconds: 180,
      lastDelivered: '2026-11-24T11:52:00.000Z',
      delivered: 7,
      duplicates: 2,
      filtered: 0,
      deadLettered: 0,
      trimmed: 0,
      unfinishedBlobs: 0,
      lostBlobs: 0,
      gaps: 0,
    });
  });
});
