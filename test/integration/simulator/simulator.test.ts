import { get } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../../src/simulator/server.ts';
import { WorldClock } from '../../../src/simulator/world-clock.ts';

const open: Simulator[] = [];
afterEach(async () => {
  for (const simulator of open.splice(0)) await simulator.close();
});

async function start(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator({ events: 500, eventsPerBlob: 50, seed: 7, ...options });
  open.push(simulator);
  return simulator;
}

function tenantOf(simulator: Simulator) {
  const tenant = simulator.world.tenants[0];
  if (!tenant) throw new Error('the world has no tenant');
  return tenant;
}

async function askToken(simulator: Simulator, change: Record<string, string> = {}, version = 'v2.0/') {
  const tenant = tenantOf(simulator);
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: tenant.clientId,
    client_secret: tenant.clientSecret,
    scope: `${simulator.url}/.default`,
    resource: simulator.url,
    ...change,
  });
  return fetch(`${simulator.url}/${tenant.tenantId}/oauth2/${version}token`, { method: 'POST', body: form });
}

/** A client that holds a token and, unless told otherwise, has all subscriptions. */
async function client(simulator: Simulator, subscribe = true) {
  const { access_token: token } = (await (await askToken(simulator)).json()) as { access_token: string };
  const root = `${simulator.url}/api/v1.0/${tenantOf(simulator).tenantId}/activity/feed`;
  const call = (path: string, init: RequestInit = {}) =>
    fetch(path.startsWith('http') ? path : `${root}/${path}`, {
      ...init,
      redirect: 'manual',
      headers: { authorization: `Bearer ${token}`, ...(init.headers as Record<string, string> | undefined) },
    });
  const start = (type: string) => call(`subscriptions/start?contentType=${type}`, { method: 'POST' });
  if (subscribe) {
    for (const type of [
      'Audit.AzureActiveDirectory',
      'Audit.Exchange',
      'Audit.SharePoint',
      'Audit.General',
      'DLP.All',
    ])
      await start(type);
  }
  return { call, start, token };
}

async function codeOf(response: Response): Promise<string> {
  return ((await response.json()) as { error: { code: string } }).error.code;
}

const stamp = (ms: number): string => new Date(ms).toISOString().slice(0, 19);

function windowQuery(
  simulator: Simulator,
  hours: number,
  endMs = simulator.world.clock.now() + 1000,
): string {
  return `startTime=${stamp(endMs - hours * 3_600_000)}&endTime=${stamp(endMs)}`;
}

interface Entry {
  readonly contentId: string;
  readonly contentUri: string;
}

describe('the login', () => {
  it('gives a token whose audience, tenant and roles can be read', async () => {
    const simulator = await start();

    const body = (await (await askToken(simulator)).json()) as { access_token: string; expires_in: unknown };
    const claims = JSON.parse(
      Buffer.from(body.access_token.split('.')[1] ?? '', 'base64url').toString(),
    ) as Record<string, unknown>;

    expect(body.expires_in).toBe(3599);
    expect(claims).toMatchObject({ aud: simulator.url, tid: tenantOf(simulator).tenantId });
    expect(claims['roles']).toContain('ActivityFeed.ReadDlp');
  });

  it('answers v1 with numbers as strings', async () => {
    const body = (await (await askToken(await start(), {}, '')).json()) as { expires_in: unknown };

    expect(body.expires_in).toBe('3599');
  });

  it.each([
    [{ client_secret: 'wrong' }, 401, 7000215],
    [{ client_id: '99999999-0000-4000-8000-000000000000' }, 400, 700016],
    [{ scope: 'https://manage.office.com/.default' }, 400, 500011],
    [{ scope: 'openid' }, 400, 1002012],
  ])('refuses %j as Entra does', async (change, status, code) => {
    const response = await askToken(await start(), change);

    expect(response.status).toBe(status);
    expect(((await response.json()) as { error_codes: number[] }).error_codes).toEqual([code]);
  });

  it.each([
    ['token-wrong-secret', 7000215],
    ['token-expired-secret', 7000222],
    ['token-unavailable', 90033],
  ] as const)('fault %s', async (fault, code) => {
    const response = await askToken(await start({ faults: { [fault]: 1 } }));

    expect(((await response.json()) as { error_codes: number[] }).error_codes).toEqual([code]);
  });
});

describe('subscriptions', () => {
  it('go from none to enabled to stopped, with a quarter of an hour between starts', async () => {
    const clock = new WorldClock(Date.UTC(2031, 0, 1));
    const { call, start: begin } = await client(await start({ clock }), false);

    expect(await (await call('subscriptions/list')).json()).toEqual([]);
    expect((await begin('DLP.All')).status).toBe(200);
    const tooSoon = await begin('DLP.All');
    expect(tooSoon.status).toBe(429);
    expect(await tooSoon.text()).toContain('retry again after 15m 0s');
    clock.advance(15 * 60_000);
    const again = await begin('DLP.All');
    expect(again.status).toBe(400);
    expect(await codeOf(again)).toBe('AF20024');
    expect((await call('subscriptions/stop?contentType=DLP.All', { method: 'POST' })).status).toBe(200);
    expect(await (await call('subscriptions/list')).json()).toEqual([]);
  });

  it('refuses an unknown content type, and a listing without a subscription', async () => {
    const { call } = await client(await start(), false);

    expect(await codeOf(await call('subscriptions/content?contentType=Audit.Sharepoint'))).toBe('AF20020');
    expect(await codeOf(await call('subscriptions/content'))).toBe('AF20001');
    expect(await codeOf(await call('subscriptions/content?contentType=DLP.All'))).toBe('AF20022');
  });

  it('tell auditing off by a code that is half an exception', async () => {
    const { start: begin } = await client(await start({ faults: { 'auditing-off': 1 } }), false);

    expect(await codeOf(await begin('DLP.All'))).toMatch(/^StartSubscription \[CorrId=/);
  });
});

describe('the listing', () => {
  it('pages through all blobs of a window, each once', async () => {
    const simulator = await start({ pageSize: 2 });
    const { call } = await client(simulator);
    const ids: string[] = [];

    let next: string | null =
      `subscriptions/content?contentType=Audit.SharePoint&${windowQuery(simulator, 23)}`;
    let pages = 0;
    while (next !== null) {
      const response: Response = await call(next);
      for (const entry of (await response.json()) as Entry[]) ids.push(entry.contentId);
      next = response.headers.get('nextpageuri');
      pages += 1;
    }

    const offered = new Set(
      [...simulator.world.offered()].filter(e => e.contentType === 'Audit.SharePoint').map(e => e.contentId),
    );
    expect(pages).toBeGreaterThan(1);
    expect(new Set(ids)).toEqual(offered);
    expect(ids).toHaveLength(offered.size);
  });

  it.each([
    ['only one of both times', () => 'startTime=2031-01-01'],
    ['a window over 24 hours', (s: Simulator) => windowQuery(s, 25)],
    [
      'a start more than 7 days ago',
      (s: Simulator) => windowQuery(s, 1, s.world.clock.now() - 8 * 86_400_000),
    ],
    ['an end before the start', () => 'startTime=2031-01-02&endTime=2031-01-01'],
    [
      'a time with an offset',
      () => 'startTime=2031-01-01T00:00:00%2B01:00&endTime=2031-01-01T05:00:00%2B01:00',
    ],
  ])('refuses %s with AF20055', async (_name, query) => {
    const simulator = await start();
    const { call } = await client(simulator);

    expect(await codeOf(await call(`subscriptions/content?contentType=DLP.All&${query(simulator)}`))).toBe(
      'AF20055',
    );
  });

  it('shows a late blob only hours after its contentCreated', async () => {
    const clock = new WorldClock(Date.UTC(2031, 0, 1));
    const simulator = await start({ clock, faults: { 'late-blob': 1 } });
    const { call } = await client(simulator);
    const list = async (): Promise<Entry[]> =>
      (await (
        await call(`subscriptions/content?contentType=Audit.SharePoint&${windowQuery(simulator, 23)}`)
      ).json()) as Entry[];

    expect(await list()).toEqual([]);
    clock.advance(3 * 3_600_000 + 1);
    // The token has aged with the world.
    const fresh = await client(simulator, false);
    const later = (await (
      await fresh.call(`subscriptions/content?contentType=Audit.SharePoint&${windowQuery(simulator, 24)}`)
    ).json()) as Entry[];
    expect(later.length).toBeGreaterThan(0);
  });
});

describe('blobs', () => {
  it('hold exactly the events that the book says', async () => {
    const simulator = await start();
    const { call } = await client(simulator);
    const offered = Map.groupBy(simulator.world.offered(), event => event.contentId);

    for (const [contentId, events] of [...offered].slice(0, 5)) {
      const body = await (await call(`audit/${contentId}`)).text();
      expect(JSON.parse(body)).toEqual(events.map(event => JSON.parse(event.text) as unknown));
    }
  });

  it('answers an unknown, a missing and an expired one by code', async () => {
    const missing = await start({ faults: { 'blob-missing': 1 } });
    const expired = await start({ faults: { 'blob-expired': 1 } });

    for (const [simulator, code] of [
      [missing, 'AF20050'],
      [expired, 'AF20051'],
    ] as const) {
      const { call } = await client(simulator);
      const [event] = simulator.world.offered();
      expect(event?.available).toBe(false);
      expect(await codeOf(await call(`audit/${event?.contentId}`))).toBe(code);
    }
    const { call } = await client(missing);
    expect(await codeOf(await call('audit/20310101$x'))).toBe('AF20050');
    expect(await codeOf(await call('audit/no%20id'))).toBe('AF20052');
  });

  it.each([
    ['unauthorized', 401],
    ['error-500', 500],
    ['error-502-html', 502],
    ['error-503', 503],
    ['error-408', 408],
    ['quota', 403],
    ['throttled', 429],
    ['redirect', 302],
    ['empty-200', 200],
    ['not-json', 200],
  ] as const)('fault %s answers %i', async (fault, status) => {
    const simulator = await start();
    const { call } = await client(simulator);
    const [event] = simulator.world.offered();
    simulator.setFaults({ [fault]: 1 });

    const response = await call(`audit/${event?.contentId}`);

    expect(response.status).toBe(status);
    expect(await response.text()).not.toContain(event?.contentId ?? '-');
    expect(simulator.state().faults[fault]).toBe(1);
  });

  it.each(['reset', 'reset-in-body'] as const)('fault %s breaks the answer', async fault => {
    const simulator = await start();
    const { call } = await client(simulator);
    const [event] = simulator.world.offered();
    simulator.setFaults({ [fault]: 1 });

    await expect(call(`audit/${event?.contentId}`).then(response => response.text())).rejects.toThrow();
  });

  it('fault truncated-gzip ends the stream half-way', async () => {
    const simulator = await start();
    const { token } = await client(simulator);
    const [event] = simulator.world.offered();
    simulator.setFaults({ 'truncated-gzip': 1 });

    const body = await new Promise<Buffer>((resolve, reject) => {
      const url = `${simulator.url}/api/v1.0/${tenantOf(simulator).tenantId}/activity/feed/audit/${event?.contentId}`;
      const headers = { authorization: `Bearer ${token}`, 'accept-encoding': 'gzip' };
      get(url, { headers, agent: false }, response => void buffer(response).then(resolve, reject)).on(
        'error',
        reject,
      );
    });

    expect(() => gunzipSync(body)).toThrow('unexpected end of file');
  });

  it('fault truncated-json ends half-way without breaking the connection', async () => {
    const simulator = await start();
    const { call } = await client(simulator);
    const [event] = simulator.world.offered();
    simulator.setFaults({ 'truncated-json': 1 });

    const body = await (await call(`audit/${event?.contentId}`)).text();

    expect(body.startsWith('[')).toBe(true);
    expect(() => JSON.parse(body) as unknown).toThrow();
  });
});

describe('the world', () => {
  it('is the same for the same seed', async () => {
    const clock = () => new WorldClock(Date.UTC(2031, 0, 1));
    const texts = async (seed: number) =>
      [...(await start({ seed, clock: clock() })).world.offered()].map(event => event.text);

    expect(await texts(3)).toEqual(await texts(3));
    expect(await texts(3)).not.toEqual(await texts(4));
  });

  it('lets the same faults strike for the same seed, whatever else is on', async () => {
    const gone = async (faults: SimulatorOptions['faults'] & object) =>
      [...(await start({ clock: new WorldClock(Date.UTC(2031, 0, 1)), faults })).world.offered()].map(
        event => event.available,
      );

    const alone = await gone({ 'blob-missing': 0.3 });
    expect(alone).toContain(false);
    expect(alone).toContain(true);
    expect(await gone({ 'blob-missing': 0.3, 'error-500': 0.5 })).toEqual(alone);
  });

  it('delivers the same event again: in the next blob, and five days later', async () => {
    const simulator = await start({
      faults: { 'event-in-two-blobs': 1, redelivered: 1, 'last-event-repeated': 1 },
    });
    const texts = [...simulator.world.offered()].map(event => event.text);

    expect(new Set(texts).size).toBe(500);
    expect(texts.length).toBeGreaterThan(515);
  });

  it('takes orders over HTTP', async () => {
    const simulator = await start();
    const before = simulator.world.blobCount;
    const post = (path: string, body: unknown) =>
      fetch(`${simulator.url}/_simulator/${path}`, { method: 'POST', body: JSON.stringify(body) });

    await post('events', { count: 100 });
    expect(simulator.world.blobCount).toBeGreaterThan(before);
    expect((await post('faults', { faults: ['no-such-fault'] })).status).toBe(400);
    const state = (await (await fetch(`${simulator.url}/_simulator/state`)).json()) as { blobs: number };
    expect(state.blobs).toBe(simulator.world.blobCount);
  });
});
