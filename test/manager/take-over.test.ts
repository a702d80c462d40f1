import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/server.ts';
import { nativeBookmarkPath } from '../../src/wazuh/native-bookmark.ts';
import { alertsIn } from './alerts.ts';
import { CommandLine } from './command-line.ts';
import { treeOf } from './home-tree.ts';
import { testHome } from './require-manager.ts';
import { waitUntil } from './wait-until.ts';

const CONTENT_TYPE = 'Audit.SharePoint';
const HOUR_MS = 3_600_000;

const home = testHome(process.env);
const conf = join(home, 'etc/ossec.conf');
let scratch: string;
let commandLine: CommandLine;
let simulator: Simulator;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'o365-manager-'));
  commandLine = new CommandLine(home, scratch);
  simulator = await startSimulator({ events: 0, seed: 3 });
});
afterAll(async () => {
  await simulator.close();
  rmSync(scratch, { recursive: true });
});

it('takes over from Wazuh’s own module where that left off, and gives it back', async () => {
  const before = treeOf(home);
  const original = readFileSync(conf);
  appendFileSync(conf, nativeModule());
  const withModule = readFileSync(conf);
  await commandLine.control('restart');
  const bookmark = nativeBookmarkPath(home, simulator.world.tenants[0]?.tenantId ?? '', CONTENT_TYPE);
  await waitUntil(
    () => existsSync(bookmark),
    () => `Wazuh’s own module leaves no ${bookmark}`,
  );
  offer(5);
  const left = offer(0);

  const report = await commandLine.asJson([
    ...['install', '--take-over', '--yes', '--login-url', simulator.url, '--api-url', simulator.url],
  ]);
  expect(report).toMatchObject({ status: 'changed', activation: 'restart' });
  expect(readFileSync(conf, 'utf8')).toContain('<enabled>no</enabled>');
  await waitUntil(
    () => newAlerts().length > 0,
    () => 'nothing was alerted on',
  );
  expect(newAlerts()).toEqual([left]);
  expect(await commandLine.asJson(['collect'])).toMatchObject({ delivered: 0 });

  await commandLine.asJson(['uninstall', '--purge', '--yes']);
  expect(readFileSync(conf)).toEqual(withModule);
  writeFileSync(conf, original);
  await commandLine.control('restart');
  expect(treeOf(home)).toEqual(before);
});

/** With a bookmark at its start, and nothing asked of Microsoft before a day is over. */
function nativeModule(): string {
  const tenant = simulator.world.tenants[0];
  return `<ossec_config>
  <office365>
    <enabled>yes</enabled>
    <interval>1d</interval>
    <only_future_events>yes</only_future_events>
    <api_auth>
      <tenant_id>${tenant?.tenantId}</tenant_id>
      <client_id>${tenant?.clientId}</client_id>
      <client_secret>${tenant?.clientSecret}</client_secret>
      <api_type>commercial</api_type>
    </api_auth>
    <subscriptions>
      <subscription>${CONTENT_TYPE}</subscription>
    </subscriptions>
  </office365>
</ossec_config>
`;
}

const offered = new Set<string>();

/** One event that became available so long ago. @returns its Id. */
function offer(hoursAgo: number): string {
  const id = randomUUID();
  const createdMs = Date.now() - hoursAgo * HOUR_MS;
  const event = {
    ...{ Id: id, CreationTime: new Date(createdMs).toISOString().slice(0, 19), Workload: 'OneDrive' },
    ...{ RecordType: 6, Operation: 'FileAccessed', UserId: 'bob@contoso.example' },
  };
  simulator.world.addBlob({ contentType: CONTENT_TYPE, events: [event], createdMs });
  offered.add(id);
  return id;
}

function newAlerts(): string[] {
  return alertsIn(home)
    .map(({ eventId }) => eventId)
    .filter(id => offered.has(id));
}
