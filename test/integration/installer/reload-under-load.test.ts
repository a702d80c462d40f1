import { appendFileSync, copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { install } from '../../../installer/install.ts';
import { type ChildRun, runChild } from '../../../src/demo/run-child.ts';
import { PACKAGE_ROOT } from '../../../src/package-root.ts';
import { type Simulator, startSimulator } from '../../../src/simulator/server.ts';
import { Analysisd } from '../../stand-ins/analysisd.ts';
import type { Break } from '../../stand-ins/break-at.ts';
import { firstInstall } from './options.ts';
import { makeThrowawayHome, type ThrowawayHome } from './throwaway-home.ts';

const asRoot = process.getuid?.() === 0;
const EVENTS = 1_500;
/** Slow enough that a whole command fits into one run of the collector, on a busy machine too. */
const SLOW = 60;

/*
 * Two real processes on one home: the collector as the wodle runs it, and the command line that changes the rules meanwhile. What they
 * agree on are files in the home, nothing else.
 */
describe.skipIf(!asRoot)('a hot reload while the collector delivers', () => {
  let home: ThrowawayHome;
  let simulator: Simulator;
  let analysisd: Analysisd;

  beforeEach(async () => {
    simulator = await startSimulator({ events: EVENTS, eventsPerBlob: 50 });
    home = makeThrowawayHome();
    copyFileSync(join(PACKAGE_ROOT, 'dist/cli.cjs'), join(home.packageRoot, 'dist/cli.cjs'));
    const [tenant] = simulator.world.tenants;
    if (!tenant) throw new Error('the simulator has no tenant');
    const { tenantId, clientId, clientSecret } = tenant;
    const urls = { loginUrl: simulator.url, apiUrl: simulator.url };
    await install(firstInstall(home.path, { tenantId, clientId, clientSecret, ...urls }), home.deps());
    // A short queue, so that only few events are under way at a time.
    analysisd = await Analysisd.start({
      home: home.path,
      eventsPerSecond: SLOW,
      queueSize: 200,
      reloadMs: 700,
    });
  });
  afterEach(async () => {
    await analysisd[Symbol.asyncDispose]();
    await simulator.close();
    home.remove();
  });

  function node(args: readonly string[], broken?: Break): Promise<ChildRun> {
    const preload = pathToFileURL(join(import.meta.dirname, '../../stand-ins/break-at.ts')).href;
    return runChild(
      process.execPath,
      [
        '--disable-warning=ExperimentalWarning',
        ...(broken === undefined ? [] : ['--import', preload]),
        ...args,
        '--home',
        home.path,
      ],
      { cwd: home.rootDir, env: { ...process.env, O365_TEST_BREAK: JSON.stringify(broken ?? {}) } },
    );
  }
  const collect = () => node([join(PACKAGE_ROOT, 'dist/collector.cjs'), '--json']);
  const upgrade = (broken?: Break) =>
    node([join(home.packageRoot, 'dist/cli.cjs'), 'upgrade', '--yes', '--json'], broken);

  function releaseRules(): void {
    appendFileSync(join(home.packageRoot, 'rules/0990-o365-wazuh_rules.xml'), '<!-- a later version -->\n');
  }

  /** What the two agree by. */
  function locks(): string[] {
    const names = readdirSync(join(home.path, 'queue/o365-wazuh'));
    return names.filter(name => /^(?:reload\.lock|sending\.|\.identity\.)/.test(name));
  }

  /** Ids of the events that went through the rules. */
  function processedIds(): string[] {
    return analysisd.processed.map(
      text => (JSON.parse(text.slice(text.indexOf('{'))) as { office_365: { Id: string } }).office_365.Id,
    );
  }

  it('loses nothing, sends nothing twice, and nothing at all while the rules are swapped', async () => {
    releaseRules();
    const { promise: isUnderWay, resolve } = Promise.withResolvers<void>();
    analysisd.onReceived(100, resolve);
    const collecting = collect();
    await isUnderWay;
    const upgraded = await upgrade();
    analysisd.setPace(1_000_000);
    const collected = await collecting;

    expect(upgraded).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(upgraded.stdout)).toMatchObject({ status: 'changed', activation: 'reload' });
    expect(collected).toMatchObject({ exitCode: 0 });
    const [reload] = analysisd.reloads;
    expect(analysisd.reloads).toHaveLength(1);
    expect(reload?.receivedMeanwhile).toBe(0);
    expect(reload?.receivedBefore).toBeGreaterThanOrEqual(100);
    expect(reload?.receivedBefore).toBeLessThan(EVENTS);
    const ids = processedIds();
    expect(ids).toHaveLength(EVENTS);
    expect(new Set(ids).size).toBe(EVENTS);
    expect(analysisd.dropped).toBe(0);
    expect(locks()).toEqual([]);
  }, 240_000);

  it('goes on when the command is killed while it keeps the collector waiting, and the next one puts it right', async () => {
    releaseRules();
    const rules = home.read('etc/rules/0990-o365-wazuh_rules.xml');
    const { promise: isUnderWay, resolve } = Promise.withResolvers<void>();
    analysisd.onReceived(100, resolve);
    const collecting = collect();
    await isUnderWay;
    const killed = await upgrade({ root: home.path, call: 'connect', signal: 'SIGKILL' });
    expect(killed.exitCode).toBeNull();
    expect(locks()).toContain('reload.lock');
    analysisd.setPace(1_000_000);

    expect(await collecting).toMatchObject({ exitCode: 0 });
    const ids = processedIds();
    expect(new Set(ids).size).toBe(EVENTS);
    expect(ids).toHaveLength(EVENTS);
    expect(analysisd.reloads).toEqual([]);

    const again = await upgrade();
    expect(again.stderr).toContain('its changes were taken back');
    // Once onto the old rules, which were never gone from analysisd, and once onto the new ones.
    expect(analysisd.reloads).toHaveLength(2);
    expect(home.read('etc/rules/0990-o365-wazuh_rules.xml')).toBe(`${rules}<!-- a later version -->\n`);
    expect(locks()).toEqual([]);
  }, 240_000);
});
