import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuditEvent } from '../../../src/events/audit-event.ts';
import { HEADER, MAX_DATAGRAM_BYTES } from '../../../src/events/envelope.ts';
import { identityOf } from '../../../src/events/identity.ts';
import { parseEvent } from '../../../src/events/parse-event.ts';
import { countLeaves } from '../../../src/events/shrink.ts';
import { arbitraryEvent } from '../../unit/events/arbitrary-event.ts';
import { decodeAsWazuh, IndexModel } from '../../unit/events/wazuh-view.ts';
import { FeedScene } from './feed-scene.ts';

const RUNS = 3;
const EVENTS_A_RUN = 60;
const SEED = 20_261_124;

/** Names that are data, a text of 100,000 bytes, more fields than Wazuh takes. */
function excess(run: number): AuditEvent[] {
  const named = (count: number): Record<string, string> =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`user${run}-${n}@contoso.example`, `v${n}`]));
  const common = { CreationTime: '2031-01-01T00:00:00', Operation: 'x' };
  return [
    ...Array.from({ length: 40 }, (_, n) => ({
      ...common,
      Id: `names-${run}-${n}`,
      [`Own${run}-${n}`]: named(150),
    })),
    { ...common, Id: `text-${run}`, Body: 'ж'.repeat(50_000) },
    {
      ...common,
      Id: `wide-${run}`,
      ...Object.fromEntries(Array.from({ length: 600 }, (_, n) => [`F${n}`, n])),
    },
  ];
}

describe('what the whole feed delivers', () => {
  it('never changes the kind of a field, whatever comes in whichever run, and is within every limit', async () => {
    await using scene = await FeedScene.open({ collected: ['Audit.General'] });
    const events = fc.sample(
      arbitraryEvent.filter(event => JSON.stringify(event).length < 300_000),
      { numRuns: RUNS * EVENTS_A_RUN, seed: SEED },
    );
    const offered = new Set<string>();
    const datagrams: string[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      const mine = [...events.slice(run * EVENTS_A_RUN, (run + 1) * EVENTS_A_RUN), ...excess(run)];
      const texts = mine.map(event => JSON.stringify(event));
      for (const text of texts) offered.add(identityOf(parseEvent(text) ?? {}));
      scene.simulator.world.addBlob({ contentType: 'Audit.General', events: texts });
      // Each run reads what the ones before have learned from the state file.
      const { summary } = await scene.run();
      expect(summary.partitions[0]?.deadLettered).toBe(0);
      for (const text of scene.analysisd.processed.splice(0))
        if (!text.includes('"Workload":"o365-wazuh"')) datagrams.push(text);
    }

    expect(datagrams).toHaveLength(offered.size);
    const alerts = datagrams.map(text => {
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_DATAGRAM_BYTES);
      const message = text.slice(HEADER.length);
      const { office_365: event } = JSON.parse(message) as { office_365: AuditEvent };
      expect(countLeaves(event)).toBeLessThanOrEqual(200);
      expect(longestText(event)).toBeLessThanOrEqual(32_000);
      const { data, lost } = decodeAsWazuh(message);
      expect(lost).toEqual([]);
      return data;
    });
    const half = alerts.length >> 1;
    for (const day of [alerts, alerts.toReversed(), [...alerts.slice(half), ...alerts.slice(0, half)]]) {
      const index = new IndexModel();
      expect(day.flatMap(alert => index.refusal(alert) ?? [])).toEqual([]);
    }
    expect(fieldsOf(alerts).size).toBeLessThan(5_000);
  });
});

function longestText(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((longest, inner) => Math.max(longest, longestText(inner)), 0);
}

function fieldsOf(alerts: readonly AuditEvent[]): Set<string> {
  const fields = new Set<string>();
  const walk = (value: unknown, path: string): void => {
    if (Array.isArray(value)) for (const one of value) walk(one, path);
    else if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) walk(inner, `${path}.${key}`);
    else fields.add(path);
  };
  for (const alert of alerts) walk(alert, '');
  return fields;
}
