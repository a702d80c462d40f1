import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientSecret } from '../../../src/microsoft/credentials/client-secret.ts';
import { all, CLIENT, errorOf, feedOf, HOUR, never, TENANT, verdict } from './feed-under-test.ts';
import { json, refusal, type Reply, ScriptedServer, text } from './scripted-server.ts';

let server: ScriptedServer;
beforeEach(async () => {
  server = await new ScriptedServer().listen();
});
afterEach(() => server[Symbol.asyncDispose]());

const token = (value: string, expires: number | string = 3600): Reply =>
  json({ token_type: 'Bearer', expires_in: expires, access_token: value });

const aadsts = (code: number, status = 401, error = 'invalid_client', text = 'No.'): Reply =>
  json(
    {
      error,
      error_description: `AADSTS${code}: ${text} Trace ID: 1 Correlation ID: 2 Timestamp: 2026-01-01 00:00:00Z`,
      error_codes: [code],
    },
    status,
  );

/** The tokens that the API calls carried, in order. */
const used = (): (string | undefined)[] =>
  server.requests.filter(one => one.headers.authorization).map(one => one.headers.authorization?.slice(7));

const denied = json({ Message: 'Authorization has been denied for this request.' }, 401, {
  'www-authenticate': 'Bearer',
});

describe('a token', () => {
  it('is asked for at the v2 endpoint with a form that every secret survives', async () => {
    const secret = 'a+b&c=d%20~ü/?"';
    const { feed } = feedOf(server, { credential: clientSecret(() => `${secret}\n`) });

    expect(verdict(await feed.getToken(never))).toBe('ok');

    const [request] = server.seen('token');
    expect(request?.path).toBe(`/${TENANT}/oauth2/v2.0/token`);
    expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
      client_id: CLIENT,
      scope: `${server.url}/.default`,
      grant_type: 'client_credentials',
      client_secret: secret,
    });
  });

  it.each([
    ['an hour', 3600, 3_300],
    ['an hour, as a text', '3600', 3_300],
    ['a minute', 60, 30],
    ['nine minutes', '540', 270],
  ])('of %s is used until it is time to renew it, early', async (_, expires, renewAfterSeconds) => {
    server.on('token', token('first', expires), token('second', expires));
    const { feed, clock } = feedOf(server);

    await feed.listSubscriptions(never);
    clock.leap((renewAfterSeconds - 2) * 1000);
    await feed.listSubscriptions(never);
    clock.leap(4_000);
    await feed.listSubscriptions(never);

    expect(used()).toEqual(['first', 'first', 'second']);
    expect(feed.counters.tokenRenewals).toBe(2);
  });

  it('is asked for once by all callers that need it at the same time', async () => {
    const { feed } = feedOf(server);
    await Promise.all(Array.from({ length: 8 }, () => feed.listSubscriptions(never)));
    expect(server.seen('token')).toHaveLength(1);
    expect(server.seen('list')).toHaveLength(8);
  });

  it.each([
    ['is refused', aadsts(7000222), 'fatal SECRET_EXPIRED'],
    ['meets an outage', text('', 503), 'retry MICROSOFT_UNAVAILABLE'],
  ])(
    'serves on while its renewal %s, which is not tried at every call, until it ends',
    async (_, reply, end) => {
      server.on('token', token('first'), reply);
      const { feed, clock } = feedOf(server);

      await feed.listSubscriptions(never);
      clock.leap(3_400_000);
      await feed.listSubscriptions(never);
      await feed.listSubscriptions(never);
      expect(used()).toEqual(['first', 'first', 'first']);
      expect(server.seen('token')).toHaveLength(2);

      clock.leap(200_000);
      expect(verdict(await feed.listSubscriptions(never))).toBe(end);
    },
  );

  it('comes from the secret as it is at that moment', async () => {
    let secret = 'old-secret';
    server.on('token', aadsts(7000222), token('second'));
    const { feed, clock } = feedOf(server, { credential: clientSecret(() => Promise.resolve(secret)) });

    expect(verdict(await feed.getToken(never))).toBe('fatal SECRET_EXPIRED');
    secret = 'new-secret';
    clock.leap(61_000);
    expect(verdict(await feed.getToken(never))).toBe('ok');

    expect(server.seen('token').map(one => new URLSearchParams(one.body).get('client_secret'))).toEqual([
      'old-secret',
      'new-secret',
    ]);
  });

  it('refused for good is not asked for again at every call', async () => {
    server.on('token', aadsts(7000215));
    const { feed } = feedOf(server);
    const pages = await all(feed.listContent('Audit.General', HOUR, never));
    const again = await feed.fetchBlob('x$1', never);
    expect([...pages.map(verdict), verdict(again)]).toEqual(['fatal SECRET_WRONG', 'fatal SECRET_WRONG']);
    expect(server.seen('token')).toHaveLength(1);
  });

  it('denied by the API is renewed once, and the call goes on', async () => {
    server.on('token', token('first'), token('second'));
    server.on('list', denied, json([]));
    const { feed } = feedOf(server);

    expect(verdict(await feed.listSubscriptions(never))).toBe('ok');

    expect(used()).toEqual(['first', 'second']);
  });

  it('denied to many calls at once is renewed once for all', async () => {
    server.on('token', token('first'), token('second'));
    server.on('list', (response, request) =>
      (request.headers.authorization === 'Bearer first' ? denied : json([]))(response, request),
    );
    const { feed } = feedOf(server);

    const outcomes = await Promise.all(Array.from({ length: 6 }, () => feed.listSubscriptions(never)));

    expect(outcomes.map(verdict)).toEqual(Array.from({ length: 6 }, () => 'ok'));
    expect(server.seen('token')).toHaveLength(2);
  });

  it('denied again after the renewal ends the call for good', async () => {
    server.on('list', denied);
    const { feed } = feedOf(server);

    const outcome = await feed.listSubscriptions(never);

    expect(verdict(outcome)).toBe('fatal TOKEN_DENIED');
    expect(server.seen('list')).toHaveLength(2);
    expect(server.seen('token')).toHaveLength(2);
  });

  it('denied for its audience is blamed on the cloud setting', async () => {
    const claims = Buffer.from(JSON.stringify({ aud: 'https://manage.office.com/' })).toString('base64url');
    server.on('token', token(`e30.${claims}.x`));
    server.on('list', denied);
    const { feed } = feedOf(server);
    expect(verdict(await feed.listSubscriptions(never))).toBe('fatal CLOUD_WRONG');
  });

  it('denied while the clocks differ by an hour is blamed on the clock', async () => {
    server.on(
      'list',
      json({ Message: 'denied' }, 401, { Date: new Date(Date.now() + 3_600_000).toUTCString() }),
    );
    const { feed } = feedOf(server);

    expect(verdict(await feed.listSubscriptions(never))).toBe('fatal CLOCK_SKEWED');

    expect(feed.clockSkewMs).toBeGreaterThan(3_590_000);
    expect(feed.clockSkewMs).toBeLessThan(3_610_000);
  });

  it('is asked for again while the login is down, for about a minute', async () => {
    server.on(
      'token',
      aadsts(90033, 503, 'temporarily_unavailable'),
      text('<html>busy</html>', 502),
      token('third'),
    );
    const { feed, clock } = feedOf(server);
    expect(await feed.getToken(never)).toMatchObject({ status: 'ok', value: { value: 'third' } });
    expect(clock.slept).toEqual([500, 1000]);
  });

  it('waits as long as the login says', async () => {
    server.on('token', text('', 429, { 'Retry-After': '7' }), token('second'));
    const { feed, clock } = feedOf(server);
    expect(verdict(await feed.getToken(never))).toBe('ok');
    expect(clock.slept).toEqual([7_000]);
  });

  it('that is no use is never kept', async () => {
    server.on(
      'token',
      json({ access_token: 'x' }),
      json({ expires_in: 60 }),
      text('{'),
      token('a\nb'),
      token('x', 'soon'),
      token('good'),
    );
    const { feed } = feedOf(server);
    expect(await feed.getToken(never)).toMatchObject({ status: 'ok', value: { value: 'good' } });
  });

  it.each([
    [7000215, 401, 'fatal SECRET_WRONG'],
    [7000222, 401, 'fatal SECRET_EXPIRED'],
    [700016, 400, 'fatal APP_UNKNOWN'],
    [90002, 400, 'fatal TENANT_UNKNOWN'],
    [900023, 400, 'fatal TENANT_UNKNOWN'],
    [700027, 401, 'fatal ASSERTION_REFUSED'],
    [700024, 401, 'fatal CLOCK_SKEWED'],
    [70021, 400, 'fatal ASSERTION_REFUSED'],
    [700213, 401, 'fatal ASSERTION_REFUSED'],
    [1002012, 400, 'fatal CLOUD_WRONG'],
    [500011, 400, 'fatal CLOUD_WRONG'],
    [53003, 400, 'fatal CONDITIONAL_ACCESS_BLOCKED'],
    [50196, 400, 'retry THROTTLED'],
    [123456, 400, 'fatal LOGIN_REFUSED'],
  ])('refused with AADSTS%i has its own error', async (code, status, expected) => {
    server.on('token', aadsts(code, status, 'whatever', 'Because.'));
    const { feed } = feedOf(server);

    const outcome = await feed.listSubscriptions(never);

    expect(verdict(outcome)).toBe(expected);
    expect(errorOf(outcome).message).toContain(`AADSTS${code}: Because.`);
    expect(errorOf(outcome).message).not.toContain('Trace ID');
    expect(server.seen('token')).toHaveLength(1);
  });

  it('refused for a secret in the form of a GUID hints at the mixed-up columns', async () => {
    server.on('token', aadsts(7000215));
    const { feed } = feedOf(server, { credential: clientSecret(() => CLIENT) });
    expect(errorOf(await feed.getToken(never)).hint).toContain('secret ID');
  });

  it('cannot be asked for without a secret, and the reader’s own words stay out of the error', async () => {
    const credential = clientSecret(() => {
      throw Object.assign(new Error('made-up-secret'), { code: 'ENOENT' });
    });
    const unreadable = await feedOf(server, { credential }).feed.getToken(never);
    const empty = await feedOf(server, { credential: clientSecret(() => ' \n') }).feed.getToken(never);

    expect([verdict(unreadable), verdict(empty)]).toEqual([
      'fatal SECRET_UNREADABLE',
      'fatal SECRET_UNREADABLE',
    ]);
    expect(errorOf(unreadable).message).toBe('The client secret cannot be read (ENOENT).');
    expect(server.requests).toEqual([]);
  });

  it('that one caller gives up on is still got for the others', async () => {
    let answer: (() => void) | undefined;
    server.on('token', (response, request) => {
      answer = () => token('shared')(response, request);
    });
    const { feed } = feedOf(server);
    const impatient = new AbortController();
    const first = feed.listSubscriptions(impatient.signal);
    const second = feed.listSubscriptions(never);
    await waitUntil(() => answer !== undefined);

    impatient.abort(new Error('enough'));
    expect(verdict(await first)).toBe('retry INTERRUPTED');
    answer?.();

    expect(verdict(await second)).toBe('ok');
    expect(server.seen('token')).toHaveLength(1);
  });

  it('that everyone gives up on is no longer waited for, and a newcomer asks anew', async () => {
    let hungUp = false;
    server.on('token', response => void response.on('close', () => (hungUp = true)), token('second'));
    const { feed } = feedOf(server, { limits: { controlMs: 60_000 } });
    const impatient = new AbortController();
    const first = feed.listSubscriptions(impatient.signal);
    await waitUntil(() => server.seen('token').length === 1);

    impatient.abort();

    expect(verdict(await first)).toBe('retry INTERRUPTED');
    await waitUntil(() => hungUp);
    expect(verdict(await feed.listSubscriptions(never))).toBe('ok');
    expect(used()).toEqual(['second']);
  });

  it('with a permission missing is not renewed: AF10001 is a 401 too', async () => {
    server.on('list', refusal(401, 'AF10001', 'The permission set () …'));
    const { feed } = feedOf(server);
    expect(verdict(await feed.listSubscriptions(never))).toBe('fatal PERMISSION_MISSING');
    expect(server.seen('token')).toHaveLength(1);
  });
});

async function waitUntil(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(resolve => setTimeout(resolve, 5));
}
