import { createHash } from 'node:crypto';
import {
  cpSync,
  lstatSync,
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
import { type ChildRun, runChild } from '../../src/demo/run-child.ts';
import { type Simulator, startSimulator } from '../../src/simulator/server.ts';
import { testHome } from './require-manager.ts';

const ROOT = join(import.meta.dirname, '../..');
const RULES = '0990-o365-wazuh_rules.xml';
const EVENTS = 2000;
/** What the collector may send again after a delivery was cut: at most one group. */
const GROUP = 1000;

describe('the whole life on a real manager', () => {
  const home = testHome(process.env);
  const rules = join(home, 'etc/rules', RULES);
  let scratch: string;
  let simulator: Simulator;
  let before: Record<string, string>;

  const run = (args: readonly string[], options: { stdin?: string; root?: string } = {}): Promise<ChildRun> =>
    runChild(process.execPath, [join(options.root ?? ROOT, 'dist/launcher.cjs'), ...args], {
      cwd: scratch,
      ...(options.stdin === undefined ? {} : { stdin: options.stdin }),
    });
  const control = (verb: string): Promise<ChildRun> =>
    runChild(join(home, 'bin/wazuh-control'), [verb], { cwd: '/' });

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'o365-manager-'));
    // No rules of the package may be changed in place: a later version is a copy of it.
    for (const part of ['dist', 'rules', 'decoders', 'lists', 'package.json'])
      cpSync(join(ROOT, part), join(scratch, 'package', part), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(scratch, 'package/node_modules'));
    simulator = await startSimulator({ events: EVENTS });
    await control('start');
    before = treeOf(home);
  });
  afterAll(async () => {
    await simulator.close();
    rmSync(scratch, { recursive: true });
  });

  it('installs and delivers every event as an alert', async () => {
    const tenant = simulator.world.tenants[0];
    const installed = await run(
      [
        ...['install', '--home', home, '--yes', '--json', '--client-secret-stdin', '--interval', '1h'],
        ...['--login-url', simulator.url, '--api-url', simulator.url],
        ...['--tenant-id', tenant?.tenantId ?? '', '--client-id', tenant?.clientId ?? ''],
      ],
      { stdin: tenant?.clientSecret ?? '' },
    );
    expect(installed, installed.stderr).toMatchObject({ exitCode: 0 });
    await everythingAlerted();
  });

  it('keeps a user’s edit through an upgrade that changes rules only, with the hot reload', async () => {
    writeFileSync(rules, readFileSync(rules, 'utf8').replace('level="5"', 'level="7"'));
    const edited = readFileSync(rules, 'utf8');
    addToPackage('<!-- a later version -->\n');
    const upgraded = await run(['upgrade', '--home', home, '--yes', '--json'], {
      root: join(scratch, 'package'),
    });
    expect(upgraded, upgraded.stderr).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(upgraded.stdout)).toMatchObject({ status: 'changed', activation: 'reload' });
    expect(readFileSync(rules, 'utf8')).toBe(`${edited}<!-- a later version -->\n`);
  });

  it('refuses a broken rule and changes nothing', async () => {
    const untouched = treeOf(home);
    addToPackage('<group name="x,"><rule id="100990" level="99"><nonsense>1</nonsense></rule></group>\n');
    const refused = await run(['upgrade', '--home', home, '--yes'], { root: join(scratch, 'package') });
    expect(refused.exitCode, refused.stdout).not.toBe(0);
    expect(treeOf(home)).toEqual(untouched);
  });

  it('agrees with the manager about every sample of the catalogue', async () => {
    const tested = await run(['rules', 'test', '--real', '--home', home, '--json']);
    expect(tested.exitCode, tested.stderr + tested.stdout.slice(-2000)).toBe(0);
    const last: unknown = JSON.parse(tested.stdout.trimEnd().split('\n').at(-1) ?? '');
    expect(last).toMatchObject({ summary: { differing: 0, refused: 0, faultyLines: 0 } });
    expect(linesIn(tested.stdout)).toBeGreaterThan(700);
  });

  it('loses nothing when the manager restarts in the middle of a delivery', async () => {
    simulator.world.addEvents(20_000);
    const seen = linesOf(join(home, 'logs/alerts/alerts.json')).length;
    let isCollecting = true;
    const collecting = run(['collect', '--home', home, '--json']).finally(() => (isCollecting = false));
    await waitUntil(() => linesOf(join(home, 'logs/alerts/alerts.json')).length > seen + 200);
    expect(isCollecting).toBe(true);
    const restarted = await control('restart');
    expect(restarted.exitCode, restarted.stdout + restarted.stderr).toBe(0);
    const cut = await collecting;
    // 6: the queue stayed away for longer than the collector waits; nothing else may go wrong.
    expect([0, 6], cut.stdout + cut.stderr).toContain(cut.exitCode);
    const resumed = await run(['collect', '--home', home, '--json']);
    expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ exitCode: 0 });
    const twice = await everythingAlerted();
    expect(twice).toBeLessThanOrEqual(GROUP);
  });

  it('uninstalls everything, and the home is as before', async () => {
    const removed = await run(['uninstall', '--home', home, '--purge', '--yes']);
    expect(removed, removed.stderr).toMatchObject({ exitCode: 0 });
    expect(treeOf(home)).toEqual(before);
  });

  function addToPackage(text: string): void {
    const path = join(scratch, 'package/rules', RULES);
    writeFileSync(path, readFileSync(path, 'utf8') + text);
  }

  /** @returns how many alerts repeat an event more often than it was offered. */
  async function everythingAlerted(): Promise<number> {
    const offered = countedBy([...simulator.world.offered()].map(event => idOf(JSON.parse(event.text))));
    const missing = (): string[] => {
      const alerted = alertedIds();
      return [...offered.keys()].filter(id => !alerted.has(id));
    };
    await waitUntil(
      () => missing().length === 0,
      () => `missing: ${missing().length} of ${offered.size}`,
    );
    return [...alertedIds()].reduce((sum, [id, n]) => sum + Math.max(0, n - (offered.get(id) ?? n)), 0);
  }

  function alertedIds(): Map<string, number> {
    return countedBy(
      linesOf(join(home, 'logs/alerts/alerts.json')).flatMap(line => {
        const alert = JSON.parse(line) as { data?: { office_365?: unknown; office365?: unknown } };
        return idOf(alert.data?.office_365 ?? alert.data?.office365) || [];
      }),
    );
  }
});

function idOf(event: unknown): string {
  return typeof event === 'object' && event !== null && 'Id' in event ? String(event.Id) : '';
}

function countedBy(ids: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const id of ids) if (id !== '') counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

function linesIn(text: string): number {
  return text.split('\n').length - 1;
}

/** Whole lines only: the last one may still be written. */
function linesOf(path: string): string[] {
  return readFileSync(path, 'utf8').split('\n').slice(0, -1);
}

async function waitUntil(done: () => boolean, why = (): string => 'it did not happen'): Promise<void> {
  const deadline = Date.now() + 300_000;
  while (!done()) {
    if (Date.now() > deadline) throw new Error(why());
    await new Promise(resolve => setTimeout(resolve, 500));
  }
}

/** SHA-256 of all that the installer may change. The manager writes etc/shared/ar.conf at each start. */
function treeOf(home: string): Record<string, string> {
  const tree: Record<string, string> = {};
  for (const folder of ['etc', 'ruleset', 'wodles']) {
    for (const name of readdirSync(join(home, folder), { recursive: true, encoding: 'utf8' })) {
      const path = join(home, folder, name);
      if (path === join(home, 'etc/shared/ar.conf')) continue;
      const stats = lstatSync(path);
      const content = stats.isFile()
        ? createHash('sha256').update(readFileSync(path)).digest('hex')
        : stats.isSymbolicLink()
          ? readlinkSync(path)
          : '';
      tree[join(folder, name)] = `${stats.mode.toString(8)} ${stats.uid}:${stats.gid} ${content}`;
    }
  }
  return tree;
}
