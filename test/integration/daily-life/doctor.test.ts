import {
  chmodSync,
  chownSync,
  existsSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { doctorAsJson, renderDoctor } from '../../../src/doctor/render-doctor.ts';
import { openStore } from '../../../src/state/open-store.ts';
import { SYSTEM_CLOCK } from '../../../src/wiring.ts';
import { runCli } from '../tenants/run-cli.ts';
import { treeOf, WAZUH_ID } from '../installer/throwaway-home.ts';
import { CANARY_SECRET, complaints, findingsOf, GOOD_LOGTEST, LivingManager } from './living-manager.ts';

const asRoot = process.getuid?.() === 0;
if (!asRoot)
  console.log('The installer gives files to other accounts and needs root: tests of the doctor skipped.');

describe.skipIf(!asRoot)('the doctor', () => {
  let manager: LivingManager;
  const undo: (() => void)[] = [];
  // One manager for all: each test gives back what it broke.
  beforeAll(async () => {
    manager = await LivingManager.start();
  });
  afterEach(() => {
    for (const giveBack of undo.splice(0).toReversed()) giveBack();
    manager.simulator.setFaults({});
  });
  afterAll(() => manager[Symbol.asyncDispose]());

  const path = (name: string): string => join(manager.home.path, name);
  const fault = (name: string): void => manager.simulator.setFaults({ [name]: 1 });
  const keep = (name: string): void => {
    const [bytes, { mode }] = [readFileSync(path(name)), statSync(path(name))];
    undo.push(() => {
      writeFileSync(path(name), bytes);
      chmodSync(path(name), mode);
    });
  };
  const write = (name: string, text: string): void => {
    if (existsSync(path(name))) keep(name);
    else undo.push(() => rmSync(path(name)));
    manager.home.write(name, text);
  };
  const chmod = (name: string, mode: number): void => {
    keep(name);
    chmodSync(path(name), mode);
  };
  const remove = (name: string): void => {
    keep(name);
    rmSync(path(name));
  };

  it('before the first run starts no subscription and makes no state', async () => {
    const before = treeOf(manager.home.path);
    const report = await manager.diagnose();

    expect(treeOf(manager.home.path)).toEqual(before);
    expect(manager.simulator.state().requests.start ?? 0).toBe(0);
    expect(findingsOf(report, 'last-run')).toMatchObject([{ status: 'warn' }]);
    expect(findingsOf(report, 'subscriptions')).toHaveLength(5);
    expect(report.counts.fail).toBe(0);
  });

  it('knows that auditing is off from the last run, since only a start is told so', async () => {
    // Of its own: what was refused may not be started again for 15 minutes.
    await using other = await LivingManager.start({ simulator: { faults: { 'auditing-off': 1 } } });
    await other.collect();
    const report = await other.diagnose();

    expect(findingsOf(report, 'auditing')).toMatchObject([{ status: 'fail', about: 'contoso' }]);
    expect(findingsOf(report, 'last-run')).toMatchObject([{ status: 'fail' }]);
  });

  it('has nothing to complain of on a manager where all is well', async () => {
    await manager.collect();
    const report = await manager.diagnose();

    expect(complaints(report)).toEqual([]);
    expect(report.counts.ok).toBeGreaterThan(25);
    expect(findingsOf(report, 'rules')).toMatchObject(
      [{ status: 'ok', text: /rule 100002/ }].map(() => ({ status: 'ok' })),
    );
  });

  it('changes nothing: no file, no subscription, no event', async () => {
    const before = treeOf(manager.home.path);
    const requests = manager.simulator.state().requests;
    const events = manager.analysisd.processedCount;
    await manager.diagnose();

    expect(treeOf(manager.home.path)).toEqual(before);
    expect(manager.simulator.state().requests.start).toBe(requests.start);
    expect(manager.simulator.state().requests.blob).toBe(requests.blob);
    expect(manager.analysisd.processedCount).toBe(events);
  });

  it('reads the state beside a run that is under way', async () => {
    const store = openStore({ path: path('queue/o365-wazuh/state.db'), clock: SYSTEM_CLOCK });
    try {
      expect(findingsOf(await manager.diagnose({ offline: true }), 'state')).toMatchObject([
        { status: 'ok' },
      ]);
    } finally {
      store.close();
    }
  });

  it.each([
    ['token-wrong-secret', 'token', 'fail'],
    ['token-expired-secret', 'token', 'fail'],
    ['no-consent', 'roles', 'fail'],
    ['forbidden', 'subscriptions', 'fail'],
    ['subscription-disabled', 'subscriptions', 'fail'],
    ['clock-skew', 'clock', 'fail'],
    ['throttled', 'quota', 'warn'],
  ] as const)('finds %s in the check of the %s', async (name, check, status) => {
    fault(name);
    const report = await manager.diagnose();

    const found = findingsOf(report, check).find(finding => finding.status === status);
    expect(found).toMatchObject({ cure: expect.stringMatching(/./) as string });
    // What is on this machine is as well as before.
    expect(
      complaints(report).filter(text => /^(?:wodle|state|config|credentials|rules|queue)\b/.test(text)),
    ).toEqual([]);
  });

  it('says what of the way to Microsoft is broken, when nobody answers', async () => {
    write(
      'etc/o365-wazuh/config.yml',
      manager.home.read('etc/o365-wazuh/config.yml').replaceAll(manager.simulator.url, 'http://127.0.0.1:1'),
    );
    const report = await manager.diagnose();

    expect(findingsOf(report, 'network')).toMatchObject(
      [{ status: 'fail', text: /CONN|refuses/ }].map(() => ({ status: 'fail' })),
    );
    expect(findingsOf(report, 'clock')).toMatchObject([{ status: 'skipped' }]);
    expect(findingsOf(report, 'roles')).toMatchObject([{ status: 'skipped' }]);
  });

  it('asks Microsoft nothing with --offline', async () => {
    const before = manager.simulator.state();
    const report = await manager.diagnose({ offline: true });

    expect(manager.simulator.state()).toEqual(before);
    expect(findingsOf(report, 'token')).toMatchObject([{ status: 'skipped', text: '--offline' }]);
  });

  it('goes on when the manager is stopped', async () => {
    await manager.analysisd.down();
    write('var/run/running', '');
    const report = await manager.diagnose({ offline: true });
    await manager.analysisd.up();

    expect(findingsOf(report, 'daemons')).toMatchObject([{ status: 'fail' }]);
    expect(findingsOf(report, 'queue')).toMatchObject([{ status: 'fail' }]);
    expect(findingsOf(report, 'analysisd')).toMatchObject([{ status: 'skipped' }]);
    expect(findingsOf(report, 'config')).toMatchObject([{ status: 'ok' }]);
  });

  it.each([
    ['config.yml is no YAML', 'etc/o365-wazuh/config.yml', ': {', 'config'],
    ['ossec.conf is cut off', 'etc/ossec.conf', '<ossec_config>', 'wodle'],
    ['state.db is garbage', 'queue/o365-wazuh/state.db', 'garbage'.repeat(1000), 'state'],
    ['the manifest is garbage', 'wodles/o365-wazuh/manifest.json', '{', 'version'],
  ])('goes on when %s, and leaves it as it is', async (_, file, text, check) => {
    write(file, text);
    const before = treeOf(manager.home.path);
    const report = await manager.diagnose({ offline: true });

    expect(findingsOf(report, check)).toMatchObject([{ status: 'fail' }]);
    expect(report.results.length).toBeGreaterThan(30);
    expect(findingsOf(report, 'queue')).toMatchObject([{ status: 'ok' }]);
    expect(treeOf(manager.home.path)).toEqual(before);
  });

  it('finds what was broken by hand, each thing in its own check', async () => {
    chmod('etc/o365-wazuh/contoso.secret', 0o644);
    chmod('wodles/o365-wazuh/collector.cjs', 0o666);
    remove('wodles/o365-wazuh/unix_dgram.node');
    write('wodles/.o365-wazuh.journal', '{}');
    write(
      'logs/ossec.log',
      "2026/01/01 00:00:00 wazuh-modulesd:command: ERROR: Command 'o365-wazuh' failed.\n",
    );
    const conf = manager.home.read('etc/ossec.conf');
    write(
      'etc/ossec.conf',
      conf
        .replace('<disabled>no</disabled>', '<disabled>yes</disabled>')
        .replace('<rule_dir>etc/rules</rule_dir>', ''),
    );
    manager.answers.logtest = { messages: ['ERROR: (1226): Error reading XML file'] };
    undo.push(() => (manager.answers.logtest = GOOD_LOGTEST));
    const report = await manager.diagnose({ offline: true });

    expect(complaints(report).map(text => text.split(':', 1)[0])).toEqual([
      'unfinished warn',
      'code fail',
      'wodle fail',
      'wodle-log warn',
      'credentials fail',
      'ruleset fail',
      'rules fail',
    ]);
  });

  it('finds rules and decoders of others that stand in the way of ours', async () => {
    chmod('etc/rules/0990-o365-wazuh_rules.xml', 0o600);
    chownSync(path('etc/rules/0990-o365-wazuh_rules.xml'), 0, 0);
    const rule = '<rule id="100002" level="3"><description>x</description></rule>';
    write('etc/rules/zz_rules.xml', `<group name="local,">${rule}</group>`);
    write('etc/decoders/0001-mine.xml', '<decoder name="mine"><prematch>^{"</prematch></decoder>');
    const inAnHour = new Date(Date.now() + 3_600_000);
    utimesSync(path('etc/rules/0990-o365-wazuh_rules.xml'), inAnHour, inAnHour);
    const report = await manager.diagnose({ offline: true });
    chownSync(path('etc/rules/0990-o365-wazuh_rules.xml'), WAZUH_ID, WAZUH_ID);

    expect(complaints(report)).toEqual([
      expect.stringMatching(/^ruleset fail: .*cannot read .*0990-o365-wazuh_rules.xml/),
      expect.stringMatching(/^live-rules warn/),
      expect.stringMatching(/^rule-ids fail: .*zz_rules.xml line 1/),
      expect.stringMatching(/^decoder-order fail: .*0001-mine.xml/),
    ]);
  });

  it('lets no secret out, neither as text nor as JSON, also when Microsoft repeats it', async () => {
    fault('token-wrong-secret');
    const report = await manager.diagnose();

    for (const text of [renderDoctor(report, false), JSON.stringify(doctorAsJson(report))]) {
      expect(text).not.toContain(CANARY_SECRET);
      expect(text).not.toMatch(/eyJ/);
    }
  });

  it('fits 80 columns, but for what must survive being copied', async () => {
    const text = renderDoctor(await manager.diagnose(), false);

    const tooLong = text.split('\n').filter(line => line.length > 80 && line.slice(24).includes(' '));
    expect(tooLong).toEqual([]);
    expect(text).toMatch(/^Wazuh\n {2}ok {3}Wazuh home/);
    expect(text).toMatch(/\d+ ok, \d+ warnings?, \d+ failed, \d+ not checked\.\n$/);
  });

  it('as a command: 1 when something fails, JSON for programs, and an unknown tenant is no check', async () => {
    write('etc/o365-wazuh/config.yml', ': {');
    const { exitCode, stdout } = await runCli(['doctor', '--home', manager.home.path, '--offline', '--json']);
    expect(exitCode).toBe(1);
    const { checks, home } = JSON.parse(stdout) as { checks: { id: string; status: string }[]; home: string };
    expect(home).toBe(manager.home.path);
    expect(checks.find(check => check.id === 'config')).toMatchObject({ status: 'fail' });
    undo.pop()?.();

    const unknown = await runCli(['doctor', '--home', manager.home.path, '--tenant', 'nobody']);
    expect(unknown).toMatchObject({ exitCode: 2, stdout: '' });
    expect(unknown.stderr).toContain('It has: contoso');
  });

  it('as a command where there is no Wazuh: says so, and blames nothing else', async () => {
    const { exitCode, stdout } = await runCli(['doctor', '--home', '/nowhere', '--json']);

    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ home: null, counts: { fail: 1, warn: 0, ok: 0 } });
  });
});
