import { describe, expect, it } from 'vitest';
import { createMessageMaker } from '../../../src/collect/message-maker.ts';
import type { CollectTenant } from '../../../src/collect/collect-tenant.ts';
import { collect, type CollectOptions, type RunSummary } from '../../../src/collect/run.ts';
import { KNOWN_KINDS } from '../../../src/events/known-kinds.ts';
import { KindRegistry } from '../../../src/events/kinds.ts';
import { createPrivacy } from '../../../src/events/privacy.ts';
import { O365WazuhError } from '../../../src/errors.ts';
import { openStore } from '../../../src/state/open-store.ts';
import { event, events, FakeFeed, FakeOutlet } from './fakes.ts';

const NOW = Date.UTC(2031, 0, 10, 12);
const HOUR = 3_600_000;

/** A feed that answers nothing until it is aborted. */
class SilentFeed extends FakeFeed {
  override ensureSubscriptions(
    wanted: Parameters<FakeFeed['ensureSubscriptions']>[0],
    _choice?: unknown,
    signal?: AbortSignal,
  ): ReturnType<FakeFeed['ensureSubscriptions']> {
    return new Promise(resolve => {
      const answer = () => {
        const error = new O365WazuhError('INTERRUPTED', 'aborted');
        resolve(new Map(wanted.map(type => [type, { status: 'retry', error } as never])));
      };
      signal?.addEventListener('abort', answer, { once: true });
      if (signal?.aborted) answer();
    });
  }
}

/** Many tenants over one store; time passes as fast as anybody waits for it. */
class Tenants {
  nowMs = NOW;
  readonly outlet = new FakeOutlet();
  readonly log: string[] = [];
  readonly begun: string[] = [];
  readonly clock = { now: () => this.nowMs, sleep: () => Promise.resolve() };
  readonly store = openStore({ path: ':memory:', clock: this.clock });
  readonly tenants: CollectTenant[] = [];

  add<Feed extends FakeFeed>(name: string, feed: Feed): Feed {
    const number = String(this.tenants.length).padStart(12, '0');
    const ensure = feed.ensureSubscriptions.bind(feed) as CollectTenant['feed']['ensureSubscriptions'];
    feed.ensureSubscriptions = ((...args: Parameters<typeof ensure>) => {
      this.begun.push(name);
      return ensure(...args);
    }) as Feed['ensureSubscriptions'];
    this.tenants.push({
      name,
      tenantId: `10000000-0000-4000-8000-${number}`,
      contentTypes: ['Audit.SharePoint'],
      stopOthers: false,
      feed,
      firstLookbackMs: 24 * HOUR,
      overlapMs: 2 * HOUR,
    });
    return feed;
  }

  with(name: string, count: number): FakeFeed {
    const feed = this.add(name, new FakeFeed());
    for (let n = 0; n < count; n += 1) {
      feed.blobs.push({
        contentId: `${name}-${n}`,
        createdMs: NOW - HOUR,
        events: events(`${name}-${n}`, 3),
      });
    }
    return feed;
  }

  run(options: Partial<CollectOptions> = {}, signal = new AbortController().signal): Promise<RunSummary> {
    const note = (line: string): void => void this.log.push(line);
    return collect(
      { tenants: this.tenants, concurrency: 4, ...options },
      {
        store: this.store,
        outlet: this.outlet,
        deadLetters: { put: () => undefined },
        clock: this.clock,
        log: { error: note, warn: note, info: note, debug: note },
        messagesFor: (tenant, contentType) => {
          if (tenant.name === 'keyless') throw new O365WazuhError('SECRET_UNREADABLE', 'no key');
          return createMessageMaker({
            tenant: tenant.name,
            contentType,
            kinds: new KindRegistry(KNOWN_KINDS),
            saveKinds: () => undefined,
            clock: this.clock,
            privacy: createPrivacy({ detectedValues: 'keep', hasher: undefined }),
          });
        },
      },
      signal,
    );
  }
}

describe('many tenants', () => {
  it('do not wait for any number of tenants that never answer, and the run ends for these without an error', async () => {
    const world = new Tenants();
    for (let n = 0; n < 100; n += 1) world.add(`silent-${n}`, new SilentFeed());
    for (let n = 0; n < 20; n += 1) world.with(`good-${n}`, 2);

    const summary = await world.run({ yieldAfterMs: 60_000 });

    expect(world.outlet.ids).toHaveLength(120);
    expect(summary.partitions.filter(one => one.error)).toEqual([]);
    expect(summary.partitions.filter(one => one.isCutShort).map(one => one.tenant)).toEqual(
      Array.from({ length: 100 }, (_, n) => `silent-${n}`),
    );
    expect(world.log.filter(line => line.includes('silent-7:'))).toEqual([
      'silent-7: there is more; the next run goes on with it.',
    ]);
  });

  it('fail apart: a defect, a refusal and a missing key in one leave the others alone', async () => {
    const world = new Tenants();
    world.add('defect', new FakeFeed()).ensureSubscriptions = () => Promise.reject(new TypeError('a defect'));
    world.add('listing', new FakeFeed()).listContent = () => {
      throw new TypeError('another defect');
    };
    world.with('keyless', 1);
    world.with('good', 2);

    const summary = await world.run();

    expect(Object.fromEntries(summary.partitions.map(one => [one.tenant, one.error?.code]))).toEqual({
      defect: 'INTERNAL',
      listing: 'INTERNAL',
      keyless: 'SECRET_UNREADABLE',
      good: undefined,
    });
    expect(world.outlet.ids).toHaveLength(6);
  });

  it('that are cut short deliver what they have, repeat nothing, and go on in the next run', async () => {
    const world = new Tenants();
    const large = world.with('large', 60);
    const fetch = large.fetchBlob.bind(large);
    // The other tenant is through long before this one's third blob is there.
    large.fetchBlob = async contentId => {
      if (large.fetched.length > 2) for (let n = 0; n < 50; n += 1) await new Promise(setImmediate);
      return fetch(contentId);
    };
    world.with('small', 1);

    const first = await world.run({ yieldAfterMs: 60_000 });
    const delivered = world.outlet.ids.length;
    expect(first.partitions.find(one => one.tenant === 'large')?.isCutShort).toBe(true);
    expect(delivered).toBeLessThan(183);
    expect(first.partitions.find(one => one.tenant === 'large')?.cursorMs).toBe(NOW - HOUR);
    await world.run();

    expect(world.outlet.ids.length).toBe(183);
    expect(new Set(world.outlet.ids).size).toBe(183);
  });

  it('of which one is alone are never cut short', async () => {
    const world = new Tenants();
    world.with('only', 30);

    const summary = await world.run({ yieldAfterMs: 1 });

    expect(summary.partitions[0]).toMatchObject({ isCutShort: false, delivered: 90 });
  });

  it('that a run did not come to are the first of the next', async () => {
    const world = new Tenants();
    const stop = new AbortController();
    for (let n = 0; n < 40; n += 1) world.with(`t-${n}`, 0);
    world.clock.sleep = () => new Promise(() => undefined);
    const ensure = world.tenants[2]?.feed;
    if (ensure) {
      const before = ensure.ensureSubscriptions.bind(ensure);
      ensure.ensureSubscriptions = (...args) => {
        stop.abort();
        return before(...args);
      };
    }

    await world.run({}, stop.signal);
    const begun = world.begun.splice(0).length;
    expect(begun).toBeLessThan(40);
    await world.run();

    expect(world.begun.slice(0, 40 - begun)).toEqual(
      Array.from({ length: 40 - begun }, (_, n) => `t-${n + begun}`),
    );
  });
});

describe('subscriptions', () => {
  it('are looked at once in a while only, and started again when a listing says that one was stopped', async () => {
    const world = new Tenants();
    const feed = world.with('contoso', 1);
    await world.run();
    world.nowMs += 5 * 60_000;
    await world.run();
    expect(world.begun).toEqual(['contoso']);

    const list = feed.listContent.bind(feed);
    feed.listContent = async function* (...args) {
      feed.listContent = list;
      yield await Promise.resolve({
        status: 'retry',
        error: new O365WazuhError('SUBSCRIPTION_DISABLED', 'stopped'),
      } as const);
      void args;
    };
    feed.blobs.push({ contentId: 'new', createdMs: world.nowMs - 1, events: [event('new')] });
    const summary = await world.run();
    expect(world.begun).toEqual(['contoso', 'contoso']);
    expect(summary.partitions[0]?.error).toBeUndefined();
    expect(world.outlet.ids).toContain('new');

    world.nowMs += 2 * HOUR;
    await world.run();
    expect(world.begun).toHaveLength(3);
  });
});
