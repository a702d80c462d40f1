import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runChild } from '../../../src/demo/run-child.ts';
import { O365WazuhError } from '../../../src/errors.ts';
import { PACKAGE_ROOT } from '../../../src/package-root.ts';
import { runVerify } from '../../../src/verify-run.ts';
import { DAY_MS, FeedScene, HOUR_MS } from './feed-scene.ts';

const never = new AbortController().signal;

describe('verify', () => {
  it('finds nothing missing after a run, and the blobs that came late or were lost', async () => {
    await using scene = await FeedScene.open({ events: 200 });
    await scene.run();
    const flags = { home: scene.home.path, days: 7 };
    const sum = async (key: 'blobsOffered' | 'blobsDone' | 'blobsMissing' | 'blobsLost'): Promise<number> =>
      (await runVerify(flags, never, { tempo: scene.tempo }))
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

describe('the verify command', () => {
  interface Printed {
    readonly missing: number;
    readonly days: readonly { readonly blobsOffered: number; readonly blobsMissing: number }[];
    readonly gaps: readonly object[];
    readonly manifest?: { readonly blobs: number; readonly sha256: string };
  }

  async function command(scene: FeedScene, ...more: string[]) {
    const cli = join(PACKAGE_ROOT, 'src/cli.ts');
    const args = ['--disable-warning=ExperimentalWarning', cli, 'verify', '--home', scene.home.path, ...more];
    return runChild(process.execPath, args, { cwd: scene.home.path });
  }

  function addMissing(scene: FeedScene): void {
    const createdMs = scene.clock.now() - 3 * DAY_MS;
    scene.simulator.world.addBlob({ contentType: 'Audit.Exchange', events: 5, createdMs });
  }

  it('fetches what is missing with --fix, once, and has nothing to find afterwards', async () => {
    await using scene = await FeedScene.open({ events: 60 });
    await scene.run();
    scene.takeDelivered();
    addMissing(scene);

    const found = await command(scene, '--json');
    expect(found.exitCode, found.stderr).toBe(1);
    expect(JSON.parse(found.stdout)).toMatchObject({ missing: 1, gaps: [] });

    const fixed = await command(scene, '--fix');
    expect(fixed.exitCode, fixed.stderr).toBe(0);
    expect(fixed.stdout).toContain('Nothing is missing.');
    const events = scene.takeDelivered();
    expect(events).toHaveLength(5);
    expect(events.every(({ marks }) => marks['backfill'] === true)).toBe(true);

    expect((await command(scene, '--fix')).exitCode).toBe(0);
    expect(scene.takeDelivered()).toEqual([]);
  });

  it('writes a manifest that names every offered blob, and tells its hash', async () => {
    await using scene = await FeedScene.open({ events: 60 });
    await scene.run();
    addMissing(scene);
    const path = join(scene.home.path, 'evidence.ndjson');

    const ended = await command(scene, '--manifest', path, '--json');

    const printed = JSON.parse(ended.stdout) as Printed;
    const text = readFileSync(path, 'utf8');
    const entries = text
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as Record<string, unknown>);
    expect(printed.manifest).toEqual({
      path,
      blobs: entries.length,
      sha256: createHash('sha256').update(text).digest('hex'),
    });
    expect(entries).toHaveLength(printed.days.reduce((sum, day) => sum + day.blobsOffered, 0));
    expect(entries.filter(entry => entry['state'] === 'missing')).toHaveLength(1);
    for (const entry of entries.filter(one => one['state'] === 'done')) {
      const blob = scene.simulator.world.blob(String(entry['contentId']));
      const body = blob && scene.simulator.world.bodyOf(blob);
      expect(entry['sha256']).toBe(
        createHash('sha256')
          .update(body ?? '')
          .digest('hex'),
      );
    }
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('says that a manifest cannot be written, and where', async () => {
    await using scene = await FeedScene.open({ events: 20 });
    await scene.run();

    const ended = await command(scene, '--manifest', join(scene.home.path, 'no/folder/x'));

    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain('MANIFEST_UNWRITABLE');
  });

  it('counts a span that Microsoft no longer offers as missing', async () => {
    await using scene = await FeedScene.open({ events: 20 });
    await scene.run();
    scene.clock.advance(9 * DAY_MS);
    await scene.run();

    const verified = await runVerify({ home: scene.home.path, days: 7 }, never, { tempo: scene.tempo });

    const gaps = verified.flatMap(one => one.gaps);
    expect(gaps.length).toBeGreaterThan(0);
    for (const gap of gaps) expect(gap.reason).toBe('retention');
    scene.clock.advance(8 * DAY_MS);
    const later = await runVerify({ home: scene.home.path, days: 7 }, never, { tempo: scene.tempo });
    expect(later.flatMap(one => one.gaps)).toEqual([]);
  });

  it('ends at the signal, as interrupted', async () => {
    await using scene = await FeedScene.open({ events: 20 });
    await scene.run();
    const stop = new AbortController();
    const reason = new O365WazuhError('INTERRUPTED', 'Interrupted.', { hint: '' });

    const attempt = runVerify({ home: scene.home.path, days: 7 }, stop.signal, {
      tempo: scene.tempo,
      onPart: () => stop.abort(reason),
    });

    await expect(attempt).rejects.toBe(reason);
  });
});
