import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../../src/simulator/server.ts';
import { homeWithConfig, type HomeWithConfig } from './home-with-config.ts';
import { runCli } from './run-cli.ts';

const SECRET = 'canary-s3cr3t';
let home: HomeWithConfig;
let simulator: Simulator;

beforeAll(async () => {
  home = homeWithConfig();
  simulator = await startSimulator({
    events: 50,
    tenants: Array.from({ length: 4 }, () => ({ clientSecret: SECRET })),
  });
});
afterAll(async () => {
  await simulator.close();
  home.remove();
});

const ids = (index: number): string[] => [
  '--tenant-id',
  simulator.world.tenants[index]?.tenantId ?? '',
  '--client-id',
  simulator.world.tenants[index]?.clientId ?? '',
];
const hosts = (): string[] => ['--login-url', simulator.url, '--api-url', simulator.url];
const tenant = (args: readonly string[], more: Parameters<typeof runCli>[1] = {}) =>
  runCli(['tenant', ...args, '--home', home.path], more);

describe('tenant add on the command line', () => {
  it.each([
    ['standard input', ['--secret-stdin'], { stdin: `${SECRET}\n` }],
    ['the environment', ['--secret-env', 'A_SECRET'], { env: { A_SECRET: SECRET } }],
  ] as const)(
    'takes the secret from %s, asks Microsoft, and shows the secret nowhere',
    async (_, args, more) => {
      const name = args[0].slice(2);
      const index = args[0] === '--secret-stdin' ? 0 : 1;

      const result = await tenant(['add', name, ...args, ...ids(index), ...hosts(), '--yes'], more);

      expect(result.stderr).toContain(
        `${name} (${simulator.world.tenants[index]?.tenantId}) can be collected:`,
      );
      expect(result).toMatchObject({ exitCode: 0 });
      expect(home.get(`${name}.secret`)).toBe(`${SECRET}\n`);
      expect(result.stdout + result.stderr + home.config()).not.toContain('canary');
    },
  );

  it('changes nothing when Microsoft refuses, says why, and takes it all the same with --no-test', async () => {
    const before = home.config();
    const args = ['add', 'refused', '--secret-stdin', ...ids(2), ...hosts(), '--yes'];

    const refused = await tenant(args, { stdin: 'canary-wrong' });

    expect(refused.exitCode).toBe(4);
    expect(refused.stderr).toMatch(
      /Nothing was changed, for Microsoft says no:[^]*AADSTS7000215[^]*--no-test/,
    );
    expect(refused.stdout + refused.stderr).not.toContain('canary');
    expect(home.config()).toBe(before);

    expect((await tenant([...args, '--no-test'], { stdin: 'canary-wrong' })).exitCode).toBe(0);
  });

  it('prints the plan as JSON in a dry run', async () => {
    const before = home.config();
    const secret = home.put(join(home.rootDir, 's'), SECRET);

    const result = await tenant([
      'add',
      'planned',
      '--secret-file',
      secret,
      ...ids(3),
      ...hosts(),
      '--dry-run',
      '--json',
    ]);

    expect(result.exitCode).toBe(0);
    expect(JSON.parse(result.stdout)).toMatchObject({
      command: 'tenant add',
      status: 'planned',
      tenants: ['planned'],
      plan: [{ reason: 'client secret', diff: null }, { reason: 'configuration' }],
    });
    expect(result.stdout + result.stderr).not.toContain('canary');
    expect(home.config()).toBe(before);
  });

  it.each([
    [['--secret-stdin', '--secret-env', 'X'], 'exclude each other'],
    [['--secret-env', 'NOT_THERE'], 'The environment variable NOT_THERE is not set'],
    [['--secret-stdin'], 'The first line of standard input is empty'],
    [['--set', 'client_secret=canary'], 'names the key "client_secret", which is none of a tenant'],
    [['--set', 'canary'], '--set is not KEY=VALUE'],
  ])('refuses %j', async (args, why) => {
    const result = await tenant(['add', 'x', ...args, '--yes']);

    expect(result.exitCode).toBe(2);
    expect(result.stderr).toContain(why);
    expect(result.stderr).not.toContain('canary');
  });

  it('refuses to change anything unasked where nobody can be asked', async () => {
    const result = await tenant(['add', 'x', '--secret-stdin', ...ids(3), '--no-test'], { stdin: SECRET });

    expect(result.exitCode).toBe(2);
    expect(result.stderr).toContain('no terminal to ask on');
  });

  it('sets any other key of a tenant', async () => {
    const result = await tenant([
      ...['add', 'machine', '--tenant-id', simulator.world.tenants[3]?.tenantId ?? '', '--no-test', '--yes'],
      ...['--set', 'credential.type=managed_identity', '--set', 'credential.source=imds'],
      ...['--set', 'content_types=[DLP.All]'],
    ]);

    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(home.config()).toContain('credential:\n        type: managed_identity\n        source: imds\n');
  });
});

describe('tenant remove and import on the command line', () => {
  it('removes, and finds nothing to do the second time', async () => {
    const first = await tenant(['remove', 'refused', '--yes']);
    const second = await tenant(['remove', 'refused', '--yes', '--json']);

    expect(first).toMatchObject({ exitCode: 0 });
    expect(first.stdout).toMatch(
      /^Removed: [^]*What was delivered stays remembered[^]*Backup: \S+-tenant-remove/,
    );
    expect(second.exitCode).toBe(0);
    expect(JSON.parse(second.stdout)).toMatchObject({ status: 'unchanged' });
  });

  it('imports, testing each first where that is wanted', async () => {
    const [, , third] = simulator.world.tenants;
    const row = (secret: string): string =>
      `imported,${third?.tenantId},${third?.clientId},${secret},${simulator.url},${simulator.url}\n`;
    const header = 'name,tenant_id,client_id,client_secret,login_url,api_url\n';
    const file = home.put(join(home.rootDir, 't.csv'), header + row('canary-wrong'));

    const refused = await tenant(['import', file, '--test', '--yes']);
    home.put(file, header + row(SECRET));
    const imported = await tenant(['import', file, '--test', '--yes']);

    expect(refused.exitCode).toBe(4);
    expect(imported).toMatchObject({ exitCode: 0 });
    expect(readFileSync(join(home.folder, 'tenants.d/imported.yml'), 'utf8')).toContain('name: imported');
    expect(refused.stderr + imported.stdout + imported.stderr).not.toContain('canary');
  });
});
