import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startMemoryInProcess } from '../../../src/microsoft/start-memory.ts';
import { CLIENT, errorOf, feedOf, never, ROOT, TENANT, verdict } from './feed-under-test.ts';
import { json, refusal, reset, ScriptedServer, text } from './scripted-server.ts';

let server: ScriptedServer;
beforeEach(async () => {
  server = await new ScriptedServer().listen();
});
afterEach(() => server[Symbol.asyncDispose]());

const only = { stopOthers: false };
const started = (type: string, status?: string) => ({
  contentType: type,
  ...(status === undefined ? {} : { status }),
  webhook: null,
});

/** A JWT as far as anyone who does not verify can tell. */
function jwt(claims: Record<string, unknown>): string {
  return ['{"alg":"none"}', JSON.stringify(claims), 'signature']
    .map(part => Buffer.from(part).toString('base64url'))
    .join('.');
}

describe('subscriptions', () => {
  it('are listed first, and only what is missing or disabled is started', async () => {
    server.on(
      'list',
      json([
        started('Audit.General', 'enabled'),
        started('audit.exchange', 'Enabled'),
        started('Audit.SharePoint', 'disabled'),
        started('DLP.All'),
      ]),
    );
    const { feed } = feedOf(server);

    const outcomes = await feed.ensureSubscriptions(
      ['Audit.General', 'Audit.Exchange', 'Audit.SharePoint', 'DLP.All', 'Audit.AzureActiveDirectory'],
      only,
      never,
    );

    expect(server.requests.map(one => one.path.split('/').at(-1))).toEqual([
      'token',
      'list',
      'start',
      'start',
    ]);
    expect(server.seen('start').map(one => one.query.get('contentType'))).toEqual([
      'Audit.SharePoint',
      'Audit.AzureActiveDirectory',
    ]);
    expect([...outcomes].map(([type, outcome]) => [type, outcome.status === 'ok' && outcome.value])).toEqual([
      ['Audit.General', 'enabled'],
      ['Audit.Exchange', 'enabled'],
      ['Audit.SharePoint', 'started'],
      ['DLP.All', 'enabled'],
      ['Audit.AzureActiveDirectory', 'started'],
    ]);
  });

  it('are told one by one: those in force before any start, each other as soon as its own start is answered', async () => {
    server.on('list', json([started('DLP.All', 'enabled')]));
    const { feed } = feedOf(server);
    const told: string[] = [];

    await feed.ensureSubscriptions(
      ['Audit.General', 'DLP.All', 'Audit.Exchange'],
      {
        stopOthers: false,
        onKnown: (type, outcome) =>
          told.push(`${type} ${outcome.status} after ${server.seen('start').length} starts`),
      },
      never,
    );

    expect(told).toEqual([
      'DLP.All ok after 0 starts',
      'Audit.General ok after 1 starts',
      'Audit.Exchange ok after 2 starts',
    ]);
  });

  it('are started by a POST that says Content-Length: 0, with the publisher', async () => {
    const { feed } = feedOf(server);
    await feed.ensureSubscriptions(['Audit.General'], only, never);

    const [request] = server.seen('start');
    expect(request).toMatchObject({ method: 'POST', path: `${ROOT}/subscriptions/start`, body: '' });
    expect(request?.headers['content-length']).toBe('0');
    expect(request?.headers['transfer-encoding']).toBeUndefined();
    expect(request?.query.get('PublisherIdentifier')).toBe(TENANT);
  });

  it('may name another publisher', async () => {
    const { feed } = feedOf(server, { publisherId: CLIENT });
    await feed.listSubscriptions(never);
    expect(server.seen('list')[0]?.query.get('PublisherIdentifier')).toBe(CLIENT);
  });

  it('that are enabled already count as enabled by the code AF20024, whatever the status', async () => {
    server.on('start', refusal(400, 'AF20024', 'The subscription is already enabled. No property change.'));
    const { feed } = feedOf(server);
    const outcomes = await feed.ensureSubscriptions(['Audit.General'], only, never);
    expect(outcomes.get('Audit.General')).toEqual({ status: 'ok', value: 'enabled' });
  });

  it('of a tenant without an audit log are refused with the way to switch it on, not taken for enabled', async () => {
    server.on(
      'start',
      json(
        {
          error: {
            code: `StartSubscription [CorrId=1] [TenantId=${TENANT},ContentType=Audit.General][AppId`,
            message: `${CLIENT}] failed. Exception: Microsoft.Office.Compliance.Audit.DataServiceException: Tenant ${TENANT} does not exist.\r\n   at Microsoft.Office.Compliance.X()`,
          },
        },
        400,
      ),
    );
    const { feed } = feedOf(server);

    const outcomes = await feed.ensureSubscriptions(['Audit.General'], only, never);

    expect(verdict(outcomes.get('Audit.General'))).toBe('fatal AUDITING_OFF');
    expect(errorOf(outcomes.get('Audit.General')).hint).toContain('Start recording');
    expect(errorOf(outcomes.get('Audit.General')).message).not.toContain('\n');
  });

  it('that cannot be started do not hold up the others', async () => {
    server.on(
      'start',
      refusal(
        401,
        'AF10001',
        'The permission set (ActivityFeed.Read) sent in the request does not include the expected permission.',
      ),
      json({ status: 'enabled' }),
    );
    const { feed } = feedOf(server);

    const outcomes = await feed.ensureSubscriptions(['DLP.All', 'Audit.General'], only, never);

    expect(verdict(outcomes.get('DLP.All'))).toBe('fatal READ_DLP_MISSING');
    expect(verdict(outcomes.get('Audit.General'))).toBe('ok');
    // No new token cures a missing permission.
    expect(server.seen('token')).toHaveLength(1);
  });

  it.each([
    ['a token without roles', jwt({ aud: 'x' }), 'DLP.All', 'PERMISSION_MISSING'],
    [
      'a token that has ActivityFeed.Read',
      jwt({ roles: ['ActivityFeed.Read'] }),
      'DLP.All',
      'READ_DLP_MISSING',
    ],
    ['an opaque token and ()', 'opaque', 'DLP.All', 'PERMISSION_MISSING'],
    [
      'any token, for another content type',
      jwt({ roles: ['ActivityFeed.Read'] }),
      'Audit.General',
      'PERMISSION_MISSING',
    ],
  ] as const)('refused with AF10001 name the missing permission: %s', async (_, token, type, code) => {
    server.on('token', json({ expires_in: 3599, access_token: token }));
    server.on(
      'start',
      refusal(
        401,
        'AF10001',
        'The permission set () sent in the request does not include the expected permission.',
      ),
    );
    const { feed } = feedOf(server);
    const outcomes = await feed.ensureSubscriptions([type], only, never);
    expect(verdict(outcomes.get(type))).toBe(`fatal ${code}`);
  });

  it('started too often wait for as long as Microsoft says, without slowing the tenant down', async () => {
    server.on(
      'start',
      text('Too many frequent subscription start requests. Please retry again after 14m 56s', 429),
    );
    const { feed } = feedOf(server);

    const outcomes = await feed.ensureSubscriptions(['Audit.General'], only, never);

    expect(verdict(outcomes.get('Audit.General'))).toBe('retry START_TOO_SOON');
    expect(outcomes.get('Audit.General')).toMatchObject({ afterMs: 896_000 });
    expect(feed.counters.throttled).toBe(0);
    expect(server.seen('start')).toHaveLength(1);
  });

  it.each([
    ['a reset connection', reset],
    ['a 500', refusal(500, 'AF50000')],
  ])('are never started twice within 15 minutes, not even after %s', async (_, fault) => {
    server.on('start', fault, json({ status: 'enabled' }));
    const memory = startMemoryInProcess();
    const { feed, clock } = feedOf(server, { startMemory: memory });

    const first = (await feed.ensureSubscriptions(['Audit.General'], only, never)).get('Audit.General');
    clock.leap(14 * 60_000);
    const second = (await feed.ensureSubscriptions(['Audit.General'], only, never)).get('Audit.General');
    expect(server.seen('start')).toHaveLength(1);
    clock.leap(60_000);
    const third = (await feed.ensureSubscriptions(['Audit.General'], only, never)).get('Audit.General');

    expect(first).toMatchObject({ status: 'retry', afterMs: 900_000 });
    expect(verdict(second)).toBe('retry START_TOO_SOON');
    expect(third).toEqual({ status: 'ok', value: 'started' });
    expect(server.seen('start')).toHaveLength(2);
  });

  it('are not remembered as started when no token could be had', async () => {
    server.on(
      'token',
      json({ expires_in: 1, access_token: 'short' }),
      json({ error: 'invalid_client', error_codes: [7000222] }, 401),
    );
    const memory = startMemoryInProcess();
    const { feed, clock } = feedOf(server, { startMemory: memory });
    server.on('list', (response, request) => {
      clock.leap(5_000);
      json([])(response, request);
    });

    const outcomes = await feed.ensureSubscriptions(['Audit.General'], only, never);

    expect(verdict(outcomes.get('Audit.General'))).toBe('fatal SECRET_EXPIRED');
    expect(memory.lastStartMs('Audit.General')).toBeUndefined();
  });

  it('of other types are stopped only when asked to, and one stopped already is no error', async () => {
    server.on(
      'list',
      json([
        started('Audit.General', 'enabled'),
        started('DLP.All', 'enabled'),
        started('Audit.Exchange', 'disabled'),
        started('Audit.New', 'enabled'),
      ]),
    );
    server.on('stop', refusal(400, 'AF20022'));
    const { feed } = feedOf(server);

    await feed.ensureSubscriptions(['Audit.General'], only, never);
    expect(server.seen('stop')).toEqual([]);
    const outcomes = await feed.ensureSubscriptions(['Audit.General'], { stopOthers: true }, never);

    expect(server.seen('stop').map(one => one.query.get('contentType'))).toEqual(['DLP.All']);
    expect([...outcomes.keys()]).toEqual(['Audit.General']);
  });

  it('that cannot be stopped are told under their own type', async () => {
    server.on('list', json([started('Audit.General', 'enabled'), started('DLP.All', 'enabled')]));
    server.on('stop', refusal(400, 'AF20012'));
    const { feed } = feedOf(server);
    const outcomes = await feed.ensureSubscriptions(['Audit.General'], { stopOthers: true }, never);
    expect(verdict(outcomes.get('DLP.All'))).toBe('fatal TENANT_UNKNOWN');
    expect(verdict(outcomes.get('Audit.General'))).toBe('ok');
  });

  it('that cannot be listed are all answered with the reason, and none is started', async () => {
    server.on('list', refusal(400, 'AF20011'));
    const { feed } = feedOf(server);
    const outcomes = await feed.ensureSubscriptions(['Audit.General', 'DLP.All'], only, never);
    expect([...outcomes.values()].map(verdict)).toEqual(['fatal TENANT_UNKNOWN', 'fatal TENANT_UNKNOWN']);
    expect(server.seen('start')).toEqual([]);
  });

  it('are told to a diagnosis as they are', async () => {
    server.on(
      'list',
      json([{ contentType: 'Audit.General', webhook: { address: 'https://hook.example' } }, 7, {}]),
    );
    const { feed } = feedOf(server);
    expect(await feed.listSubscriptions(never)).toEqual({
      status: 'ok',
      value: [{ contentType: 'Audit.General', enabled: true, hasWebhook: true }],
    });
  });
});
