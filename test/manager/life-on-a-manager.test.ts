import { randomUUID } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { unpackArchive } from '../../installer/backup/archive.ts';
import type { ChildRun } from '../../src/demo/run-child.ts';
import { type Simulator, startSimulator } from '../../src/simulator/server.ts';
import { type Alert, alertsIn, countedBy } from './alerts.ts';
import { CommandLine } from './command-line.ts';
import { treeOf } from './home-tree.ts';
import { testHome } from './require-manager.ts';
import { waitUntil } from './wait-until.ts';

const ROOT = join(import.meta.dirname, '../..');
const RULES = '0990-o365-wazuh_rules.xml';
const LATER = '<!-- a later version -->\n';
const EVENTS = 2_000;
/** Several seconds of work for the fastest manager. */
const LOAD_EVENTS = 40_000;
const KILL_EVENTS = 20_000;
/** What the collector may send again after a delivery was cut: at most one group. */
const GROUP = 1_000;
/** After a kill also about a hundred before it, and one again for half a line that it may leave. */
const TAIL = 150;
const RULE_BASE = 102_000;
const GENERIC_RULE = 100_002;

const resent = z.object({ resent: z.number() });

describe('the whole life on a real manager', () => {
  const home = testHome(process.env);
  const rules = join(home, 'etc/rules', RULES);
  let scratch: string;
  let commandLine: CommandLine;
  let simulator: Simulator;
  let before: Record<string, string>;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'o365-manager-'));
    commandLine = new CommandLine(home, scratch);
    // No rules of the package may be changed in place: a later version is a copy of it.
    for (const part of ['dist', 'rules', 'decoders', 'lists', 'package.json'])
      cpSync(join(ROOT, part), join(scratch, 'package', part), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(scratch, 'package/node_modules'));
    simulator = await startSimulator({ events: EVENTS });
    await commandLine.control('start');
    before = treeOf(home);
  });
  afterAll(async () => {
    await simulator.close();
    rmSync(scratch, { recursive: true });
  });

  it('installs and delivers every event as an alert', async () => {
    await install();
    await everythingAlerted();
  });

  it('shows in status that Wazuh’s own figures confirm what was delivered, and doctor has nothing to complain of', async () => {
    const status = await commandLine.asJson(['status']);
    expect(status).toMatchObject({
      acknowledgement: 'figures',
      lastRun: { outcome: 'ok', delivered: EVENTS },
      notes: [],
    });

    const { checks } = (await commandLine.asJson(['doctor'])) as { checks: readonly { status: string }[] };
    expect(checks.length).toBeGreaterThan(30);
    expect(checks.filter(check => check.status === 'fail')).toEqual([]);
  });

  it('keeps a user’s edit through an upgrade that changes rules only, with the hot reload', async () => {
    writeFileSync(rules, readFileSync(rules, 'utf8').replace('level="5"', 'level="7"'));
    const edited = readFileSync(rules, 'utf8');
    addToPackage(LATER);
    const upgraded = await commandLine.asJson(['upgrade', '--yes'], { root: join(scratch, 'package') });
    expect(upgraded).toMatchObject({ status: 'changed', activation: 'reload' });
    expect(readFileSync(rules, 'utf8')).toBe(edited + LATER);
    expect(await alertOfNewEvent()).toMatchObject({ ruleId: GENERIC_RULE, level: 7 });
  });

  it('refuses a broken rule and changes nothing', async () => {
    const untouched = treeOf(home);
    addToPackage('<group name="x,"><rule id="100990" level="99"><nonsense>1</nonsense></rule></group>\n');
    const refused = await commandLine.run(['upgrade', '--yes'], { root: join(scratch, 'package') });
    expect(refused.exitCode, refused.stdout).not.toBe(0);
    expect(treeOf(home)).toEqual(untouched);
    expect(await alertOfNewEvent()).toMatchObject({ ruleId: GENERIC_RULE, level: 7 });
  });

  it('agrees with the manager about every sample of the catalogue', async () => {
    const tested = await commandLine.run(['rules', 'test', '--real', '--json']);
    expect(tested.exitCode, tested.stderr + tested.stdout.slice(-2000)).toBe(0);
    const last: unknown = JSON.parse(tested.stdout.trimEnd().split('\n').at(-1) ?? '');
    expect(last).toMatchObject({ summary: { differing: 0, refused: 0, faultyLines: 0 } });
    expect(tested.stdout.split('\n').length).toBeGreaterThan(700);
  });

  it('puts one rule back to what was installed, and the whole home back to a backup', async () => {
    const edited = treeOf(home);
    const put = await commandLine.asJson(['rules', 'restore', String(GENERIC_RULE), '--yes']);
    expect(put).toMatchObject({ status: 'changed', activation: 'reload' });
    expect(await alertOfNewEvent()).toMatchObject({ ruleId: GENERIC_RULE, level: 5 });

    const { backups } = (await commandLine.asJson(['restore', '--list'])) as { backups: readonly string[] };
    const latest = backups.at(-1) ?? '';
    expect(latest).toMatch(/-rules-restore$/);
    expect(await commandLine.asJson(['restore', latest, '--yes'])).toMatchObject({ status: 'changed' });
    expect(withoutBackups(treeOf(home))).toEqual(withoutBackups(edited));
    expect(await alertOfNewEvent()).toMatchObject({ ruleId: GENERIC_RULE, level: 7 });
  });

  it('loses nothing when the manager restarts in the middle of a delivery', async () => {
    const cut = await cutDelivery(LOAD_EVENTS, async () => {
      await commandLine.control('restart');
    });
    await endDelivery(cut);
    const twice = await everythingAlerted();
    expect(twice).toBeLessThanOrEqual(GROUP);
  });

  it('loses nothing when analysisd is killed in the middle of a delivery, and goes on afterwards', async () => {
    const twiceBefore = await everythingAlerted();
    const cut = await cutDelivery(KILL_EVENTS, async () => {
      await killAnalysisd();
      await commandLine.control('start');
    });
    await endDelivery(cut);
    const twice = (await everythingAlerted()) - twiceBefore;
    expect(twice).toBeLessThanOrEqual(GROUP + TAIL);
    expect(await alertOfNewEvent()).toMatchObject({ ruleId: GENERIC_RULE });
  });

  it('uninstalls everything but a backup of the user’s edit, and the home is as before', async () => {
    const edited = readFileSync(rules, 'utf8');
    const removed = await commandLine.asJson(['uninstall', '--purge', '--yes']);
    expect(removed).toMatchObject({ notices: [{ code: 'edited' }] });

    const backups = join(home, 'wodles/o365-wazuh/backup');
    const [archive, ...others] = readdirSync(backups);
    expect(others).toEqual([]);
    expect(await ruleFileIn(join(backups, archive ?? ''), RULES)).toBe(edited);
    rmSync(join(home, 'wodles/o365-wazuh'), { recursive: true });
    expect(treeOf(home)).toEqual(before);
  });

  it('installs with other rule ids, alerts by them, and leaves nothing behind', async () => {
    await simulator.close();
    simulator = await startSimulator({ events: EVENTS, seed: 2 });
    await install('--rule-base', String(RULE_BASE));
    await everythingAlerted();
    const own = new Set([...simulator.world.offered()].map(event => idOf(event.text)));
    const moved = alertsIn(home).filter(({ eventId }) => own.has(eventId));
    const elsewhere = moved.filter(
      ({ ruleId }) => ruleId !== GENERIC_RULE && (ruleId < RULE_BASE || ruleId >= RULE_BASE + 6_000),
    );
    expect(elsewhere).toEqual([]);
    expect(new Set(moved.map(({ ruleId }) => ruleId)).size).toBeGreaterThan(20);

    await commandLine.asJson(['uninstall', '--purge', '--yes']);
    expect(treeOf(home)).toEqual(before);
  });

  async function install(...options: readonly string[]): Promise<void> {
    const tenant = simulator.world.tenants[0];
    const installed = await commandLine.run(
      [
        ...['install', '--yes', '--json', '--client-secret-stdin', '--interval', '1h', ...options],
        ...['--login-url', simulator.url, '--api-url', simulator.url],
        ...['--tenant-id', tenant?.tenantId ?? '', '--client-id', tenant?.clientId ?? ''],
      ],
      { stdin: tenant?.clientSecret ?? '' },
    );
    expect(installed.exitCode, installed.stderr).toBe(0);
  }

  /** Collects so many new events, and `act`s in the middle of it. @returns the run. */
  async function cutDelivery(events: number, act: () => Promise<void>): Promise<ChildRun> {
    simulator.world.addEvents(events);
    const seen = alertsIn(home).length;
    let isCollecting = true;
    const collecting = commandLine.run(['collect', '--json']).finally(() => (isCollecting = false));
    await waitUntil(
      () => alertsIn(home).length > seen + 200,
      () => 'nothing of the load was alerted on',
    );
    expect(isCollecting).toBe(true);
    await act();
    const cut = await collecting;
    // 6: the queue stayed away for longer than the collector waits; nothing else may go wrong.
    expect([0, 6], cut.stdout + cut.stderr).toContain(cut.exitCode);
    return cut;
  }

  /** Has the run after a cut one bring the delivery to its end. */
  async function endDelivery(cut: ChildRun): Promise<void> {
    // Otherwise it was over before Wazuh ended, and the step has shown nothing.
    if (cut.exitCode === 0) expect(resent.parse(JSON.parse(cut.stdout)).resent).toBeGreaterThan(0);
    const resumed = await commandLine.run(['collect', '--json']);
    expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ exitCode: 0 });
  }

  /** As the kernel does when memory runs out. */
  async function killAnalysisd(): Promise<void> {
    const pids = join(home, 'var/run');
    const name = readdirSync(pids).find(file => /^wazuh-analysisd-\d+\.pid$/.test(file)) ?? '';
    const pid = Number(readFileSync(join(pids, name), 'utf8'));
    expect(readlinkSync(`/proc/${pid}/exe`)).toBe(join(home, 'bin/wazuh-analysisd'));
    process.kill(pid, 'SIGKILL');
    // wazuh-control takes it for running until somebody asked for its exit status.
    await waitUntil(
      () => !existsSync(`/proc/${pid}`),
      () => `process ${pid} does not end`,
    );
  }

  function addToPackage(text: string): void {
    const path = join(scratch, 'package/rules', RULES);
    writeFileSync(path, readFileSync(path, 'utf8') + text);
  }

  /** Has one event more collected, which no rule but the generic one knows. */
  async function alertOfNewEvent(): Promise<Alert | undefined> {
    const { tenantId } = simulator.world.tenants[0] ?? {};
    const eventId = randomUUID();
    const event = {
      ...{ Id: eventId, OrganizationId: tenantId, CreationTime: new Date().toISOString().slice(0, 19) },
      ...{ Workload: 'OneDrive', RecordType: 6, Operation: 'FileAccessed', UserId: 'bob@contoso.example' },
    };
    simulator.world.addBlob({ contentType: 'Audit.SharePoint', events: [event] });
    expect(await commandLine.asJson(['collect'])).toMatchObject({ delivered: 1 });
    let alert: Alert | undefined;
    await waitUntil(
      () => (alert = alertsIn(home).find(found => found.eventId === eventId)) !== undefined,
      () => `no alert on ${eventId}`,
    );
    return alert;
  }

  /** @returns how many alerts repeat an event more often than it was offered. */
  async function everythingAlerted(): Promise<number> {
    const offered = countedBy([...simulator.world.offered()].map(event => idOf(event.text)));
    let alerted = new Map<string, number>();
    const missing = (): number => [...offered.keys()].filter(id => !alerted.has(id)).length;
    await waitUntil(
      () => {
        alerted = countedBy(alertsIn(home).map(alert => alert.eventId));
        return missing() === 0;
      },
      () => `missing: ${missing()} of ${offered.size}`,
    );
    return [...alerted].reduce((sum, [id, n]) => sum + Math.max(0, n - (offered.get(id) ?? n)), 0);
  }
});

function idOf(text: string): string {
  return z.object({ Id: z.string() }).parse(JSON.parse(text)).Id;
}

function withoutBackups(tree: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(tree).filter(([path]) => !path.includes('o365-wazuh/backup/')));
}

/** The text of a file of etc/rules in a backup. */
async function ruleFileIn(archive: string, name: string): Promise<string | undefined> {
  const entries = await unpackArchive(readFileSync(archive));
  return entries.find(entry => entry.path.endsWith(`etc/rules/${name}`))?.bytes.toString();
}
