import { describe, expect, it } from 'vitest';
import { askToken, codeOf, connect, MINUTE_MS, start, tenantOf } from './simulator-under-test.ts';

interface EntraRefusal {
  readonly error: string;
  readonly error_description: string;
  readonly error_codes: readonly number[];
  readonly error_uri: string;
}

function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<
    string,
    unknown
  >;
}

async function tokenIn(response: Response): Promise<string> {
  return ((await response.json()) as { access_token: string }).access_token;
}

describe('the login', () => {
  it('gives a token whose audience, tenant, app, roles and end can be read', async () => {
    const simulator = await start();
    const { tenantId, clientId } = tenantOf(simulator);

    const claims = claimsOf(await tokenIn(await askToken(simulator)));

    expect(claims).toMatchObject({ aud: simulator.url, tid: tenantId, appid: clientId });
    expect(claims['iss']).toBe(`https://sts.windows.net/${tenantId}/`);
    expect(claims['roles']).toEqual(['ActivityFeed.Read', 'ActivityFeed.ReadDlp', 'ServiceHealth.Read']);
    expect(claims['exp']).toBe(simulator.world.clock.now() / 1000 + 3599);
  });

  it('answers v2 with numbers and v1 with texts and more fields', async () => {
    const simulator = await start();
    const v2 = (await (await askToken(simulator)).json()) as Record<string, unknown>;
    const v1 = (await (await askToken(simulator, {}, { version: 'v1' })).json()) as Record<string, unknown>;

    expect(v2).toMatchObject({ token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599 });
    expect(v1).toMatchObject({ token_type: 'Bearer', expires_in: '3599', resource: simulator.url });
    expect(v1['expires_on']).toMatch(/^\d+$/);
    expect(v2['expires_on']).toBeUndefined();
  });

  it('takes the tenant’s domain for its id, and the commercial cloud’s resource for its own', async () => {
    const simulator = await start();

    expect((await askToken(simulator, {}, { tenantName: 'contoso.example' })).status).toBe(200);
    expect((await askToken(simulator, { scope: 'https://manage.office.com/.default' })).status).toBe(200);
  });

  it.each([
    [{ client_secret: 'wrong' }, 401, 'invalid_client', 7000215],
    [{ client_secret: '' }, 401, 'invalid_client', 7000216],
    [{ client_id: '99999999-0000-4000-8000-000000000000' }, 400, 'unauthorized_client', 700016],
    [{ client_id: '' }, 400, 'invalid_request', 900144],
    [{ grant_type: 'password' }, 400, 'unsupported_grant_type', 70003],
    [{ scope: 'https://manage.office365.us/.default' }, 400, 'invalid_resource', 500011],
    [{ scope: 'openid' }, 400, 'invalid_scope', 1002012],
  ])('refuses %j with %i %s AADSTS%i', async (change, status, error, code) => {
    const response = await askToken(await start(), change);
    const body = (await response.json()) as EntraRefusal;

    expect(response.status).toBe(status);
    expect(body).toMatchObject({ error, error_codes: [code] });
    expect(body.error_description).toMatch(
      new RegExp(`^AADSTS${code}: .+ Trace ID: \\S+ Correlation ID: \\S+ Timestamp: 2031-06-15 12:00:00Z$`),
    );
    expect(body.error_description).not.toContain('simulator-secret');
  });

  it.each([
    ['90000000-0000-4000-8000-000000000000', 90002],
    ['unknown.example', 90002],
    ['contoso', 900023],
  ])('does not know the tenant %s', async (tenantName, code) => {
    const response = await askToken(await start(), {}, { tenantName });

    expect(((await response.json()) as EntraRefusal).error_codes).toEqual([code]);
  });

  it.each([
    ['token-wrong-secret', 401, 7000215],
    ['token-expired-secret', 401, 7000222],
    ['token-blocked', 400, 53003],
    ['token-request-loop', 400, 50196],
    ['token-unavailable', 503, 90033],
  ] as const)('fault %s', async (fault, status, code) => {
    const response = await askToken(await start({ faults: { [fault]: 1 } }));

    expect(response.status).toBe(status);
    expect(((await response.json()) as EntraRefusal).error_codes).toEqual([code]);
  });

  it('fault token-throttled answers 429 with Retry-After', async () => {
    const response = await askToken(await start({ faults: { 'token-throttled': { count: 1 } } }));

    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('1');
  });

  it('fault token-strings writes expires_in as v1 does', async () => {
    const body = (await (await askToken(await start({ faults: { 'token-strings': 1 } }))).json()) as object;

    expect(body).toMatchObject({ expires_in: '3599' });
  });

  it.each(['error-502-html', 'error-503', 'not-json', 'empty-200'] as const)(
    'fault %s strikes the login only when it is limited to it',
    async fault => {
      const spared = await askToken(await start({ faults: { [fault]: 1 } }));
      const struck = await askToken(await start({ faults: { [fault]: { on: 'token' } } }));

      expect(await spared.text()).toContain('access_token');
      expect(await struck.text()).not.toContain('access_token');
    },
  );
});

describe('a token', () => {
  it('is denied without a code when it is missing, forged, of another simulator or for another API', async () => {
    const simulator = await start();
    const other = await start();
    const { call, token } = await connect(simulator);
    const graph = await tokenIn(await askToken(simulator, { scope: 'https://graph.microsoft.com/.default' }));
    const foreign = await tokenIn(await askToken(other));

    for (const authorization of [
      '',
      'Bearer x',
      `Bearer ${token}x`,
      `Basic ${token}`,
      `Bearer ${graph}`,
      `Bearer ${foreign}`,
    ]) {
      const response = await call('subscriptions/list', { headers: { authorization } });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
      expect(await response.json()).toEqual({ Message: 'Authorization has been denied for this request.' });
    }
  });

  it('is good until its end and not after', async () => {
    const simulator = await start();
    const { call } = await connect(simulator);
    simulator.world.clock.advance(59 * MINUTE_MS);
    expect((await call('subscriptions/list')).status).toBe(200);
    simulator.world.clock.advance(MINUTE_MS);

    expect((await call('subscriptions/list')).status).toBe(401);
  });

  it('fault token-short-lived: a minute', async () => {
    const simulator = await start({ faults: { 'token-short-lived': 1 } });
    const { call } = await connect(simulator);
    simulator.world.clock.advance(MINUTE_MS);

    expect((await call('subscriptions/list')).status).toBe(401);
  });

  it('fault token-wrong-audience: denied by the feed', async () => {
    const { call } = await connect(await start({ faults: { 'token-wrong-audience': 1 } }), {
      subscribe: false,
    });

    expect((await call('subscriptions/list')).status).toBe(401);
  });

  it('fault no-consent: AF10001 with an empty set of permissions', async () => {
    const { call } = await connect(await start({ faults: { 'no-consent': 1 } }), { subscribe: false });
    const response = await call('subscriptions/list');

    expect(response.status).toBe(401);
    expect(await response.text()).toContain('The permission set () sent in the request does not include');
  });

  it('without ActivityFeed.ReadDlp opens all but DLP.All', async () => {
    const simulator = await start({ tenants: [{ roles: ['ActivityFeed.Read'] }] });
    const client = await connect(simulator);
    const dlp = [...simulator.world.offered()].find(event => event.contentType === 'DLP.All');

    expect((await client.content('Audit.General')).status).toBe(200);
    expect(await codeOf(await client.content('DLP.All'))).toBe('AF10001');
    expect(await codeOf(await client.call(`audit/${dlp?.contentId}`))).toBe('AF10001');
  });
});
