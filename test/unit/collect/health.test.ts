import { describe, expect, it } from 'vitest';
import {
  healthAuditEvent,
  healthChanges,
  type HealthEvent,
  type HealthMemory,
  NO_HEALTH_MEMORY,
  type TenantSight,
} from '../../../src/collect/health.ts';
import type { Books, Gap } from '../../../src/collect/ports.ts';
import { PartitionSummary } from '../../../src/collect/summary.ts';
import type { ErrorCode } from '../../../src/error-table.ts';
import { O365WazuhError } from '../../../src/errors.ts';
import type { ContentType } from '../../../src/events/content-type.ts';

const NOW = Date.UTC(2026, 10, 24, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TENANT_ID = '10000000-0000-4000-8000-000000000001';
const NO_BOOKS: Books = {
  blobs: 0,
  blobsLost: 0,
  bytes: 0,
  delivered: 0,
  duplicates: 0,
  filtered: 0,
  deadLettered: 0,
  trimmed: 0,
};

interface Seen {
  readonly error?: ErrorCode;
  readonly lastError?: ErrorCode;
  /** `null` for a content type that never settled anything. */
  readonly cursorMs?: number | null;
  readonly resent?: number;
  readonly lettersRefused?: number;
  readonly books?: Partial<Books>;
  readonly gaps?: readonly Gap[];
}

/** A feed that is looked at run after run, five minutes apart. */
class Feed {
  nowMs = NOW;
  memory: HealthMemory = NO_HEALTH_MEMORY;
  expiresAtMs: number | undefined;

  /** One run. @param delivered whether Wazuh took its events. @returns what it told. */
  run(seen: Partial<Record<ContentType, Seen>>, delivered = true): readonly HealthEvent[] {
    this.nowMs += 5 * MINUTE;
    const { events, told, untold } = healthChanges([this.#sight(seen)], this.nowMs, 5 * MINUTE, this.memory);
    // Through JSON, as the state keeps it.
    this.memory = JSON.parse(JSON.stringify(delivered ? told : untold)) as HealthMemory;
    return events;
  }

  #sight(seen: Partial<Record<ContentType, Seen>>): TenantSight {
    const { expiresAtMs } = this;
    return {
      tenant: 'contoso',
      credential: expiresAtMs === undefined ? undefined : { kind: 'certificate', expiresAtMs },
      partitions: Object.entries(seen).map(([type, one]) => {
        const contentType = type as ContentType;
        const summary = new PartitionSummary('contoso', contentType);
        if (one.error) summary.fail(new O365WazuhError(one.error, `It failed with ${one.error}.`));
        if (one.lastError) summary.lastError = new O365WazuhError(one.lastError, 'It was put off.');
        if (one.cursorMs !== null) summary.cursorMs = one.cursorMs ?? this.nowMs;
        summary.resent = one.resent ?? 0;
        const books = { ...NO_BOOKS, ...one.books };
        const { gaps = [], lettersRefused = 0 } = one;
        return { partition: { tenantId: TENANT_ID, contentType }, summary, books, gaps, lettersRefused };
      }),
    };
  }
}

const operations = (events: readonly HealthEvent[]): string[] =>
  events.map(({ operation, contentType }) =>
    contentType === undefined ? operation : `${operation} ${contentType}`,
  );

describe('a condition that lasts', () => {
  it.each<[string, Seen, string]>([
    ['a wrong secret', { error: 'SECRET_WRONG' }, 'AuthenticationFailing'],
    ['an unreadable secret file', { error: 'SECRET_UNREADABLE' }, 'AuthenticationFailing'],
    ['a refused token', { error: 'TOKEN_DENIED' }, 'AuthenticationFailing'],
    ['a missing permission', { error: 'PERMISSION_MISSING' }, 'PermissionMissing Audit.General'],
    ['a missing permission for DLP', { error: 'READ_DLP_MISSING' }, 'PermissionMissing Audit.General'],
    ['an audit log that is off', { error: 'AUDITING_OFF' }, 'AuditingOff'],
    ['a listing that is throttled', { error: 'THROTTLED' }, 'FeedThrottled'],
    ['blobs that are throttled', { lastError: 'THROTTLED' }, 'FeedThrottled'],
    ['a cursor of hours ago', { error: 'DNS_FAILED', cursorMs: NOW - 2 * HOUR }, 'FeedStalled Audit.General'],
  ])('%s is told once when it begins and once when it is over', (_name, seen, told) => {
    const feed = new Feed();
    expect(operations(feed.run({ 'Audit.General': {} }))).toEqual([]);

    expect(operations(feed.run({ 'Audit.General': seen }))).toEqual([told]);
    expect(operations(feed.run({ 'Audit.General': seen }))).toEqual([]);
    const over = feed.run({ 'Audit.General': {} });

    expect(operations(over)).toEqual([told.replace(/^\w+/, 'FeedRecovered')]);
    expect(over[0]?.detail).toBe(`${told.split(' ')[0]} is over.`);
    expect(operations(feed.run({ 'Audit.General': {} }))).toEqual([]);
  });

  it('is told once for a tenant whose content types all have it', () => {
    const feed = new Feed();
    const refused: Seen = { error: 'SECRET_EXPIRED' };

    const events = feed.run({ 'Audit.General': refused, 'Audit.Exchange': refused, 'DLP.All': refused });

    expect(operations(events)).toEqual(['AuthenticationFailing']);
    expect(events[0]).toMatchObject({ tenant: 'contoso', code: 'SECRET_EXPIRED' });
    expect(events[0]?.detail).toContain('make a new secret');
  });

  it('is told again by the next run when Wazuh did not take it, with what ended meanwhile left out', () => {
    const feed = new Feed();

    expect(operations(feed.run({ 'Audit.General': { error: 'SECRET_WRONG' } }, false))).toHaveLength(1);
    expect(operations(feed.run({ 'Audit.General': { error: 'SECRET_WRONG' } }))).toEqual([
      'AuthenticationFailing',
    ]);
    expect(operations(feed.run({ 'Audit.General': {} }, false))).toEqual(['FeedRecovered']);
    expect(operations(feed.run({ 'Audit.General': {} }))).toEqual(['FeedRecovered']);
    feed.run({ 'Audit.General': { error: 'THROTTLED' } }, false);
    expect(operations(feed.run({ 'Audit.General': {} }))).toEqual([]);
  });

  it('is not over because a run ended before it could see', () => {
    const feed = new Feed();
    feed.run({ 'Audit.General': { error: 'AUDITING_OFF' } });

    expect(operations(feed.run({ 'Audit.General': { error: 'DNS_FAILED' } }))).toEqual([]);
    expect(operations(feed.run({ 'Audit.General': { error: 'INTERRUPTED' } }))).toEqual([]);
    expect(operations(feed.run({ 'Audit.General': {} }))).toEqual(['FeedRecovered']);
  });

  it('of the sign-in is over once Microsoft answers, if only to refuse something else', () => {
    const feed = new Feed();
    feed.run({ 'Audit.General': { error: 'SECRET_WRONG' } });

    expect(operations(feed.run({ 'Audit.General': { error: 'PERMISSION_MISSING' } }))).toEqual([
      'PermissionMissing Audit.General',
      'FeedRecovered',
    ]);
  });

  it('of one content type ends by that content type alone', () => {
    const feed = new Feed();
    feed.run({ 'DLP.All': { error: 'READ_DLP_MISSING' }, 'Audit.General': {} });

    expect(operations(feed.run({ 'DLP.All': { error: 'DNS_FAILED' }, 'Audit.General': {} }))).toEqual([]);
    expect(operations(feed.run({ 'DLP.All': {}, 'Audit.General': {} }))).toEqual(['FeedRecovered DLP.All']);
  });

  it('of a content type that is no longer collected is forgotten without a word', () => {
    const feed = new Feed();
    feed.run({ 'DLP.All': { error: 'READ_DLP_MISSING' }, 'Audit.General': {} });

    expect(operations(feed.run({ 'Audit.General': {} }))).toEqual([]);
    expect(operations(feed.run({ 'DLP.All': {}, 'Audit.General': {} }))).toEqual([]);
  });
});

describe('a stalled feed', () => {
  it('is one that never settled anything either, an hour after its first run', () => {
    const feed = new Feed();
    const down: Seen = { error: 'CONNECTION_REFUSED', cursorMs: null };
    const told = Array.from({ length: 14 }, () => operations(feed.run({ 'Audit.General': down })));

    expect(told.flat()).toEqual(['FeedStalled Audit.General']);
    expect(told.findIndex(one => one.length > 0)).toBe(13);
  });

  it('says since when and why', () => {
    const [event] = new Feed().run({
      'Audit.General': { error: 'DNS_FAILED', cursorMs: NOW - 90 * MINUTE },
    });

    expect(event?.detail).toMatch(
      /^Settled up to 2026-11-24T10:30:00\.000Z only\. It failed with DNS_FAILED\. Check/,
    );
  });

  it('is not one whose next run is not due yet', () => {
    const summary = new PartitionSummary('contoso', 'Audit.General');
    summary.cursorMs = NOW - 5 * HOUR;
    const partition = { tenantId: TENANT_ID, contentType: 'Audit.General' as const };
    const sight: TenantSight = {
      tenant: 'contoso',
      credential: undefined,
      partitions: [{ partition, summary, books: NO_BOOKS, gaps: [], lettersRefused: 0 }],
    };

    expect(healthChanges([sight], NOW, 2 * HOUR, NO_HEALTH_MEMORY).events).toEqual([]);
    expect(healthChanges([sight], NOW, HOUR, NO_HEALTH_MEMORY).events).toHaveLength(1);
  });
});

describe('a credential whose end is known', () => {
  it('is told 30, 7 and 1 days before, once each, and when it was renewed', () => {
    const feed = new Feed();
    feed.expiresAtMs = NOW + 45 * DAY;
    const told: string[] = [];
    for (let day = 0; day < 46; day += 1) {
      for (const { detail } of feed.run({ 'Audit.General': {} })) told.push(detail);
      feed.nowMs += DAY - 5 * MINUTE;
    }

    expect(told).toEqual([
      'The certificate ends at 2027-01-08T12:00:00.000Z, in 29 days.',
      'The certificate ends at 2027-01-08T12:00:00.000Z, in 6 days.',
      'The certificate ends at 2027-01-08T12:00:00.000Z, in 0 days.',
    ]);
    feed.expiresAtMs = feed.nowMs + 365 * DAY;
    expect(operations(feed.run({ 'Audit.General': {} }))).toEqual(['FeedRecovered']);
  });

  it('is told when it has ended already', () => {
    const feed = new Feed();
    feed.expiresAtMs = NOW - DAY;

    expect(feed.run({ 'Audit.General': {} })[0]?.detail).toBe(
      'The certificate has ended: ends at 2026-11-23T12:00:00.000Z.',
    );
  });
});

describe('what happened once', () => {
  const gap: Gap = { fromMs: NOW - 10 * DAY, toMs: NOW - 8 * DAY, reason: 'retention' };

  it('is told once: gaps and lost blobs', () => {
    const feed = new Feed();
    const gaps = [gap, { ...gap, reason: 'blob-lost' } as const];
    const seen: Seen = { gaps, books: { blobsLost: 2 } };

    expect(feed.run({ 'Audit.General': seen }).map(event => event.detail)).toEqual([
      'Microsoft no longer offers 2026-11-14T12:00:00.000Z to 2026-11-16T12:00:00.000Z.',
      '2 blobs were listed but can no longer be fetched.',
    ]);
    expect(feed.run({ 'Audit.General': seen })).toEqual([]);
    expect(operations(feed.run({ 'Audit.General': { gaps, books: { blobsLost: 3 } } }))).toEqual([
      'BlobLost Audit.General',
    ]);
  });

  it('is told by a later run when the run in which it happened was killed or could not deliver', () => {
    const feed = new Feed();
    feed.run({ 'Audit.General': { resent: 4 } }, false);
    feed.run({ 'Audit.General': { error: 'DELIVERY_UNCONFIRMED' } }, false);
    feed.run({ 'Audit.General': { error: 'WAZUH_STANDS_STILL' } }, false);

    const events = feed.run({ 'Audit.General': { gaps: [gap], books: { blobsLost: 1, trimmed: 2 } } });

    expect(operations(events)).toEqual(
      ['FeedGap', 'BlobLost', 'DeadLetter', 'DeliveryUnconfirmed'].map(one => `${one} Audit.General`),
    );
    expect(events[3]?.detail).toContain('4 events were sent again at once, 2 runs ended unconfirmed');
  });

  it('is told at most hourly where every run has some, with what gathered meanwhile', () => {
    const feed = new Feed();
    const told: string[] = [];
    for (let run = 1; run <= 20; run += 1) {
      const events = feed.run({ 'Audit.General': { books: { trimmed: run, deadLettered: 2 * run } } });
      told.push(...events.map(event => event.detail.split(';')[0] ?? ''));
    }

    expect(told).toEqual([
      '1 event was shortened to fit, 2 could not be delivered',
      '12 events were shortened to fit, 24 could not be delivered',
    ]);
  });
});

describe('a dead-letter folder without room', () => {
  it('is told with the letters that it could not take, over the runs that told nothing', () => {
    const feed = new Feed();
    const told = (trimmed: number, lettersRefused: number, delivered = true): string =>
      feed.run({ 'Audit.General': { books: { trimmed }, lettersRefused } }, delivered)[0]?.detail ?? '';

    expect(told(2, 0)).not.toContain('full');
    feed.nowMs += HOUR;
    told(4, 2, false);
    expect(told(5, 1)).toContain('3 events were shortened to fit, 0 could not be delivered;');
    feed.nowMs += HOUR;
    expect(told(6, 4)).toContain('It is full: the letters of 4 of them found no room');
    feed.nowMs += HOUR;
    expect(told(7, 0)).not.toContain('full');
  });
});

describe('a health event', () => {
  it('has the shape of an audit event, and the same Id when it is made again', () => {
    const event: HealthEvent = {
      operation: 'FeedStalled',
      tenant: 'contoso',
      contentType: 'DLP.All',
      code: 'DNS_FAILED',
      detail: 'Why.',
    };

    expect(healthAuditEvent(event, NOW)).toEqual({
      Id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) as string,
      CreationTime: '2026-11-24T12:00:00',
      Workload: 'o365-wazuh',
      Operation: 'FeedStalled',
      Tenant: 'contoso',
      ContentType: 'DLP.All',
      ErrorCode: 'DNS_FAILED',
      Detail: 'Why.',
    });
    expect(healthAuditEvent(event, NOW)).toEqual(healthAuditEvent(event, NOW));
    expect(healthAuditEvent(event, NOW)['Id']).not.toBe(healthAuditEvent(event, NOW + 1)['Id']);
  });
});
