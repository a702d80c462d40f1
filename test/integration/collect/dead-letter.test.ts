import { existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collect } from '../../../src/collect/run.ts';
import type { Outlet } from '../../../src/collect/ports.ts';
import {
  type Letter,
  readLetters,
  resendLetters,
  type ResendResult,
  resendWith,
} from '../../../src/dead-letter-run.ts';
import { runChild } from '../../../src/demo/run-child.ts';
import { O365WazuhError } from '../../../src/errors.ts';
import { createPrivacy } from '../../../src/events/privacy.ts';
import { PACKAGE_ROOT } from '../../../src/package-root.ts';
import { readConfiguration } from '../../../src/run-configuration.ts';
import { openDeadLetters } from '../../../src/state/dead-letters.ts';
import { takeRunLock } from '../../../src/state/run-lock.ts';
import { readStatus } from '../../../src/status/read-status.ts';
import { renderStatus } from '../../../src/status/render-status.ts';
import { statusReport } from '../../../src/status/status-report.ts';
import { detectHome } from '../../../src/wazuh/home.ts';
import { type Collector, openCollector, resolvePlaces } from '../../../src/wiring.ts';
import { realClock } from '../../stand-ins/real-clock.ts';
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

/** The way into Wazuh, but for messages that hold a text: those are refused as one over the kernel's limit is. */
function refusing(outlet: Outlet, text: string): Outlet {
  return {
    deliver: (messages, signal) => {
      const tooLarge = messages.find(message => message.includes(text));
      if (tooLarge === undefined) return outlet.deliver(messages, signal);
      const error = new O365WazuhError('MESSAGE_TOO_LARGE', `Refused: ${tooLarge.length} bytes.`);
      return Promise.resolve({ status: 'skip', reason: 'invalid', error });
    },
    close: () => outlet.close(),
  };
}

async function openIn(scene: FeedScene): Promise<Collector> {
  const places = await resolvePlaces({ home: scene.home.path });
  const config = readConfiguration({}, places, () => undefined);
  return openCollector(config, places, { dryRun: false, debug: false, tempo: scene.tempo });
}

/** Letters of events that were not sent, of which Wazuh takes any. */
function putUndeliverable(scene: FeedScene, from: number, to: number): void {
  const letters = openDeadLetters({ folder: folderOf(scene), clock: clockOf(scene) });
  const tenantId = scene.simulator.world.tenants[0]?.tenantId ?? '';
  for (let index = from; index < to; index += 1)
    letters.put({
      partition: { tenantId, contentType: 'Audit.Exchange' },
      contentId: 'blob-1',
      index,
      reason: 'undeliverable',
      event: JSON.stringify({ Id: `e-${index}`, CreationTime: '2031-01-01T00:00:00' }),
    });
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

  it('that are refused once more stay, and stop no other', async () => {
    await using scene = await withLetters();
    putUndeliverable(scene, 10, 14);
    const scope = { folder: folderOf(scene), only: undefined, dryRun: false };
    const resend = async (text: string): Promise<ResendResult> => {
      await using collector = await openIn(scene);
      const outlet = refusing(collector.deps.outlet, text);
      return await resendWith({ ...collector, deps: { ...collector.deps, outlet } }, scope, never);
    };

    const first = await resend('"Id":"e-12"');

    expect(scene.takeDelivered().map(({ event }) => event['Id'])).toEqual(['e-1', 'e-10', 'e-11', 'e-13']);
    expect(first.error).toBeUndefined();
    expect([...first.refused.values()].map(({ code }) => code)).toEqual(['MESSAGE_TOO_LARGE']);
    expect((await letters(scene)).map(({ index }) => index)).toEqual([1, 2, 12]);

    const second = await resend('no such text');
    expect(second.refused.size).toBe(0);
    expect(scene.takeDelivered().map(({ event }) => event['Id'])).toEqual(['e-12']);
  });

  it('of the same event twice are sent once, and both put away', async () => {
    await using scene = await withLetters();
    const [first] = await letters(scene);
    if (!first) throw new Error('no letter');
    const { contentType, event } = first;
    openDeadLetters({ folder: folderOf(scene), clock: clockOf(scene) }).put({
      partition: { tenantId: first.tenantId, contentType },
      contentId: 'another blob',
      index: 5,
      reason: 'undeliverable',
      event,
    });

    const result = await resendLetters({ home: scene.home.path }, undefined, never, { tempo: scene.tempo });

    expect([result.resent.length, result.known.length]).toEqual([1, 1]);
    expect(scene.takeDelivered()).toHaveLength(1);
    expect((await letters(scene)).map(({ index }) => index)).toEqual([1, 2]);
  });

  it('under privacy settings keep what these leave of an event, and can be sent all the same', async () => {
    await using scene = await FeedScene.open({ collected: ['Audit.Exchange'] });
    const key = scene.home.write('etc/o365-wazuh/hash.key', 'canary-key-0123456789abcdef0123456789\n', 0o600);
    scene.configure(`privacy: { hash_fields: [UserId], key_file: ${key} }\n`, ['Audit.Exchange']);
    const event = {
      Id: 'e-7',
      CreationTime: '2031-01-01T00:00:00',
      Operation: 'Send',
      UserId: 'amy@contoso.example',
    };
    const neighbour = { ...event, Id: 'e-8' };
    scene.simulator.world.addBlob({
      contentType: 'Audit.Exchange',
      events: [event, neighbour, '"amy@contoso.example"'],
    });
    {
      await using collector = await openIn(scene);
      const outlet = refusing(collector.deps.outlet, '"Id":"e-7"');
      await collect(collector.options, { ...collector.deps, outlet }, never);
    }
    expect(scene.takeDelivered().flatMap(one => one.event['Id'] ?? [])).toContain('e-8');

    const kept = await letters(scene);
    expect(JSON.stringify(kept)).not.toContain('amy');
    const hash = expect.stringMatching(/^hmac:[0-9a-f]{32}$/) as string;
    expect(kept.find(one => one.reason === 'undeliverable')).toMatchObject({
      event: { Id: 'e-7', UserId: hash },
      hashed: ['UserId'],
      redacted: [],
    });

    const result = await resendLetters({ home: scene.home.path }, undefined, never, { tempo: scene.tempo });
    expect([result.resent.length, [...result.stays]]).toEqual([1, [['text hidden by privacy settings', 1]]]);
    const [sent] = scene.takeDelivered();
    expect(sent?.event).toEqual({ ...event, UserId: hash });
    expect(sent?.marks).toMatchObject({ hashed: ['UserId'], backfill: true });

    // Microsoft offers it again, as it was.
    scene.simulator.world.addBlob({ contentType: 'Audit.Exchange', events: [event] });
    await scene.run();
    expect(scene.takeDelivered().map(one => one.event['Id'])).not.toContain('e-7');
  });

  it('that find no room are told to Wazuh, in the log and by status; nothing that is there is touched', async () => {
    await using scene = await FeedScene.open({ collected: ['Audit.Exchange'] });
    await scene.run();
    scene.takeDelivered();
    const old = join(
      folderOf(scene),
      `${new Date(scene.clock.now() - DAY_MS).toISOString().slice(0, 10)}.ndjson`,
    );
    // A file with a hole: it takes no room on the disk.
    writeFileSync(old, '');
    truncateSync(old, 256 * 1024 * 1024);
    const event = { Id: 'long', CreationTime: '2031-01-01T00:00:00', Text: 'x'.repeat(200_000) };
    scene.simulator.world.addBlob({ contentType: 'Audit.Exchange', events: [event] });

    const run = await scene.run();

    expect(run.notes).toEqual([expect.stringContaining('The dead-letter folder has filled 100 %')]);
    const told = scene.takeDelivered().map(one => [one.event['Operation'], one.event['Detail']].join(': '));
    expect(told).toContainEqual(
      expect.stringMatching(/^DeadLetter: .*It is full: the letters of 1 of them found/),
    );
    expect(readFileSync(join(scene.home.path, 'logs/o365-wazuh.log'), 'utf8')).toContain('nothing at 100 %');
    expect(statSync(old).size).toBe(256 * 1024 * 1024);
    const status = await readStatus(
      await detectHome({ home: scene.home.path }),
      scene.tempo.clock ?? realClock,
      never,
    );
    expect(renderStatus(statusReport(status))).toContain('has filled 100 % of its room');
  });

  it('by the thousand are sent in batches; what an interruption left comes with the next call, and nothing twice', async () => {
    await using scene = await FeedScene.open({ collected: ['Audit.Exchange'] });
    await scene.run();
    putUndeliverable(scene, 0, 1_300);
    const stop = new AbortController();
    const done: number[] = [];

    const first = await resendLetters({ home: scene.home.path }, undefined, stop.signal, {
      tempo: scene.tempo,
      onProgress: resent => {
        done.push(resent);
        if (resent === 500) stop.abort();
      },
    });
    expect(first.error?.code).toBe('INTERRUPTED');
    expect(first.resent).toHaveLength(500);
    expect(await letters(scene)).toHaveLength(800);

    const second = await resendLetters({ home: scene.home.path }, undefined, never, { tempo: scene.tempo });
    expect([second.resent.length, second.error]).toEqual([800, undefined]);
    expect(done[0]).toBe(500);
    const delivered = scene.takeDelivered().map(({ event }) => event['Id']);
    expect([new Set(delivered).size, delivered.length]).toEqual([1_300, 1_300]);
    expect(await letters(scene)).toEqual([]);
  });

  it('killed before they could be put away are known to the next call', async () => {
    await using scene = await withLetters();
    const kept = readFileSync(join(folderOf(scene), `${dayOf(scene)}.ndjson`));
    await resendLetters({ home: scene.home.path }, undefined, never, { tempo: scene.tempo });
    scene.takeDelivered();
    // As if the process had died between the delivery's record and the end.
    writeFileSync(join(folderOf(scene), `${dayOf(scene)}.ndjson`), kept);

    const again = await resendLetters({ home: scene.home.path }, undefined, never, { tempo: scene.tempo });

    expect([again.resent.length, again.known.length]).toEqual([0, 1]);
    expect(scene.takeDelivered()).toEqual([]);
    expect((await letters(scene)).map(({ index }) => index)).toEqual([1, 2]);
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

    await expect(attempt).rejects.toThrow('enough');
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

    const [first] = await letters(scene);
    openDeadLetters({ folder: folderOf(scene), clock: clockOf(scene) }).put({
      partition: { tenantId: first?.tenantId ?? '', contentType: 'Audit.Exchange' },
      contentId: 'blob-1',
      index: 3,
      reason: 'unparsable',
      event: createPrivacy({ detectedValues: 'redact', hasher: undefined }).unreadable(
        '{"DetectedValues":["S3',
      ),
    });

    const list = await command('list');
    expect(list.stdout).toMatch(
      /unparsable {2}\d+ bytes hidden\n4 dead letters\.\n1 of them hidden: privacy settings/,
    );
    expect(list.stdout).toMatch(/^[0-9a-f]{12}  \S+Z  Audit\.Exchange  trimmed  \d+ bytes Set-Mailbox$/m);
    const id = /^(?<id>\w+) .* undeliverable /m.exec(list.stdout)?.groups?.['id'] ?? '';
    expect((await command('show', id)).stdout).toContain('e-1');
    expect(await command('show', 'ffffffffffff')).toMatchObject({ exitCode: 2 });

    expect((await command('resend', 'ffffffffffff', '--json')).exitCode).toBe(2);
    expect(scene.takeDelivered()).toEqual([]);
    const sent = await command('resend', id, '--json');
    expect(JSON.parse(sent.stdout), sent.stderr).toEqual({
      resent: [id],
      known: [],
      refused: [],
      stays: {},
      unknown: [],
    });
    expect(scene.takeDelivered()).toHaveLength(1);
  });
});
