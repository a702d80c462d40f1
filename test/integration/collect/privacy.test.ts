import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collect } from '../../../src/collect/run.ts';
import { parseConfig } from '../../../src/config/load.ts';
import { startSimulator } from '../../../src/simulator/server.ts';
import { openCollector, resolvePlaces } from '../../../src/wiring.ts';
import { Analysisd } from '../../stand-ins/analysisd.ts';
import { TempHome } from '../../stand-ins/temp-home.ts';

/** Nowhere outside may these be found, in any spelling. */
const CARD = '4929-3813-3266-4295';
const USER = 'canary.user@contoso.example';
const ADDRESS = '203.0.113.77';
const KEY = 'canary-key-0123456789abcdef0123456789';
const FORBIDDEN = [CARD, 'around the card', 'canary.user', 'canary_user', ADDRESS, KEY];

/** Not what the feed says of itself. */
const isAudit = (message: string): boolean => !message.includes('"Workload":"o365-wazuh"');

const detected = { DetectedValues: [{ Name: CARD, Value: `text around the card ${CARD}` }] };
const EVENTS = {
  plain: {
    Id: 'plain',
    Operation: 'DlpRuleMatch',
    Workload: 'Exchange',
    UserId: USER,
    ClientIP: `${ADDRESS}:443`,
    PolicyDetails: [{ Rules: [detected] }],
  },
  inText: {
    Id: 'in-text',
    Operation: 'DlpRuleMatch',
    UserId: USER.toUpperCase(),
    Data: JSON.stringify({ a: detected, b: JSON.stringify(detected) }),
  },
  cut: {
    Id: 'cut',
    Operation: 'DlpRuleMatch',
    UserId: USER,
    Data: `{"x":1,"DetectedValues":[{"Name":"${CARD}`,
  },
  /** Too large for a datagram: it goes into a dead letter too. */
  large: {
    Id: 'large',
    Operation: 'DlpRuleMatch',
    UserId: USER,
    Text: `${USER} ${'x '.repeat(20_000)}`,
    More: `${USER} ${'y '.repeat(20_000)}`,
    PolicyDetails: [{ Rules: [detected] }],
  },
  /** More fields than Wazuh takes: some of them end up in one text. */
  wide: {
    Id: 'wide',
    Operation: 'x',
    UserId: USER,
    Wide: Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`f${n}`, `${USER} ${n}`])),
  },
  elsewhere: {
    Id: 'elsewhere',
    Operation: 'x',
    UserId: USER,
    ObjectId: 'https://contoso-my.sharepoint.example/personal/canary_user_contoso_example/Documents',
    Actor: [{ ID: USER }, { ID: `https://x.example/?u=${encodeURIComponent(USER)}` }],
    ExtendedProperties: [{ Name: 'x', Value: JSON.stringify({ ip: ADDRESS, user: USER }) }],
    ClientIP: ADDRESS,
    [USER]: 1,
  },
};
/** No events at all: they go into dead letters as they are, or not. */
const BROKEN = [
  `{"Id":"broken","UserId":"${USER}","DetectedValues":["${CARD}"],,}`,
  JSON.stringify(`${USER} ${CARD}`),
];

/** Every file below a folder, as one text. */
function contentOf(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}

describe('what is to stay private', () => {
  it.each(['office_365', 'native'])(
    'leaves by no way in the format %s: datagram, dead letter, log, state',
    async format => {
      using home = new TempHome({ 'etc/ossec.conf': '<ossec_config></ossec_config>\n' });
      const simulator = await startSimulator({ fixedEvents: [], events: 0 });
      await using analysisd = await Analysisd.start({ home: home.path });
      const [tenant] = simulator.world.tenants;
      if (!tenant) throw new Error('no tenant');
      simulator.world.addBlob({ contentType: 'DLP.All', events: [...Object.values(EVENTS), ...BROKEN] });
      const config = parseConfig(
        `
version: 1
log_level: debug
privacy: { hash_fields: [UserId, ClientIP, "Actor[].ID"], key_file: ${home.write('key', `${KEY}\n`, 0o600)} }
tenants:
  - name: contoso
    tenant_id: ${tenant.tenantId}
    client_id: ${tenant.clientId}
    client_secret_file: ${home.write('secret', tenant.clientSecret, 0o600)}
    login_url: ${simulator.url}
    api_url: ${simulator.url}
    content_types: [DLP.All]
    format: ${format}
`,
        'config.yml',
      );
      const places = await resolvePlaces({ home: home.path });
      {
        await using collector = await openCollector(config, places, { dryRun: false, debug: true });
        const summary = await collect(collector.options, collector.deps, AbortSignal.timeout(120_000));
        const [partition] = summary.partitions;
        expect(partition?.error).toBeUndefined();
        expect(partition).toMatchObject({ delivered: 6, deadLettered: 2, trimmed: 1 });
      }
      await simulator.close();

      const sent = analysisd.processed.join('\n');
      const kept = contentOf(join(home.path, 'queue/o365-wazuh'));
      const logged = contentOf(join(home.path, 'logs'));
      expect(analysisd.processed.filter(isAudit)).toHaveLength(6);
      expect(kept).toContain('"reason":"trimmed"');
      expect(kept).toContain('"reason":"unparsable"');
      expect(logged.length).toBeGreaterThan(0);
      for (const [place, text] of Object.entries({ sent, kept, logged })) {
        for (const canary of FORBIDDEN) {
          const found = text.toLowerCase().indexOf(canary.toLowerCase());
          expect(found === -1 ? '' : `${place}: ${text.slice(Math.max(0, found - 80), found + 40)}`).toBe('');
        }
      }
      const byId = new Map(
        analysisd.processed.map(text => [/"Id":"(?<id>[^"]+)"/.exec(text)?.groups?.['id'], text]),
      );
      expect(byId.get('plain')).toContain('"redacted":["PolicyDetails[].Rules[].DetectedValues"]');
      expect(byId.get('plain')).toContain('"hashed":["UserId","ClientIP"]');
      expect(byId.get('in-text')).toContain('"redacted":["Data"]');
    },
    180_000,
  );

  it('is not sent at all while the key cannot be read, and other tenants go on', async () => {
    using home = new TempHome({ 'etc/ossec.conf': '<ossec_config></ossec_config>\n' });
    const simulator = await startSimulator({ tenants: [{}, {}], fixedEvents: [], events: 0 });
    await using analysisd = await Analysisd.start({ home: home.path });
    const secret = home.write('secret', simulator.world.tenants[0]?.clientSecret ?? '', 0o600);
    simulator.world.tenants.forEach((_, tenantIndex) =>
      simulator.world.addBlob({
        contentType: 'DLP.All',
        events: [{ ...EVENTS.plain, Id: `of-${tenantIndex}` }],
        tenantIndex,
      }),
    );
    const tenants = simulator.world.tenants.map(
      (tenant, index) => `
  - name: tenant-${index}
    tenant_id: ${tenant.tenantId}
    client_id: ${tenant.clientId}
    client_secret_file: ${secret}
    login_url: ${simulator.url}
    api_url: ${simulator.url}
    content_types: [DLP.All]
    ${index === 0 ? `privacy: { hash_fields: [UserId], key_file: ${home.write('key', KEY, 0o644)} }` : ''}`,
    );
    const config = parseConfig(`version: 1\ntenants:${tenants.join('')}\n`, 'config.yml');
    const places = await resolvePlaces({ home: home.path });
    await using collector = await openCollector(config, places, { dryRun: false, debug: false });
    const summary = await collect(collector.options, collector.deps, AbortSignal.timeout(120_000));
    await simulator.close();

    expect(Object.fromEntries(summary.partitions.map(one => [one.tenant, one.error?.code]))).toEqual({
      'tenant-0': 'SECRET_EXPOSED',
      'tenant-1': undefined,
    });
    expect(analysisd.processed.filter(isAudit)).toEqual([expect.stringContaining('of-1')]);
  }, 180_000);
});
