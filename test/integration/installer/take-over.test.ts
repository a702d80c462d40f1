import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { install } from '../../../installer/install.ts';
import type { InstallOptions } from '../../../installer/options.ts';
import { renderReport, reportAsJson } from '../../../installer/render-report.ts';
import type { InstallReport } from '../../../installer/report.ts';
import { uninstall } from '../../../installer/uninstall.ts';
import { runBackfill } from '../../../src/backfill-run.ts';
import { runCollector } from '../../../src/collector-run.ts';
import { loadConfig } from '../../../src/config/load.ts';
import type { ContentType } from '../../../src/events/content-type.ts';
import { type Simulator, startSimulator } from '../../../src/simulator/server.ts';
import { WorldClock } from '../../../src/simulator/world-clock.ts';
import { readStatus } from '../../../src/status/read-status.ts';
import { detectHome } from '../../../src/wazuh/home.ts';
import { nativeBookmarkPath } from '../../../src/wazuh/native-bookmark.ts';
import { Analysisd } from '../../stand-ins/analysisd.ts';
import { makeThrowawayHome, OSSEC_CONF, type ThrowawayHome } from './throwaway-home.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const EXCHANGE = 'Audit.Exchange';
const SHAREPOINT = 'Audit.SharePoint';

interface Auth {
  readonly tenantId: string;
  readonly clientId: string;
  /** An element. */
  readonly secret: string;
}

function native(auths: readonly Auth[], types: readonly string[] = [EXCHANGE, SHAREPOINT]): string {
  const auth = auths.map(
    one =>
      `    <api_auth>\n      ${one.secret}\n      <tenant_id>${one.tenantId}</tenant_id>\n      <client_id>${one.clientId}</client_id>\n      <api_type>commercial</api_type>\n    </api_auth>\n`,
  );
  const list = types.map(type => `      <subscription>${type}</subscription>\n`).join('');
  return `<ossec_config>\n  <office365>\n    <interval>1m</interval>\n    <only_future_events>yes</only_future_events>\n    <enabled>yes</enabled>\n${auth.join('')}    <subscriptions>\n${list}    </subscriptions>\n  </office365>\n</ossec_config>\n`;
}

describe.skipIf(process.getuid?.() !== 0)('taking over from another collector', () => {
  let home: ThrowawayHome;
  let clock: WorldClock;
  let simulator: Simulator;
  let analysisd: Analysisd;

  beforeEach(async () => {
    clock = new WorldClock();
    simulator = await startSimulator({ events: 0, clock, tenants: [{}, {}] });
    home = makeThrowawayHome({ withoutPrograms: true });
    analysisd = await Analysisd.start({ home: home.path });
  });
  afterEach(async () => {
    await analysisd[Symbol.asyncDispose]();
    await simulator.close();
    home.remove();
  });

  const wait = (ms: number, signal?: AbortSignal) => sleep(ms, undefined, signal ? { signal } : {});
  const collectorClock = () => ({ now: () => clock.now(), sleep: wait });
  const tenant = (at = 0) => {
    const found = simulator.world.tenants[at];
    if (!found) throw new Error('there is no such tenant');
    return found;
  };
  const authOf = (
    at: number,
    secret = `<client_secret>${tenant(at).clientSecret}</client_secret>`,
  ): Auth => ({
    tenantId: tenant(at).tenantId.toUpperCase(),
    clientId: tenant(at).clientId,
    secret,
  });
  const putBookmark = (type: string, content: number | Buffer, at = 0): void => {
    const path = nativeBookmarkPath(home.path, authOf(at).tenantId, type);
    mkdirSync(dirname(path), { recursive: true });
    const bytes = Buffer.alloc(8);
    if (typeof content === 'number') bytes.writeBigInt64LE(BigInt(Math.floor(content / 1_000)));
    writeFileSync(path, typeof content === 'number' ? bytes : content);
  };
  /** One event that became available so long ago. */
  const offer = (
    name: string,
    hoursAgo: number,
    contentType: ContentType = EXCHANGE,
    tenantIndex = 0,
  ): void => {
    const event = { Id: name, Operation: name, CreationTime: '2031-01-01T00:00:00', Workload: 'Exchange' };
    const createdMs = clock.now() - hoursAgo * HOUR_MS;
    simulator.world.addBlob({ contentType, events: [event], createdMs, tenantIndex });
  };
  const takeOver = (more: Partial<InstallOptions> = {}): Promise<InstallReport> =>
    install(
      { home: home.path, takeOver: true, loginUrl: simulator.url, apiUrl: simulator.url, ...more },
      home.deps({ clock: collectorClock() }),
    );
  /** Names of the events that a run of the collector delivers, without those about the feed itself. */
  const collect = async (): Promise<string[]> => {
    const run = await runCollector(
      { home: home.path },
      { tempo: { clock: collectorClock(), patienceMs: 10_000 } },
    );
    if (run.status !== 'ran') throw new Error(run.message);
    return processedNames();
  };
  const processedNames = (): string[] =>
    analysisd.processed
      .splice(0)
      .flatMap(text => {
        const { office_365: event } = JSON.parse(text.slice('1:office_365:'.length)) as {
          office_365: Record<string, string>;
        };
        return event['Workload'] === 'o365-wazuh' ? [`${event['Operation']}`] : [event['Operation'] ?? ''];
      })
      .sort();
  const textOf = (report: InstallReport, code: string): string =>
    report.notices
      .filter(notice => notice.code === code)
      .map(({ text }) => text)
      .join('\n');
  /** Of the tenants, in what is shown of a plan: differences have lines of others around them. */
  const expectNoSecret = (report: InstallReport): void => {
    const shown = renderReport({ ...report, status: 'planned' }) + JSON.stringify(reportAsJson(report));
    expect(shown).toContain('***');
    expect(shown).not.toContain(tenant(0).clientSecret);
  };
  const handOver = () => join(home.path, 'queue/o365-wazuh/hand-over.json');

  it('goes on at the bookmark of Wazuh’s own module: nothing after it is missed, nothing long before it comes again', async () => {
    home.write('etc/ossec.conf', OSSEC_CONF + native([authOf(0)]));
    putBookmark(EXCHANGE, clock.now() - 30 * HOUR_MS);
    putBookmark(SHAREPOINT, clock.now() - 10 * MINUTE_MS);
    offer('long-before', 40);
    offer('late-before', 31);
    offer('after', 29);
    offer('now', 0.01);
    offer('sharepoint-before', 5, SHAREPOINT);
    offer('sharepoint-after', 0.1, SHAREPOINT);

    const report = await takeOver();
    expect(report).toMatchObject({ status: 'changed', activation: 'restart' });
    expect(home.read('etc/ossec.conf')).toContain('<enabled>no</enabled>');
    expect(home.read('etc/ossec.conf')).toContain('<tag>o365-wazuh</tag>');
    expect(textOf(report, 'taken-over')).toMatch(/line 18 .* goes on here from \d{4}-/);
    expect(await collect()).toEqual(['after', 'late-before', 'now', 'sharepoint-after']);

    expect(existsSync(handOver())).toBe(false);
    // The daily sweep does not reach behind it either.
    clock.advance(25 * HOUR_MS);
    offer('next-day', 0.1);
    expect(await collect()).toEqual(['next-day']);
    expect(await takeOver()).toMatchObject({ status: 'unchanged' });
  });

  it('reads the bookmark once more at the first run: the module goes on until the restart', async () => {
    home.write('etc/ossec.conf', OSSEC_CONF + native([authOf(0)], [EXCHANGE]));
    putBookmark(EXCHANGE, clock.now() - 20 * HOUR_MS);
    offer('brought-meanwhile', 19);
    offer('not-brought', 1);
    await takeOver({ restart: false });
    putBookmark(EXCHANGE, clock.now() - 2 * HOUR_MS);
    expect(await collect()).toEqual(['not-brought']);
  });

  it('keeps to what it saw when the bookmark is gone by then, as in a new container', async () => {
    home.write('etc/ossec.conf', OSSEC_CONF + native([authOf(0)], [EXCHANGE]));
    putBookmark(EXCHANGE, clock.now() - 30 * HOUR_MS);
    offer('after', 29);
    await takeOver();
    rmSync(join(home.path, 'var/wodles'), { recursive: true });
    expect(await collect()).toEqual(['after']);
  });

  it('takes ids, secret, cloud and content types of every tenant from the section that goes off', async () => {
    const file = join(home.path, 'etc/second.secret');
    writeFileSync(file, `${tenant(1).clientSecret}\n`);
    home.write(
      'etc/ossec.conf',
      OSSEC_CONF +
        native([authOf(0), authOf(1, `<client_secret_path>${file}</client_secret_path>`)], [EXCHANGE]),
    );
    for (const at of [0, 1]) putBookmark(EXCHANGE, clock.now() - 3 * HOUR_MS, at);
    offer('first', 1);
    offer('second', 1, EXCHANGE, 1);
    const report = await takeOver();

    expect(report.notices.filter(({ code }) => code === 'adopted')).toHaveLength(2);
    expectNoSecret(report);
    const config = loadConfig(join(home.path, 'etc/o365-wazuh/config.yml'));
    expect(config.tenants.map(({ name, tenantId, contentTypes }) => [name, tenantId, contentTypes])).toEqual([
      ['default', tenant(0).tenantId, [EXCHANGE]],
      [`tenant-${tenant(1).tenantId.slice(0, 8)}`, tenant(1).tenantId, [EXCHANGE]],
    ]);
    for (const name of ['default', `tenant-${tenant(1).tenantId.slice(0, 8)}`])
      expect(statSync(join(home.path, `etc/o365-wazuh/${name}.secret`)).mode & 0o777).toBe(0o600);
    expect(await collect()).toEqual(['first', 'second']);
  });

  it('takes over those of the section that stand beside a tenant that is named, and leaves other sections alone', async () => {
    const other = native([{ ...authOf(0), tenantId: '99999999-0000-4000-8000-000000000000' }]);
    home.write('etc/ossec.conf', OSSEC_CONF + native([authOf(0), authOf(1)]) + other);
    const { tenantId, clientId, clientSecret } = tenant(0);
    const report = await takeOver({
      tenantName: 'contoso',
      tenantId,
      clientId,
      clientSecret,
      contentTypes: [EXCHANGE],
    });
    expect(textOf(report, 'fewer-types')).toMatch(
      /^<office365> in line 18 also collected Audit\.SharePoint of \S+1, [^\n]*$/,
    );
    const { tenants } = loadConfig(join(home.path, 'etc/o365-wazuh/config.yml'));
    expect(tenants.map(one => one.tenantId)).toEqual([tenantId, tenant(1).tenantId]);
    expect(home.read('etc/ossec.conf')).toContain(other);
  });

  it('refuses where a tenant would be left that nobody collects, with nothing changed', async () => {
    const blind = authOf(1, '<client_secret_path>/nonexistent/secret</client_secret_path>');
    home.write('etc/ossec.conf', OSSEC_CONF + native([authOf(0), blind]));
    const before = home.tree();
    await expect(takeOver()).rejects.toMatchObject({
      code: 'INSTALL_TAKE_OVER_BLIND',
      message: expect.stringContaining(blind.tenantId) as string,
    });
    expect(home.tree()).toEqual(before);
  });

  it('looks back as usual where there is no bookmark: the module brought nothing', async () => {
    home.write('etc/ossec.conf', OSSEC_CONF + native([authOf(0)], [EXCHANGE]));
    offer('yesterday', 20);
    offer('before', 30);
    expect(textOf(await takeOver(), 'taken-over')).toMatch(/no bookmark of Audit\.Exchange/);
    expect(await collect()).toEqual(['yesterday']);
  });

  it.each([
    ['of a wrong size', Buffer.from('2026-01-01')],
    ['of nothing', Buffer.alloc(0)],
    ['in the future', Buffer.from('00000080ff000000', 'hex')],
    ['of zeros', Buffer.alloc(8)],
  ])('fetches all that Microsoft offers where the bookmark is one %s', async (_, bytes) => {
    home.write('etc/ossec.conf', OSSEC_CONF + native([authOf(0)], [EXCHANGE]));
    putBookmark(EXCHANGE, bytes);
    offer('six-days-ago', 6 * 24);
    expect(textOf(await takeOver(), 'taken-over')).toMatch(/cannot be read: all of the last 7 days/);
    expect(await collect()).toEqual(['six-days-ago']);
  });

  it('tells a look-back made longer afterwards that it has no effect, once in the log and in status, with a command that does it', async () => {
    home.write('etc/ossec.conf', OSSEC_CONF + native([authOf(0)], [EXCHANGE, SHAREPOINT]));
    putBookmark(EXCHANGE, clock.now() - 10 * MINUTE_MS);
    putBookmark(SHAREPOINT, clock.now() - 5 * HOUR_MS);
    offer('five-days-ago', 5 * 24);
    offer('sharepoint-before', 30, SHAREPOINT);
    offer('sharepoint-after', 2, SHAREPOINT);
    await takeOver();
    const told = () => home.read('logs/o365-wazuh.log').match(/ WARN.*first_lookback.*/g) ?? [];
    const notes = async () =>
      (
        await readStatus(
          await detectHome({ home: home.path }),
          collectorClock(),
          new AbortController().signal,
        )
      ).notes;
    const lookBack = (from: string, to: string): void => {
      const config = home.read('etc/o365-wazuh/config.yml');
      expect(config).toContain(`first_lookback: ${from}`);
      home.write(
        'etc/o365-wazuh/config.yml',
        config.replace(`first_lookback: ${from}`, `first_lookback: ${to}`),
      );
    };
    expect(await collect()).toEqual(['sharepoint-after']);
    expect([told(), await notes()]).toEqual([[], []]);

    lookBack('24h', '6d');
    for (let run = 0; run < 2; run++) expect(await collect()).toEqual([]);
    const [line = '', ...more] = told();
    expect(more).toEqual([]);
    expect(line).toMatch(/first_lookback 6d has no effect on default/);
    expect(await notes()).toEqual([line.slice(line.indexOf('first_lookback'))]);

    const [, from = '', to = '', name = ''] =
      /backfill --from (\S+) --to (\S+) --tenant (\S+)$/.exec(line) ?? [];
    const flags = { home: home.path, from, to, tenant: name };
    const filled = await runBackfill(flags, new AbortController().signal, {
      tempo: { clock: collectorClock() },
    });
    expect(filled.errors).toEqual([]);
    expect(processedNames()).toEqual(['five-days-ago', 'sharepoint-before']);

    lookBack('6d', '7d');
    await collect();
    expect(told()).toHaveLength(2);
    // By now all that the look-back reaches was collected here.
    clock.advance(8 * DAY_MS);
    expect(await notes()).toEqual([]);
  });

  it('honours a look-back made longer, and says nothing, where nothing was taken over', async () => {
    const { tenantId, clientId, clientSecret } = tenant(0);
    await takeOver({ takeOver: false, tenantId, clientId, clientSecret });
    await collect();
    const config = home.read('etc/o365-wazuh/config.yml');
    home.write('etc/o365-wazuh/config.yml', config.replace('first_lookback: 24h', 'first_lookback: 7d'));
    offer('five-days-ago', 5 * 24);
    // The daily sweep reaches for it.
    clock.advance(25 * HOUR_MS);
    expect(await collect()).toEqual(['five-days-ago']);
    expect(home.read('logs/o365-wazuh.log')).not.toContain('first_lookback');
  });

  it('records as a gap what a bookmark older than 7 days leaves, and says so beforehand', async () => {
    home.write('etc/ossec.conf', OSSEC_CONF + native([authOf(0)], [EXCHANGE]));
    putBookmark(EXCHANGE, clock.now() - 9 * DAY_MS);
    offer('six-days-ago', 6 * 24);
    expect(textOf(await takeOver(), 'taken-over')).toMatch(/recorded as a gap/);
    expect(await collect()).toEqual(['FeedGap', 'six-days-ago']);
  });

  it('goes on with what is collected already, whatever the module’s bookmark says', async () => {
    const { tenantId, clientId, clientSecret } = tenant(0);
    home.write('etc/ossec.conf', OSSEC_CONF + native([authOf(0)], [EXCHANGE]));
    await takeOver({ takeOver: false, tenantId, clientId, clientSecret });
    offer('known', 1);
    expect(await collect()).toEqual(['known']);
    putBookmark(EXCHANGE, clock.now() - 9 * DAY_MS);
    await takeOver();
    offer('new', 0.01);
    expect(await collect()).toEqual(['new']);
    expect(existsSync(handOver())).toBe(false);
  });

  it('takes the blog’s script over with the ids, the secret and the types of its command line', async () => {
    const { tenantId, clientId, clientSecret } = tenant(0);
    const wodle = `<ossec_config>\n  <wodle name="command">\n    <disabled>no</disabled>\n    <command>/root/office_365.py --contentType ${EXCHANGE} ${SHAREPOINT} --hours 24 --tenantId ${tenantId} --clientId=${clientId} --clientSecret "${clientSecret}"</command>\n    <interval>2d</interval>\n    <timeout>0</timeout>\n  </wodle>\n</ossec_config>\n`;
    home.write('etc/ossec.conf', OSSEC_CONF + wodle);
    offer('since-its-last-run', 47);
    offer('long-before', 60);
    expectNoSecret(await takeOver());

    expect(home.read('etc/ossec.conf')).toContain('<disabled>yes</disabled>');
    const [found] = loadConfig(join(home.path, 'etc/o365-wazuh/config.yml')).tenants;
    expect(found).toMatchObject({ tenantId, clientId, contentTypes: [EXCHANGE, SHAREPOINT] });
    expect(readFileSync(join(home.path, 'etc/o365-wazuh/default.secret'), 'utf8').trim()).toBe(clientSecret);
    expect(await collect()).toEqual(['since-its-last-run']);
    await uninstall({ home: home.path, purge: true }, home.deps());
    expect(home.read('etc/ossec.conf')).toBe(OSSEC_CONF + wodle);
  });

  it('does not take a placeholder of the blog article for a tenant', async () => {
    const wodle =
      '<ossec_config>\n  <wodle name="command">\n    <command>/root/office_365.py --tenantId your_tenant_id --clientId your_client_id --clientSecret x</command>\n  </wodle>\n</ossec_config>\n';
    home.write('etc/ossec.conf', OSSEC_CONF + wodle);
    await expect(takeOver()).rejects.toMatchObject({ code: 'USAGE' });
    const { tenantId, clientId, clientSecret } = tenant(0);
    expect(await takeOver({ tenantId, clientId, clientSecret })).toMatchObject({ status: 'changed' });
  });
});
