import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readStateReport } from '../../../src/state/state-report.ts';
import { DAY_MS, FeedScene, HOUR_MS, MINUTE_MS } from './feed-scene.ts';

/** A body that is no list, however often it is fetched. */
const POISON = '{"Id":"broken"';

function partitionOf(scene: FeedScene) {
  const path = join(scene.home.path, 'queue/o365-wazuh/state.db');
  const [partition] = readStateReport(path, { runs: 1, sinceMs: 0 }).partitions;
  if (!partition) throw new Error('no partition');
  return partition;
}

function blobRequests(scene: FeedScene): number {
  return scene.simulator.state().requests.blob ?? 0;
}

describe('patience', () => {
  it('with an event that brings analysisd down each time: its neighbours come in the same run, and it once analysisd takes it', async () => {
    await using scene = await FeedScene.open({ collected: ['Audit.Exchange'] });
    const add = (name: string) =>
      scene.simulator.world.addBlob({
        contentType: 'Audit.Exchange',
        events: ['one', 'two'].map(which => ({ Id: `${name} ${which}`, Operation: name })),
      });
    const arrived = (): unknown[] => [...new Set(scene.takeDelivered().map(({ event }) => event['Id']))];
    await scene.run();
    for (const name of ['first', 'deadly', 'second', 'third']) add(name);
    scene.analysisd.diesOf('deadly one');
    scene.takeDelivered();

    await scene.run();
    const whole = ['first', 'second', 'third'].flatMap(name => [`${name} one`, `${name} two`]);
    expect(arrived()).toEqual(expect.arrayContaining(whole));
    expect(partitionOf(scene).unfinishedBlobs).toBe(1);

    scene.analysisd.diesOf(undefined);
    scene.clock.advance(HOUR_MS);
    await scene.run();
    expect(arrived()).toEqual(expect.arrayContaining(['deadly one', 'deadly two']));
    expect(partitionOf(scene)).toMatchObject({ lostBlobs: 0, unfinishedBlobs: 0 });
  });

  it('with a poison blob: its neighbours come at once, it is tried for days, ever more seldom, and then told as lost', async () => {
    await using scene = await FeedScene.open({ collected: ['Audit.Exchange'], lifetimeHours: 100 });
    const add = (events: number | string[]) =>
      scene.simulator.world.addBlob({ contentType: 'Audit.Exchange', events });
    await scene.run();
    add(3);
    const poison = add([POISON]);
    add(3);

    await scene.run();
    expect(scene.takeDelivered()).toHaveLength(6);
    expect(blobRequests(scene)).toBe(3);
    // Not again in the same minutes.
    await scene.run();
    expect(blobRequests(scene)).toBe(3);

    const triesADay: number[] = [];
    for (let day = 0; day < 3; day += 1) {
      const before = blobRequests(scene);
      for (let run = 0; run < 48; run += 1) {
        scene.clock.advance(30 * MINUTE_MS);
        if (run === 25) add(2);
        await scene.run();
      }
      triesADay.push(blobRequests(scene) - before - 1);
      const audit = scene.takeDelivered().filter(({ event }) => event['Workload'] !== 'o365-wazuh');
      expect(audit).toHaveLength(2);
      expect(partitionOf(scene).cursorMs).toBeLessThanOrEqual(poison.createdMs);
    }
    expect(triesADay[0]).toBeGreaterThanOrEqual(6);
    expect(triesADay[0]).toBeLessThanOrEqual(11);
    expect(triesADay[2]).toBeLessThanOrEqual(4);
    expect(triesADay[2]).toBeGreaterThanOrEqual(3);

    scene.clock.advance(2 * DAY_MS);
    await scene.run();
    expect(scene.takeHealth()).toContain('BlobLost Audit.Exchange');
    const partition = partitionOf(scene);
    expect(partition).toMatchObject({ lostBlobs: 1, unfinishedBlobs: 0 });
    expect(partition.gaps.map(gap => gap.reason)).toEqual(['blob-lost']);
    expect(partition.cursorMs).toBeGreaterThan(poison.createdMs);
  }, 240_000);

  it('with blobs that are listed hours and days late: the daily sweep finds them, once', async () => {
    await using scene = await FeedScene.open({ collected: ['Audit.Exchange'] });
    await scene.run();
    const now = scene.clock.now();
    const late = (hours: number) =>
      scene.simulator.world.addBlob({
        contentType: 'Audit.Exchange',
        events: [{ Id: `late-${hours}`, CreationTime: '2031-01-01T00:00:00', Operation: 'x' }],
        createdMs: now + HOUR_MS,
        listedMs: now + (1 + hours) * HOUR_MS,
      });
    for (const hours of [1, 5, 30, 100]) late(hours);
    const foundAfter = new Map<unknown, number>();
    let listings = 0;

    for (let hour = 1; hour <= 130; hour += 1) {
      scene.clock.advance(HOUR_MS);
      const before = scene.simulator.state().requests.content ?? 0;
      await scene.run();
      listings += (scene.simulator.state().requests.content ?? 0) - before;
      for (const { event } of scene.takeDelivered()) {
        expect(foundAfter.has(event['Id'])).toBe(false);
        foundAfter.set(event['Id'], hour - 1);
      }
    }

    // Within the two hours that each run looks behind its cursor, at once; later ones by the next sweep.
    expect(foundAfter.get('late-1')).toBe(1);
    for (const hours of [5, 30, 100]) {
      expect(foundAfter.get(`late-${hours}`)).toBeGreaterThanOrEqual(hours);
      expect(foundAfter.get(`late-${hours}`)).toBeLessThanOrEqual(hours + 25);
    }
    // One listing a run, but for the sweeps: at most eight windows a day.
    expect(listings).toBeLessThanOrEqual(130 + 6 * 8);
  }, 240_000);
});
