import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFigures } from '../../../src/wazuh/figures.ts';
import { AnalysisdModel } from '../../stand-ins/analysisd-model.ts';

interface Breakdown {
  modules_breakdown: Record<string, unknown>;
  [kind: string]: unknown;
}

function stats(): {
  uptime: number;
  metrics: {
    events: { received_breakdown: { decoded_breakdown: Breakdown } };
    queues: Record<string, unknown>;
  };
} {
  const model = new AnalysisdModel({ eventsPerSecond: 1, nowMs: 0, startedAt: 1_795_000_000 });
  for (let index = 0; index < 7; index += 1) model.receive(Buffer.from('x'));
  return structuredClone(model.stats()) as ReturnType<typeof stats>;
}

describe('parseFigures', () => {
  it('finds what we need among all that analysisd tells', () => {
    expect(parseFigures(stats())).toEqual({
      startedAt: 1_795_000_000,
      received: 7,
      dropped: 0,
      capacity: 16_383,
      stages: [
        { passed: 7, waiting: 0 },
        { passed: 0, waiting: 7 },
        { passed: 0, waiting: 0 },
        { passed: 0, waiting: 0 },
      ],
    });
  });

  it('counts as decoded with us all kinds but those with a queue of their own', () => {
    const data = stats();
    const decoded = data.metrics.events.received_breakdown.decoded_breakdown;
    Object.assign(decoded, { agent: 10, dbsync: 1_000, syslog: 20 });
    Object.assign(decoded.modules_breakdown, {
      syscheck: 1_000,
      upgrade: 1_000,
      aws: 30,
      'some-new-module': 40,
    });
    expect(parseFigures(data)?.stages[0].passed).toBe(107);
  });

  it('reads the exact number of waiting events out of a float', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 300_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (size, share) => {
          const elements = Math.round(share * (size - 1));
          const data = stats();
          data.metrics.queues['others'] = { size, usage: Math.fround(elements / (size - 1)) };
          expect(parseFigures(data)?.stages[0].waiting).toBe(elements);
        },
      ),
    );
  });

  it.each([
    ['nothing', undefined],
    ['a list', []],
    ['another shape', { uptime: 1, metrics: { events: {} } }],
  ])('is undefined for %s', (_what, data) => {
    expect(parseFigures(data)).toBeUndefined();
  });
});
