import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runChild } from '../../src/demo/run-child.ts';
import { PACKAGE_ROOT } from '../../src/package-root.ts';
import { type Simulator, startSimulator } from '../../src/simulator/server.ts';
import { makeThrowawayHome, type ThrowawayHome } from '../integration/installer/throwaway-home.ts';

/*
 * The questions of `install` on a real pseudo-terminal, against the simulator and a home whose programs are shell scripts.
 */
type Key = string | { readonly interrupt: true } | { readonly append: readonly [file: string, text: string] };
type Step = readonly [waitFor: string, keys: readonly Key[]];

interface Screen {
  readonly exitCode: number;
  readonly left: readonly Step[];
  readonly screen: string;
}

const hasPty = spawnSync('python3', ['-c', 'import pty']).status === 0;
if (!hasPty)
  console.log('Left out: the questions on a terminal, since there is no python3 here to make one.');

const SECRET = 'canary-s3cr3t';
let home: ThrowawayHome;
let simulator: Simulator;

beforeEach(async () => {
  home = makeThrowawayHome();
  simulator = await startSimulator({ events: 50, tenants: [{ clientSecret: SECRET }] });
});
afterEach(async () => {
  await simulator.close();
  home.remove();
});

async function onTerminal(args: readonly string[], steps: readonly Step[]): Promise<Screen> {
  const argv = [process.execPath, join(PACKAGE_ROOT, 'dist/launcher.cjs'), ...args, '--home', home.path];
  const driver = join(import.meta.dirname, 'on-a-terminal.py');
  const run = await runChild('python3', [driver], {
    cwd: home.rootDir,
    stdin: JSON.stringify({ argv, steps, timeout: 150 }),
  });
  if (run.exitCode !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout) as Screen;
}

const hosts = (): string[] => ['--login-url', simulator.url, '--api-url', simulator.url];
const ENTER = '\r';
const interrupt = { interrupt: true } as const;

function questions(secret: string): Step[] {
  const { tenantId = '', clientId = '' } = simulator.world.tenants[0] ?? {};
  return [
    ['Directory (tenant) ID', ['contoso', ENTER]],
    ['This must be a GUID.', ['\x15', tenantId, ENTER]],
    ['Application (client) ID', [clientId, ENTER]],
    ['Client secret', [secret, ENTER]],
    ['Microsoft cloud of the tenant', [ENTER]],
    ['Content types to collect', [ENTER]],
  ];
}

function alert(workload: string, description: string): string {
  const office_365 = { Workload: workload, Operation: 'SendAs' };
  const rule = { id: '100310', level: 5, description };
  return `${JSON.stringify({ rule, location: 'office_365', data: { office_365 } })}\n`;
}

describe.runIf(hasPty)('install on a terminal', () => {
  it('asks, tests, lets the secret be corrected, shows the plan, installs, and shows the first alert', async () => {
    const alerts = join(home.path, 'logs/alerts/alerts.json');
    const { exitCode, left, screen } = await onTerminal(
      ['install', ...hosts()],
      [
        ...questions('canary-wrong'),
        ['What now?', [ENTER]],
        ['Client secret', [SECRET, ENTER]],
        ['Make these changes?', ['y']],
        [
          'Waiting for the first alert',
          [
            { append: [alerts, alert('o365-wazuh', 'Our own proof.')] },
            { append: [alerts, alert('Exchange', 'A message was sent as someone else.')] },
          ],
        ],
      ],
    );

    expect(left).toEqual([]);
    expect(exitCode).toBe(0);
    expect(screen).toMatch(
      /AADSTS7000215.*\[SECRET_WRONG\]\s+→ In Entra[^]*default \(\S+\) can be collected:/,
    );
    expect(screen).toMatch(/etc\/ossec\.conf {2}\(the wodle[^]*\+ +<tag>o365-wazuh<\/tag>/);
    expect(screen).toMatch(/\d{4,} lines of difference; --dry-run shows them/);
    expect(screen).toMatch(/The first alert came after \d+ s: rule 100310, level 5: A message was sent as/);
    expect(screen).not.toContain('canary');
    expect(home.restarts()).toBe(1);
    expect(home.read('etc/o365-wazuh/default.secret')).toBe(`${SECRET}\n`);
    expect(home.read('etc/o365-wazuh/config.yml')).toMatch(/cloud: worldwide[^]*- Audit\.Exchange/);
  }, 200_000);

  it('ends the wait at Ctrl-C with all in place', async () => {
    const { exitCode, left, screen } = await onTerminal(
      ['install', ...hosts(), '--no-test'],
      [...questions(SECRET), ['Make these changes?', ['y']], ['Waiting for the first alert', [interrupt]]],
    );

    expect({ left, exitCode }).toEqual({ left: [], exitCode: 0 });
    expect(screen).toContain('The wait was ended; the installation is complete and goes on collecting.');
    expect(screen).toContain(`Watch it with: tail -f ${home.path}/logs/o365-wazuh.log`);
    expect(home.read('etc/ossec.conf')).toContain('<tag>o365-wazuh</tag>');
  }, 200_000);

  it.each(['Application (client) ID', 'Content types to collect', 'What now?', 'Make these changes?'])(
    'changes nothing when it is given up at “%s”',
    async question => {
      const tree = home.tree();
      const secret = question === 'What now?' ? 'canary-wrong' : SECRET;
      const all: Step[] = [...questions(secret), ['What now?', []], ['Make these changes?', []]];
      const until = all.findIndex(([waitFor]) => waitFor === question);
      const before = all.slice(0, until).filter(([waitFor]) => waitFor !== 'What now?');

      const { exitCode, left, screen } = await onTerminal(
        ['install', ...hosts()],
        [...before, [question, [interrupt]]],
      );

      expect({ left, exitCode }).toEqual({ left: [], exitCode: 11 });
      expect(screen).toContain('Nothing was changed. [INTERRUPTED]');
      expect(screen).not.toContain('canary');
      expect(home.tree()).toEqual(tree);
    },
    200_000,
  );

  it('asks only for what the command line does not say', async () => {
    const { tenantId = '', clientId = '' } = simulator.world.tenants[0] ?? {};
    const given = [
      '--tenant-id',
      tenantId,
      '--client-id',
      clientId,
      '--cloud',
      'gcc',
      '--content-types',
      'DLP.All',
    ];

    const { left, screen } = await onTerminal(
      ['install', ...hosts(), ...given, '--dry-run'],
      [['Client secret', [SECRET, ENTER]]],
    );

    expect(left).toEqual([]);
    expect(screen).not.toContain('Directory (tenant) ID');
    expect(screen).not.toContain('Microsoft cloud of the tenant');
    expect(screen).toMatch(/\+ +cloud: gcc[^]*\+ +content_types:\s+\+ +- DLP\.All/);
    expect(existsSync(join(home.path, 'etc/o365-wazuh'))).toBe(false);
  }, 200_000);
});

describe.runIf(hasPty)('install on a terminal beside Wazuh’s own module', () => {
  it('offers to take over, needs no other answer then, and shows no secret', async () => {
    const { tenantId = '', clientId = '' } = simulator.world.tenants[0] ?? {};
    home.write(
      'etc/ossec.conf',
      `${home.read('etc/ossec.conf')}<ossec_config>\n  <office365>\n    <enabled>yes</enabled>\n    <api_auth>\n      <tenant_id>${tenantId}</tenant_id>\n      <client_id>${clientId}</client_id>\n      <client_secret>${SECRET}</client_secret>\n    </api_auth>\n    <subscriptions><subscription>Audit.Exchange</subscription></subscriptions>\n  </office365>\n</ossec_config>\n`,
    );

    const { exitCode, left, screen } = await onTerminal(
      ['install', ...hosts(), '--no-wait'],
      [
        ['Switch that off in the same step', ['y']],
        ['Make these changes?', ['y']],
      ],
    );

    expect({ left, exitCode }).toEqual({ left: [], exitCode: 0 });
    expect(screen).toContain(`collects the tenant ${tenantId}.`);
    expect(screen).not.toContain('Directory (tenant) ID');
    expect(screen).not.toContain('canary');
    expect(home.read('etc/ossec.conf')).toContain('<enabled>no</enabled>');
    expect(home.read('etc/o365-wazuh/default.secret')).toBe(`${SECRET}\n`);
  }, 200_000);
});

describe.runIf(hasPty)('tenant add on a terminal', () => {
  it('asks for what is missing, the secret hidden, lets it be corrected, and adds', async () => {
    const { tenantId = '', clientId = '' } = simulator.world.tenants[0] ?? {};
    const first = ['--tenant-id', tenantId.replace(/1$/, '9'), '--client-id', clientId];
    await runChild(
      process.execPath,
      [
        join(PACKAGE_ROOT, 'dist/cli.cjs'),
        ...['install', '--home', home.path, '--yes', '--no-restart', '--client-secret-stdin', ...first],
      ],
      { cwd: home.rootDir, stdin: 'x' },
    );

    const { exitCode, left, screen } = await onTerminal(
      ['tenant', 'add', 'contoso', ...hosts(), '--tenant-id', tenantId, '--cloud', 'worldwide'],
      [
        ['Application (client) ID', [clientId, ENTER]],
        ['Client secret', ['canary-wrong', ENTER]],
        ['Content types to collect', [ENTER]],
        ['What now?', [ENTER]],
        ['Client secret', [SECRET, ENTER]],
        ['Make these changes?', ['y']],
      ],
    );

    expect({ left, exitCode }).toEqual({ left: [], exitCode: 0 });
    expect(screen).toMatch(/AADSTS7000215.*\[SECRET_WRONG\]/);
    expect(screen).toContain('contoso (10000000-0000-4000-8000-000000000001) can be collected:');
    expect(screen).not.toContain('canary');
    expect(readFileSync(join(home.path, 'etc/o365-wazuh/config.yml'), 'utf8')).toContain('- name: contoso');
  }, 200_000);
});
