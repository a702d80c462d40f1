import { describe, expect, it } from 'vitest';
import { runVerify } from '../../../src/verify-run.ts';
import { DAY_MS, FeedScene, HOUR_MS } from './feed-scene.ts';

const never = new AbortController().signal;

describe('verify', () => {
  it('finds nothing missing after a run, and the blobs that came late or were lost', async () => {
    await using scene = await FeedScene.open({ events: 200 });
    await scene.run();
    const flags = { home: scene.home.path, days: 7 };
    const sum = async (key: 'blobsOffered' | 'blobsDone' | 'blobsMissing' | 'blobsLost'): Promise<number> =>
      (await runVerify(flags, never, scene.tempo))
        .flatMap(one => one.days)
        .reduce((total, day) => total + day[key], 0);
    expect(await sum('blobsDone')).toBe(await sum('blobsOffered'));
    expect(await sum('blobsMissing')).toBe(0);

    const createdMs = scene.clock.now() - 3 * DAY_MS;
    scene.simulator.world.addBlob({ contentType: 'Audit.Exchange', events: 5, createdMs });
    expect(await sum('blobsMissing')).toBe(1);
    const gone = { contentType: 'Audit.Exchange', events: 2, expiresMs: scene.clock.now() - 1 } as const;
    scene.simulator.world.addBlob({ ...gone, createdMs: scene.clock.now() - HOUR_MS });
    await scene.run();
    expect(await sum('blobsLost')).toBe(1);
  });
});
