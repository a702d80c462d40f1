import { Command } from 'commander';
import { readContentTypes } from '../config/legacy-flags.ts';
import { O365WazuhError } from '../errors.ts';
import { hearSignals } from '../hear-signals.ts';
import { parseFault, ROUTES } from '../simulator/fault-setting.ts';
import { FAULTS } from '../simulator/faults.ts';
import { startSimulator, type Simulator } from '../simulator/server.ts';
import { BLOG_SAMPLE_EVENTS } from '../simulator/synthesize/blog-sample-events.ts';

interface Flags {
  readonly port: string;
  readonly events: string;
  readonly eventsPerBlob: string;
  readonly pageSize: string;
  readonly seed: string;
  readonly rate: string;
  readonly spanHours: string;
  readonly latencyMs: string;
  readonly requestsPerMinute: string;
  readonly strict?: boolean;
  readonly prepare?: boolean;
  readonly bytesPerEvent?: string;
  readonly contentTypes?: readonly string[];
  readonly fault: readonly string[];
  readonly listFaults?: boolean;
  readonly tenants: string;
  readonly tenantId?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly json?: boolean;
}

/** `simulate`: Microsoft's login and Activity API on this machine, to try any client against. */
export function simulateCommand(): Command {
  return new Command('simulate')
    .description('run a stand-in for Microsoft’s login and Activity API on 127.0.0.1')
    .option('--port <n>', 'port to listen on, 0 for any free one', '8365')
    .option('--events <n>', 'events there are at the start', '10000')
    .option('--events-per-blob <n>', 'events in a blob', '100')
    .option('--page-size <n>', 'blobs on a page of a listing', '200')
    .option('--seed <n>', 'the same seed gives the same events and faults', '1')
    .option('--rate <n>', 'events that arrive each second, fractions too', '0')
    .option('--span-hours <n>', 'the first events became available over so many hours before now', '20')
    .option('--bytes-per-event <n>', 'mean size to pad events to')
    .option(
      '--prepare',
      'make and pack the first blobs’ bodies before it listens, for measuring; faults of bodies spare them',
    )
    .option('--latency-ms <n>', 'wait before each answer', '0')
    .option('--requests-per-minute <n>', 'quota per tenant and publisher, 0 for none', '2000')
    .option('--strict', 'refuse the app id in the tenant’s place of a URL, which the live service takes')
    .option('--content-types <types...>', 'content types that have events (default: all five)')
    .option(
      '--fault <name[:on][=rate|=COUNTx][@skip]>',
      'switch a fault on: always, at a rate from 0 to 1, or COUNT times; repeatable',
      collectFault,
      [],
    )
    .option('--list-faults', 'print all faults and end')
    .option(
      '--tenants <n>',
      'so many tenants with so many events each; ids count up from the first, all secrets are the same',
      '1',
    )
    .option('--tenant-id <guid>', 'the (first) tenant (default: a made-up one, printed)')
    .option('--client-id <guid>', 'the app')
    .option('--client-secret <value>', 'its secret; the simulator’s only, never a real one')
    .option('--json', 'print where it listens as JSON')
    .addHelpText(
      'after',
      `
A fault strikes every opportunity, or: NAME=0.05 one in twenty, NAME=3x the first three, NAME=3x@10 three after ten have
passed, NAME:blob only requests of that route (${ROUTES.join(', ')}), NAME:DLP.All only that content type.

Faults:
${faultList()}
Examples:
  o365-wazuh simulate --events 20000 --fault error-500=0.05 --fault truncated-json:blob=0.02
  o365-wazuh simulate --port 0 --json --seed 7 --rate 20 --fault token-short-lived --fault forbidden:DLP.All`,
    )
    .action(async (flags: Flags) => {
      if (flags.listFaults) {
        process.stdout.write(faultList());
        return;
      }
      const simulator = await startSimulator(optionsOf(flags));
      process.stdout.write(flags.json ? announcementAsJson(simulator) : announcement(simulator));
      await untilSignal();
      await simulator.close();
    });
}

function collectFault(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}

function optionsOf(flags: Flags): Parameters<typeof startSimulator>[0] {
  return {
    port: whole('--port', flags.port, 0, 65_535),
    events: whole('--events', flags.events, 0, 10_000_000),
    eventsPerBlob: whole('--events-per-blob', flags.eventsPerBlob, 1, 1_000_000),
    pageSize: whole('--page-size', flags.pageSize, 1, 100_000),
    seed: whole('--seed', flags.seed, 0, 2 ** 31),
    eventsPerSecond: number('--rate', flags.rate, 0, 100_000),
    spanHours: whole('--span-hours', flags.spanHours, 1, 168),
    latencyMs: whole('--latency-ms', flags.latencyMs, 0, 600_000),
    requestsPerMinute: whole('--requests-per-minute', flags.requestsPerMinute, 0, 1_000_000) || Infinity,
    strict: flags.strict ?? false,
    prepared: flags.prepare ?? false,
    ...(flags.bytesPerEvent === undefined
      ? {}
      : { bytesPerEvent: whole('--bytes-per-event', flags.bytesPerEvent, 200, 60_000) }),
    ...(flags.contentTypes === undefined ? {} : { contentTypes: readContentTypes(flags.contentTypes) }),
    faults: Object.fromEntries(flags.fault.map(parseFault)),
    fixedEvents: BLOG_SAMPLE_EVENTS,
    tenants: [
      {
        ...(flags.tenantId === undefined ? {} : { tenantId: flags.tenantId }),
        ...(flags.clientId === undefined ? {} : { clientId: flags.clientId }),
        ...(flags.clientSecret === undefined ? {} : { clientSecret: flags.clientSecret }),
      },
      ...Array.from({ length: whole('--tenants', flags.tenants, 1, 5_000) - 1 }, () =>
        flags.clientSecret === undefined ? {} : { clientSecret: flags.clientSecret },
      ),
    ],
  };
}

function whole(flag: string, text: string, min: number, max: number): number {
  if (/^\d+$/.test(text) && Number(text) >= min && Number(text) <= max) return Number(text);
  throw outOfBounds(flag, text, `a whole number from ${min} to ${max}`);
}

function number(flag: string, text: string, min: number, max: number): number {
  if (/^\d*\.?\d+$/.test(text) && Number(text) >= min && Number(text) <= max) return Number(text);
  throw outOfBounds(flag, text, `a number from ${min} to ${max}`);
}

function outOfBounds(flag: string, text: string, rule: string): O365WazuhError {
  return new O365WazuhError('USAGE', `${flag} is ${JSON.stringify(text)}; it must be ${rule}.`);
}

function announcement(simulator: Simulator): string {
  const { tenantId, clientId, clientSecret } = simulator.world.tenants[0] ?? {};
  return `The simulator listens at ${simulator.url} with ${simulator.world.blobCount} blobs. End it with Ctrl-C.

  tenant id      ${tenantId}
  client id      ${clientId}
  client secret  ${clientSecret}

Try it without sending anything:
  o365-wazuh collect --dry-run --login-url ${simulator.url} --api-url ${simulator.url} \\
    --tenantId ${tenantId} --clientId ${clientId} --clientSecret ${clientSecret}

What happened so far: ${simulator.url}/_simulator/state
`;
}

function announcementAsJson(simulator: Simulator): string {
  const { tenantId, clientId, clientSecret } = simulator.world.tenants[0] ?? {};
  return `${JSON.stringify({ url: simulator.url, blobs: simulator.world.blobCount, tenantId, clientId, clientSecret })}\n`;
}

function faultList(): string {
  const width = Math.max(...Object.keys(FAULTS).map(name => name.length));
  const lines = Object.entries(FAULTS).map(
    ([name, { place, text }]) => `${name.padEnd(width)}  ${place}: ${text}`,
  );
  return `${lines.join('\n')}\n`;
}

function untilSignal(): Promise<void> {
  return new Promise(resolve => {
    const forget = hearSignals(['SIGINT', 'SIGTERM'], () => {
      resolve();
      forget();
    });
  });
}
