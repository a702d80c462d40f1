import { statSync } from 'node:fs';
import { join } from 'node:path';
import { WRITTEN_AFTER_MS } from '../../src/wazuh/unwritten-tail.ts';
import { runMetered, type Usage } from './metered.ts';
import { Stage } from './stage.ts';

/** One line of the table. */
export interface Row {
  readonly item: ItemName;
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** What it is to be, in words; undefined where the value just informs. */
  readonly goal?: string;
  readonly met?: boolean;
  /** The same of the plain loop in this very run, where it has such a value. */
  readonly reference?: number;
}

/** How much of everything: the full measure, or a smoke test of a few seconds. */
export interface Scale {
  /** How often the throughput is measured. */
  readonly rounds: number;
  readonly events: number;
  readonly eventsPerBlob: number;
  readonly memoryEvents: readonly [number, number, number];
  readonly hugeBlobMb: number;
  readonly identities: number;
  readonly identityEvents: number;
  readonly blobsAnHour: number;
  readonly runsAnHour: number;
  readonly idleRuns: number;
}

export const FULL: Scale = {
  rounds: 3,
  events: 200_000,
  eventsPerBlob: 1_000,
  memoryEvents: [10_000, 100_000, 1_000_000],
  hugeBlobMb: 64,
  identities: 10_000_000,
  identityEvents: 50_000,
  blobsAnHour: 1_600,
  runsAnHour: 12,
  idleRuns: 7,
};

export const QUICK: Scale = {
  rounds: 1,
  events: 1_000,
  eventsPerBlob: 100,
  memoryEvents: [200, 400, 800],
  hugeBlobMb: 1,
  identities: 5_000,
  identityEvents: 300,
  blobsAnHour: 20,
  runsAnHour: 2,
  idleRuns: 1,
};

export const ITEMS = {
  throughput: measureThroughput,
  memory: measureMemory,
  identities: measureIdentities,
  tenant: measureLargeTenant,
  idle: measureIdle,
} as const;

export type ItemName = keyof typeof ITEMS;

/** Without and with latency by turns, and of each figure the median: other work on the machine comes and goes. */
async function measureThroughput({ rounds, events, eventsPerBlob }: Scale): Promise<Row[]> {
  const item = 'throughput';
  const measure = (latencyMs: number) =>
    fresh({ events, eventsPerBlob, latencyMs, prepared: true }, stage => measureBoth(stage, events));
  const turns: { readonly without: Both; readonly within: Both }[] = [];
  for (let n = 0; n < rounds; n += 1) {
    turns.push({ without: await measure(0), within: await measure(150) });
  }
  const without = (pick: (both: Both) => number): number => median(turns.map(one => pick(one.without)));
  const within = (pick: (both: Both) => number): number => median(turns.map(one => pick(one.within)));
  const share = (own: (both: Both) => number): number =>
    median(turns.map(one => own(one.within) / own(one.without)));
  const ourRate = ({ ours }: Both): number => ownRate(ours, events);
  const plainRate = ({ plain }: Both): number => rate(plain, events);
  const ourCpuUs = without(({ ours }) => cpuUs(ours, events));
  const ourRssMb = without(({ ours }) => ours.maxRssMb);
  return [
    {
      ...{ item, what: `${events} events, no latency`, value: without(ourRate), unit: 'events/s' },
      ...goal(without(ourRate), '≥', 20_000),
      reference: without(plainRate),
    },
    {
      ...{ item, what: 'CPU of the collector', value: ourCpuUs, unit: 'µs/event' },
      ...goal(ourCpuUs, '≤', 50),
      reference: without(({ plain }) => cpuUs(plain, events)),
    },
    {
      ...{ item, what: 'largest resident size', value: ourRssMb, unit: 'MB' },
      ...goal(ourRssMb, '≤', 150),
      reference: without(({ plain }) => plain.maxRssMb),
    },
    {
      ...{ item, what: '150 ms latency a request', value: within(ourRate), unit: 'events/s' },
      reference: within(plainRate),
    },
    {
      ...{ item, what: 'share of the rate without latency', value: share(ourRate), unit: '' },
      ...goal(share(ourRate), '≥', 0.8),
      reference: share(plainRate),
    },
  ];
}

async function measureMemory({ memoryEvents, eventsPerBlob, hugeBlobMb }: Scale): Promise<Row[]> {
  const item = 'memory';
  const rows: Row[] = [];
  for (const events of memoryEvents) {
    const { ours } = await fresh({ events, eventsPerBlob }, async stage => ({
      ours: await measured(stage, events),
    }));
    rows.push({
      ...{ item, what: `${events} events`, value: ours.maxRssMb, unit: 'MB' },
      ...goal(ours.maxRssMb, '≤', 150),
    });
  }
  const sizes = rows.map(row => row.value);
  const spread = Math.max(...sizes) / Math.min(...sizes) - 1;
  rows.push({
    ...{ item, what: 'difference between them', value: 100 * spread, unit: '%' },
    ...goal(100 * spread, '≤', 20),
  });
  const hugeEvents = Math.ceil((hugeBlobMb * 1024 * 1024) / 1_500);
  const huge = await fresh(
    { events: hugeEvents, eventsPerBlob: hugeEvents, contentTypes: ['Audit.Exchange'] },
    async stage => measureBoth(stage, hugeEvents),
  );
  rows.push({
    ...{ item, what: `one blob of ${hugeBlobMb} MB`, value: huge.ours.maxRssMb, unit: 'MB' },
    ...goal(huge.ours.maxRssMb, '≤', 300),
    reference: huge.plain.maxRssMb,
  });
  return rows;
}

async function measureIdentities({ identities, identityEvents, eventsPerBlob }: Scale): Promise<Row[]> {
  const item = 'identities';
  const events = identityEvents;
  const run = (known: number) =>
    fresh({ events: 0, eventsPerBlob }, async stage => {
      // The first run makes the partitions.
      await stage.collect();
      const stateFile = join(stage.stateFolder, 'state.db');
      const before = statSync(stateFile).size;
      if (known > 0)
        await runMetered(join(import.meta.dirname, 'fill-memory.ts'), [stateFile, String(known)]);
      const bytes = statSync(stateFile).size - before;
      await stage.addEvents(events);
      return { ours: await measured(stage, events), bytes };
    });
  const [none, full] = [await run(0), await run(identities)];
  const ratio = full.ours.cpuMs / none.ours.cpuMs;
  return [
    { item, what: 'CPU with none remembered', value: cpuUs(none.ours, events), unit: 'µs/event' },
    { item, what: `CPU with ${identities} remembered`, value: cpuUs(full.ours, events), unit: 'µs/event' },
    { ...{ item, what: 'ratio', value: ratio, unit: '' }, ...goal(ratio, '≤', 1.5) },
    {
      ...{ item, what: 'state a million', value: full.bytes / 2 ** 20 / (identities / 1e6), unit: 'MB' },
    },
    { item, what: 'largest resident size', value: full.ours.maxRssMb, unit: 'MB' },
  ];
}

/** 1,600 blobs an hour, a hundred events each, in the default rhythm of a run in five minutes. */
async function measureLargeTenant({ blobsAnHour, runsAnHour }: Scale): Promise<Row[]> {
  const item = 'tenant';
  const eventsPerBlob = 100;
  const eventsARun = Math.round((blobsAnHour / runsAnHour) * eventsPerBlob);
  const cpuMs = await fresh({ events: 0, eventsPerBlob }, async stage => {
    await stage.collect();
    let sum = 0;
    for (let n = 0; n < runsAnHour; n += 1) {
      await stage.addEvents(eventsARun);
      sum += (await measured(stage, eventsARun)).cpuMs;
    }
    return sum;
  });
  const percent = (100 * cpuMs) / 3_600_000;
  return [
    {
      ...{
        item,
        what: `${blobsAnHour} blobs an hour in ${runsAnHour} runs`,
        value: percent,
        unit: '% of a core',
      },
      ...goal(percent, '≤', 5),
    },
  ];
}

async function measureIdle({ idleRuns }: Scale): Promise<Row[]> {
  const item = 'idle';
  return fresh({ events: 200, eventsPerBlob: 10 }, async stage => {
    await stage.collect();
    const before = await stage.requests();
    const walls: number[] = [];
    for (let n = 0; n < idleRuns; n += 1) walls.push((await stage.collect()).wallMs);
    const after = await stage.requests();
    const asked = (route: string) => ((after[route] ?? 0) - (before[route] ?? 0)) / idleRuns;
    const requests = Object.keys(after).reduce((sum, route) => sum + asked(route), 0);
    const wallMs = median(walls);
    return [
      { ...{ item, what: 'a run with nothing new', value: wallMs, unit: 'ms' }, ...goal(wallMs, '≤', 300) },
      { ...{ item, what: 'requests of it', value: requests, unit: '' }, ...goal(requests, '≤', 11) },
      {
        ...{ item, what: 'starts among them', value: asked('start'), unit: '' },
        ...goal(asked('start'), '≤', 0),
      },
    ];
  });
}

async function fresh<T>(
  options: Parameters<typeof Stage.set>[0],
  work: (stage: Stage) => Promise<T>,
): Promise<T> {
  await using stage = await Stage.set(options);
  return await work(stage);
}

interface Both {
  readonly ours: Usage;
  readonly plain: Usage;
}

/** Both deliver the same events; ours first, so that the simulator's warmth is the plain loop's advantage. */
async function measureBoth(stage: Stage, events: number): Promise<Both> {
  const ours = await measured(stage, events);
  const before = await stage.sunk();
  const plain = await stage.reference();
  const sunk = (await stage.sunk()) - before;
  if (sunk < events) throw new Error(`The plain loop brought ${sunk} of ${events} events.`);
  return { ours, plain };
}

/** A run that brought less than all is no measure. */
async function measured(stage: Stage, events: number): Promise<Usage> {
  const before = await stage.sunk();
  const usage = await stage.collect();
  const sunk = (await stage.sunk()) - before;
  if (sunk < events) throw new Error(`The collector brought ${sunk} of ${events} events: ${usage.stdout}`);
  return usage;
}

function rate(usage: Usage, events: number): number {
  return events / (usage.wallMs / 1000);
}

/**
 * The collector's, until the last event is recorded. Then its run only waits, once, for analysisd to write its last alerts: time without work that
 * grows with nothing.
 */
function ownRate(usage: Usage, events: number): number {
  return events / ((usage.wallMs - WRITTEN_AFTER_MS) / 1000);
}

function cpuUs(usage: Usage, events: number): number {
  return (usage.cpuMs * 1000) / events;
}

function goal(value: number, sense: '≤' | '≥', bound: number): { goal: string; met: boolean } {
  return { goal: `${sense} ${bound}`, met: sense === '≤' ? value <= bound : value >= bound };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
