import { describe, expect, it } from 'vitest';
import { CONTENT_TYPES } from '../../../src/events/content-type.ts';
import { idOf } from '../../../src/simulator/offered-event.ts';
import { WorldClock } from '../../../src/simulator/world-clock.ts';
import type { WorldOptions } from '../../../src/simulator/world-options.ts';
import { World } from '../../../src/simulator/world.ts';

const NOW_MS = Date.UTC(2031, 5, 15, 12);
const HOUR_MS = 3_600_000;

function worldOf(options: WorldOptions = {}): World {
  return new World({ seed: 7, events: 400, eventsPerBlob: 20, clock: new WorldClock(NOW_MS), ...options });
}

function texts(world: World): string[] {
  return Array.from(world.offered(), event => event.text);
}

function blobsOf(world: World, contentType: (typeof CONTENT_TYPES)[number], tenantIndex = 0) {
  const tenant = world.tenants[tenantIndex];
  if (tenant === undefined) throw new Error('no such tenant');
  return world.list(tenant, contentType, 0, NOW_MS + 1000 * HOUR_MS);
}

describe('a world', () => {
  it('is the same for a seed, each time it is looked at, and another for another', () => {
    const world = worldOf();

    expect(texts(world)).toEqual(texts(world));
    expect(texts(world)).toEqual(texts(worldOf()));
    expect(texts(world)).not.toEqual(texts(worldOf({ seed: 8 })));
  });

  it('holds as many events as were asked for, each with an Id of its own, of all content types', () => {
    const world = worldOf();
    const offered = [...world.offered()];

    expect(world.eventCount).toBe(400);
    expect(new Set(offered.map(idOf)).size).toBe(400);
    expect(new Set(offered.map(event => event.contentType))).toEqual(new Set(CONTENT_TYPES));
  });

  it('spreads the first blobs over its span and lets some share a contentCreated', () => {
    const world = worldOf({ events: 20_000, spanHours: 100 });
    const created = CONTENT_TYPES.flatMap(type => blobsOf(world, type).map(blob => blob.createdMs));

    expect(Math.min(...created)).toBeGreaterThanOrEqual(NOW_MS - 100 * HOUR_MS);
    expect(Math.min(...created)).toBeLessThan(NOW_MS - 99 * HOUR_MS);
    expect(Math.max(...created)).toBeLessThan(NOW_MS);
    expect(Math.max(...created)).toBeGreaterThan(NOW_MS - 2 * HOUR_MS);
    expect(new Set(created).size).toBeLessThan(created.length);
  });

  it('has only the content types that it was told', () => {
    const world = worldOf({ contentTypes: ['DLP.All'] });

    expect(new Set(Array.from(world.offered(), event => event.contentType))).toEqual(new Set(['DLP.All']));
  });

  it('keeps tenants apart', () => {
    const world = worldOf({ tenants: [{}, {}], events: 50 });
    const byTenant = Map.groupBy(world.offered(), event => event.tenantId);
    const [one, other] = world.tenants;

    expect(byTenant.size).toBe(2);
    for (const [tenantId, events] of byTenant) {
      expect(events.every(event => event.text.includes(`"OrganizationId":"${tenantId}"`))).toBe(true);
    }
    expect(one?.tenantId).not.toBe(other?.tenantId);
    expect(new Set(Array.from(world.offered(), idOf)).size).toBe(100);
  });

  it('puts given events first, byte by byte where they are texts', () => {
    const odd = '{"Id":"x", "Operation" : "Spaced"}';
    const world = worldOf({
      fixedEvents: [
        { contentType: 'DLP.All', event: odd },
        { contentType: 'DLP.All', event: { Id: 'y' } },
      ],
    });
    const [first] = blobsOf(world, 'DLP.All');

    expect(first && world.textsOf(first)).toEqual([odd, '{"Id":"y"}']);
  });

  it('takes blobs while it runs: given or synthetic, at a time of the past, listed later', () => {
    const clock = new WorldClock(NOW_MS);
    const world = worldOf({ clock, events: 0 });
    const late = world.addBlob({
      contentType: 'Audit.Exchange',
      events: 3,
      createdMs: NOW_MS - HOUR_MS,
      listedMs: NOW_MS + 1000,
    });
    const given = world.addBlob({ contentType: 'Audit.Exchange', events: [{ Id: 'a' }] });

    expect(blobsOf(world, 'Audit.Exchange')).toEqual([given]);
    clock.advance(1000);
    expect(blobsOf(world, 'Audit.Exchange')).toEqual([late, given]);
    expect(world.textsOf(late)).toHaveLength(3);
    expect(world.bodyOf(given).toString()).toBe('[{"Id":"a"}]');
  });

  it('grows with its clock: by the second, the same however often it is looked at', () => {
    const clocks = [new WorldClock(NOW_MS), new WorldClock(NOW_MS)] as const;
    const [often, once] = clocks.map(clock => worldOf({ clock, events: 0, eventsPerSecond: 2.5 }));
    for (let second = 0; second < 40; second++) {
      clocks[0].advance(1000);
      expect(often?.eventCount).toBe(Math.floor((second + 1) * 2.5));
    }
    clocks[1].advance(40_000);

    expect(once && texts(once)).toEqual(often && texts(often));
  });

  it('grows after a leap of days without a blob for each second', () => {
    const clock = new WorldClock(NOW_MS);
    const world = worldOf({ clock, events: 0, eventsPerSecond: 1 });
    clock.advance(48 * HOUR_MS);

    expect(world.eventCount).toBe(48 * 3600);
    expect(world.blobCount).toBeLessThan(48 * 60 * CONTENT_TYPES.length + 1);
  });

  it('marks what has expired as not to be had', () => {
    const clock = new WorldClock(NOW_MS);
    const world = worldOf({ clock, lifetimeHours: 24, spanHours: 20 });
    const available = (): number => [...world.offered()].filter(event => event.available).length;

    expect(available()).toBe(400);
    clock.advance(10 * HOUR_MS);
    expect(available()).toBeGreaterThan(0);
    expect(available()).toBeLessThan(400);
  });

  it('pads events to a mean size', () => {
    const sizes = texts(worldOf({ events: 4000, bytesPerEvent: 2500 })).map(text => Buffer.byteLength(text));
    const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;

    expect(mean).toBeGreaterThan(2300);
    expect(mean).toBeLessThan(2700);
  });

  it('refuses ids that are no GUIDs, and tenants that it does not have', () => {
    expect(() => worldOf({ tenants: [{ tenantId: 'contoso' }] })).toThrow('must be a GUID');
    expect(() => worldOf().addEvents(1, 3)).toThrow(RangeError);
  });
});
