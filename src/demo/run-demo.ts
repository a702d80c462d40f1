import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { O365WazuhError } from '../errors.ts';
import { CODE_DIR } from '../package-root.ts';
import { startSimulator, type Simulator } from '../simulator/server.ts';
import { BLOG_SAMPLE_EVENTS } from '../simulator/synthesize/blog-sample-events.ts';
import { listenOnQueue } from './queue-listener.ts';
import { type ChildRun, runChild } from './run-child.ts';
import { readXmlFiles } from './xml-files.ts';
import { makeThrowawayHome, type ThrowawayHome } from './throwaway-home.ts';

export interface DemoOptions {
  /** Events that the simulator offers, besides the blog's three. */
  readonly events: number;
  /** Called at each step, in words. */
  readonly onStep: (text: string) => void;
  /** Called with how many events have arrived. */
  readonly onArrival: (count: number) => void;
}

/** What arrived, and what the collector said of its run. */
export interface DemoResult {
  readonly datagrams: readonly string[];
  /** Files that install wrote, relative to the home. */
  readonly wodleCommand: string;
  readonly rules: ReadonlyMap<string, string>;
  readonly decoders: ReadonlyMap<string, string>;
  readonly summary: CollectSummary;
  readonly second: CollectSummary;
  readonly offered: number;
}

/** The part of `collect --json` that the demo shows. */
export interface CollectSummary {
  readonly outcome: string;
  readonly delivered: number;
  readonly blobs: number;
  readonly duplicates: number;
  readonly seconds: number;
  readonly eventsPerSecond: number;
  readonly requests: number;
  readonly acknowledgement: string;
}

/**
 * The whole path on one machine: simulator, install into a throw-away home, the installed collector run exactly as the wodle runs
 * it (without a shell, from the home, with an empty environment), uninstall. Leaves nothing behind.
 *
 * @throws DEMO_FAILED with what the failing program printed.
 */
export async function runDemo(options: DemoOptions): Promise<DemoResult> {
  await using cleanUp = new AsyncDisposableStack();
  options.onStep('Starting a stand-in for Microsoft’s login and Activity API');
  const simulator = await startSimulator({
    events: options.events,
    eventsPerBlob: 40,
    seed: 20,
    fixedEvents: BLOG_SAMPLE_EVENTS,
    faults: { 'event-in-two-blobs': 0.2, 'error-500': 0.02 },
  });
  cleanUp.defer(() => simulator.close());

  options.onStep('Making a throw-away Wazuh home and binding its queue socket');
  const home = makeThrowawayHome();
  cleanUp.defer(() => home.remove());
  const confBefore = readFileSync(join(home.path, 'etc/ossec.conf'), 'utf8');
  const queue = listenOnQueue(home.queuePath, options.onArrival);
  cleanUp.defer(() => queue.close());

  options.onStep('o365-wazuh install');
  await install(home, simulator);
  const wodleCommand = readWodleCommand(home);
  const [rules, decoders] = [
    readXmlFiles(join(home.path, 'etc/rules')),
    readXmlFiles(join(home.path, 'etc/decoders')),
  ];

  options.onStep(`Running what the wodle runs: ${wodleCommand}`);
  const summary = await runWodle(wodleCommand, home);
  options.onStep('Running it a second time: nothing may arrive twice');
  const second = await runWodle(wodleCommand, home);
  const datagrams = [...queue.datagrams];

  options.onStep('o365-wazuh uninstall');
  expectSuccess(
    'uninstall',
    await runCli(['uninstall', '--home', home.path, '--no-restart', '--yes', '--purge']),
  );
  if (readFileSync(join(home.path, 'etc/ossec.conf'), 'utf8') !== confBefore) {
    throw new O365WazuhError('DEMO_FAILED', 'uninstall did not give ossec.conf back byte for byte.');
  }
  const offered = [...simulator.world.offered()].length;
  return { datagrams, wodleCommand, rules, decoders, summary, second, offered };
}

async function install(home: ThrowawayHome, simulator: Simulator): Promise<void> {
  const tenant = simulator.world.tenants[0];
  if (!tenant) throw new O365WazuhError('INTERNAL', 'The simulated world has no tenant.');
  const args = ['install', '--home', home.path, '--no-restart', '--yes', '--client-secret-stdin'];
  args.push('--name', tenant.name, '--tenant-id', tenant.tenantId, '--client-id', tenant.clientId);
  args.push('--login-url', simulator.url, '--api-url', simulator.url);
  expectSuccess('install', await runCli(args, tenant.clientSecret));
}

/** Runs this very command line again, as a user would. */
function runCli(args: readonly string[], stdin?: string): Promise<ChildRun> {
  const cli = join(CODE_DIR, 'cli.cjs');
  return runChild(process.execPath, ['--disable-warning=ExperimentalWarning', cli, ...args], {
    cwd: process.cwd(),
    ...(stdin === undefined ? {} : { stdin }),
  });
}

/** As modulesd does: split at blanks, no shell, from the home, and here with no environment at all. */
async function runWodle(command: string, home: ThrowawayHome): Promise<CollectSummary> {
  const [program = '', ...args] = command.split(' ');
  const run = await runChild(program, [...args, '--json'], { cwd: home.path, env: {} });
  expectSuccess('collector', run);
  return JSON.parse(run.stdout) as CollectSummary;
}

function readWodleCommand(home: ThrowawayHome): string {
  const conf = readFileSync(join(home.path, 'etc/ossec.conf'), 'utf8');
  const command = /<tag>o365-wazuh<\/tag>[^]*?<command>(?<command>[^<]+)<\/command>/.exec(conf)?.groups?.[
    'command'
  ];
  if (command === undefined)
    throw new O365WazuhError('DEMO_FAILED', 'install left no wodle of ours in ossec.conf.');
  return command;
}

function expectSuccess(what: string, run: ChildRun): void {
  if (run.exitCode === 0) return;
  throw new O365WazuhError(
    'DEMO_FAILED',
    `${what} ended with exit code ${run.exitCode}:\n${run.stderr.trim() || run.stdout.trim()}`,
  );
}
