import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientSecret } from '../../../src/microsoft/credentials/client-secret.ts';
import { all, errorOf, feedOf, HOUR, never, verdict } from './feed-under-test.ts';
import {
  cutShort,
  json,
  refusal,
  type Reply,
  reset,
  ScriptedServer,
  silence,
  stall,
  text,
} from './scripted-server.ts';

let server: ScriptedServer;
beforeEach(async () => {
  server = await new ScriptedServer().listen();
});
afterEach(() => server[Symbol.asyncDispose]());

describe('a passing fault', () => {
  it('is met with full jitter under a growing cap, for about a minute, then handed back', async () => {
    server.on('list', refusal(500, 'AF50000'));
    const { feed, clock } = feedOf(server);

    const outcome = await feed.listSubscriptions(never);

    expect(verdict(outcome)).toBe('retry MICROSOFT_UNAVAILABLE');
    expect(clock.slept).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000, 10_000, 10_000]);
    expect(feed.counters.retries).toBe(9);
    expect(feed.counters.byStatus).toEqual({ 200: 1, 500: 10 });
  });

  it('that names a longer time than a call may last is handed back at once', async () => {
    server.on(
      'list',
      refusal(503, 'AF50000', 'An internal error occurred. Please retry the request again in an hour'),
    );
    const { feed, clock } = feedOf(server);
    expect(await feed.listSubscriptions(never)).toMatchObject({ status: 'retry', afterMs: 3_600_000 });
    expect(clock.slept).toEqual([]);
  });

  it('is counted as no answer when nothing listens', async () => {
    const nobody = await new ScriptedServer().listen();
    const { feed } = feedOf(nobody, { retry: { baseMs: 1, capMs: 1, budgetMs: 1, maxAttempts: 1 } });
    const address = nobody.url.replace('http://', '');
    await nobody[Symbol.asyncDispose]();

    const outcome = await feed.listSubscriptions(never);

    expect(verdict(outcome)).toBe('retry CONNECTION_REFUSED');
    expect(errorOf(outcome).message).toBe(`${address} refuses the connection (ECONNREFUSED).`);
    expect(feed.counters.byStatus).toEqual({ 0: 1 });
  });
});

describe('throttling', () => {
  const single: Reply = text(
    "{'error':{ 'code':'AF429', 'message': 'Too many requests. Method=GetBlob, PublisherId=00000000-0000-0000-0000-000000000000'}}",
    403,
  );

  it.each([
    ['403 in single quotes', single],
    ['429 with a code', refusal(429, 'AF429')],
    ['429 without a body', text('', 429)],
  ])('by %s is met with a pause and another try', async (_, reply) => {
    server.on('audit', reply, json([]));
    const { feed, clock } = feedOf(server);

    expect(verdict(await feed.fetchBlob('x$1', never))).toBe('ok');

    expect(clock.slept).toEqual([5_000]);
    expect(feed.counters.throttled).toBe(1);
  });

  it.each([
    ['in seconds', () => '12', 12_000],
    ['as a date', () => new Date(Date.now() + 20_000).toUTCString(), 20_000],
  ])('with a Retry-After %s waits for that long', async (_, header, waitMs) => {
    server.on(
      'audit',
      (response, request) => refusal(429, 'AF429', 'No.', { 'Retry-After': header() })(response, request),
      json([]),
    );
    const { feed, clock } = feedOf(server);

    expect(verdict(await feed.fetchBlob('x$1', never))).toBe('ok');

    expect(clock.slept).toHaveLength(1);
    expect(Math.abs((clock.slept[0] ?? 0) - waitMs)).toBeLessThan(2_500);
  });

  it('holds back every other caller of the tenant', async () => {
    server.on('audit', refusal(429, 'AF429', 'No.', { 'Retry-After': '300' }), json([]));
    const { feed, clock } = feedOf(server);

    const throttled = await feed.fetchBlob('x$1', never);
    const other = await feed.listSubscriptions(never);
    expect(throttled).toMatchObject({ status: 'retry', afterMs: 300_000, error: { code: 'THROTTLED' } });
    expect(verdict(other)).toBe('retry THROTTLED');
    expect(server.seen('list')).toEqual([]);

    clock.leap(300_000);
    expect(verdict(await feed.listSubscriptions(never))).toBe('ok');
  });

  it('never lets more than the quota pass in a minute', async () => {
    const { feed, clock } = feedOf(server, { limits: { requestsPerMinute: 60 } });
    const times: number[] = [];
    server.on('list', (response, request) => {
      times.push(clock.now());
      json([])(response, request);
    });

    for (let count = 0; count < 150; count += 1) await feed.listSubscriptions(never);

    const most = Math.max(...times.map(from => times.filter(at => at >= from && at < from + 60_000).length));
    expect(most).toBeLessThanOrEqual(60);
    expect(most).toBeGreaterThan(50);
  });
});

describe('a redirect', () => {
  it.each([301, 302, 307, 308])('by %i is never followed', async status => {
    server.on('list', text('', status, { Location: `${server.url}/elsewhere` }));
    const { feed } = feedOf(server);
    expect(verdict(await feed.listSubscriptions(never))).toBe('retry REDIRECT_REFUSED');
    expect(server.requests.map(one => one.path).filter(path => path.endsWith('/elsewhere'))).toEqual([]);
  });

  it('of the login is never followed: it would take the secret along', async () => {
    server.on('token', text('', 307, { Location: `${server.url}/elsewhere` }));
    const { feed } = feedOf(server);
    expect(verdict(await feed.listSubscriptions(never))).toBe('retry REDIRECT_REFUSED');
    expect(server.requests).toHaveLength(1);
  });
});

describe('an abort', () => {
  it.each([
    ['no headers have come', silence],
    ['half a body has come', stall],
  ])('ends a call at once while %s', async (_, reply) => {
    server.on('audit', reply);
    const { feed } = feedOf(server, {
      limits: { idleMs: 60_000, transferMs: 60_000 },
      retry: { baseMs: 1, capMs: 1, budgetMs: 1, maxAttempts: 1 },
    });
    const stop = new AbortController();
    const call = feed.fetchBlob('x$1', stop.signal);
    while (server.seen('audit').length === 0) await new Promise(resolve => setTimeout(resolve, 5));

    stop.abort(new Error('SIGTERM'));

    expect(verdict(await call)).toBe('retry INTERRUPTED');
  });

  it('before a call sends nothing', async () => {
    const { feed } = feedOf(server);
    const pages = await all(feed.listContent('Audit.General', HOUR, AbortSignal.abort()));
    const subscriptions = await feed.ensureSubscriptions(
      ['DLP.All'],
      { stopOthers: true },
      AbortSignal.abort(),
    );
    expect(pages.map(verdict)).toEqual(['retry INTERRUPTED']);
    expect([...subscriptions.values()].map(verdict)).toEqual(['retry INTERRUPTED']);
    expect(server.requests).toEqual([]);
  });

  it('ends the wait between two attempts', async () => {
    const stop = new AbortController();
    server.on('audit', (response, request) => {
      refusal(500, 'AF50000')(response, request);
      stop.abort();
    });
    const { feed, clock } = feedOf(server);
    expect(verdict(await feed.fetchBlob('x$1', stop.signal))).toBe('retry INTERRUPTED');
    expect(clock.slept).toEqual([]);
  });
});

describe('no error ever holds the secret or the token', () => {
  const secret = 'S3cret~value+with/signs=';
  const token = 'eyJ0eXAi.eyJ-very-secret.c2ln';
  const echo: Reply = (response, request) => {
    const description = `AADSTS7000215: You sent ${request.body} and ${secret} Trace ID: 1`;
    json({ error: 'invalid_client', error_description: description, error_codes: [7000215] }, 401)(
      response,
      request,
    );
  };

  it.each<[string, 'token' | 'audit', Reply]>([
    ['a reset login', 'token', reset],
    ['a silent login', 'token', silence],
    ['a login that repeats the request', 'token', echo],
    ['a cut login', 'token', cutShort],
    ['a reset API', 'audit', reset],
    ['a silent API', 'audit', silence],
    ['a cut answer', 'audit', cutShort],
    ['a stalling answer', 'audit', stall],
    ['a refusal', 'audit', refusal(400, 'AF29999')],
    [
      'a gateway that repeats the request',
      'audit',
      (response, request) =>
        text(`<p>${request.headers.authorization} and again ${token}</p>`, 403)(response, request),
    ],
  ])('not after %s', async (_, route, reply) => {
    server.on('token', json({ expires_in: 3599, access_token: token }));
    server.on(route, reply);
    const { feed } = feedOf(server, {
      credential: clientSecret(() => secret),
      limits: { controlMs: 100, idleMs: 100 },
      retry: { baseMs: 1, capMs: 1, budgetMs: 1, maxAttempts: 1 },
    });

    const error = errorOf(await feed.fetchBlob('x$1', never));

    const everything = `${inspect(error, { depth: 12, showHidden: true })} ${error.stack} ${JSON.stringify(error)}`;
    expect(error.cause).toBeUndefined();
    for (const text of [secret, encodeURIComponent(secret), token, 'client_secret=S3']) {
      expect(everything).not.toContain(text);
    }
  });
});
