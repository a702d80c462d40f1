import { describe, expect, it } from 'vitest';
import type { SharedConf } from '../../../installer/ossec-conf/shared-confs.ts';
import { CHECK_GROUPS } from '../../../src/doctor/check.ts';
import { CHECKS } from '../../../src/doctor/checks.ts';
import { examine } from '../../../src/doctor/examine.ts';
import { known, unknown } from '../../../src/doctor/fact.ts';
import type {
  ConfFact,
  CredentialFact,
  DoctorFacts,
  RulesFact,
  StateFolder,
  TenantFact,
} from '../../../src/doctor/facts.ts';
import type { Finding } from '../../../src/doctor/finding.ts';
import { type ErrorCode } from '../../../src/error-table.ts';
import { O365WazuhError } from '../../../src/errors.ts';
import type { PartitionReport } from '../../../src/state/state-report.ts';
import type { WazuhHome } from '../../../src/wazuh/home.ts';
import type { LogtestResult } from '../../../src/wazuh/logtest.ts';
import { Redactor } from '../../../src/wazuh/redactor.ts';
import {
  CODE,
  CONF,
  FIGURES,
  healthyFacts,
  HOME,
  LOGTEST,
  MINUTE_MS,
  NOW_MS,
  RULES,
  STATE,
  STATE_FOLDER,
  TENANT,
} from './healthy-facts.ts';

function findings(id: string, facts: DoctorFacts): readonly Finding[] {
  const check = CHECKS.find(one => one.id === id);
  if (check === undefined) throw new Error(`there is no check ${id}`);
  return check.run(facts);
}

function failed(code: ErrorCode, message = `it says ${code}`) {
  return unknown(message, new O365WazuhError(code, message));
}

const home = (change: Partial<WazuhHome>) => ({ home: known({ ...HOME, ...change }) });
const conf = (change: Partial<ConfFact>) => ({ conf: known({ ...CONF, ...change }) });
const wodle = (change: Partial<NonNullable<ConfFact['wodle']>>) =>
  conf({ wodle: { ...(CONF.wodle as NonNullable<ConfFact['wodle']>), ...change } });
const tenant = (change: Partial<TenantFact>) => ({ tenants: known([{ ...TENANT, ...change }]) });
const rules = (change: Partial<RulesFact>) => ({ rules: known({ ...RULES, ...change }) });
const logtest = (change: Partial<LogtestResult>) => ({ logtest: known({ ...LOGTEST, ...change }) });
const folder = (change: Partial<StateFolder>) => ({ stateFolder: known({ ...STATE_FOLDER, ...change }) });
const run = (change: Partial<(typeof STATE)['runs'][number]>) => {
  const [last] = STATE.runs;
  if (!last) throw new Error('no run');
  return { state: known({ ...STATE, runs: [{ ...last, ...change }] }) };
};
const partition = (change: Partial<PartitionReport>) => ({
  state: known({
    ...STATE,
    partitions: STATE.partitions.map((one, index) => (index === 0 ? { ...one, ...change } : one)),
  }),
});
const log = (text: string, agoMs = MINUTE_MS) => ({ wodleLog: known([{ atMs: NOW_MS - agoMs, text }]) });
const site = (id: number, file: string, overwrites = false) => ({
  id,
  file,
  line: 9,
  overwrites,
  parents: [],
});
const disk = (change: object) => ({
  disks: known([
    { path: '/d', freeBytes: 5e10, totalBytes: 1e11, freeInodes: 1e6, totalInodes: 2e6, ...change },
  ]),
});
const credential = (change: Partial<CredentialFact>) => ({
  credentials: known([
    { tenant: 'contoso', variable: undefined, inspected: known({ description: 'client secret' }), ...change },
  ]),
});
const certificate = (days: number) => ({
  description: 'certificate CN=a',
  expiresAtMs: NOW_MS + days * 24 * 60 * MINUTE_MS,
});
const configFile = (change: object) => ({
  credentials: known([]),
  configFiles: known([{ path: '/c/config.yml', mode: 0o600, uid: 0, ...change }]),
});
const AGENT = {
  ...home({ type: 'agent' as const }),
  rules: unknown('this is an agent'),
  logtest: unknown('this is an agent'),
  figures: unknown('this is an agent'),
  daemons: known(
    new Map([
      ['wazuh-modulesd', true],
      ['wazuh-agentd', true],
    ]),
  ),
};
const agent = (change: object) => ({
  ...AGENT,
  agent: known({ status: 'connected', lastAckMs: NOW_MS, buffered: 3, ...change }),
});
const sharedConf = (change: Partial<SharedConf>): SharedConf => ({
  path: '/s/agent.conf',
  nativeModules: [],
  blogWodles: [],
  ownWodleLines: [],
  ...change,
});
const WORKER = { enabled: true, nodeType: 'worker', nodeName: 'w1' } as const;

describe('the checks of the doctor', () => {
  it('are all content with a healthy manager', () => {
    const report = examine(healthyFacts(), new Redactor());

    expect(report.results.flatMap(result => result.findings).filter(one => one.status !== 'ok')).toEqual([]);
    // Those of agents and containers do not concern it.
    expect(report.results).toHaveLength(CHECKS.length - 2);
    expect(report.counts.ok).toBeGreaterThanOrEqual(CHECKS.length - 2);
  });

  it('have ids of their own, known groups, and words for the documentation', () => {
    expect(new Set(CHECKS.map(check => check.id)).size).toBe(CHECKS.length);
    for (const { id, group, title, about } of CHECKS) {
      expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(CHECK_GROUPS).toContain(group);
      expect(title.length).toBeLessThanOrEqual(16);
      expect(about).toMatch(/^.{20,}\.$/);
    }
  });

  const cases: readonly [string, Partial<DoctorFacts>, Finding['status'], RegExp][] = [
    ['home', { home: failed('HOME_NOT_FOUND') }, 'fail', /HOME_NOT_FOUND/],
    ['home', home({ type: 'manager5' }), 'fail', /manager/],
    ['home', home({ version: undefined }), 'warn', /unknown version/],
    ['home', home({ type: 'agent' }), 'ok', /agent/],
    [
      'node',
      home({ conf: { ...HOME.conf, cluster: { ...WORKER, nodeType: 'master' } } }),
      'ok',
      /on no other node/,
    ],
    ['node', home({ conf: { ...HOME.conf, cluster: WORKER } }), 'ok', /worker "w1"/],
    [
      'node',
      { ...home({ conf: { ...HOME.conf, cluster: WORKER } }), ...rules({ deleted: ['etc/rules/x.xml'] }) },
      'warn',
      /does not have ours/,
    ],
    ['container', home({ container: { kind: 'podman', mountedConf: undefined } }), 'ok', /podman/],
    [
      'container',
      home({ container: { kind: 'docker', mountedConf: '/m/ossec.conf' } }),
      'warn',
      /lacks our wodle/,
    ],
    [
      'container',
      { ...home({ container: { kind: 'docker', mountedConf: '/m' } }), mountedWodle: known(true) },
      'ok',
      /holds our wodle/,
    ],
    ['daemons', { daemons: known(new Map([['wazuh-modulesd', true]])) }, 'fail', /analysisd does not run/],
    ['daemons', { daemons: failed('CONTROL_FAILED') }, 'fail', /CONTROL_FAILED/],
    ['daemons', AGENT, 'ok', /agentd/],
    ['queue', { queueErrno: known('ECONNREFUSED') }, 'fail', /ECONNREFUSED/],
    ['queue', { queueErrno: known('EWHAT') }, 'fail', /EWHAT/],
    ['queue', { queueErrno: failed('NATIVE_ADDON_MISSING') }, 'fail', /NATIVE/],
    ['analysisd', { figures: known({ ...FIGURES, dropped: 3 }) }, 'warn', /dropped 3 events/],
    [
      'analysisd',
      {
        figures: known({
          ...FIGURES,
          stages: [{ passed: 1, waiting: 16_000 }, FIGURES.stages[1], FIGURES.stages[2], FIGURES.stages[3]],
        }),
      },
      'warn',
      /98 % full/,
    ],
    ['analysisd', { figures: failed('WAZUH_SOCKET_FAILED') }, 'warn', /WAZUH_SOCKET_FAILED/],
    [
      'analysisd',
      { ...home({ version: '4.3.11' }), figures: failed('FIGURES_UNKNOWN') },
      'ok',
      /before Wazuh 4.4/,
    ],
    [
      'analysisd',
      { figures: failed('WAZUH_SOCKET_FAILED'), daemons: known(new Map([['wazuh-analysisd', false]])) },
      'skipped',
      /does not run/,
    ],
    ['analysisd', { figures: known({ ...FIGURES, received: 0 }) }, 'skipped', /nothing yet/],
    ['analysisd', AGENT, 'skipped', /agent/],
    ['agent', agent({}), 'ok', /3 events/],
    ['agent', agent({ status: 'disconnected' }), 'fail', /disconnected/],
    ['agent', agent({ buffered: 4_900 }), 'warn', /4900 of 5000/],
    ['agent', agent({ buffered: undefined }), 'warn', /without a buffer/],
    ['agent', { ...AGENT, agent: failed('QUEUE_UNREACHABLE') }, 'fail', /QUEUE_UNREACHABLE/],
    ['alerts', conf({ jsonAlerts: false }), 'warn', /jsonout_output/],
    ['alerts', conf({ logAlertLevel: 7 }), 'warn', /log_alert_level is 7/],
    ['version', { manifest: known(undefined) }, 'fail', /nothing is installed/],
    ['version', { manifest: failed('INSTALL_MANIFEST_BROKEN') }, 'fail', /BROKEN/],
    ['version', { programVersion: '1.2.0' }, 'warn', /this program is 1.2.0/],
    ['version', { manifest: known({ format: 1, version: '1.0.0', files: {} }) }, 'ok', /rules only/],
    ['unfinished', { code: known({ ...CODE, isUnfinished: true }) }, 'warn', /cut short/],
    ['unfinished', { code: known({ ...CODE, conflicts: ['/c/a.xml'] }) }, 'warn', /a\.xml/],
    ['code', { code: known({ ...CODE, missing: ['/x/node'] }) }, 'fail', /missing: \/x\/node/],
    ['code', { code: known({ ...CODE, writableByOthers: ['/x/node'] }) }, 'fail', /others than root/],
    ['runtime', { code: known({ ...CODE, nodeVersion: known('18.20.0') }) }, 'fail', /since 2025-04-30/],
    ['runtime', { nowMs: Date.UTC(2028, 2, 1) }, 'warn', /after 2028-04-30/],
    ['runtime', { code: known({ ...CODE, nodeVersion: known('99.0.0') }) }, 'ok', /^Node 99.0.0$/],
    ['runtime', { code: known({ ...CODE, nodeVersion: failed('INSTALL_PARTS_MISSING') }) }, 'fail', /PARTS/],
    ['wodle', conf({ wodle: undefined, ownWodleLines: [] }), 'fail', /no wodle/],
    ['wodle', wodle({ disabled: true }), 'fail', /disabled in line 20/],
    ['wodle', wodle({ command: '/bin/true' }), 'warn', /not the one that was installed/],
    ['wodle', wodle({ interval: '5x' }), 'fail', /"5x"/],
    ['wodle', wodle({ interval: '1M' }), 'ok', /set times/],
    ['wodle', wodle({ timeout: undefined }), 'warn', /no timeout/],
    ['wodle', conf({ ownWodleLines: [3, 20] }), 'warn', /lines 3, 20/],
    ['wodle', { conf: failed('INSTALL_CONF_UNREADABLE') }, 'fail', /INSTALL_CONF/],
    ['wodle-log', log("WARNING: Command 'o365-wazuh' returned exit code 4."), 'fail', /ended with an error/],
    ['wodle-log', log("ERROR: Command 'o365-wazuh' failed."), 'fail', /cannot start/],
    ['wodle-log', log('ERROR: o365-wazuh: Timeout overtaken. You can'), 'warn', /longer than/],
    ['wodle-log', log("ERROR: Command 'o365-wazuh' failed.", 48 * 60 * MINUTE_MS), 'warn', /cannot start/],
    ['wodle-log', { wodleLog: known([]) }, 'skipped', /ossec.log/],
    ['last-run', run({ outcome: 'SECRET_EXPIRED' }), 'fail', /secret has expired/],
    ['last-run', run({ outcome: 'SOMETHING_NEW' }), 'fail', /SOMETHING_NEW/],
    ['last-run', run({ endedMs: NOW_MS - 90 * MINUTE_MS }), 'fail', /does not start it/],
    [
      'last-run',
      { ...run({ endedMs: NOW_MS - 90 * MINUTE_MS }), ...folder({ runningSinceMs: NOW_MS - MINUTE_MS }) },
      'ok',
      /under way since 60 s/,
    ],
    [
      'last-run',
      { ...run({ endedMs: NOW_MS - 90 * MINUTE_MS }), ...wodle({ interval: '1h' }) },
      'ok',
      /90 min ago/,
    ],
    ['last-run', { state: failed('STATE_ABSENT') }, 'warn', /never/],
    ['last-run', { state: known({ ...STATE, runs: [] }) }, 'warn', /none has ended/],
    ['feed', partition({ cursorMs: NOW_MS - 180 * MINUTE_MS }), 'fail', /settled up to 3 h ago/],
    ['feed', partition({ cursorMs: undefined }), 'warn', /nothing is settled/],
    [
      'feed',
      partition({ gaps: [{ fromMs: 0, toMs: 60_000, reason: 'retention', recordedMs: NOW_MS }] }),
      'warn',
      /1 gap .*1970-01-01 00:00 UTC to 1970-01-01 00:01/,
    ],
    [
      'feed',
      partition({ gaps: [{ fromMs: 0, toMs: 1, reason: 'retention', recordedMs: 0 }] }),
      'ok',
      /settled/,
    ],
    ['feed', partition({ maxAttempts: 12 }), 'warn', /12 times/],
    ['state', { state: failed('STATE_CORRUPT') }, 'fail', /STATE_CORRUPT/],
    ['state', folder({ mode: 0o755 }), 'warn', /0755/],
    ['state', folder({ setAside: ['state.db.corrupt-1'] }), 'warn', /1 damaged file/],
    ['state', folder({ deadLetterDays: ['2026-11-24'], deadLetterBytes: 2048 }), 'warn', /1 day, 2.0 KiB/],
    [
      'state',
      folder({ deadLetterDays: ['2026-11-24'], deadLetterBytes: 256 * 1024 * 1024 }),
      'warn',
      /has filled 100 % of its room/,
    ],
    ['disk', disk({ freeBytes: 1e8 }), 'fail', /95.4 MiB free/],
    ['disk', disk({ freeBytes: 1e9 }), 'warn', /954 MiB free/],
    ['disk', disk({ freeInodes: 100 }), 'warn', /100 inodes/],
    ['config', { config: failed('CONFIG_INVALID') }, 'fail', /CONFIG_INVALID/],
    ['config', wodle({ interval: '10m' }), 'warn', /the wodle’s is 10 min/],
    ['config', { refusedFiles: ['tenants.d/a.yml has a problem'] }, 'fail', /a.yml has a problem/],
    ['credentials', credential({ inspected: failed('SECRET_EXPOSED') }), 'fail', /SECRET_EXPOSED/],
    [
      'credentials',
      credential({ variable: 'THE_SECRET', inspected: failed('SECRET_UNREADABLE') }),
      'skipped',
      /\$THE_SECRET/,
    ],
    [
      'credentials',
      credential({ inspected: known(certificate(10)) }),
      'warn',
      /CN=a, valid until 2026-12-04/,
    ],
    ['credentials', credential({ inspected: known(certificate(90)) }), 'ok', /CN=a, valid until 2027-02-22/],
    ['credentials', configFile({ mode: 0o666 }), 'fail', /0666/],
    ['credentials', configFile({ uid: 1000 }), 'warn', /user 1000/],
    ['network', { tenants: unknown('--offline') }, 'skipped', /--offline/],
    [
      'network',
      tenant({ hosts: TENANT.hosts.map(host => ({ ...host, answered: failed('DNS_FAILED') })) }),
      'fail',
      /DNS_FAILED/,
    ],
    [
      'network',
      tenant({ hosts: TENANT.hosts.map(host => ({ ...host, proxy: 'p:1', proxyIsOfShell: true })) }),
      'warn',
      /through p:1/,
    ],
    [
      'network',
      tenant({ hosts: TENANT.hosts.map(host => ({ ...host, proxy: 'p:1' })) }),
      'ok',
      /through p:1/,
    ],
    ['clock', tenant({ clockSkewMs: 40_000 }), 'warn', /40 s behind/],
    ['clock', tenant({ clockSkewMs: -3_600_000 }), 'fail', /60 min ahead/],
    ['clock', tenant({ clockSkewMs: undefined }), 'skipped', /nobody/],
    ['cloud', tenant({ livesIn: 'gcc' }), 'warn', /lives in gcc, but cloud is worldwide/],
    ['cloud', tenant({ livesIn: 'gcc', subscriptions: failed('TENANT_UNKNOWN') }), 'fail', /lives in gcc/],
    ['cloud', tenant({ livesIn: undefined }), 'skipped', /does not say/],
    [
      'subscriptions',
      tenant({ subscriptions: known([{ contentType: 'DLP.All', enabled: true, hasWebhook: true }]) }),
      'warn',
      /called back on DLP.All/,
    ],
    ['token', tenant({ token: failed('SECRET_WRONG') }), 'fail', /SECRET_WRONG/],
    [
      'token',
      tenant({ token: known({ lifetimeMs: 1, apiUrl: 'https://a.b', claims: { tid: 'other', roles: [] } }) }),
      'fail',
      /for tenant other/,
    ],
    [
      'token',
      tenant({
        token: known({ lifetimeMs: 1, apiUrl: 'https://a.b', claims: { aud: 'https://c.d', roles: [] } }),
      }),
      'fail',
      /for https:\/\/c.d/,
    ],
    [
      'token',
      tenant({ token: known({ lifetimeMs: 9e5, apiUrl: 'https://a.b', claims: undefined }) }),
      'ok',
      /15 min/,
    ],
    [
      'roles',
      tenant({ token: known({ lifetimeMs: 1, apiUrl: '', claims: { roles: ['ActivityFeed.Read'] } }) }),
      'fail',
      /missing: ActivityFeed.ReadDlp/,
    ],
    [
      'roles',
      tenant({
        contentTypes: ['Audit.General'],
        token: known({ lifetimeMs: 1, apiUrl: '', claims: { roles: ['ActivityFeed.Read'] } }),
      }),
      'ok',
      /ActivityFeed.Read/,
    ],
    [
      'roles',
      tenant({ token: known({ lifetimeMs: 1, apiUrl: '', claims: { roles: [] } }) }),
      'warn',
      /although/,
    ],
    [
      'roles',
      tenant({ token: known({ lifetimeMs: 1, apiUrl: '', claims: undefined }) }),
      'skipped',
      /not tell/,
    ],
    ['subscriptions', tenant({ subscriptions: failed('PERMISSION_MISSING') }), 'fail', /PERMISSION_MISSING/],
    ['subscriptions', tenant({ subscriptions: known([]), listings: new Map() }), 'fail', /not started/],
    [
      'subscriptions',
      { ...tenant({ subscriptions: known([]), listings: new Map() }), state: failed('STATE_ABSENT') },
      'warn',
      /not started/,
    ],
    [
      'subscriptions',
      tenant({ listings: new Map([...TENANT.listings, ['DLP.All' as const, failed('READ_DLP_MISSING')]]) }),
      'fail',
      /READ_DLP/,
    ],
    ['auditing', tenant({ subscriptions: failed('AUDITING_OFF') }), 'fail', /records no audit log/],
    [
      'auditing',
      { ...run({ outcome: 'AUDITING_OFF' }), ...tenant({ listings: new Map() }) },
      'fail',
      /the last run was told/,
    ],
    ['auditing', tenant({ listings: new Map([['Audit.General', known(0)]]) }), 'warn', /nothing is offered/],
    ['auditing', tenant({ listings: new Map() }), 'skipped', /nothing could be listed/],
    ['quota', tenant({ throttled: 2 }), 'warn', /2 answers/],
    ['quota', run({ outcome: 'THROTTLED' }), 'warn', /1 run of the last 1/],
    ['ruleset', conf({ ruleDirs: [] }), 'fail', /etc\/rules/],
    ['ruleset', conf({ rulesetLines: [9, 40] }), 'fail', /2 <ruleset> blocks/],
    [
      'ruleset',
      conf({ excludes: [{ value: '0990-o365-wazuh_rules.xml', line: 14 }] }),
      'fail',
      /line 14 excludes/,
    ],
    ['ruleset', conf({ excludes: [{ value: '0215-policy_rules.xml', line: 14 }] }), 'ok', /1 rule of ours/],
    ['ruleset', rules({ unreadable: ['/x.xml'] }), 'fail', /cannot read \/x.xml/],
    ['ruleset', rules({ deleted: ['/x.xml'] }), 'warn', /deleted by you/],
    ['rules', logtest({ loaded: false, messages: ['ERROR: (1226): broken'] }), 'fail', /\(1226\)/],
    ['rules', logtest({ decoder: 'json' }), 'fail', /decoder "json"/],
    ['rules', logtest({ rule: undefined, alert: false }), 'fail', /meets no rule/],
    [
      'rules',
      logtest({ rule: { id: '100900', level: 3, description: '', groups: [] } }),
      'fail',
      /rule 100900 takes/,
    ],
    ['rules', logtest({ alert: false }), 'warn', /raises no alert/],
    [
      'rules',
      logtest({ messages: ["WARNING: (7612): Rule ID '100002' is duplicated."] }),
      'warn',
      /not in force/,
    ],
    ['rules', logtest({ messages: ["WARNING: (7612): Rule ID '100777' is duplicated."] }), 'ok', /100002/],
    ['rules', { logtest: failed('WAZUH_SOCKET_FAILED') }, 'fail', /WAZUH_SOCKET_FAILED/],
    ['rules', { logtest: failed('LOGTEST_REFUSED') }, 'skipped', /LOGTEST_REFUSED/],
    ['live-rules', rules({ newestChangeMs: NOW_MS }), 'warn', /changed 2026-11-24 12:00/],
    ['live-rules', rules({ loadedMs: undefined }), 'skipped', /nothing tells/],
    ['live-rules', rules({ newestChangeMs: undefined }), 'skipped', /no rule file/],
    [
      'rule-ids',
      rules({ sites: [...RULES.sites, site(100_002, 'etc/rules/local_rules.xml')] }),
      'fail',
      /100002 \(0990-o365-wazuh_rules.xml line 3, local_rules.xml line 9\)/,
    ],
    ['rule-ids', rules({ sites: [...RULES.sites, site(5716, 'etc/rules/local_rules.xml')] }), 'warn', /5716/],
    ['rule-ids', rules({ sites: [...RULES.sites, site(100_002, 'a.xml', true)] }), 'ok', /no id twice/],
    ['decoder-order', rules({ decodersBefore: ['/d/0001-x.xml'] }), 'fail', /0001-x.xml/],
    ['decoder-order', rules({ decoderFile: undefined }), 'skipped', /not there/],
    [
      'other-collectors',
      conf({ nativeModules: [{ line: 30, enabled: true, tenantIds: [TENANT.tenantId] }] }),
      'warn',
      /line 30 collects/,
    ],
    [
      'other-collectors',
      conf({ nativeModules: [{ line: 30, enabled: true, tenantIds: ['other'] }] }),
      'ok',
      /other tenants/,
    ],
    ['other-collectors', conf({ blogWodles: [{ value: 'office_365.py', line: 31 }] }), 'warn', /line 31/],
    [
      'other-collectors',
      { sharedConfs: known([sharedConf({ ownWodleLines: [4] })]) },
      'warn',
      /line 4 .*our wodle as well/,
    ],
    [
      'other-collectors',
      {
        sharedConfs: known([
          sharedConf({ nativeModules: [{ line: 7, enabled: true, tenantIds: [TENANT.tenantId] }] }),
        ]),
      },
      'warn',
      /line 7 .*same tenant/,
    ],
    [
      'other-collectors',
      { sharedConfs: known([sharedConf({ blogWodles: [{ value: 'office_365.py', line: 9 }] })]) },
      'warn',
      /line 9 .*office_365.py/,
    ],
    [
      'other-collectors',
      {
        sharedConfs: known([
          sharedConf({
            nativeModules: [
              { line: 7, enabled: false, tenantIds: [TENANT.tenantId] },
              { line: 8, enabled: true, tenantIds: ['other'] },
            ],
          }),
        ]),
      },
      'ok',
      /none/,
    ],
  ];

  it.each(cases.map(([id, change, status, text]) => ({ id, change, status, text })))(
    '$id: $status, $text',
    ({ id, change, status, text }) => {
      const found = findings(id, healthyFacts(change));
      const worst = found.find(one => one.status === status);

      expect(found.map(one => one.status)).toContain(status);
      expect(worst?.text).toMatch(text);
      if (worst && 'cure' in worst) expect(worst.cure).not.toBe('');
      if (status !== 'ok') expect(found.map(one => one.status)).not.toContain('ok');
    },
  );

  it('say of a home where nothing can be looked at that it is the home, and blame nothing else', () => {
    const nothing = unknown('there is no Wazuh home');
    const facts = Object.fromEntries(
      Object.keys(healthyFacts()).map(name => [name, nothing]),
    ) as unknown as DoctorFacts;
    const report = examine(
      { ...facts, nowMs: NOW_MS, programVersion: '1', home: failed('HOME_NOT_FOUND') },
      new Redactor(),
    );

    expect(report.counts).toMatchObject({ fail: 1, warn: 0, ok: 0 });
    expect(report.counts.skipped).toBeGreaterThan(25);
  });

  it('leave out of a rules-only installation what runs elsewhere', () => {
    const rulesOnly = healthyFacts({
      manifest: known({ format: 1, version: '1.0.0', files: {} }),
      ...conf({ wodle: undefined, ownWodleLines: [] }),
      config: failed('CONFIG_UNREADABLE'),
      credentials: unknown('config.yml cannot be read'),
      configFiles: unknown('config.yml cannot be read'),
      tenants: unknown('config.yml cannot be read'),
      state: failed('STATE_ABSENT'),
    });
    const report = examine(rulesOnly, new Redactor());

    expect(report.counts).toMatchObject({ fail: 0, warn: 0 });
  });

  it('let no secret out, whatever an error says', () => {
    const redactor = new Redactor();
    redactor.add('canary-secret-1');
    const report = examine(
      healthyFacts(tenant({ token: failed('LOGIN_REFUSED', 'they said canary-secret-1') })),
      redactor,
    );

    expect(JSON.stringify(report)).not.toContain('canary-secret-1');
    expect(JSON.stringify(report)).toContain('they said [secret]');
  });
});
