// Runs the packed tarball as a user does, `npx ./o365-wazuh-….tgz`, on each Node that may start it: version, help, install into a throw-away
// home, one run of the collector against the simulator, uninstall. Opt-in, since it fetches those Nodes (kept in a cache outside the project)
// and has npm fetch the pinned runtime. Usage: npm run test:npx [-- VERSION…]
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { listenOnQueue } from '../src/demo/queue-listener.ts';
import { type ChildRun, runChild } from '../src/demo/run-child.ts';
import { makeThrowawayHome } from '../src/demo/throwaway-home.ts';
import { startSimulator } from '../src/simulator/server.ts';
import { runtimePackage } from './runtime-package.ts';

/** The last of each line that package.json's engines allow. */
const VERSIONS = ['18.20.8', '20.20.2', '22.23.3', '24.21.0'];
const EVENTS = 300;

const root = join(import.meta.dirname, '..');
const wanted = process.argv.slice(2).filter(arg => !arg.startsWith('-'));
const scratch = mkdtempSync(join(tmpdir(), 'o365-npx-'));

interface Row {
  readonly node: string;
  readonly npm: string;
  readonly steps: Readonly<Record<string, string>>;
}

const rows: Row[] = [];
try {
  const tarball = join(scratch, packInto(scratch));
  for (const version of wanted.length > 0 ? wanted : VERSIONS) rows.push(await tryNode(version, tarball));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
const steps = Object.keys(rows[0]?.steps ?? {});
console.log(`| node | npm | ${steps.join(' | ')} |`);
console.log(`|${'---|'.repeat(steps.length + 2)}`);
for (const { node, npm, steps: done } of rows) {
  console.log(`| ${node} | ${npm} | ${steps.map(step => done[step] ?? '–').join(' | ')} |`);
}
if (rows.some(row => Object.values(row.steps).some(result => !result.startsWith('ok')))) process.exitCode = 1;

function packInto(folder: string): string {
  execFileSync(process.execPath, [join(root, 'scripts/build.ts'), '--quiet'], {
    cwd: root,
    stdio: 'inherit',
  });
  const args = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder];
  execFileSync('npm', args, { cwd: root });
  return readdirSync(folder).find(name => name.endsWith('.tgz')) ?? '';
}

async function tryNode(version: string, tarball: string): Promise<Row> {
  const runtime = runtimePackage(`node-linux-${process.arch}`, { version, fetch: true }) ?? '';
  const folder = mkdtempSync(join(scratch, 'user-'));
  copyFileSync(tarball, join(folder, basename(tarball)));
  const node = join(runtime, 'bin/node');
  const npm = npmFor(version);
  const env = {
    PATH: `${join(runtime, 'bin')}:/usr/bin:/bin`,
    HOME: folder,
    ...wayToRegistry(),
    npm_config_cache: join(scratch, 'npm-cache'),
    npm_config_update_notifier: 'false',
  };
  const npx = (args: readonly string[], stdin?: string): Promise<ChildRun> =>
    runChild(node, [join(npm, 'bin/npx-cli.js'), '--yes', `./${basename(tarball)}`, ...args], {
      cwd: folder,
      env,
      ...(stdin === undefined ? {} : { stdin }),
    });
  const done: Record<string, string> = {};
  const home = makeThrowawayHome();
  const conf = (): string => readFileSync(join(home.path, 'etc/ossec.conf'), 'utf8');
  const before = conf();
  const simulator = await startSimulator({ events: EVENTS });
  const queue = listenOnQueue(home.queuePath, () => undefined);
  try {
    const started = await npx(['--version']);
    done['--version'] = verdict(started, started.stdout.trim());
    const tenant = simulator.world.tenants[0];
    const installed = await npx(
      [
        ...['install', '--home', home.path, '--no-restart', '--yes', '--client-secret-stdin'],
        ...['--login-url', simulator.url, '--api-url', simulator.url],
        ...['--tenant-id', tenant?.tenantId ?? '', '--client-id', tenant?.clientId ?? ''],
      ],
      tenant?.clientSecret,
    );
    const ran = join(home.path, 'wodles/o365-wazuh/runtime/node');
    const runs = existsSync(ran) ? execFileSync(ran, ['--version'], { encoding: 'utf8' }).trim() : 'none';
    done['install (runtime)'] = verdict(installed, runs);
    const command =
      /<command>(?<command>[^<]+)<\/command>/.exec(conf())?.groups?.['command']?.split(' ') ?? [];
    const [program, ...args] = command;
    const collected = program && (await runChild(program, args, { cwd: home.path, env: {} }));
    const arrived = queue.datagrams.length;
    done['collect as the wodle'] = !collected
      ? 'no wodle'
      : arrived === EVENTS
        ? verdict(collected, `all ${EVENTS} events`)
        : `${arrived} of ${EVENTS} events`;
    const removed = await npx(['uninstall', '--home', home.path, '--no-restart', '--yes', '--purge']);
    const isClean = conf() === before && readdirSync(join(home.path, 'wodles')).length === 0;
    done['uninstall'] = isClean ? verdict(removed, 'home as before') : 'home NOT as before';
  } finally {
    queue.close();
    await simulator.close();
    home.remove();
  }
  const npmVersion = JSON.parse(readFileSync(join(npm, 'package.json'), 'utf8')) as { version: string };
  return { node: version, npm: npmVersion.version, steps: done };
}

/** How this machine's own npm reaches its registry, for an npm that does not read its settings. */
function wayToRegistry(): Record<string, string> {
  const env: Record<string, string> = {};
  for (const key of ['registry', 'cafile', 'https-proxy', 'noproxy']) {
    const value = execFileSync('npm', ['config', 'get', key], { encoding: 'utf8' }).trim();
    if (value !== '' && value !== 'null' && value !== 'undefined')
      env[`npm_config_${key.replace('-', '_')}`] = value;
  }
  return env;
}

function verdict(run: ChildRun, text: string): string {
  if (run.exitCode === 0) return `ok, ${text}`;
  console.error(run.stderr || run.stdout);
  return `exit code ${run.exitCode}`;
}

/** The runtime packages bring no npm: the last one that this Node can run is fetched once. */
function npmFor(version: string): string {
  const npm = Number(version.split('.')[0]) < 20 ? '10.9.9' : '11.21.2';
  const folder = runtimePackage('npm', { version: npm, fetch: true, marker: 'bin/npx-cli.js' });
  if (folder === undefined) throw new Error(`npm ${npm} cannot be had`);
  return folder;
}
