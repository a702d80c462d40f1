import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuditEvent, Json } from '../../../src/events/audit-event.ts';
import {
  frame,
  HEADER,
  MAX_DATAGRAM_BYTES,
  type Marks,
  maxEventBytes,
} from '../../../src/events/envelope.ts';
import { fitEvent } from '../../../src/events/fit.ts';
import { DEFAULT_LIMITS, type FitLimits } from '../../../src/events/fit-limits.ts';
import { KNOWN_KINDS } from '../../../src/events/known-kinds.ts';
import { KindRegistry } from '../../../src/events/kinds.ts';
import { countLeaves } from '../../../src/events/shrink.ts';
import { arbitraryEvent } from './arbitrary-event.ts';
import { HAS_CORPORA, readCorpora } from './corpora.ts';
import { decodeAsWazuh, IndexModel } from './wazuh-view.ts';

const MARKS: Marks = {
  tenant: 'contoso',
  subscription: 'Audit.AzureActiveDirectory',
  lag_band: '15m-1h',
  late: true,
  backfill: false,
};
const LIMITS: FitLimits = { ...DEFAULT_LIMITS, maxEventBytes: maxEventBytes(MAX_DATAGRAM_BYTES, MARKS) };
/** FC_RUNS=5000 for a soak. */
const RUNS = { numRuns: Number(process.env['FC_RUNS'] ?? 60) };

describe('any event', () => {
  it('becomes a datagram within every limit that Wazuh decodes without losing a field', () => {
    fc.assert(
      fc.property(arbitraryEvent, event => {
        const fitted = fitEvent(event, LIMITS);
        const datagram = frame(fitted, MARKS);
        const message = datagram.toString().slice(HEADER.length);

        expect(datagram.length).toBeLessThanOrEqual(MAX_DATAGRAM_BYTES);
        expect(countLeaves(fitted.event)).toBeLessThanOrEqual(LIMITS.maxLeaves);
        expect(longestText(fitted.event)).toBeLessThanOrEqual(LIMITS.maxStringBytes);
        expect(fitted.json).toBe(JSON.stringify(fitted.event));
        expect(JSON.parse(message)).toEqual({ office_365: JSON.parse(fitted.json), o365_wazuh: MARKS });
        expect(decodeAsWazuh(message).lost).toEqual([]);
      }),
      RUNS,
    );
  });

  it('is not changed by a second fitting', () => {
    fc.assert(
      fc.property(arbitraryEvent, event => {
        const kinds = new KindRegistry(KNOWN_KINDS);
        const once = fitEvent(event, LIMITS, kinds);
        const twice = fitEvent(JSON.parse(once.json) as AuditEvent, LIMITS, kinds);
        expect(twice.json).toBe(once.json);
      }),
      RUNS,
    );
  });

  it('keeps every value somewhere unless it says what was trimmed, and its shape unless it says what was converted', () => {
    fc.assert(
      fc.property(arbitraryEvent, event => {
        const fitted = fitEvent(event, LIMITS);
        if (fitted.trimmed.length > 0) {
          expect(fitted.event['o365_wazuh_trimmed']).toBeDefined();
        } else {
          const kept = textsOf(JSON.parse(fitted.json) as Json);
          expect([...textsOf(event)].filter(text => !kept.has(text) && !heldBy(text, kept))).toEqual([]);
        }
        if (fitted.converted.length > 0) expect(fitted.event['o365_wazuh_converted']).toBeDefined();
        else if (fitted.trimmed.length === 0) expect(fitted.event).toEqual(withoutUnmarkedChanges(event));
      }),
      RUNS,
    );
  });

  it('never gets another of its stream refused by the indexer, whichever of them comes first on a day', () => {
    fc.assert(
      fc.property(
        fc.array(arbitraryEvent, { minLength: 2, maxLength: 12 }),
        fc.integer({ min: 0 }),
        (events, day) => {
          const kinds = new KindRegistry(KNOWN_KINDS);
          const alerts = events.map(event => decodeAsWazuh(messageOf(event, kinds)).data);
          const [before, after] = [alerts.slice(0, day % alerts.length), alerts.slice(day % alerts.length)];
          for (const order of [alerts, [...after, ...before], alerts.toReversed()]) {
            const index = new IndexModel();
            expect(order.map(alert => index.refusal(alert)).filter(refusal => refusal !== undefined)).toEqual(
              [],
            );
          }
        },
      ),
      RUNS,
    );
  });
});

describe('an explosion of field names', () => {
  it('stays below the index’s number of fields, and loses nothing', () => {
    const kinds = new KindRegistry(KNOWN_KINDS);
    const index = new IndexModel();
    for (let n = 0; n < 1_000; n += 1) {
      const settings: AuditEvent = {};
      for (let k = 0; k < 20; k += 1) settings[`user${n}-${k}@contoso.example`] = `value ${n}-${k}`;
      const event = { Id: `id-${n}`, [`Own${n}`]: { ...settings }, Settings: settings, [`Field${n}`]: n };
      const fitted = fitEvent(event, LIMITS, kinds);
      expect(fitted.trimmed).toEqual([]);
      expect(fitted.json).toContain(`value ${n}-19`);
      const { data, lost } = decodeAsWazuh(`{"office_365":${fitted.json}}`);
      expect(lost).toEqual([]);
      expect(index.refusal(data)).toBeUndefined();
    }
    expect(kinds.size).toBeLessThan(5_000);
  });
});

describe('real events', () => {
  it.skipIf(!HAS_CORPORA)('all fit, nearly all unchanged, and none gets another refused', () => {
    const kinds = new KindRegistry(KNOWN_KINDS);
    const events = readCorpora();
    let unchanged = 0;
    const faults: string[] = [];
    const alerts = events.map(event => {
      const fitted = fitEvent(event, LIMITS, kinds);
      if (fitted.json === JSON.stringify(event)) unchanged += 1;
      const datagram = frame(fitted, MARKS);
      if (datagram.length > MAX_DATAGRAM_BYTES) faults.push(`${datagram.length} bytes`);
      const { data, lost } = decodeAsWazuh(datagram.toString().slice(HEADER.length));
      faults.push(...lost, ...fitted.trimmed);
      return data;
    });
    const half = alerts.length >> 1;
    for (const day of [alerts, alerts.toReversed(), [...alerts.slice(half), ...alerts.slice(0, half)]]) {
      const index = new IndexModel();
      faults.push(...day.map(alert => index.refusal(alert)).filter(refusal => refusal !== undefined));
    }
    expect(faults).toEqual([]);
    expect(unchanged / events.length).toBeGreaterThan(0.99);
  });
});

function messageOf(event: AuditEvent, kinds: KindRegistry): string {
  return frame(fitEvent(event, LIMITS, kinds), MARKS)
    .toString()
    .slice(HEADER.length);
}

function longestText(value: Json): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((longest, inner) => Math.max(longest, longestText(inner)), 0);
}

/** Every scalar in a value as a text, also those in texts that hold JSON. */
function textsOf(value: Json, into = new Set<string>()): Set<string> {
  if (typeof value === 'string') {
    into.add(plain(value));
    const held = heldJson(value);
    if (held !== undefined) textsOf(held, into);
  } else if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) textsOf(inner, into);
  } else if (value !== null) {
    into.add(String(value));
  }
  return into;
}

/** A text that held a list may have become that list. */
function heldBy(text: string, kept: ReadonlySet<string>): boolean {
  const held = heldJson(text);
  if (held !== undefined) return [...textsOf(held)].every(inner => kept.has(inner));
  return text === '' || kept.has(text.toLowerCase());
}

function heldJson(text: string): Json | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function plain(text: string): string {
  return text.replaceAll('\0', '\u2400').toWellFormed().trim();
}

/** What may differ without a mark: nulls outside lists, and numbers there that are no int32. */
function withoutUnmarkedChanges(object: AuditEvent): AuditEvent {
  const copy: AuditEvent = {};
  for (const [key, value] of Object.entries(object)) {
    if (value === null) continue;
    const isObject = typeof value === 'object' && !Array.isArray(value);
    copy[key] = isObject
      ? withoutUnmarkedChanges(value)
      : typeof value === 'number' && (value | 0) !== value
        ? String(value)
        : value;
  }
  return copy;
}
