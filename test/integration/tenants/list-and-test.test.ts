import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../../src/simulator/server.ts';
import { TempHome } from '../../stand-ins/temp-home.ts';
import { runCli } from './run-cli.ts';

let home: TempHome;
let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({ events: 50, tenants: [{}, {}] });
  home = new TempHome();
  const [one, two] = simulator.world.tenants;
  const text = (name: string, tenant: typeof one): string =>
    `name: ${name}\ntenant_id: ${tenant?.tenantId}\nclient_id: ${tenant?.clientId}\n` +
    `client_secret_file: ${home.path}/${name}.secret\nlogin_url: ${simulator.url}\napi_url: ${simulator.url}\n`;
  home.write(
    'config.yml',
    `version: 1\ntenants:\n- ${text('good', one).trimEnd().replaceAll('\n', '\n  ')}\n`,
  );
  home.write('tenants.d/second.yml', text('bad', two));
  home.write('good.secret', `${one?.clientSecret}\n`, 0o600);
  home.write('bad.secret', 'canary-wrong-secret\n', 0o600);
});
afterAll(async () => {
  await simulator.close();
  home[Symbol.dispose]();
});

const tenant = (...args: readonly string[]) =>
  runCli(['tenant', ...args, '--config', `${home.path}/config.yml`]);

describe('tenant list', () => {
  it('shows each tenant with the file and line that it is written in, and no secret', async () => {
    const { stdout, exitCode } = await tenant('list');

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^good\n {2}tenant id +1000/);
    expect(stdout).toContain(`${home.path}/config.yml, line 3`);
    expect(stdout).toContain(`${home.path}/tenants.d/second.yml, line 1`);
    expect(stdout).toContain(`${home.path}/bad.secret`);
    expect(stdout).not.toContain('canary');
  });

  it('prints the same as JSON', async () => {
    const { stdout } = await tenant('list', '--json');

    const { tenants } = JSON.parse(stdout) as { tenants: Record<string, unknown>[] };
    expect(tenants).toMatchObject([
      { name: 'good', cloud: 'worldwide', line: 3 },
      { name: 'bad', credential: { type: 'client_secret', source: `${home.path}/bad.secret` } },
    ]);
  });
});

describe('tenant test', () => {
  it('ends well for a tenant that can be collected', async () => {
    const { stdout, exitCode } = await tenant('test', 'good');

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^good \([0-9a-f-]+\) can be collected:\n {2}ok {4}credential .*\n {2}ok {4}token +Microsoft’s login/,
    );
  });

  it('ends with 4 for one that Microsoft refuses, with the cure and without the secret', async () => {
    const { stdout, stderr, exitCode } = await tenant('test', 'bad');

    expect(exitCode).toBe(4);
    expect(stdout).toContain('bad (10000000-0000-4000-8000-000000000002) cannot be collected as it is:');
    expect(stdout).toMatch(/fail {2}token .*AADSTS7000215.* \[SECRET_WRONG\]\n +→ In Entra/);
    expect(stdout + stderr).not.toContain('canary');
  });

  it('asks about all, showing of those that pass only how many', async () => {
    const { stdout, exitCode } = await tenant('test', '--all');

    expect(exitCode).toBe(4);
    expect(stdout).not.toContain('good (');
    expect(stdout).toContain('1 of 2 tenants can be collected; not: bad.');
  });

  it('prints every finding as JSON, with codes', async () => {
    const { stdout, exitCode } = await tenant('test', '--json');

    const result = JSON.parse(stdout) as { tenants: { ok: boolean; checks: object[] }[] };
    expect(exitCode).toBe(4);
    expect(result).toMatchObject({ outcome: 'credentials', exitCode: 4 });
    expect(result.tenants.map(one => one.ok)).toEqual([true, false]);
    expect(result.tenants[1]?.checks[1]).toMatchObject({
      check: 'token',
      status: 'fail',
      code: 'SECRET_WRONG',
      microsoftCode: 'AADSTS7000215',
    });
  });

  it('names the tenants that there are when one is misspelt', async () => {
    const { stderr, exitCode } = await tenant('test', 'godo');

    expect(exitCode).toBe(2);
    expect(stderr).toContain('There is no tenant "godo". [TENANT_NOT_CONFIGURED]\n  → There are: good, bad.');
  });
});

describe('collect', () => {
  it('leaves out a bad file of tenants.d, collects the others, and says so by its exit code', async () => {
    home.write('tenants.d/broken.yml', 'name: broken\n');
    home.write('bad.secret', `${simulator.world.tenants[1]?.clientSecret}\n`, 0o600);

    const args = ['collect', '--dry-run', '--json', '--config', `${home.path}/config.yml`];
    const { stdout, stderr, exitCode } = await runCli(args);

    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/Tenants were left out: \S+broken\.yml has \d problems/);
    expect(stderr).toContain('"outcome":"config"');
    expect(stdout.match(/"tenant":"good"/g)?.length).toBeGreaterThan(0);
    expect(stdout.match(/"tenant":"bad"/g)?.length).toBeGreaterThan(0);
  });
});
