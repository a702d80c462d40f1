import { describe, expect, it } from 'vitest';
import { createMessageMaker, type MessageMaker } from '../../../src/collect/message-maker.ts';
import type { Gap, PartitionStore } from '../../../src/collect/ports.ts';
import { collect, type RunSummary } from '../../../src/collect/run.ts';
import { REACH_MS } from '../../../src/collect/windows.ts';
import type { ContentType } from '../../../src/events/content-type.ts';
import { KNOWN_KINDS } from '../../../src/events/known-kinds.ts';
import { KindRegistry } from '../../../src/events/kinds.ts';
import { createPrivacy } from '../../../src/events/privacy.ts';
import { O365WazuhError } from '../../../src/errors.ts';
import { compileFilters, type FilterSpec } from '../../../src/filters/filter.ts';
import { openStore } from '../../../src/state/open-store.ts';
import { bodyOf, event, events, FakeFeed, FakeOutlet } from './fakes.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2031, 0, 10, 12);
const TENANT = '10000000-0000-4000-8000-000000000001';

/** A collector over a real store, a fake Microsoft and a fake Wazuh; its clock is moved by hand. */
class World {
  nowMs = NOW;
  readonly feed = new FakeFeed();
  readonly outlet = new FakeOutlet();
  readonly deadLetters: { index: number; reason: string; event: unknown }[] = [];
  readonly log: string[] = [];
  readonly clock = { now: () => this.nowMs, sleep: () => Promise.resolve() };
  readonly store = openStore({ path: ':memory:', clock: this.clock });
  readonly #kinds = new KindRegistry(KNOWN_KINDS);
  firstLookbackMs = 24 * HOUR;
  filters: readonly FilterSpec[] = [];
  makeMessage = (make: MessageMaker['make'], ...args: Parameters<MessageMaker['make']>) => make(...args);

  async run(
    contentTypes: readonly ContentType[] = ['Audit.SharePoint'],
    signal = new AbortController().signal,
  ): Promise<RunSummary> {
    const note = (line: string): void => void this.log.push(line);
    return collect(
      {
        tenants: [
          {
            name: 'contoso',
            tenantId: TENANT,
            contentTypes,
            stopOthers: false,
            feed: this.feed,
            firstLookbackMs: this.firstLookbackMs,
            overlapMs: 2 * HOUR,
          },
        ],
        concurrency: 4,
      },
      {
        store: this.store,
        outlet: this.outlet,
        deadLetters: { put: letter => void this.deadLetters.push(letter) },
        clock: this.clock,
        log: { error: note, warn: note, info: note, debug: note },
        messagesFor: (tenant, contentType) => {
          const caughtBy = compileFilters(this.filters, contentType);
          const maker = createMessageMaker({
            tenant: tenant.name,
            contentType,
            kinds: this.#kinds,
            saveKinds: () => undefined,
            clock: this.clock,
            privacy: createPrivacy({ detectedValues: 'redact', hasher: undefined }),
            ...(caughtBy ? { caughtBy } : {}),
          });
          return {
            ...maker,
            make: (...args) => this.makeMessage((...given) => maker.make(...given), ...args),
          };
        },
      },
      signal,
    );
  }

  get partition(): PartitionStore {
    return this.store.partition({ tenantId: TENANT, contentType: 'Audit.SharePoint' });
  }

  add(contentId: string, list: readonly Record<string, unknown>[], createdMs = this.nowMs - HOUR): void {
    this.feed.blobs.push({ contentId, createdMs, events: list });
  }
}

const fault = (code: 'SERVER_FAULT' | 'QUEUE_UNREACHABLE') => new O365WazuhError('INTERNAL', code);

describe('a first run', () => {
  it('collects what is started already while the starts of others are still under way', async () => {
    const world = new World();
    world.feed.blobs.push({ contentId: 'blob-1', createdMs: NOW - HOUR, events: events('a', 3) });
    const wasThere: number[] = [];
    world.feed.ensureSubscriptions = async (wanted, options) => {
      for (const type of wanted) {
        for (let turns = 0; turns < 50; turns += 1) await new Promise(resolve => setImmediate(resolve));
        wasThere.push(world.outlet.messages.length);
        options?.onKnown?.(type, { status: 'ok', value: 'enabled' });
      }
      return new Map(wanted.map(type => [type, { status: 'ok', value: 'enabled' }]));
    };

    await world.run(['Audit.SharePoint', 'DLP.All']);
    expect(wasThere[0]).toBe(0);
    expect(wasThere[1]).toBeGreaterThan(0);
  });

  it('ends with the error of the memory when that fails while subscriptions are seen to', async () => {
    const world = new World();
    world.feed.ensureSubscriptions = () =>
      Promise.reject(new O365WazuhError('STATE_CORRUPT', 'the disk is gone'));
    await expect(world.run(['Audit.SharePoint', 'DLP.All'])).rejects.toMatchObject({ code: 'STATE_CORRUPT' });
  });
});

describe('collect', () => {
  it('delivers every event of every blob once, over many pages, empty ones included', async () => {
    const world = new World();
    for (let n = 0; n < 7; n += 1) world.add(`b${n}`, events(`b${n}`, 30));

    await world.run();
    await world.run();

    expect(world.outlet.ids).toHaveLength(210);
    expect(new Set(world.outlet.ids).size).toBe(210);
  });

  it('sets an event aside whose message the outlet finds too large, and delivers its neighbours once and in order', async () => {
    const world = new World();
    world.add('b0', events('b0', 5));
    world.add('b1', events('b1', 5));
    world.outlet.tooLarge = '"Id":"b0-2"';

    const summary = await world.run();

    expect(world.outlet.ids.filter(id => id.startsWith('b0'))).toEqual(['b0-0', 'b0-1', 'b0-3', 'b0-4']);
    expect(world.outlet.ids.filter(id => id.startsWith('b1'))).toEqual(events('b1', 5).map(one => one['Id']));
    expect(world.deadLetters).toMatchObject([{ contentId: 'b0', index: 2, reason: 'undeliverable' }]);
    expect(JSON.parse(String(world.deadLetters[0]?.event))).toMatchObject({ Id: 'b0-2' });
    expect(world.partition.books()).toMatchObject({ delivered: 9, deadLettered: 1, duplicates: 0 });
    expect(summary.partitions[0]?.error).toBeUndefined();
    expect(world.partition.oldestUnfinishedMs()).toBeUndefined();
  });

  it('does not remember an event that was set aside for its size: offered again, it may pass', async () => {
    const world = new World();
    world.add('b0', events('b0', 3));
    world.outlet.tooLarge = '"Id":"b0-1"';
    await world.run();
    world.outlet.tooLarge = undefined;
    world.add('again', events('b0', 3));

    await world.run();

    expect(world.outlet.ids).toEqual(['b0-0', 'b0-2', 'b0-1']);
  });

  it('sets nothing aside when the outlet fails midway between the single messages', async () => {
    const world = new World();
    world.add('b0', events('b0', 3));
    const refused = {
      status: 'skip',
      reason: 'invalid',
      error: new O365WazuhError('MESSAGE_TOO_LARGE', 'too large'),
    } as const;
    world.outlet.answers.push(refused, refused, { status: 'retry', error: fault('QUEUE_UNREACHABLE') });

    await world.run();
    expect(world.deadLetters).toEqual([]);
    await world.run();

    expect(world.outlet.ids).toEqual(['b0-0', 'b0-1', 'b0-2']);
  });

  it('keeps the order of the events inside a blob', async () => {
    const world = new World();
    for (let n = 0; n < 5; n += 1) world.add(`b${n}`, events(`b${n}`, 1_200));

    await world.run();

    for (let n = 0; n < 5; n += 1) {
      const mine = world.outlet.ids.filter(id => id.startsWith(`b${n}-`));
      expect(mine).toEqual(events(`b${n}`, 1_200).map(one => one['Id']));
    }
  });

  it('delivers an event that two blobs hold at the same time only once', async () => {
    const world = new World();
    const shared = events('shared', 700);
    world.add('b1', [...shared, event('only-1')]);
    world.add('b2', [event('only-2'), ...shared]);
    world.add('b3', shared.toReversed());

    const summary = await world.run();

    expect(world.outlet.ids.toSorted()).toEqual(
      ['only-1', 'only-2', ...shared.map(one => one['Id'] as string)].toSorted(),
    );
    expect(summary.partitions[0]?.duplicates).toBe(1_400);
  });

  it('delivers two events of one Id with other content both', async () => {
    const world = new World();
    world.add('b1', [
      event('twin', { Operation: 'DlpRuleMatch' }),
      event('twin', { Operation: 'DlpRuleUndo' }),
    ]);

    await world.run();

    expect(world.outlet.ids).toEqual(['twin', 'twin']);
  });

  it('recognises an event again whatever the order of its fields', async () => {
    const world = new World();
    world.add('b1', [event('a')]);
    world.add('b2', [Object.fromEntries(Object.entries(event('a')).toReversed())]);

    await world.run();

    expect(world.outlet.ids).toEqual(['a']);
  });

  it('tells tenant, subscription and Microsoft’s own delay beside the event', async () => {
    const world = new World();
    world.add('b1', [event('a', { CreationTime: '2031-01-10T10:00:00' })], Date.UTC(2031, 0, 10, 10, 20));

    await world.run();

    expect(world.outlet.messages[0]).toMatch(/^1:office_365:\{"office_365":\{/);
    expect(world.outlet.messages[0]).toContain(
      '"o365_wazuh":{"tenant":"contoso","subscription":"Audit.SharePoint","lag_band":"15m-1h"}',
    );
  });
});

describe('an event that brings out a defect', () => {
  it('becomes a dead letter and stops nothing', async () => {
    const world = new World();
    world.add('b', [event('a'), event('odd'), event('z')]);
    world.makeMessage = (make, one, ...rest) => {
      if (one['Id'] === 'odd') throw new TypeError('a defect');
      return make(one, ...rest);
    };

    const summary = await world.run();

    expect(world.outlet.ids).toEqual(['a', 'z']);
    expect(world.deadLetters).toMatchObject([{ index: 1, reason: 'undeliverable' }]);
    expect(summary.partitions[0]).toMatchObject({ delivered: 2, deadLettered: 1, error: undefined });
    expect(world.partition.cursorMs).toBe(NOW);
  });
});

describe('a filter', () => {
  const noise: FilterSpec = { name: 'noise', kind: 'exclude', conditions: { operations: ['FileAccessed'] } };
  const other: FilterSpec = {
    name: 'exports',
    kind: 'exclude',
    conditions: { when: 'Operation == "Export"' },
  };

  /** What came of the events of a blob, by the ledger. */
  function books(world: World, contentId: string) {
    const row = world.partition.ledgerRows([contentId]).get(contentId);
    if (!row) throw new Error(`${contentId} is not in the ledger`);
    const { events: offered, delivered, duplicates, filtered, deadLettered } = row;
    return { offered, delivered, duplicates, filtered, deadLettered };
  }

  it('settles what it catches: each blob’s books add up, by the filter’s name, and nothing is asked for again', async () => {
    const world = new World();
    world.filters = [noise, other];
    const kept = events('kept', 5).map(one => ({ ...one, Operation: 'FileDeleted' }));
    world.add('b1', [
      ...events('noise', 700),
      ...kept,
      event('x', { Operation: 'Export' }),
      'no event' as never,
    ]);
    world.add('b2', [...kept.slice(2), ...events('noise', 3)]);

    const first = await world.run();
    const second = await world.run();

    expect(world.outlet.ids.toSorted()).toEqual(kept.map((_, n) => `kept-${n}`));
    const of = { b1: books(world, 'b1'), b2: books(world, 'b2') };
    expect(of.b1).toMatchObject({ offered: 707, filtered: 701, deadLettered: 1 });
    expect(of.b2).toMatchObject({ offered: 6, filtered: 3, deadLettered: 0 });
    expect(of.b1.delivered + of.b1.duplicates).toBe(5);
    expect(of.b2.delivered + of.b2.duplicates).toBe(3);
    expect(Object.fromEntries(first.partitions[0]?.filtered ?? [])).toEqual({ exports: 1, noise: 703 });
    expect(second.partitions[0]?.filtered.size).toBe(0);
    expect(world.feed.fetched).toHaveLength(2);
    expect(world.partition.cursorMs).toBe(NOW);
  });

  it('that is taken away brings nothing back of what is settled, and lets pass what comes', async () => {
    const world = new World();
    world.filters = [noise];
    world.add('b1', events('old', 3));
    await world.run();

    world.filters = [];
    world.nowMs += HOUR;
    world.add('b2', [...events('new', 2), event('old-0')]);
    await world.run();

    // Microsoft offered one of the old ones again: it was never delivered, so it is no duplicate.
    expect(world.outlet.ids).toEqual(['new-0', 'new-1', 'old-0']);
  });

  it('counts a batch that Wazuh did not take only once', async () => {
    const world = new World();
    world.filters = [noise];
    world.add('b1', [...events('noise', 10), event('a', { Operation: 'FileDeleted' })]);
    world.outlet.answers.push({ status: 'retry', error: fault('QUEUE_UNREACHABLE') });

    await world.run();
    expect(books(world, 'b1')).toMatchObject({ filtered: 0, delivered: 0 });
    await world.run();

    expect(books(world, 'b1')).toMatchObject({ offered: 11, filtered: 10, delivered: 1 });
  });
});

describe('a blob that fails', () => {
  it('is tried again later, alone, and holds the cursor but not its neighbours', async () => {
    const world = new World();
    world.add('bad', events('bad', 3), NOW - 3 * HOUR);
    world.add('good', events('good', 3), NOW - 2 * HOUR);
    world.feed.faults.set('bad', [{ status: 'retry', error: fault('SERVER_FAULT') }]);

    const first = await world.run();
    expect(world.outlet.ids).toEqual(['good-0', 'good-1', 'good-2']);
    expect(world.partition.cursorMs).toBe(NOW - 3 * HOUR);
    expect(first.partitions[0]?.blobsPostponed).toBe(1);

    world.nowMs += 60_000;
    await world.run();
    expect(world.feed.fetched.filter(id => id === 'bad')).toHaveLength(1);

    world.nowMs += 5 * 60_000;
    await world.run();
    expect(world.outlet.ids.toSorted()).toEqual(['bad-0', 'bad-1', 'bad-2', 'good-0', 'good-1', 'good-2']);
    expect(world.partition.cursorMs).toBe(world.nowMs);
  });

  it('that is gone is recorded as lost, with its time as a gap, and holds nothing', async () => {
    const world = new World();
    world.add('gone', events('gone', 3), NOW - 3 * HOUR);
    world.add('good', events('good', 1));
    world.feed.faults.set('gone', [{ status: 'skip', reason: 'missing', error: fault('SERVER_FAULT') }]);

    const summary = await world.run();

    expect(summary.partitions[0]?.blobsLost).toBe(1);
    expect(world.partition.ledgerRows(['gone']).get('gone')?.state).toBe('lost');
    expect(world.partition.cursorMs).toBe(NOW);
    expect(world.log.join('\n')).toContain('blob gone');
  });

  it('that expired before its turn is lost without a request', async () => {
    const world = new World();
    world.feed.blobs.push({
      contentId: 'old',
      createdMs: NOW - HOUR,
      events: [event('x')],
      expiresMs: NOW - 1,
    });

    await world.run();

    expect(world.feed.fetched).toEqual([]);
    expect(world.partition.ledgerRows(['old']).get('old')?.state).toBe('lost');
  });

  it.each(['{"Message":"no list"}', '[{"Id":"a"},', ''])('whose body is %j is tried again', async body => {
    const world = new World();
    world.add('b', [event('a')]);
    world.feed.faults.set('b', [{ status: 'ok', value: bodyOf(body) }]);

    const summary = await world.run();
    expect(summary.partitions[0]).toMatchObject({ blobsPostponed: 1, error: undefined });
    world.nowMs += 6 * 60_000;
    await world.run();

    expect(world.outlet.ids).toEqual(['a']);
  });

  it('keeps an element that is no event as a dead letter and delivers the rest', async () => {
    const world = new World();
    world.add('b', [event('a')]);
    world.feed.faults.set('b', [
      {
        status: 'ok',
        value: bodyOf(`[${JSON.stringify(event('x'))},"text",{"Id":broken},${JSON.stringify(event('y'))}]`),
      },
    ]);

    const summary = await world.run();

    expect(world.outlet.ids).toEqual(['x', 'y']);
    expect(world.deadLetters).toEqual([
      expect.objectContaining({ index: 1, reason: 'unparsable' }),
      expect.objectContaining({ index: 2, reason: 'unparsable' }),
    ]);
    expect(summary.partitions[0]?.deadLettered).toBe(2);
  });

  it('refuses an event that nests without end, is huge, or has endless members, and delivers the rest', async () => {
    const world = new World();
    world.add('b', [event('a')]);
    const bombs = [
      `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
      `{"Id":"huge","x":"${'x'.repeat(17 * 1024 * 1024)}"}`,
      `{"Id":"wide","x":[${'0,'.repeat(60_000)}0]}`,
    ];
    world.feed.faults.set('b', [
      {
        status: 'ok',
        value: bodyOf(`[${[JSON.stringify(event('x')), ...bombs, JSON.stringify(event('y'))].join(',')}]`),
      },
    ]);

    const summary = await world.run();

    expect(world.outlet.ids).toEqual(['x', 'y']);
    expect(world.deadLetters).toEqual([
      expect.objectContaining({ index: 1, reason: 'too-deep' }),
      expect.objectContaining({ index: 2, reason: 'too-large' }),
      expect.objectContaining({ index: 3, reason: 'too-many-values' }),
    ]);
    const kept = world.deadLetters[1]?.event;
    expect(kept).toMatch(/^\{"Id":"huge".*… \(17\d{6} bytes in all\)$/);
    expect(String(kept).length).toBeLessThan(300_000);
    expect(summary.partitions[0]).toMatchObject({ deadLettered: 3, error: undefined });
    expect(world.partition.ledgerRows(['b']).get('b')).toMatchObject({
      state: 'done',
      events: 5,
      deadLettered: 3,
    });
  });

  it('keeps in the books why a body over the size limit is not there', async () => {
    const world = new World();
    world.add('b', [event('a')]);
    const error = new O365WazuhError('RESPONSE_TOO_LARGE', 'The answer is larger than 10 bytes.');
    world.feed.faults.set('b', [{ status: 'retry', afterMs: 3_600_000, error }]);

    await world.run();

    expect(world.partition.ledgerRows(['b']).get('b')).toMatchObject({
      state: 'listed',
      reason: 'RESPONSE_TOO_LARGE: The answer is larger than 10 bytes.',
    });
  });

  it('keeps the full text of an event that had to be shortened', async () => {
    const world = new World();
    world.add('b', [event('long', { Text: 'x'.repeat(200_000) })]);

    await world.run();

    expect(world.deadLetters).toEqual([expect.objectContaining({ index: 0, reason: 'trimmed' })]);
    expect(world.outlet.messages[0]).toContain('o365_wazuh_trimmed');
    expect(Buffer.byteLength(world.outlet.messages[0] ?? '')).toBeLessThanOrEqual(65_000);
  });

  it('writes the letters of a batch that was not taken only once it is', async () => {
    const world = new World();
    world.add('b', [event('long', { Text: 'x'.repeat(200_000) }), 'no event' as never]);
    const away = { status: 'retry', error: fault('QUEUE_UNREACHABLE') } as const;
    world.outlet.answers.push(away, away);

    await world.run();
    await world.run();
    expect(world.deadLetters).toEqual([]);
    await world.run();

    expect(world.deadLetters).toEqual([
      expect.objectContaining({ index: 0, reason: 'trimmed' }),
      expect.objectContaining({ index: 1, reason: 'unparsable' }),
    ]);
    expect(world.partition.books()).toMatchObject({ delivered: 1, trimmed: 1, deadLettered: 1 });
  });

  it('keeps one letter of an event that was shortened and is refused nevertheless, in full, and goes on', async () => {
    const world = new World();
    const text = 'x'.repeat(200_000);
    world.add('b', [event('a'), event('long', { Text: text }), event('b'), event('longer', { Text: text })]);
    world.outlet.tooLarge = '"Id":"long"';

    const summary = await world.run();

    expect(world.deadLetters).toEqual([
      expect.objectContaining({ index: 3, reason: 'trimmed' }),
      expect.objectContaining({ index: 1, reason: 'undeliverable' }),
    ]);
    expect(JSON.stringify(world.deadLetters[1]?.event)).toContain(text);
    expect(world.outlet.ids).toEqual(['a', 'b', 'longer']);
    expect(world.partition.books()).toMatchObject({ delivered: 3, trimmed: 1, deadLettered: 1 });
    expect(summary.partitions[0]).toMatchObject({
      delivered: 3,
      trimmed: 1,
      deadLettered: 1,
      error: undefined,
    });
  });
});

describe('an outlet that does not take a batch', () => {
  it('leaves the blob where it stood; the next run goes on behind what was taken', async () => {
    const world = new World();
    world.add('b', events('b', 1_300));
    world.outlet.answers.push(
      { status: 'ok', value: { acknowledgement: 'figures', resent: 0 } },
      { status: 'retry', error: fault('QUEUE_UNREACHABLE') },
    );

    const first = await world.run();
    expect(first.partitions[0]?.error?.message).toBe('QUEUE_UNREACHABLE');
    expect(first.partitions[0]?.delivered).toBe(500);
    expect(world.partition.cursorMs ?? 0).toBeLessThan(NOW);

    await world.run();
    expect(world.outlet.ids).toEqual(events('b', 1_300).map(one => one['Id']));
  });

  it('begins again from the start when the blob’s body changed meanwhile, without delivering anything twice', async () => {
    const world = new World();
    world.add('b', events('b', 1_300));
    world.outlet.answers.push(
      { status: 'ok', value: { acknowledgement: 'figures', resent: 0 } },
      { status: 'retry', error: fault('QUEUE_UNREACHABLE') },
    );
    await world.run();
    world.feed.blobs[0] = {
      contentId: 'b',
      createdMs: NOW - HOUR,
      events: [event('new'), ...events('b', 1_300)],
    };

    await world.run();

    expect(world.outlet.ids).toHaveLength(1_301);
    expect(new Set(world.outlet.ids).size).toBe(1_301);
  });

  it('does not let another blob count the same event as delivered', async () => {
    const world = new World();
    const shared = events('shared', 20);
    world.add('b1', shared, NOW - 2 * HOUR);
    world.add('b2', shared, NOW - HOUR);
    world.outlet.answers.push({ status: 'retry', error: fault('QUEUE_UNREACHABLE') });

    await world.run();
    await world.run();

    expect(new Set(world.outlet.ids)).toEqual(new Set(shared.map(one => one['Id'])));
    expect(world.outlet.ids).toHaveLength(20);
  });
});

describe('the cursor', () => {
  it('stays when the listing broke off, and the next run lists the rest', async () => {
    const world = new World();
    world.add('b1', [event('a')]);
    await world.run();
    const before = world.partition.cursorMs;
    world.nowMs += HOUR;
    world.add('b2', [event('b')], world.nowMs - 60_000);
    world.feed.listingFault = { status: 'retry', error: fault('SERVER_FAULT') };

    const summary = await world.run();
    expect(summary.partitions[0]?.error).toBeDefined();
    expect(world.partition.cursorMs).toBe(before);
    expect(world.outlet.ids).toEqual(['a', 'b']);

    world.feed.listingFault = undefined;
    await world.run();
    expect(world.partition.cursorMs).toBe(world.nowMs);
  });

  it('finds a blob that appears late inside the overlap, and a later one by the daily sweep', async () => {
    const world = new World();
    world.firstLookbackMs = 7 * 24 * HOUR;
    await world.run();
    world.nowMs += 10 * 60_000;
    world.add('an-hour-late', [event('a')], NOW - HOUR);
    world.add('three-days-late', [event('b')], NOW - 72 * HOUR);

    await world.run();
    expect(world.outlet.ids).toEqual(['a']);

    world.nowMs += 24 * HOUR;
    await world.run();
    expect(world.outlet.ids).toEqual(['a', 'b']);
  });

  it('records what Microsoft no longer offers as a gap, once', async () => {
    const world = new World();
    await world.run();
    world.nowMs += 9 * 24 * HOUR;

    const summary = await world.run();
    const again = await world.run();

    const gap: Gap = { fromMs: NOW, toMs: world.nowMs - REACH_MS, reason: 'retention' };
    expect(summary.partitions[0]?.gaps).toEqual([gap]);
    expect(again.partitions[0]?.gaps).toEqual([]);
    expect(world.log.join('\n')).toContain('this span is lost and recorded as a gap');
  });
});

describe('a blob that fails for longer than Microsoft lists', () => {
  it('is no gap: it stays in the ledger, holds the cursor, and is delivered when it recovers', async () => {
    const world = new World();
    world.add('stubborn', [event('late')], NOW - HOUR);
    const refusals = Array.from(
      { length: 30 },
      () => ({ status: 'retry', error: fault('SERVER_FAULT') }) as const,
    );
    world.feed.faults.set('stubborn', refusals);
    const gaps: unknown[] = [];
    for (let day = 0; day < 10; day += 1) {
      gaps.push(...((await world.run()).partitions[0]?.gaps ?? []));
      world.nowMs += 24 * HOUR;
    }
    expect(gaps).toEqual([]);
    expect(world.partition.cursorMs).toBe(NOW - HOUR);

    world.feed.faults.clear();
    await world.run();

    expect(world.outlet.ids).toEqual(['late']);
    expect(world.partition.cursorMs).toBe(world.nowMs);
  });

  it('and an outlet that throws ends the run with an error instead of waiting for ever', async () => {
    const world = new World();
    world.add('b', [event('a')]);
    world.outlet.answers.push(() => {
      throw new Error('a defect');
    });

    const summary = await world.run();

    expect(summary.partitions[0]?.error?.code).toBe('INTERNAL');
  });
});

describe('what fails apart', () => {
  it('a content type without permission fails alone', async () => {
    const world = new World();
    world.add('b', [event('a')]);
    const refusal = { status: 'fatal', error: new O365WazuhError('PERMISSION_MISSING', 'no') } as const;
    world.feed.ensureSubscriptions = wanted =>
      Promise.resolve(
        new Map(
          wanted.map(type => [
            type,
            type === 'DLP.All' ? refusal : ({ status: 'ok', value: 'enabled' } as const),
          ]),
        ),
      );

    const summary = await world.run(['DLP.All', 'Audit.SharePoint']);

    expect(summary.partitions.map(one => one.error?.code)).toEqual(['PERMISSION_MISSING', undefined]);
    expect(world.outlet.ids).toEqual(['a']);
  });

  it('a store that cannot write stops the run before anything more is sent', async () => {
    const world = new World();
    for (let n = 0; n < 10; n += 1) world.add(`b${n}`, events(`b${n}`, 600));
    world.outlet.answers.push(() => world.store.close());

    await expect(world.run()).rejects.toThrow();

    expect(world.outlet.batches.length).toBeLessThan(10);
  });

  it('an abort ends the run with what was delivered recorded', async () => {
    const world = new World();
    for (let n = 0; n < 10; n += 1) world.add(`b${n}`, events(`b${n}`, 600));
    const abort = new AbortController();
    world.outlet.answers.push(() => abort.abort());

    const summary = await world.run(['Audit.SharePoint'], abort.signal);
    const delivered = world.outlet.ids.length;
    expect(summary.interrupted).toBe(true);
    expect(delivered).toBeLessThan(6_000);

    await world.run();
    expect(world.outlet.ids).toHaveLength(6_000);
    expect(new Set(world.outlet.ids).size).toBe(6_000);
  });
});
