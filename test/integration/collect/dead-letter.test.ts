import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Letter, readLetters, resendLetters } from '../../../src/dead-letter-run.ts';
import { runChild } from '../../../src/demo/run-child.ts';
import { PACKAGE_ROOT } from '../../../src/package-root.ts';
import { openDeadLetters } from '../../../src/state/dead-letters.ts';
import { takeRunLock } from '../../../src/state/run-lock.ts';
import { DAY_MS, FeedScene } from './feed-scene.ts';

const never = new AbortController().signal;

/** A feed that ran once and has three letters: an event that was not sent, one that was sent shortened, and what is no event. */
async function withLetters(): Promise<FeedScene> {
  const scene = await FeedScene.open({ events: 20 });
  await scene.run();
  scene.takeDelivered();
  const letters = openDeadLetters({ folder: folderOf(scene), clock: clockOf(scene) });
  const tenantId = scene.simulator.world.tenants[0]?.tenantId ?? '';
  const put = (index: number, reason: Letter['reason'], event: Letter['event']): void =>
    letters.put({
      partition: { tenantId, contentType: 'Audit.Exchange' },
      contentId: 'blob-1',
      index,
      reason,
      event,
    });
  const event = {
    Id: 'e-1',
    CreationTime: '2031-01-01T00:00:00',
    Operation: 'Set-Mailbox',
    Workload: 'Exchange',
  };
  put(0, 'undeliverable', JSON.stringify(event));
  put(1, 'trimmed', { ...event, Id: 'e-2' });
  put(2, 'unparsable', '"no event"');
  return scene;
}

/** Letters do not wait. */
function clockOf(scene: FeedScene) {
  return { now: () => scene.clock.now(), sleep: () => Promise.resolve() };
}

function dayOf(scene: FeedScene): string {
  return new Date(scene.clock.now()).toISOString().slice(0, 10);
}

function folderOf(scene: FeedScene): string {
  return join(scene.home.path, 'queue/o365-wazuh/dead-letter');
}

async function letters(scene: FeedScene): Promise<Letter[]> {
  const found: Letter[] = [];
  for await (const letter of readLetters({ home: scene.home.path })) found.push(letter);
  return found;
}

describe('dead letters', () => {
  it('are sent once more, marked as backfill, and put away once Wazuh took them', async () => {
    await using scene = await withLetters();
    const means = { tempo: scene.tempo };

    const first = await resendLetters({ home: scene.home.path }, undefined, never, means);

    expect(first.resent).toHaveLength(1);
    expect([...first.stays]).toEqual([
      ['delivered shortened', 1],
      ['no event', 1],
    ]);
    const delivered = scene.takeDelivered();
    expect(delivered.map(({ event }) => event['Id'])).toEqual(['e-1']);
    expect(delivered[0]?.marks).toMatchObject({
      tenant: 'contoso',
      subscription: 'Audit.Exchange',
      backfill: true,
    });
    expect((await letters(scene)).map(({ index }) => index)).toEqual([1, 2]);
    expect(readFileSync(join(folderOf(scene), 'resent', `${dayOf(scene)}.ndjson`), 'utf8')).toContain('e-1');

    const second = await resendLetters({ home: scene.home.path }, undefined, never, means);
    expect(second.resent).toEqual([]);
    expect(scene.takeDelivered()).toEqual([]);
  });

  it('are not delivered a second time when Microsoft offers the event again, nor sent when it came meanwhile', async () => {
    await using scene = await withLetters();
    const offered = [...scene.simulator.world.offered()].find(one => one.contentType === 'Audit.Exchange');
    const folder = folderOf(scene);
    const tenantId = scene.simulator.world.tenants[0]?.tenantId ?? '';
    const again = {
      contentId: 'blob-2',
      index: 0,
      reason: 'undeliverable' as const,
      event: offered?.text ?? '',
    };
    const contentType = 'Audit.Exchange';
    openDeadLetters({ folder, clock: clockOf(scene) }).put({
      partition: { tenantId, contentType },
      ...again,
    });

    const first = await resendLetters({ home: scene.home.path }, undefined, never, { tempo: scene.tempo });
    expect([first.resent.length, first.known.length]).toEqual([1, 1]);
    expect(scene.takeDelivered()).toHaveLength(1);

    const sent = readFileSync(join(folder, 'resent', `${dayOf(scene)}.ndjson`), 'utf8')
      .trim()
      .split('\n');
    const letter = JSON.parse(sent[0] ?? '') as Letter;
    const twin = { partition: { tenantId, contentType: letter.contentType }, contentId: 'blob-3', index: 0 };
    openDeadLetters({ folder, clock: clockOf(scene) }).put({
      ...twin,
      reason: 'undeliverable',
      event: letter.event,
    });
    const second = await resendLetters({ home: scene.home.path }, undefined, never, { tempo: scene.tempo });
    expect([second.resent.length, second.known.length]).toEqual([0, 1]);
    expect(scene.takeDelivered()).toEqual([]);
  });

  it('stay where they are in a dry run', async () => {
    await using scene = await withLetters();

    const result = await resendLetters({ home: scene.home.path, dryRun: true }, undefined, never, {
      tempo: scene.tempo,
    });

    expect(result.resent).toHaveLength(1);
    expect(scene.takeDelivered()).toEqual([]);
    expect(await letters(scene)).toHaveLength(3);
    expect(existsSync(join(folderOf(scene), 'resent'))).toBe(false);
  });

  it('stay where they are when Wazuh does not take them', async () => {
    await using scene = await withLetters();
    await scene.analysisd[Symbol.asyncDispose]();

    const result = await resendLetters({ home: scene.home.path }, undefined, never, {
      tempo: { ...scene.tempo, patienceMs: 50 },
    });

    expect(result.error).toBeDefined();
    expect(result.resent).toEqual([]);
    expect(await letters(scene)).toHaveLength(3);
  });

  it('of a tenant that is configured no more stay', async () => {
    await using scene = await withLetters();
    scene.configure('', ['Audit.SharePoint']);

    const result = await resendLetters({ home: scene.home.path }, undefined, never, { tempo: scene.tempo });

    expect(result.stays.get('not configured')).toBe(2);
    expect(await letters(scene)).toHaveLength(3);
  });

  it('wait for a run that is under way, until they are interrupted', async () => {
    await using scene = await withLetters();
    const lock = takeRunLock(join(scene.home.path, 'queue/o365-wazuh'), Date.now());
    const stop = new AbortController();
    const notes: string[] = [];

    const attempt = resendLetters({ home: scene.home.path }, undefined, stop.signal, {
      tempo: scene.tempo,
      onNote: note => {
        notes.push(note);
        stop.abort(new Error('enough'));
      },
    });

    await expect(attempt).rejects.toThrow();
    expect(notes.join()).toContain('waiting for it');
    expect(await letters(scene)).toHaveLength(3);
    if (!lock.held) lock.release();
  });

  it('that were sent again go with their time, as the others do', async () => {
    await using scene = await withLetters();
    await resendLetters({ home: scene.home.path }, undefined, never, { tempo: scene.tempo });
    scene.clock.advance(91 * DAY_MS);

    openDeadLetters({ folder: folderOf(scene), clock: clockOf(scene) });

    const day = new Date(scene.clock.now() - 91 * DAY_MS).toISOString().slice(0, 10);
    expect(existsSync(join(folderOf(scene), 'resent', `${day}.ndjson`))).toBe(false);
  });

  it('are listed, shown and sent by the command, which knows what is none', async () => {
    await using scene = await withLetters();
    const command = (...args: string[]) =>
      runChild(
        process.execPath,
        [
          '--disable-warning=ExperimentalWarning',
          join(PACKAGE_ROOT, 'src/cli.ts'),
          'dead-letter',
          ...args,
          '--home',
          scene.home.path,
        ],
        { cwd: scene.home.path },
      );

    const list = await command('list');
    expect(list.stdout).toContain('3 dead letters.');
    expect(list.stdout).toMatch(/^[0-9a-f]{12}  \S+Z  Audit\.Exchange  trimmed  \d+ bytes Set-Mailbox$/m);
    const id = /^(?<id>\w+) .* undeliverable /m.exec(list.stdout)?.groups?.['id'] ?? '';
    expect((await command('show', id)).stdout).toContain('e-1');
    expect(await command('show', 'ffffffffffff')).toMatchObject({ exitCode: 2 });

    expect((await command('resend', 'ffffffffffff', '--json')).exitCode).toBe(2);
    expect(scene.takeDelivered()).toEqual([]);
    const sent = await command('resend', id, '--json');
    expect(JSON.parse(sent.stdout), sent.stderr).toEqual({ resent: [id], known: [], stays: {}, unknown: [] });
    expect(scene.takeDelivered()).toHaveLength(1);
  });
});
