import { describe, expect, it } from 'vitest';
import type { AuditEvent } from '../../../../src/events/audit-event.ts';
import { CONTENT_TYPES, type ContentType } from '../../../../src/events/content-type.ts';
import { EventSource } from '../../../../src/simulator/synthesize/event-source.ts';
import { RECIPES, SYNTHETIC_OPERATIONS } from '../../../../src/simulator/synthesize/recipes.ts';
import { createTenant } from '../../../../src/simulator/tenant.ts';

const AT_MS = Date.UTC(2031, 5, 15, 12);

function eventsOf(contentType: ContentType, count: number): AuditEvent[] {
  const source = new EventSource(7, createTenant(0, {}));
  return Array.from(
    { length: count },
    (_, n) => JSON.parse(source.event(contentType, n, AT_MS).toString()) as AuditEvent,
  );
}

function textOf(value: AuditEvent[string] | undefined): string {
  if (typeof value === 'string') return value;
  throw new TypeError('not a text');
}

describe('a source of events', () => {
  it('makes the n-th event from its number alone', () => {
    const [one, other] = [new EventSource(7, createTenant(0, {})), new EventSource(7, createTenant(0, {}))];
    const forwards = [0, 1, 2, 3].map(n => one.event('Audit.Exchange', n, AT_MS).toString());
    const backwards = [3, 2, 1, 0].map(n => other.event('Audit.Exchange', n, AT_MS).toString());

    expect(backwards.toReversed()).toEqual(forwards);
  });

  it('ends each Id with the number of the event', () => {
    expect(new EventSource(7, createTenant(2, {})).event('DLP.All', 0xbeef, AT_MS).toString()).toMatch(
      /"Id":"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8002-00000000beef"/,
    );
  });

  it('dates events 1 to 90 minutes before their blob', () => {
    const ages = eventsOf('Audit.SharePoint', 500).map(
      event => AT_MS - Date.parse(`${textOf(event['CreationTime']).replace('Z', '')}Z`),
    );

    expect(Math.min(...ages)).toBeGreaterThanOrEqual(60_000);
    expect(Math.max(...ages)).toBeLessThanOrEqual(90 * 60_000 + 1000);
  });

  it('makes an event of a wanted operation with the same Id', () => {
    const source = new EventSource(7, createTenant(0, {}));
    const events = [undefined, 'DlpRuleUndo'].map(
      operation => JSON.parse(source.event('DLP.All', 3, AT_MS, operation).toString()) as AuditEvent,
    );

    expect(events[1]?.['Operation']).toBe('DlpRuleUndo');
    expect(events[1]?.['Id']).toBe(events[0]?.['Id']);
  });

  it('comes across every operation sooner or later', () => {
    const seen = new Set(
      CONTENT_TYPES.flatMap(type => eventsOf(type, 4000).map(event => event['Operation'])),
    );

    expect(SYNTHETIC_OPERATIONS.filter(operation => !seen.has(operation))).toEqual([]);
  });

  it('writes addresses, users and results in the forms of many workloads', () => {
    const events = CONTENT_TYPES.flatMap(type => eventsOf(type, 2000));
    const addresses = events.map(event => event['ClientIP']);
    const users = events.map(event => textOf(event['UserId']));

    for (const form of [
      /^\d+\.\d+\.\d+\.\d+$/,
      /^\d+\.\d+\.\d+\.\d+:\d+$/,
      /^\[2001:db8:[\da-f:]+\]:\d+$/,
      /^2001:db8:[\da-f:]+$/,
      /^::ffff:\d/,
      /^\[\d+\.\d+\.\d+\.\d+\]:\d+$/,
    ]) {
      expect(addresses.some(address => typeof address === 'string' && form.test(address))).toBe(true);
    }
    for (const user of [
      'Not Available',
      'app@sharepoint',
      'SecurityComplianceAlerts',
      'Certificate',
      'NOT-FOUND',
      '',
    ]) {
      expect(users).toContain(user);
    }
    expect(users.some(user => user.startsWith('NT AUTHORITY\\SYSTEM'))).toBe(true);
    expect(users.some(user => user.startsWith('ServicePrincipal_'))).toBe(true);
    expect(users.some(user => user !== user.toLowerCase())).toBe(true);
    expect(new Set(events.map(event => event['ResultStatus'])).size).toBeGreaterThan(8);
  });

  it('changes the kind of fields now and then, but seldom', () => {
    const events = CONTENT_TYPES.flatMap(type => eventsOf(type, 2000));
    const kinds = (field: string): Set<string> =>
      new Set(events.map(event => (Array.isArray(event[field]) ? 'list' : typeof event[field])));
    const withoutWorkload = events.filter(event => event['Workload'] === undefined).length;

    expect(kinds('Parameters')).toEqual(new Set(['list', 'string', 'undefined']));
    expect(kinds('ModifiedProperties')).toEqual(new Set(['list', 'string', 'undefined']));
    expect(withoutWorkload).toBeGreaterThan(0);
    expect(withoutWorkload / events.length).toBeLessThan(0.02);
  });

  it('is about 1.5 KB an event', () => {
    const source = new EventSource(7, createTenant(0, {}));
    const sizes = Array.from(
      { length: 3000 },
      (_, n) => source.event(CONTENT_TYPES[n % 3] ?? 'DLP.All', n, AT_MS).length,
    );
    const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;

    expect(mean).toBeGreaterThan(1200);
    expect(mean).toBeLessThan(1700);
  });

  it('has a recipe for each content type', () => {
    expect(new Set(RECIPES.map(recipe => recipe.contentType))).toEqual(new Set(CONTENT_TYPES));
  });
});
