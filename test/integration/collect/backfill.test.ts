import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type BackfillMeans, type BackfillResult, runBackfill } from '../../../src/backfill-run.ts';
import { runCollector } from '../../../src/collector-run.ts';
import { PACKAGE_ROOT } from '../../../src/package-root.ts';
import { readConfiguration } from '../../../src/run-configuration.ts';
import { takeRunLock } from '../../../src/state/run-lock.ts';
import { readStateReport } from '../../../src/state/state-report.ts';
import { openCollector, resolvePlaces } from '../../../src/wiring.ts';
import { DAY_MS, type Delivered, FeedScene, HOUR_MS } from './feed-scene.ts';

const CLI = join(PACKAGE_ROOT, 'src/cli.ts');
const never = new AbortController().signal;
const TIMEOUT_MS = 240_000;
/** As settle-backfill.ts has it. */
const GROUP_EVENTS = 1_000;

function addOld(scene: FeedScene, blobs: number): void {
  for (let index = 0; index < blobs; index += 1) {
    const createdMs = scene.clock.now() - 2 * DAY_MS - index * HOUR_MS;
    scene.simulator.world.addBlob({ contentType: 'Audit.Exchange', events: 5, createdMs });
  }
}

function backfill(
  scene: FeedScene,
  flags: { readonly from?: string; readonly to?: string; readonly dryRun?: boolean } = {},
  means: BackfillMeans = {},
  signal: AbortSignal = never,
): Promise<BackfillResult> {
  return runBackfill({ from: '7d', home: scene.home.path, ...flags }, signal, {
    tempo: scene.tempo,
    pauseMs: 10,
    ...means,
  });
}

function done(result: BackfillResult): number {
  return result.parts.reduce((sum, one) => sum + one.blobsDone, 0);
}

/** The command as a process of its own. */
function startCli(scene: FeedScene, more: readonly string[]) {
  const args = ['backfill', '--from', '7d', '--home', scene.home.path, ...more];
  return spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** What a process printed; waits for its end. */
async function textOf(child: ReturnType<typeof startCli>): Promise<string> {
  const [text] = await Promise.all([child.stdout.toArray() as Promise<Buffer[]>, once(child, 'exit')]);
  return Buffer.concat(text).toString();
}

interface Told {
  readonly outcome?: string;
  readonly delivered: number;
}

/** A copy of config.yml for a backfill of three downloads at a time. */
function slowConfig(scene: FeedScene): string {
  const text = readFileSync(join(scene.home.path, 'etc/o365-wazuh/config.yml'), 'utf8');
  return scene.home.write('etc/o365-wazuh/slow.yml', `concurrency: 3\n${text}`);
}

function statePath(scene: FeedScene): string {
  return join(scene.home.path, 'queue/o365-wazuh/state.db');
}

function cursors(scene: FeedScene) {
  const { partitions } = readStateReport(statePath(scene), { runs: 1, sinceMs: 0 });
  return partitions.map(({ contentType, cursorMs, sweptMs }) => ({ contentType, cursorMs, sweptMs }));
}

function marked(delivered: readonly Delivered[]): unknown[] {
  return delivered.filter(({ marks }) => marks['backfill'] === true).map(({ event }) => event['Id']);
}

describe('backfill', { timeout: TIMEOUT_MS }, () => {
  it('delivers what is missing once, marked, and leaves what is known and the cursor alone', async () => {
    await using scene = await FeedScene.open({ events: 100 });
    await scene.run();
    scene.takeDelivered();
    addOld(scene, 4);
    const before = cursors(scene);

    const planned = await backfill(scene, { dryRun: true });
    expect(planned.days.reduce((sum, one) => sum + one.toFetch, 0)).toBe(4);
    expect(planned.days.reduce((sum, one) => sum + one.known, 0)).toBeGreaterThan(0);
    expect(scene.takeDelivered()).toEqual([]);

    const result = await backfill(scene);
    expect(done(result)).toBe(4);
    expect(result).toMatchObject({ left: 0, interrupted: false, errors: [] });
    const delivered = scene.takeDelivered();
    expect(new Set(marked(delivered)).size).toBe(20);
    expect(delivered).toHaveLength(20);
    expect(cursors(scene)).toEqual(before);

    expect(done(await backfill(scene))).toBe(0);
    await scene.run();
    expect(scene.takeDelivered()).toEqual([]);
  });

  it('fetches of the named span only, and what is newer than the feed’s last listing stays the feed’s', async () => {
    await using scene = await FeedScene.open();
    await scene.run();
    addOld(scene, 3);
    scene.clock.advance(60_000);
    scene.simulator.world.addBlob({ contentType: 'Audit.Exchange', events: 2 });

    expect(done(await backfill(scene, { from: '50h', to: '2940m' }))).toBe(1);
    expect(done(await backfill(scene))).toBe(2);
    expect(marked(scene.takeDelivered())).toHaveLength(15);

    await scene.run();
    const live = scene.takeDelivered();
    expect(live).toHaveLength(2);
    expect(marked(live)).toEqual([]);
  });

  it('changes nothing in a dry run before the first run of all', async () => {
    await using scene = await FeedScene.open();
    addOld(scene, 2);
    const refused = await backfill(scene, { dryRun: true });
    expect(refused.errors.map(({ code }) => code)).toEqual(['SUBSCRIPTION_MISSING', 'SUBSCRIPTION_MISSING']);

    // Subscribed from elsewhere.
    await scene.run({ state: join(scene.home.path, 'elsewhere') });
    const result = await backfill(scene, { dryRun: true });
    expect(result.days.reduce((sum, one) => sum + one.toFetch, 0)).toBe(2);
    expect(existsSync(statePath(scene))).toBe(false);
  });

  it('tells progress that ends with nothing left, over many chunks', async () => {
    await using scene = await FeedScene.open();
    await scene.run();
    addOld(scene, 30);
    const seen: { blobs: number; left: number; events: number }[] = [];
    const result = await backfill(scene, {}, { chunkMs: 0, onProgress: one => seen.push(one) });
    expect(done(result)).toBe(30);
    expect(seen[0]).toEqual({ blobs: 0, left: 30, events: 0 });
    expect(seen.at(-1)).toEqual({ blobs: 30, left: 0, events: 150 });
    // The lock was given up in between: each chunk tells where it begins.
    expect(seen.length).toBeGreaterThan(32);
    expect(seen.every(({ blobs, left }) => blobs + left === 30)).toBe(true);
  });

  it('lets a run of the live feed in between two chunks, which delivers its own', async () => {
    await using scene = await FeedScene.open();
    await scene.run();
    addOld(scene, 60);
    scene.clock.advance(60_000);
    scene.simulator.world.addBlob({ contentType: 'Audit.SharePoint', events: 3 });
    let live: ReturnType<typeof runCollector> | undefined;
    const result = await backfill(
      scene,
      {},
      {
        chunkMs: 0,
        pauseMs: 1_500,
        onProgress: ({ blobs }) => {
          // The backfill holds the lock right now: without waiting the answer would be `busy`.
          if (blobs > 0) live ??= runCollector({ home: scene.home.path }, { tempo: scene.tempo });
        },
      },
    );
    const run = await live;
    expect(run?.status).toBe('ran');
    expect(result.left).toBe(0);
    const delivered = scene.takeDelivered();
    expect(new Set(delivered.map(({ event }) => event['Id'])).size).toBe(303);
    expect(delivered).toHaveLength(303);
    expect(marked(delivered)).toHaveLength(300);
  });

  it('waits for a run that is under way, with a message, and gives up at an interruption', async () => {
    await using scene = await FeedScene.open();
    await scene.run();
    addOld(scene, 1);
    const lock = takeRunLock(join(scene.home.path, 'queue/o365-wazuh'), Date.now());
    const stop = new AbortController();
    const notes: string[] = [];
    const onNote = (note: string): void => {
      notes.push(note);
      stop.abort();
    };
    const stopped = await backfill(scene, {}, { onNote }, stop.signal);
    expect(stopped.interrupted).toBe(true);
    expect(notes).toEqual([`Another run is under way (process ${process.pid}); waiting for it.`]);

    const release = (): void => {
      if (!lock.held) lock.release();
    };
    expect(done(await backfill(scene, {}, { onNote: release }))).toBe(1);
  });

  it('interrupted, keeps what it did; the normal run finishes the rest', async () => {
    await using scene = await FeedScene.open();
    await scene.run();
    addOld(scene, 40);
    const stop = new AbortController();
    const onProgress = ({ blobs }: { readonly blobs: number }): void => {
      if (blobs >= 3) stop.abort();
    };
    const result = await backfill(scene, {}, { onProgress }, stop.signal);
    expect(result.interrupted).toBe(true);
    expect(done(result)).toBeLessThan(40);
    await scene.run();
    const ids = marked(scene.takeDelivered());
    expect(new Set(ids).size).toBe(200);
  });

  it('killed, is finished by the same command, with one group twice at most', async () => {
    await using scene = await FeedScene.open();
    await scene.run();
    // More than two groups, and the blow falls in the second one.
    for (let index = 0; index < 64; index += 1) {
      const createdMs = scene.clock.now() - 2 * DAY_MS - index * HOUR_MS;
      scene.simulator.world.addBlob({ contentType: 'Audit.Exchange', events: 40, createdMs });
    }
    const child = startCli(scene, []);
    scene.analysisd.onReceived(1_400, () => child.kill('SIGKILL'));
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
    expect(signal).toBe('SIGKILL');
    const first = marked(scene.takeDelivered());
    expect(first.length).toBeGreaterThanOrEqual(GROUP_EVENTS);

    const result = await backfill(scene);
    expect(result.left).toBe(0);
    const rest = marked(scene.takeDelivered());
    expect(new Set([...first, ...rest]).size).toBe(64 * 40);
    expect(first.length + rest.length).toBeLessThanOrEqual(64 * 40 + GROUP_EVENTS);
    // What the killed one had recorded does not come again, nor does anything more.
    expect(done(await backfill(scene))).toBe(0);
    expect(scene.takeDelivered()).toEqual([]);
  });

  it('as a command, ends at Ctrl-C with 11 and goes on with 0, telling both as JSON', async () => {
    await using scene = await FeedScene.open();
    await scene.run();
    addOld(scene, 110);
    const endOf = async (child: ReturnType<typeof startCli>) => {
      const [text, [code]] = await Promise.all([
        child.stdout.toArray() as Promise<Buffer[]>,
        once(child, 'exit') as Promise<[number | null]>,
      ]);
      return { code, told: JSON.parse(Buffer.concat(text).toString()) as Record<string, unknown> };
    };
    const stopped = startCli(scene, ['--json']);
    scene.analysisd.onReceived(1, () => stopped.kill('SIGINT'));
    const first = await endOf(stopped);
    expect(first).toMatchObject({ code: 11, told: { interrupted: true, errors: [] } });

    const second = await endOf(startCli(scene, ['--json']));
    expect(second).toMatchObject({ code: 0, told: { interrupted: false, blobsLeft: 0, blobsToFetch: 0 } });
    const wanted = Number(first.told['blobsToFetch']);
    expect(Number(first.told['blobsDone']) + Number(second.told['blobsDone'])).toBe(wanted);
    expect(new Set(marked(scene.takeDelivered())).size).toBe(wanted * 5);
  });

  it('gives its turn to the collector, each in a process of its own and at its usual pace', async () => {
    await using scene = await FeedScene.open();
    await scene.run();
    addOld(scene, 110);
    // A second a blob, three at a time: the backfill is not through when its first chunk of 20 s is over.
    scene.simulator.setFaults({ 'slow-body': { on: 'blob' } });
    const filling = startCli(scene, ['--json', '--config', slowConfig(scene)]);
    const filled = textOf(filling);
    await new Promise<void>(resolve => scene.analysisd.onReceived(1, resolve));
    scene.simulator.world.addBlob({ contentType: 'Audit.SharePoint', events: 3 });
    const collecting = spawn(process.execPath, [CLI, 'collect', '--json', '--home', scene.home.path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const collected = textOf(collecting);
    const isLive = (text: string): boolean => text.includes('"subscription":"Audit.SharePoint"');
    while (!scene.analysisd.processed.some(isLive)) await scene.pause(50);
    // Its turn came in the middle of the backfill, which goes on.
    expect(filling.exitCode).toBeNull();
    scene.simulator.setFaults({});
    const [live, backfilled] = [await collected, await filled].map(text => JSON.parse(text) as Told);
    expect(live?.outcome).toBe('ok');
    expect(backfilled).toMatchObject({ blobsLeft: 0, blobsToFetch: 110, interrupted: false });
    // A run of the feed takes a share of the backfill's work on itself.
    expect((live?.delivered ?? 0) + (backfilled?.delivered ?? 0)).toBe(553);
    const delivered = scene.takeDelivered();
    expect(delivered).toHaveLength(553);
    expect(new Set(delivered.map(({ event }) => event['Id'])).size).toBe(553);
    expect(marked(delivered)).toHaveLength(550);
  });

  it('never asks for a window of 24 hours, which Microsoft refuses now and then', async () => {
    await using scene = await FeedScene.open({ faults: { 'exact-24h-refused': 1 } });
    await scene.run();
    addOld(scene, 60);
    const result = await backfill(scene, { from: '5730m', to: '4290m' });
    expect(result.errors).toEqual([]);
    expect(done(result)).toBe(24);
  });

  it('meeting a damaged state first, leaves the wide look-back to the run that collects', async () => {
    await using scene = await FeedScene.open();
    await scene.run();
    const folder = join(scene.home.path, 'queue/o365-wazuh');
    for (const name of readdirSync(folder)) if (name.startsWith('state.db-')) rmSync(join(folder, name));
    writeFileSync(statePath(scene), 'no database at all, and long enough to be looked at'.repeat(50));
    const places = await resolvePlaces({ home: scene.home.path });
    const config = readConfiguration({}, places, () => undefined);
    const mode = { dryRun: false, debug: false, tempo: scene.tempo };
    for (const who of ['backfill', 'run']) {
      await using collector = await openCollector(config, places, mode);
      expect([who, collector.options.tenants[0]?.firstLookbackMs]).toEqual([who, 7 * DAY_MS]);
    }
    await scene.run();
    await using later = await openCollector(config, places, mode);
    expect(later.options.tenants[0]?.firstLookbackMs).toBe(DAY_MS);
  });

  it('names the bound of a span that Microsoft no longer keeps, and bad scopes', async () => {
    await using scene = await FeedScene.open();
    await expect(backfill(scene, { from: '8d' })).rejects.toThrow(/keeps content for 7 days, now since 20/);
    await expect(backfill(scene, { from: '2h', to: '3h' })).rejects.toThrow(/must be the earlier one/);
    const home = scene.home.path;
    const wrong = (more: { readonly tenant?: string; readonly type?: string }) =>
      runBackfill({ from: '1d', home, ...more }, never);
    await expect(wrong({ tenant: 'nobody' })).rejects.toThrow(/must be one of: contoso/);
    await expect(wrong({ type: 'DLP.All' })).rejects.toThrow(/that is collected: Audit.Exchange, Audit.Sh/);
    expect(existsSync(statePath(scene))).toBe(false);
  });
});
