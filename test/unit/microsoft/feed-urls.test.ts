import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FeedUrls } from '../../../src/microsoft/feed-urls.ts';

const TENANT = '11111111-2222-3333-4444-555555555555';
const API = 'https://manage.office.com';
const ROOT = `${API}/api/v1.0/${TENANT}/activity/feed`;
const urls = new FeedUrls(API, TENANT, TENANT);

describe('a blob’s URL', () => {
  it.each([
    [
      '2026$2026$audit_sharepoint$Audit_SharePoint$na0030',
      '2026$2026$audit_sharepoint$Audit_SharePoint$na0030',
    ],
    ['a/b', 'a%2Fb'],
    ['a?b#c', 'a%3Fb%23c'],
    ['a\\b', 'a%5Cb'],
    ['a%2e%2e', 'a%252e%252e'],
    ['a\r\nb', 'a%0D%0Ab'],
    ['ä😀', '%C3%A4%F0%9F%98%80'],
    ['a..b', 'a..b'],
  ])('keeps what cannot harm and encodes the rest: %j', (id, path) => {
    expect(urls.blob(id)).toBe(`${ROOT}/audit/${path}?PublisherIdentifier=${TENANT}`);
  });

  it.each(['', '.', '..', '../x', 'x/../y', 'x\\..', './x', '\ud800'])('is refused for %j', id => {
    expect(urls.blob(id)).toBeUndefined();
  });

  it('stays in the folder of blobs and means the very id, whatever the id', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), id => {
        const text = urls.blob(id);
        if (text === undefined) return;
        const url = new URL(text);
        expect(url.href).toBe(text);
        expect(url.origin).toBe(API);
        expect(url.search).toBe(`?PublisherIdentifier=${TENANT}`);
        expect(decodeURIComponent(url.pathname.slice(`${new URL(ROOT).pathname}/audit/`.length))).toBe(id);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the next page', () => {
  it('lies on the configured root or is refused, whatever the header says', () => {
    const origin = fc.constantFrom(
      API,
      '',
      'http://manage.office.com',
      'https://evil.example',
      `${API}@evil.example`,
    );
    const path = fc.constantFrom(
      new URL(ROOT).pathname,
      new URL(ROOT).pathname.toUpperCase(),
      '/api/v1',
      '/..',
      '',
    );
    const operation = fc.constantFrom(
      '/subscriptions/content',
      '/subscriptions/stop',
      '/x/../subscriptions/content',
    );
    const rest = fc.array(
      fc.constantFrom('?', '#', '&', '/', '\\', '..', '%2e', ' ', '\u0000', 'nextPage=1'),
    );
    let accepted = 0;
    fc.assert(
      fc.property(origin, path, operation, rest, (...parts) => {
        const next = urls.nextPage(parts.flat().join(''));
        if (next === undefined) return;
        accepted += 1;
        expect(next.startsWith(`${ROOT}/subscriptions/content?`)).toBe(true);
        expect(new URL(next).href).toBe(next);
      }),
      { numRuns: 300 },
    );
    expect(accepted).toBeGreaterThan(0);
  });

  it('keeps its query as Microsoft wrote it', () => {
    const query =
      'contentType=DLP.All&startTime=2026-01-02T03:00:00&endtime=2026-01-02T04:00:00&nextPage=a%2Bb';
    expect(urls.nextPage(`${ROOT}/subscriptions/content?${query}`)).toBe(
      `${ROOT}/subscriptions/content?${query}&PublisherIdentifier=${TENANT}`,
    );
  });
});

describe('a listing’s URL', () => {
  it('holds the span in whole seconds', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4e12 }),
        fc.integer({ min: 1, max: 86_400_000 }),
        (fromMs, lengthMs) => {
          const { searchParams } = new URL(urls.content('DLP.All', { fromMs, toMs: fromMs + lengthMs }));
          const [start, end] = ['startTime', 'endTime'].map(name => Date.parse(`${searchParams.get(name)}Z`));
          expect(start).toBeLessThanOrEqual(fromMs);
          expect(start).toBeGreaterThan(fromMs - 1000);
          expect(end).toBeGreaterThanOrEqual(fromMs + lengthMs);
          expect(end).toBeLessThan(fromMs + lengthMs + 1000);
        },
      ),
      { numRuns: 200 },
    );
  });
});
