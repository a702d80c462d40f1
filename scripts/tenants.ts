// Measures one idle run over hundreds of tenants: the built collector, the simulator and the sink each in a process of its own.
// Run: node24 scripts/tenants.ts [--tenants 500] [--types 1] [--rate 20] [--hanging 0]
// With --hanging so many further tenants come first, of a Microsoft that never answers: how long do the others wait?
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { CONTENT_TYPES } from '../src/events/content-type.ts';
import { CALM_MALLOC } from '../src/calm-malloc.ts';
import { PACKAGE_ROOT } from '../src/package-root.ts';
import { AnalysisdProcess } from '../test/stand-ins/analysisd-process.ts';
import { runMetered } from './bench/metered.ts';

const { values } = parseArgs({
  options: {
    tenants: { type: 'string', default: '500' },
    types: { type: 'string', default: '1' },
    rate: { type: 'string', default: '20' },
    hanging: { type: 'string', default: '0' },
    interval: { type: 'string', default: '5m' },
  },
});
const [tenants, hanging] = [Number(values.tenants), Number(values.hanging)];
const types = CONTENT_TYPES.slice(-Number(values.types));

const home = mkdtempSync(join(tmpdir(), 'o365-tenants-'));
const sink = await AnalysisdProcess.start({ home, keep: false });
mkdirSync(join(home, 'etc'));
writeFileSync(join(home, 'etc/ossec.conf'), '<ossec_config></ossec_config>\n');
const children: ChildProcess[] = [];
try {
  const microsoft = await startSimulator(tenants);
  const silent = hanging > 0 ? await startSimulator(hanging, ['--fault', 'stall']) : '';
  writeConfig(microsoft, silent);
  console.log(
    `${tenants} tenants, ${types.length} content types each, ${values.rate} requests/s, ${hanging} more that hang:`,
  );
  for (const name of ['first run', 'idle run']) await measure(name, microsoft);
} finally {
  for (const child of children) child.kill('SIGKILL');
  await sink.kill();
  rmSync(home, { recursive: true, force: true });
}

async function measure(name: string, url: string): Promise<void> {
  const before = await requestsAt(url);
  const watch = watchRequests(url, before);
  const usage = await runMetered(
    join(PACKAGE_ROOT, 'dist/collector.cjs'),
    [
      // A Wazuh of this machine must not get our log.
      ...['--home', home, '--config', join(home, 'config.yml'), '--json'],
    ],
    { env: CALM_MALLOC },
  ).catch((error: unknown) => {
    // Tenants that hang make the run fail, as they should.
    if (hanging > 0) return undefined;
    throw error;
  });
  const { lastMs, perSecond } = await watch.end();
  const requests = (await requestsAt(url)) - before;
  console.log(
    `  ${name}: ${usage ? `${(usage.wallMs / 1000).toFixed(1)} s, ${(usage.cpuMs / 1000).toFixed(1)} s CPU, ${usage.maxRssMb.toFixed(0)} MB at most, ` : ''}` +
      `${requests} requests, at most ${perSecond} in a second; the last one of a healthy tenant after ${(lastMs / 1000).toFixed(1)} s`,
  );
}

/** Looks every quarter of a second how many requests have come. */
function watchRequests(url: string, from: number): { end(): Promise<{ lastMs: number; perSecond: number }> } {
  const startedMs = performance.now();
  const seen: { readonly atMs: number; readonly count: number }[] = [{ atMs: 0, count: from }];
  let isOver = false;
  let lastMs = 0;
  const looking = (async () => {
    while (!isOver) {
      const count = await requestsAt(url);
      const atMs = performance.now() - startedMs;
      if (count > (seen.at(-1)?.count ?? 0)) lastMs = atMs;
      seen.push({ atMs, count });
      await sleep(250);
    }
  })();
  return {
    async end() {
      isOver = true;
      await looking;
      const perSecond = seen.map(({ atMs, count }) => {
        const before = seen.findLast(one => one.atMs <= atMs - 1_000) ?? seen[0];
        return Math.round((count - (before?.count ?? 0)) / Math.max((atMs - (before?.atMs ?? 0)) / 1000, 1));
      });
      return { lastMs, perSecond: Math.max(...perSecond) };
    },
  };
}

async function requestsAt(url: string): Promise<number> {
  const response = await fetch(`${url}/_simulator/state`);
  const { requests } = (await response.json()) as { requests: Record<string, number> };
  return ['token', 'start', 'list', 'content', 'blob'].reduce(
    (sum, route) => sum + (requests[route] ?? 0),
    0,
  );
}

async function startSimulator(count: number, more: readonly string[] = []): Promise<string> {
  const child = spawn(
    process.execPath,
    [
      ...['--disable-warning=ExperimentalWarning', join(PACKAGE_ROOT, 'dist/cli.cjs'), 'simulate', '--json'],
      ...['--port', '0', '--events', '0', '--latency-ms', '50', '--tenants', String(count), ...more],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  children.push(child);
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('\n')) resolve((JSON.parse(said) as { url: string }).url);
    });
    child.once('exit', code => reject(new Error(`The simulator ended with ${code}.`)));
  });
}

function writeConfig(microsoft: string, silent: string): void {
  mkdirSync(join(home, 'queue/o365-wazuh'), { recursive: true });
  const secret = join(home, 'secret');
  writeFileSync(secret, 'simulator-secret', { mode: 0o600 });
  const entry = (name: string, number: number, group: number, url: string): string => `
  - name: ${name}-${number}
    tenant_id: 10000000-0000-4000-800${group}-${String(number).padStart(12, '0')}
    client_id: 20000000-0000-4000-8000-${String(number).padStart(12, '0')}
    client_secret_file: ${secret}
    login_url: ${url}
    api_url: ${url}
    content_types: [${types.join(', ')}]`;
  const entries = [
    ...Array.from({ length: hanging }, (_, n) => entry('hanging', n + 1, 1, silent)),
    ...Array.from({ length: tenants }, (_, n) => entry('tenant', n + 1, 0, microsoft)),
  ];
  writeFileSync(
    join(home, 'config.yml'),
    `version: 1\ninterval: ${values.interval}\nmax_requests_per_second: ${values.rate}\ntenants:${entries.join('')}\n`,
  );
}
