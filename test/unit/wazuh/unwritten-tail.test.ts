import { describe, expect, it } from 'vitest';
import { parseFigures, type Figures } from '../../../src/wazuh/figures.ts';
import { silentEvents, UnwrittenTail } from '../../../src/wazuh/unwritten-tail.ts';
import { AnalysisdModel } from '../../stand-ins/analysisd-model.ts';

const AFTER_MS = 1_500;

/** Figures of an analysisd, of whose events so many raised no alert. */
function figures(startedAt: number, silent = 0): Figures {
  const parsed = parseFigures(new AnalysisdModel({ eventsPerSecond: 1, nowMs: 0, startedAt }).stats());
  if (parsed === undefined) throw new Error('the model has no figures');
  const [decode, , alerts, archives] = parsed.stages;
  const rules = { passed: 1_000 + silent, waiting: 0 };
  return { ...parsed, stages: [decode, rules, { ...alerts, passed: 1_000 }, archives] };
}

function numbered(count: number, from = 0): Buffer[] {
  return Array.from({ length: count }, (_, index) => Buffer.from(String(from + index)));
}

const held = (tail: UnwrittenTail): string[] => (tail.content?.messages ?? []).map(String);

describe('UnwrittenTail', () => {
  it('holds the last hundred messages, over as many deliveries as that takes', () => {
    const tail = new UnwrittenTail(AFTER_MS);
    tail.add(numbered(500), 0, figures(1), 0);
    expect(held(tail)).toEqual(numbered(100, 400).map(String));
    tail.add(numbered(30, 500), 0, figures(1), 10);
    expect(held(tail)).toEqual(numbered(100, 430).map(String));
  });

  it('holds copies: whoever delivered a message may use its memory for others', () => {
    const tail = new UnwrittenTail(AFTER_MS);
    const messages = numbered(150);
    tail.add(messages, 0, figures(1), 0);
    for (const message of messages) message.fill('?');
    expect(held(tail)).toEqual(numbered(100, 50).map(String));
  });

  it('holds as many more as there were events without an alert: they push nothing out', () => {
    const tail = new UnwrittenTail(AFTER_MS);
    tail.add(numbered(500), 0, figures(1), 0);
    tail.add(numbered(500, 500), 0, figures(1, 250), 10);
    expect(held(tail)).toEqual(numbered(350, 650).map(String));
  });

  it('lets go of what was confirmed long enough ago, seen in figures of the same process', () => {
    const tail = new UnwrittenTail(AFTER_MS);
    tail.add(numbered(10), 0, figures(1), 0);
    tail.add(numbered(10, 10), 0, figures(1), 1_000);
    expect(tail.writtenAtMs).toBe(1_000 + AFTER_MS);
    tail.look(figures(2), 60_000);
    tail.look(figures(1), AFTER_MS - 1);
    expect(held(tail)).toHaveLength(20);
    tail.look(figures(1), AFTER_MS);
    expect(held(tail)).toEqual(numbered(10, 10).map(String));
    tail.look(figures(1), 1_000 + AFTER_MS);
    expect(tail.isEmpty).toBe(true);
  });

  it('lets go of nothing that is lost until another process confirmed it', () => {
    const tail = new UnwrittenTail(AFTER_MS);
    tail.add(numbered(10), 0, figures(1), 0);
    tail.lose();
    tail.look(figures(1), 60_000);
    expect(tail.isLost).toBe(true);
    expect(held(tail)).toHaveLength(10);
    tail.add(numbered(10), 0, figures(2), 60_000);
    expect([tail.isLost, tail.startedAt, held(tail).length]).toEqual([false, 2, 10]);
  });

  it('has nothing to lose when it is empty', () => {
    const tail = new UnwrittenTail(AFTER_MS);
    tail.lose();
    expect(tail.isLost).toBe(false);
  });

  it('grows no larger than 4 MiB, however few events raise an alert', () => {
    const tail = new UnwrittenTail(AFTER_MS);
    const large = Array.from({ length: 500 }, () => Buffer.alloc(60_000));
    tail.add(large, 0, figures(1, 1_000_000), 0);
    expect(held(tail).length * 60_000).toBeLessThanOrEqual(4 * 1024 * 1024);
    expect(held(tail).length).toBeGreaterThan(60);
  });

  it('goes on with what was saved until its time is over', () => {
    const saved = { startedAt: 1, confirmedAtMs: 0, messages: numbered(300) };
    const tail = new UnwrittenTail(AFTER_MS, saved);
    tail.add(numbered(1, 300), 0, figures(1), 100);
    expect(held(tail)).toHaveLength(301);
    tail.look(figures(1), AFTER_MS);
    expect(held(tail)).toEqual(['300']);
  });
});

it('silentEvents counts what went through the rules and is neither in the alert file nor on its way to it', () => {
  expect(silentEvents(figures(1, 7))).toBe(7);
});
