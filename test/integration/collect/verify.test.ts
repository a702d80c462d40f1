import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runChild } from '../../../src/demo/run-child.ts';
import type { VerifiedDay } from '../../../src/collect/verify-partition.ts';
import { EXIT_CODES } from '../../../src/error-table.ts';
import { O365WazuhError } from '../../../src/errors.ts';
import { PACKAGE_ROOT } from '../../../src/package-root.ts';
import { runVerify } from '../../../src/verify-run.ts';
import { missingOf, verifyText } from '../../../src/verify-text.ts';
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

  it('tells a run with losses of every kind, in 80 columns, and its figures add up', async () => {
    await using scene = await FeedScene.open({ collected: ['Audit.Exchange', 'Audit.SharePoint'] });
    await scene.run();
    scene.clock.advance(9 * DAY_MS);
    const add = (
      events: Parameters<typeof scene.simulator.world.addBlob>[0]['events'],
      hoursAgo: number,
      more = {},
    ) =>
      scene.simulator.world.addBlob({
        contentType: 'Audit.Exchange',
        events,
        createdMs: scene.clock.now() - hoursAgo * HOUR_MS,
        ...more,
      });
    const long = { Id: 'long', CreationTime: '2031-01-01T00:00:00', Text: 'x'.repeat(200_000) };
    const twice = { Id: 'twice', CreationTime: '2031-01-01T00:00:00', Operation: 'Send' };
    add([long, twice, '"no event"'], 50);
    add([twice], 49);
    add(4, 20);
    await scene.run();
    // Listed when it is gone already, and what no run has listed.
    add(3, 1, { expiresMs: scene.clock.now() - 1 });
    await scene.run();
    // On a day of its own, whatever the time is.
    add(5, 100);

    const verified = await runVerify({ home: scene.home.path, days: 7 }, never, { tempo: scene.tempo });

    expect(missingOf(verified)).toBe(4);
    const text = verifyText(verified, undefined);
    expect(text.split('\n').filter(line => line.length > 80)).toEqual([]);
    const days = verified.flatMap(one => one.days);
    const sum = (pick: (day: VerifiedDay) => number): number => days.reduce((all, day) => all + pick(day), 0);
    expect(sum(day => day.blobsOffered)).toBe(5);
    expect(sum(day => day.events)).toBe(8);
    expect(sum(day => day.delivered + day.duplicates + day.deadLettered)).toBe(8);
    expect([sum(day => day.duplicates), sum(day => day.deadLettered), sum(day => day.trimmed)]).toEqual([
      1, 1, 1,
    ]);
    expect(text).toMatch(/\d{4}-\d\d-\d\d +1 +0 +0 +0 +1 +0 +0 +0 +0\n/);
    expect(text).toMatch(/missing: unknown to the ledger\n/);
    expect(text).toMatch(/lost, but offered \(expired\s+before\s+it\s+could be fetched\)\n/);
    expect(text.match(/^ {2}contoso Audit\.\w+: \S+ \d\d:\d\d UTC to \S+ \d\d:\d\d UTC$/gm)).toHaveLength(2);
    expect(text).toContain('contoso Audit.SharePoint: nothing is offered\n');
    expect(text).toMatch(
      /\n2 blobs missing or lost\.\n2 of them are offered still[^]*\n2 spans no longer offered\.\n$/,
    );
    expect(text).not.toContain('Nothing is missing');
  });

  it('does not say that nothing is missing when not all could be listed', async () => {
    await using scene = await FeedScene.open({ events: 40 });
    await scene.run();
    scene.setSecret('a wrong one');

    const verified = await runVerify({ home: scene.home.path, days: 7 }, never, { tempo: scene.tempo });

    const text = verifyText(verified, undefined);
    expect(text).toMatch(/Not listed to its end: [^]*\[SECRET_WRONG\]/);
    expect(text).toContain('Not everything could be listed: more may be missing.');
    expect(text).not.toContain('Nothing is missing');
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
    const [hashLine] = /^[0-9a-f]{64} {2}.*$/m.exec((await command(scene, '--manifest', path)).stdout) ?? [];
    const checked = spawnSync('sha256sum', ['-c'], { input: `${hashLine}\n`, encoding: 'utf8' });
    expect([checked.status, checked.stdout]).toEqual([0, `${path}: OK\n`]);
  });

  it('leaves no tenant out without a word', async () => {
    await using scene = await FeedScene.open({ events: 20 });
    await scene.run();
    scene.home.write('etc/o365-wazuh/tenants.d/more.yml', 'tenants: 7\n');

    const ended = await command(scene);

    expect(ended.stderr).toMatch(/Tenants were left out: .*more\.yml/);
    expect(ended.exitCode).toBe(EXIT_CODES.config);
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
