import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuditEvent, Json } from '../../../src/events/audit-event.ts';
import { parseCreationTime } from '../../../src/events/creation-time.ts';
import { identityOf } from '../../../src/events/identity.ts';

const EVENT: AuditEvent = {
  Id: '00000000-0000-4000-8000-000000000001',
  CreationTime: '2026-02-03T04:05:06',
  RecordType: 15,
  Parameters: [{ Name: 'ForwardTo', Value: 'eve@contoso.example' }],
};

function secondsOf(identity: string): number {
  return Buffer.from(identity, 'latin1').readUInt32BE(0);
}

describe('the identity of an event', () => {
  it('is the second of its creation, then a hash', () => {
    const identity = identityOf(EVENT);
    expect(identity).toHaveLength(16);
    expect(secondsOf(identity)).toBe(Date.UTC(2026, 1, 3, 4, 5, 6) / 1000);
  });

  it('does not depend on the order of keys, at any depth', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), event => {
        expect(identityOf(reversed(event as AuditEvent) as AuditEvent)).toEqual(
          identityOf(event as AuditEvent),
        );
      }),
    );
  });

  it('differs when anything differs', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.dictionary(fc.string(), fc.jsonValue()),
        (a, b) => {
          const same = canonical(a as Json) === canonical(b as Json);
          expect(identityOf(a as AuditEvent) === identityOf(b as AuditEvent)).toBe(same);
        },
      ),
    );
  });

  it.each([
    [{ a: 1 }, { a: '1' }],
    [{ a: null }, {}],
    [{ a: ['x', 'y'] }, { a: ['x,1:y'] }],
    [{ a: [1, 2] }, { a: [12] }],
    [{ a: { b: 1 }, c: 2 }, { a: { b: 1, c: 2 } }],
  ] as [AuditEvent, AuditEvent][])('tells %j from %j', (a, b) => {
    expect(identityOf(a)).not.toBe(identityOf(b));
  });

  it('tells two DLP events with one Id from each other', () => {
    expect(identityOf({ ...EVENT, Operation: 'DlpRuleMatch' })).not.toEqual(
      identityOf({ ...EVENT, Operation: 'DlpRuleUndo' }),
    );
  });

  it.each([undefined, 'soon', '', 12, '1969-12-31T23:59:59', '2026-02-30T99:00:00'])(
    'counts the unreadable time %j as 0',
    time => {
      const event = time === undefined ? { Id: 'x' } : { Id: 'x', CreationTime: time };
      expect(secondsOf(identityOf(event))).toBe(0);
    },
  );

  it('puts a time past 2106 at the end', () => {
    expect(secondsOf(identityOf({ CreationTime: '9999-12-31T23:59:59' }))).toBe(2 ** 32 - 1);
  });
});

describe('CreationTime', () => {
  it.each([
    ['2026-02-03T04:05:06', '2026-02-03T04:05:06.000Z'],
    ['2026-02-03 04:05:06', '2026-02-03T04:05:06.000Z'],
    ['2026-02-03T04:05:06Z', '2026-02-03T04:05:06.000Z'],
    ['2026-02-03T04:05:06.1239999Z', '2026-02-03T04:05:06.123Z'],
    ['2026-02-03T04:05:06+02:00', '2026-02-03T02:05:06.000Z'],
    ['2026-02-03T04:05:06-01:30', '2026-02-03T05:35:06.000Z'],
  ])('%s is %s, wherever this runs', (text, iso) => {
    expect(new Date(parseCreationTime(text) ?? Number.NaN).toISOString()).toBe(iso);
  });

  it.each(['2026-02-03', '03/02/2026 04:05', '2026-13-03T04:05:06', 5, null])('%j is no time', text => {
    expect(parseCreationTime(text)).toBeUndefined();
  });
});

function reversed(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(reversed);
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}

function canonical(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const fields = Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`);
  return `{${fields.sort().join(',')}}`;
}
