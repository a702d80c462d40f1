import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../../src/simulator/server.ts';
import type { SimulatorOptions } from '../../../src/simulator/simulated-host.ts';
import {
  type Client,
  codeOf,
  connect,
  HOUR_MS,
  hours,
  listAll,
  type ListedBlob,
  NOW_MS,
  rawGet,
  start,
  tenantOf,
} from './simulator-under-test.ts';

const TYPE = 'Audit.SharePoint';

async function connected(options: SimulatorOptions = {}): Promise<{ simulator: Simulator; client: Client }> {
  const simulator = await start(options);
  return { simulator, client: await connect(simulator) };
}

function offeredIds(simulator: Simulator, contentType = TYPE): Set<string> {
  const events = [...simulator.world.offered()].filter(event => event.contentType === contentType);
  return new Set(events.map(event => event.contentId));
}

async function ids(response: Response): Promise<string[]> {
  return ((await response.json()) as ListedBlob[]).map(blob => blob.contentId);
}

const nextOf = (response: Response): URL => new URL(response.headers.get('nextpageuri') ?? 'missing:');

describe('a listing', () => {
  it('pages through all blobs of a window, each once, oldest first', async () => {
    const { simulator, client } = await connected({ pageSize: 1 });
    const blobs = await listAll(client, await client.content(TYPE, hours(24)));
    const created = blobs.map(blob => blob.contentCreated);

    expect(blobs.map(blob => blob.contentId)).toHaveLength(offeredIds(simulator).size);
    expect(new Set(blobs.map(blob => blob.contentId))).toEqual(offeredIds(simulator));
    expect(created).toEqual(created.toSorted());
  });

  it('names each blob as Microsoft does', async () => {
    const { simulator, client } = await connected();
    const [blob] = (await (await client.content(TYPE)).json()) as ListedBlob[];
    const root = `${simulator.url}/api/v1.0/${tenantOf(simulator).tenantId}/activity/feed`;

    expect(blob?.contentType).toBe(TYPE);
    expect(blob?.contentId).toMatch(/^\d{26}\$\d{26}\$audit_sharepoint\$Audit_SharePoint\$sim0001\$sim0001$/);
    expect(blob?.contentUri).toBe(`${root}/audit/${blob?.contentId}`);
    expect(blob?.contentCreated).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(Date.parse(blob?.contentExpiration ?? '') - Date.parse(blob?.contentCreated ?? '')).toBe(
      20 * 24 * HOUR_MS,
    );
  });

  it('takes contentCreated from its start on and up to its end', async () => {
    const { simulator, client } = await connected({ events: 0 });
    for (const ago of [3, 2, 1])
      simulator.world.addBlob({ contentType: TYPE, events: 1, createdMs: NOW_MS - ago * HOUR_MS });
    const window = { startTime: '2031-06-15T09:00:00', endTime: '2031-06-15T11:00:00' };
    const blobs = (await (await client.content(TYPE, window)).json()) as ListedBlob[];

    expect(blobs.map(blob => blob.contentCreated)).toEqual([
      '2031-06-15T09:00:00.000Z',
      '2031-06-15T10:00:00.000Z',
    ]);
  });

  it('without times is the last 24 hours, also when they are hidden behind &amp;', async () => {
    const { client } = await connected({ spanHours: 100, eventsPerBlob: 5 });
    const plain = await ids(await client.content(TYPE));
    const window = `contentType=${TYPE}&amp;startTime=2031-06-12&amp;endTime=2031-06-13`;

    expect(plain.length).toBeGreaterThan(0);
    expect(await ids(await client.call(`subscriptions/content?${window}`))).toEqual(plain);
    expect(
      await ids(await client.content(TYPE, { startTime: '2031-06-12', endTime: '2031-06-13' })),
    ).not.toEqual(plain);
  });

  it.each([
    ['only one of both times', { startTime: '2031-06-15' }],
    ['a window over 24 hours', hours(24.5)],
    ['a start more than 7 days ago', hours(1, NOW_MS - 168 * HOUR_MS)],
    ['an end before its start', { startTime: '2031-06-15', endTime: '2031-06-14' }],
    [
      'a time with an offset',
      { startTime: '2031-06-15T00:00:00+01:00', endTime: '2031-06-15T05:00:00+01:00' },
    ],
  ])('refuses %s with AF20055 and both times', async (_name, query) => {
    const { client } = await connected();
    const response = await client.content(TYPE, query);
    const { error } = (await response.json()) as { error: { code: string; message: string } };

    expect(response.status).toBe(400);
    expect(error.code).toBe('AF20055');
    expect(error.message).toContain(`StartTime: ${query.startTime}, EndTime: `);
  });

  it('refuses a nextPage that it never gave', async () => {
    const { client } = await connected();

    expect(await codeOf(await client.content(TYPE, { nextPage: 'page-2' }))).toBe('AF20031');
  });

  it('carries window and publisher on to the next page', async () => {
    const { client } = await connected({ pageSize: 1 });
    const publisher = '60000000-0000-4000-8000-000000000001';
    const next = nextOf(await client.content(TYPE, { ...hours(24), PublisherIdentifier: publisher }));

    expect(next.searchParams.get('startTime')).toBe('2031-06-14T12:00:00.000Z');
    expect(next.searchParams.get('endTime')).toBe('2031-06-15T12:00:00.000Z');
    expect(next.searchParams.get('PublisherIdentifier')).toBe(publisher);
  });

  it('is found below /api/v1/ too, and below the app’s id unless strict', async () => {
    const lenient = await start();
    const strict = await start({ strict: true });
    const { clientId, tenantId } = tenantOf(lenient);
    const byApp = { rootId: clientId };

    const old = await (
      await connect(lenient)
    ).call(`${lenient.url}/api/v1/${tenantId}/activity/feed/subscriptions/list`);
    expect(old.status).toBe(200);
    const [blob] = (await (await (await connect(lenient, byApp)).content(TYPE)).json()) as ListedBlob[];
    expect(blob?.contentUri).toContain(tenantId);
    expect(await codeOf(await (await connect(strict, byApp)).content(TYPE))).toBe('AF20010');
  });

  it('is refused below another tenant’s id and below what is no GUID', async () => {
    const simulator = await start({ tenants: [{}, {}] });
    const other = await connect(simulator, { rootId: tenantOf(simulator, 1).tenantId, subscribe: false });
    const domain = await connect(simulator, { rootId: 'contoso.example', subscribe: false });

    expect(await codeOf(await other.content(TYPE))).toBe('AF20010');
    expect(await codeOf(await domain.content(TYPE))).toBe('AF20013');
  });
});

describe('faults of a listing', () => {
  it('late-blob: hours after its contentCreated', async () => {
    const { simulator, client } = await connected({ faults: { 'late-blob': 1 } });
    expect(await ids(await client.content(TYPE))).toEqual([]);

    simulator.world.clock.advance(3 * HOUR_MS);
    const later = await connect(simulator, { subscribe: false });
    expect(new Set(await ids(await later.content(TYPE, hours(24, NOW_MS + HOUR_MS))))).toEqual(
      offeredIds(simulator),
    );
  });

  it('next-page-lower-case: the header’s name and a parameter in it, and the link works', async () => {
    const { simulator, client } = await connected({ pageSize: 1, faults: { 'next-page-lower-case': 1 } });
    const url = `${simulator.url}/api/v1.0/${tenantOf(simulator).tenantId}/activity/feed/subscriptions/content?contentType=${TYPE}`;
    const { rawHeaders } = await rawGet(url, { authorization: `Bearer ${client.token}` });

    expect(rawHeaders).toContain('nextpageuri');
    expect(rawHeaders.join(' ')).toContain('&endtime=');
    expect((await listAll(client, await client.content(TYPE))).length).toBe(offeredIds(simulator).size);
  });

  it('next-page-loop: a page that leads to itself', async () => {
    const { client } = await connected({ pageSize: 1, faults: { 'next-page-loop': 1 } });
    const first = await client.content(TYPE);
    const second = await client.call(nextOf(first).href);

    expect(nextOf(second).href).toBe(nextOf(first).href);
    expect(await ids(second)).toEqual(await ids(first));
  });

  it.each([
    ['next-page-foreign-host', 'https://manage.office.invalid'],
    ['next-page-http', 'http://localhost.invalid'],
  ] as const)('%s: a next page at %s', async (fault, origin) => {
    const { client } = await connected({ pageSize: 1, faults: { [fault]: 1 } });

    expect(nextOf(await client.content(TYPE)).origin).toBe(origin);
  });

  it('next-page-aged: AF20055 behind the link; next-page-expired: AF20031', async () => {
    for (const [fault, code] of [
      ['next-page-aged', 'AF20055'],
      ['next-page-expired', 'AF20031'],
    ] as const) {
      const { client } = await connected({ pageSize: 1, faults: { [fault]: 1 } });
      expect(await codeOf(await client.call(nextOf(await client.content(TYPE)).href))).toBe(code);
    }
  });

  it('empty-page: nothing on the first page, all behind its link', async () => {
    const { simulator, client } = await connected({ faults: { 'empty-page': { count: 1 } } });
    const first = await client.content(TYPE);

    expect(await ids(first.clone())).toEqual([]);
    expect(new Set((await listAll(client, first)).map(blob => blob.contentId))).toEqual(
      offeredIds(simulator),
    );
  });

  it('pages-shuffled: in no order, over all pages, each once', async () => {
    const { simulator, client } = await connected({
      pageSize: 2,
      eventsPerBlob: 10,
      faults: { 'pages-shuffled': 1 },
    });
    const blobs = await listAll(client, await client.content(TYPE));
    const created = blobs.map(blob => blob.contentCreated);

    expect(created).not.toEqual(created.toSorted());
    expect(blobs.map(blob => blob.contentId).toSorted()).toEqual([...offeredIds(simulator)].sort());
  });

  it('blob-listed-twice: one contentId two times', async () => {
    const { client } = await connected({ faults: { 'blob-listed-twice': 1 } });
    const listed = await ids(await client.content(TYPE));

    expect(new Set(listed).size).toBe(listed.length - 1);
  });

  it('filters-ignored: the last 24 hours whatever was asked', async () => {
    const { client } = await connected({ faults: { 'filters-ignored': { skip: 1 } } });
    const day = await ids(await client.content(TYPE));

    expect(await ids(await client.content(TYPE, hours(1, NOW_MS - 30 * HOUR_MS)))).toEqual(day);
  });

  it('exact-24h-refused: AF20055 at 24 hours, not at 23', async () => {
    const { client } = await connected({ faults: { 'exact-24h-refused': 1 } });

    expect(await codeOf(await client.content(TYPE, hours(24)))).toBe('AF20055');
    expect((await client.content(TYPE, hours(23))).status).toBe(200);
  });

  it('over-24h-partial: the first 24 hours of a longer window', async () => {
    const { client } = await connected({
      spanHours: 48,
      eventsPerBlob: 5,
      faults: { 'over-24h-partial': 1 },
    });
    const blobs = (await (await client.content(TYPE, hours(48))).json()) as ListedBlob[];
    const created = blobs.map(blob => Date.parse(blob.contentCreated));

    expect(created.length).toBeGreaterThan(0);
    expect(Math.max(...created)).toBeLessThan(NOW_MS - 24 * HOUR_MS);
  });

  it('old-window-code: AF20030', async () => {
    const { client } = await connected({ faults: { 'old-window-code': 1 } });

    expect(await codeOf(await client.content(TYPE, hours(25)))).toBe('AF20030');
  });

  it('foreign-content-uri: another host, over http', async () => {
    const { client } = await connected({ faults: { 'foreign-content-uri': 1 } });
    const [blob] = (await (await client.content(TYPE)).json()) as ListedBlob[];

    expect(blob?.contentUri).toMatch(/^http:\/\/localhost\.invalid\/.+\/audit\//);
  });

  it('blob-expires-early: a contentExpiration a minute after contentCreated', async () => {
    const { client } = await connected({ faults: { 'blob-expires-early': 1 } });
    const [blob] = (await (await client.content(TYPE)).json()) as ListedBlob[];

    expect(Date.parse(blob?.contentExpiration ?? '') - Date.parse(blob?.contentCreated ?? '')).toBe(60_000);
    expect(await codeOf(await client.call(blob?.contentUri ?? ''))).toBe('AF20051');
  });

  it('single-object: the first blob bare', async () => {
    const { client } = await connected({ faults: { 'single-object': { on: 'content' } } });

    expect(await (await client.content(TYPE)).json()).toMatchObject({ contentType: TYPE });
  });
});
