import { describe, expect, it } from 'vitest';
import { FaultPlan } from '../../../src/simulator/fault-plan.ts';
import type { FaultSettings } from '../../../src/simulator/fault-setting.ts';
import { idOf, type OfferedEvent } from '../../../src/simulator/offered-event.ts';
import { POISONS } from '../../../src/simulator/poison.ts';
import { WorldClock } from '../../../src/simulator/world-clock.ts';
import type { WorldOptions } from '../../../src/simulator/world-options.ts';
import { World } from '../../../src/simulator/world.ts';

const NOW_MS = Date.UTC(2031, 5, 15, 12);
const HOUR_MS = 3_600_000;

function worldWith(faults: FaultSettings, options: WorldOptions = {}): World {
  const clock = new WorldClock(NOW_MS);
  const contentTypes = ['Audit.SharePoint'] as const;
  return new World(
    { seed: 7, events: 60, eventsPerBlob: 20, clock, contentTypes, ...options },
    new FaultPlan(7, faults),
  );
}

/** The book by blob, in the order in which the blobs came into being. */
function book(world: World): (readonly OfferedEvent[])[] {
  return [...Map.groupBy(world.offered(), event => event.contentId).values()];
}

function text(event: OfferedEvent | undefined): string {
  if (event === undefined) throw new Error('the book has no such line');
  return event.text;
}

describe('faults of content', () => {
  it('last-event-repeated puts the last event of a blob before the first of the next', () => {
    const [one, two, three] = book(worldWith({ 'last-event-repeated': 1 }));

    expect(two?.map(event => event.text)).toHaveLength(21);
    expect(text(two?.[0])).toBe(text(one?.at(-1)));
    expect(text(three?.[0])).toBe(text(two?.at(-1)));
  });

  it('event-in-two-blobs puts an event of a blob into the next as well', () => {
    const [one, two] = book(worldWith({ 'event-in-two-blobs': 1 }));

    expect(one?.map(event => event.text)).toContain(text(two?.at(-1)));
  });

  it('redelivered offers the same events in another blob five days on', () => {
    const world = worldWith({ redelivered: { count: 1 } });
    const [one, again] = book(world);

    expect(again?.map(event => event.text)).toEqual(one?.map(event => event.text));
    expect(again?.[0]?.contentId).not.toBe(one?.[0]?.contentId);
    expect((again?.[0]?.listedMs ?? 0) - (one?.[0]?.listedMs ?? 0)).toBe(5 * 24 * HOUR_MS);
  });

  it('dlp-twins gives a match and its undo one Id', () => {
    const [blob] = book(worldWith({ 'dlp-twins': 1 }, { contentTypes: ['DLP.All'] }));
    const [match, undo] = [blob?.[0], blob?.at(-1)];

    expect(match && idOf(match)).toBe(undo && idOf(undo));
    expect(text(match)).toContain('"Operation":"DlpRuleMatch"');
    expect(text(undo)).toContain('"Operation":"DlpRuleUndo"');
  });

  it('dlp-twins leaves other content types alone', () => {
    expect([...worldWith({ 'dlp-twins': 1 }).offered()]).toHaveLength(60);
  });

  it('huge-blob makes a blob of several megabytes', () => {
    const world = worldWith({ 'huge-blob': { count: 1 } });
    const [first] = book(world);
    const blob = world.blob(first?.[0]?.contentId ?? '');

    expect(first).toHaveLength(3020);
    expect(blob && world.bodyOf(blob).length).toBeGreaterThan(3_000_000);
  });

  it('late-blob lists a blob three hours after it could have been', () => {
    const world = worldWith({ 'late-blob': 1 });

    expect([...world.offered()].every(event => event.listedMs === NOW_MS + 3 * HOUR_MS)).toBe(true);
  });

  it.each(['blob-missing', 'blob-expired', 'blob-invalid'] as const)(
    '%s marks its events as not to be had',
    fault => {
      const [one, two, three] = book(worldWith({ [fault]: { count: 1, skip: 1 } }));

      expect([one, two, three].map(events => events?.[0]?.available)).toEqual([true, false, true]);
    },
  );

  it('blob-expires-early does so, too, once its minute is over', () => {
    expect([...worldWith({ 'blob-expires-early': 1 }).offered()].some(event => event.available)).toBe(false);
  });

  it('can be limited to a content type', () => {
    const faults = { 'blob-missing': { on: 'DLP.All' } } as const;
    const world = worldWith(faults, { contentTypes: ['Audit.SharePoint', 'DLP.All'] });
    const missing = [...world.offered()].filter(event => !event.available);

    expect(new Set(missing.map(event => event.contentType))).toEqual(new Set(['DLP.All']));
  });

  it.each(POISONS)('%s changes one event of a blob, which is still JSON', fault => {
    const plain = book(worldWith({}))[0] ?? [];
    const odd = book(worldWith({ [fault]: { count: 1 } }))[0] ?? [];
    const changed = odd.filter((event, n) => event.text !== plain[n]?.text);

    expect(changed).toHaveLength(1);
    expect(() => JSON.parse(text(changed[0])) as unknown).not.toThrow();
  });

  it('gives each poison an event of its own', () => {
    const all = Object.fromEntries(POISONS.map(name => [name, { count: 1 }]));
    const plain = book(worldWith({}))[0] ?? [];
    const odd = book(worldWith(all))[0] ?? [];

    expect(odd.filter((event, n) => event.text !== plain[n]?.text)).toHaveLength(POISONS.length);
  });
});

describe('the poisons', () => {
  const eventWith = (fault: (typeof POISONS)[number]): string =>
    (book(worldWith({ [fault]: 1 }, { events: 1 }))[0] ?? []).map(event => event.text).join('');

  it('are what their names say', () => {
    expect((JSON.parse(eventWith('lone-surrogate')) as { Odd: string }).Odd.isWellFormed()).toBe(false);
    expect((JSON.parse(eventWith('nul')) as { Odd: string }).Odd).toContain('\u0000');
    expect((JSON.parse(eventWith('huge-string')) as { Odd: string }).Odd).toHaveLength(100_000);
    expect(Object.keys(JSON.parse(eventWith('many-fields')) as object).length).toBeGreaterThan(300);
    expect(eventWith('deep-nesting').split('{"Deeper":').length).toBe(61);
    expect(eventWith('duplicate-keys').split('"Odd":').length).toBe(3);
    expect(eventWith('big-numbers')).toContain('9007199254740993123');
    expect(typeof JSON.parse(eventWith('not-an-object'))).toBe('string');
  });
});
