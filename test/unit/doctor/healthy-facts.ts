import { CONTENT_TYPES } from '../../../src/events/content-type.ts';
import { known } from '../../../src/doctor/fact.ts';
import type {
  CodeFact,
  ConfFact,
  DoctorFacts,
  RulesFact,
  StateFolder,
  TenantFact,
} from '../../../src/doctor/facts.ts';
import { homeFiles } from '../../../src/wazuh/home-files.ts';
import type { WazuhHome } from '../../../src/wazuh/home.ts';
import { scanOssecConf } from '../../../src/wazuh/ossec-conf-scan.ts';
import type { StateReport } from '../../../src/state/state-report.ts';
import type { Figures } from '../../../src/wazuh/figures.ts';
import type { LogtestResult } from '../../../src/wazuh/logtest.ts';

export const NOW_MS = Date.UTC(2026, 10, 24, 12);
export const MINUTE_MS = 60_000;
export const TENANT_ID = '11111111-2222-3333-4444-555555555555';
export const COMMAND =
  '/usr/bin/env MALLOC_ARENA_MAX=1 MALLOC_MMAP_THRESHOLD_=131072 /var/ossec/wodles/o365-wazuh/runtime/node /var/ossec/wodles/o365-wazuh/collector.cjs';

export const HOME: WazuhHome = {
  path: '/var/ossec',
  foundBy: 'default path',
  type: 'server',
  version: '4.14.7',
  files: homeFiles('/var/ossec', '4.14.7'),
  account: { user: 'wazuh', group: 'wazuh', uid: 101, gid: 101 },
  conf: scanOssecConf(''),
  container: undefined,
};

export const CONF: ConfFact = {
  path: '/var/ossec/etc/ossec.conf',
  rulesetLines: [9],
  ruleDirs: [
    { value: 'ruleset/rules', line: 11 },
    { value: 'etc/rules', line: 12 },
  ],
  decoderDirs: [
    { value: 'ruleset/decoders', line: 10 },
    { value: 'etc/decoders', line: 13 },
  ],
  excludes: [],
  ownWodleLines: [20],
  blogWodles: [],
  nativeModules: [],
  logAlertLevel: 3,
  jsonAlerts: true,
  wodle: {
    line: 20,
    disabled: false,
    command: COMMAND,
    interval: '5m',
    timeout: '1800',
    isPeriodic: true,
  },
};

export const CODE: CodeFact = {
  missing: [],
  writableByOthers: [],
  isUnfinished: false,
  conflicts: [],
  nodeVersion: known('24.21.0'),
};

export const FIGURES: Figures = {
  startedAt: (NOW_MS - 600 * MINUTE_MS) / 1000,
  received: 1_000,
  dropped: 0,
  capacity: 16_383,
  stages: [
    { passed: 1_000, waiting: 0 },
    { passed: 1_000, waiting: 0 },
    { passed: 10, waiting: 0 },
    { passed: 0, waiting: 0 },
  ],
};

export const STATE: StateReport = {
  partitions: CONTENT_TYPES.map(contentType => ({
    tenantId: TENANT_ID,
    contentType,
    cursorMs: NOW_MS - 3 * MINUTE_MS,
    sweptMs: NOW_MS - 60 * MINUTE_MS,
    unfinishedBlobs: 0,
    maxAttempts: 0,
    lostBlobs: 0,
    lastDeliveredMs: NOW_MS - 8 * MINUTE_MS,
    lastCreatedMs: NOW_MS - 10 * MINUTE_MS,
    gaps: [],
  })),
  runs: [
    {
      startedMs: NOW_MS - 4 * MINUTE_MS,
      endedMs: NOW_MS - 3 * MINUTE_MS,
      outcome: 'ok',
      delivered: 12,
      duplicates: 0,
      blobs: 3,
    },
  ],
  days: [],
  filtered: [],
  meta: () => undefined,
};

export const STATE_FOLDER: StateFolder = {
  path: '/var/ossec/queue/o365-wazuh',
  mode: 0o700,
  uid: 0,
  setAside: [],
  runningSinceMs: undefined,
  stateBytes: 1_000_000,
  deadLetterBytes: 0,
  deadLetterDays: [],
};

export const TENANT: TenantFact = {
  name: 'contoso',
  tenantId: TENANT_ID,
  cloud: 'worldwide',
  livesIn: 'worldwide',
  contentTypes: CONTENT_TYPES,
  hosts: [
    {
      what: 'login',
      url: 'https://login.microsoftonline.com',
      proxy: undefined,
      proxyIsOfShell: false,
      answered: known(true),
    },
    {
      what: 'API',
      url: 'https://manage.office.com',
      proxy: undefined,
      proxyIsOfShell: false,
      answered: known(true),
    },
  ],
  clockSkewMs: 400,
  token: known({
    lifetimeMs: 60 * MINUTE_MS,
    apiUrl: 'https://manage.office.com',
    claims: {
      aud: 'https://manage.office.com',
      tid: TENANT_ID,
      roles: ['ActivityFeed.Read', 'ActivityFeed.ReadDlp'],
    },
  }),
  subscriptions: known(CONTENT_TYPES.map(contentType => ({ contentType, enabled: true, hasWebhook: false }))),
  listings: new Map(CONTENT_TYPES.map(contentType => [contentType, known(7)])),
  throttled: 0,
};

export const RULES: RulesFact = {
  ownFiles: [
    '/var/ossec/etc/rules/0990-o365-wazuh_rules.xml',
    '/var/ossec/etc/decoders/0005-o365-wazuh_decoders.xml',
  ],
  decoderFile: '0005-o365-wazuh_decoders.xml',
  deleted: [],
  unreadable: [],
  sites: [
    { id: 5716, file: 'ruleset/rules/0095-sshd_rules.xml', line: 2, overwrites: false, parents: [] },
    { id: 100_002, file: 'etc/rules/0990-o365-wazuh_rules.xml', line: 3, overwrites: false, parents: [] },
  ],
  ownIds: new Set([100_002]),
  decodersBefore: [],
  newestChangeMs: NOW_MS - 900 * MINUTE_MS,
  loadedMs: NOW_MS - 600 * MINUTE_MS,
};

export const LOGTEST: LogtestResult = {
  rule: { id: '100002', level: 3, description: 'an event', groups: [] },
  alert: true,
  decoder: 'office_365',
  data: {},
  loaded: true,
  messages: [],
  token: undefined,
  raw: {},
};

/** The facts of a manager where everything is well. */
export function healthyFacts(change: Partial<DoctorFacts> = {}): DoctorFacts {
  return {
    nowMs: NOW_MS,
    programVersion: '1.0.0',
    home: known(HOME),
    conf: known(CONF),
    mountedWodle: known(false),
    sharedConfs: known([]),
    manifest: known({
      format: 1,
      version: '1.0.0',
      wodle: { command: COMMAND, interval: '5m', timeout: '1800' },
      files: {},
    }),
    code: known(CODE),
    daemons: known(
      new Map([
        ['wazuh-modulesd', true],
        ['wazuh-analysisd', true],
        ['wazuh-maild', false],
      ]),
    ),
    queueErrno: known(undefined),
    figures: known(FIGURES),
    agent: { known: false, why: 'this is no agent' },
    wodleLog: known([
      { atMs: NOW_MS - 4 * MINUTE_MS, text: "wazuh-modulesd:command: INFO: Starting command 'o365-wazuh'." },
    ]),
    state: known(STATE),
    stateFolder: known(STATE_FOLDER),
    disks: known([
      { path: '/var/ossec/queue', freeBytes: 5e10, totalBytes: 1e11, freeInodes: 1e6, totalInodes: 2e6 },
    ]),
    config: known({
      intervalMs: 5 * MINUTE_MS,
      firstLookbackMs: 24 * 60 * MINUTE_MS,
      overlapMs: 120 * MINUTE_MS,
      concurrency: 8,
      logLevel: 'info',
      maxEventsPerSecond: 2000,
      insecureFiles: false,
      network: {},
      tenants: [
        {
          name: 'contoso',
          tenantId: TENANT_ID,
          clientId: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
          credential: {
            type: 'client_secret',
            secret: { kind: 'file', path: '/var/ossec/etc/o365-wazuh/contoso.secret' },
          },
          network: {},
          cloud: 'worldwide',
          contentTypes: CONTENT_TYPES,
          stopOthers: false,
        },
      ],
    }),
    refusedFiles: [],
    configFiles: known([
      { path: '/var/ossec/etc/o365-wazuh', mode: 0o700, uid: 0 },
      { path: '/var/ossec/etc/o365-wazuh/config.yml', mode: 0o600, uid: 0 },
    ]),
    credentials: known([
      { tenant: 'contoso', variable: undefined, inspected: known({ description: 'client secret' }) },
    ]),
    tenants: known([TENANT]),
    rules: known(RULES),
    logtest: known(LOGTEST),
    ...change,
  };
}
