import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BlobRef, Outcome } from '../../../src/collect/ports.ts';
import { all, errorOf, feedOf, HOUR, never, ROOT, TENANT, verdict } from './feed-under-test.ts';
import { json, refusal, type Reply, ScriptedServer, text } from './scripted-server.ts';

let server: ScriptedServer;
beforeEach(async () => {
  server = await new ScriptedServer().listen();
});
afterEach(() => server[Symbol.asyncDispose]());

function entry(id: string, created = '2026-01-02T03:04:05.678Z') {
  return {
    contentType: 'Audit.Exchange',
    contentId: id,
    contentUri: `https://manage.office.com${ROOT}/audit/${id}`,
    contentCreated: created,
    contentExpiration: '2026-01-22T03:04:05.678Z',
  };
}

function page(ids: readonly string[], next?: string, header = 'NextPageUri'): Reply {
  return json(
    ids.map(id => entry(id)),
    200,
    next === undefined ? {} : { [header]: next },
  );
}

function list(options: Parameters<typeof feedOf>[1] = {}, span = HOUR) {
  const { feed } = feedOf(server, options);
  return all(feed.listContent('Audit.Exchange', span, never));
}

function ids(pages: readonly Outcome<readonly BlobRef[]>[]): string[][] {
  return pages.flatMap(one => (one.status === 'ok' ? [one.value.map(ref => ref.contentId)] : []));
}

const nextUri = (query: string, path = `${ROOT}/subscriptions/content`) => `${server.url}${path}?${query}`;

describe('a listing', () => {
  it('asks for both times in whole UTC seconds that hold the span', async () => {
    await list({}, { fromMs: HOUR.fromMs + 999, toMs: HOUR.toMs + 1 });

    const [request] = server.seen('content');
    expect(Object.fromEntries(request?.query ?? [])).toEqual({
      contentType: 'Audit.Exchange',
      startTime: '2026-01-02T03:00:00',
      endTime: '2026-01-02T04:00:01',
      PublisherIdentifier: TENANT,
    });
  });

  it('gives ids with the times that Microsoft wrote, a time without a zone being UTC', async () => {
    server.on(
      'content',
      json([
        entry('a$1'),
        { ...entry('a$2'), contentCreated: '2026-01-02T03:04:05', contentExpiration: 'soon' },
      ]),
    );

    const [first] = await list();

    expect(first).toEqual({
      status: 'ok',
      value: [
        {
          contentId: 'a$1',
          contentCreatedMs: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
          contentExpirationMs: Date.UTC(2026, 0, 22, 3, 4, 5, 678),
        },
        {
          contentId: 'a$2',
          contentCreatedMs: Date.UTC(2026, 0, 2, 3, 4, 5),
          contentExpirationMs: 8.64e15,
        },
      ],
    });
  });

  it.each(['NextPageUri', 'nextpageuri', 'NEXTPAGEURI'])(
    'follows %s, also over an empty page',
    async header => {
      server.on(
        'content',
        page(['a'], nextUri('contentType=Audit.Exchange&nextPage=1'), header),
        page([], nextUri('contentType=Audit.Exchange&nextPage=2'), header),
        page(['b']),
      );

      expect(ids(await list())).toEqual([['a'], [], ['b']]);

      expect(server.seen('content').map(one => one.query.get('nextPage'))).toEqual([null, '1', '2']);
    },
  );

  it('names the publisher once on every page, whether or not the next page’s address has it', async () => {
    server.on(
      'content',
      page(['a'], nextUri(`nextPage=1&publisheridentifier=${TENANT}`)),
      page(['b'], nextUri('nextPage=2')),
      page(['c']),
    );

    await list();

    const names = server
      .seen('content')
      .map(one => [...one.query.keys()].filter(key => key.toLowerCase() === 'publisheridentifier').length);
    expect(names).toEqual([1, 1, 1]);
  });

  it('takes a next page whose path differs in letter case or says v1 for v1.0', async () => {
    server.on(
      'content',
      page(['a'], nextUri('nextPage=1', `${ROOT}/subscriptions/content`.toUpperCase())),
      page(['b'], nextUri('nextPage=2', `${ROOT}/subscriptions/content`.replace('v1.0', 'v1'))),
      page(['c']),
    );

    expect(ids(await list())).toEqual([['a'], ['b'], ['c']]);
    expect(new Set(server.seen('content').map(one => one.path))).toEqual(
      new Set([`${ROOT}/subscriptions/content`]),
    );
  });

  it.each([
    ['another host', () => `https://evil.example${ROOT}/subscriptions/content?nextPage=1`],
    ['another scheme', () => nextUri('nextPage=1').replace('http:', 'https:')],
    ['another port', () => `http://127.0.0.1:1${ROOT}/subscriptions/content?nextPage=1`],
    ['another tenant', () => nextUri('nextPage=1').replace(TENANT, '99999999-2222-3333-4444-555555555555')],
    ['another operation', () => nextUri('nextPage=1').replace('/content', '/stop')],
    ['a user in the address', () => nextUri('nextPage=1').replace('http://', 'http://me:pw@')],
    ['no address at all', () => 'http://'],
  ])('sends nothing to a next page with %s', async (_, next) => {
    server.on('content', page(['a'], next()));

    const pages = await list();

    expect(pages.map(verdict)).toEqual(['ok', 'retry NEXT_PAGE_REFUSED']);
    expect(server.seen('content')).toHaveLength(1);
  });

  it('ends with an error when the pages lead in a circle', async () => {
    server.on(
      'content',
      page(['a'], nextUri('nextPage=1')),
      page(['b'], nextUri('nextPage=2')),
      page(['c'], nextUri('nextPage=1')),
    );

    const pages = await list();

    expect(pages.map(verdict)).toEqual(['ok', 'ok', 'ok', 'retry LISTING_LOOP']);
    expect(server.seen('content')).toHaveLength(3);
  });

  it('ends with an error when the pages never end', async () => {
    let number = 0;
    server.on('content', (response, request) =>
      page([`id${number}`], nextUri(`nextPage=${++number}`))(response, request),
    );

    const pages = await list({ limits: { maxPages: 5 } });

    expect(pages.map(verdict)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'retry LISTING_LOOP']);
  });

  it('gives each blob once, also where pages repeat it', async () => {
    server.on('content', page(['a', 'b', 'a'], nextUri('nextPage=1')), page(['b', 'c']));
    expect(ids(await list())).toEqual([['a', 'b'], ['c']]);
  });

  it('gives entries from outside the span too: the service may ignore the times', async () => {
    server.on(
      'content',
      json([entry('early', '2025-12-31T00:00:00Z'), entry('late', '2026-02-01T00:00:00Z')]),
    );
    expect(ids(await list())).toEqual([['early', 'late']]);
  });

  it.each([
    ['no id', { ...entry('x'), contentId: '' }],
    ['an id that is no text', { ...entry('x'), contentId: 7 }],
    ['no time', { ...entry('x'), contentCreated: 'yesterday' }],
    ['nothing in it', null],
  ])('with an entry that has %s gives all others of all pages, then an error', async (_, bad) => {
    server.on(
      'content',
      json([entry('a'), bad, entry('b')], 200, { NextPageUri: nextUri('nextPage=1') }),
      page(['c']),
    );

    const pages = await list();

    expect(ids(pages)).toEqual([['a', 'b'], ['c']]);
    expect(verdict(pages.at(-1))).toBe('retry LISTING_ENTRY_INVALID');
  });

  it.each([
    ['an empty body', text(''), [[]]],
    ['an empty array', text(' [ ] '), [[]]],
    ['a byte order mark', text('\uFEFF[]'), [[]]],
    ['one entry without its array', json(entry('a')), [['a']]],
  ])('takes %s for what it is', async (_, reply, expected) => {
    server.on('content', reply);
    expect(ids(await list())).toEqual(expected);
  });

  it.each([
    ['an object that is no entry', json({}), 'retry RESPONSE_NOT_ARRAY'],
    ['a number', text('7'), 'retry RESPONSE_NOT_ARRAY'],
    ['HTML', text('<html></html>'), 'retry RESPONSE_NOT_JSON'],
    ['half an array', text('[{"contentId":'), 'retry RESPONSE_NOT_JSON'],
    [
      'an error with a code',
      json({ error: { code: 'AF20055', message: 'StartTime: …' } }),
      'retry WINDOW_REFUSED',
    ],
    ['an error without a code', json({ Message: 'An error has occurred.' }), 'retry MICROSOFT_UNAVAILABLE'],
  ])('never takes %s in a 200 for an empty page', async (_, reply, expected) => {
    server.on('content', reply);
    expect((await list()).map(verdict)).toEqual([expected]);
  });

  it.each([
    ['AF20055', 400, 'retry WINDOW_REFUSED'],
    ['AF20030', 400, 'retry WINDOW_REFUSED'],
    ['AF20031', 400, 'retry NEXT_PAGE_REFUSED'],
    ['AF20022', 404, 'retry SUBSCRIPTION_MISSING'],
    ['AF20023', 400, 'retry SUBSCRIPTION_DISABLED'],
    ['AF20010', 400, 'fatal TENANT_MISMATCH'],
  ])('refused with %s ends at once', async (code, status, expected) => {
    server.on('content', refusal(status, code));
    expect((await list()).map(verdict)).toEqual([expected]);
    expect(server.seen('content')).toHaveLength(1);
  });

  it('gives the pages before a failing one', async () => {
    server.on('content', page(['a'], nextUri('nextPage=1')), refusal(500, 'AF50000'));

    const pages = await list();

    expect(pages.map(verdict)).toEqual(['ok', 'retry MICROSOFT_UNAVAILABLE']);
    expect(errorOf(pages[1]).details).toMatchObject({
      microsoftCode: 'AF50000',
      contentType: 'Audit.Exchange',
    });
  });
});
