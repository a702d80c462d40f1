import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FAULTS } from '../../../src/simulator/faults.ts';
import type { Simulator } from '../../../src/simulator/server.ts';
import type { SimulatorOptions } from '../../../src/simulator/simulated-host.ts';
import {
  type Client,
  codeOf,
  connect,
  HOUR_MS,
  hours,
  MINUTE_MS,
  NOW_MS,
  rawGet,
  someBlob,
  start,
  tenantOf,
} from './simulator-under-test.ts';

/** A connected client, and then a fault. */
async function struckBy(
  faults: NonNullable<SimulatorOptions['faults']>,
  options: SimulatorOptions = {},
): Promise<{ simulator: Simulator; client: Client; fetchBlob: (signal?: AbortSignal) => Promise<Response> }> {
  const simulator = await start(options);
  const client = await connect(simulator);
  const contentId = someBlob(simulator);
  simulator.setFaults(faults);
  const fetchBlob = (signal?: AbortSignal): Promise<Response> =>
    client.call(`audit/${contentId}`, signal === undefined ? {} : { signal });
  return { simulator, client, fetchBlob };
}

describe('faults of any request', () => {
  it.each([
    ['unauthorized', 401, '"Message":"Authorization has been denied'],
    ['forbidden', 401, 'AF10001'],
    ['tenant-gone', 400, 'AF20011'],
    ['error-500', 500, 'AF50000'],
    ['error-500-af50005', 500, 'AF50005'],
    ['error-500-message', 500, '"Message":"An error has occurred."'],
    ['error-502-html', 502, '<html>'],
    ['error-503', 503, ''],
    ['error-504', 504, ''],
    ['error-408', 408, ''],
    ['quota', 403, 'AF429'],
    ['throttled', 429, 'AF429'],
    ['throttled-retry-after', 429, 'AF429'],
    ['redirect', 302, ''],
    ['empty-200', 200, ''],
    ['not-json', 200, '<html>'],
    ['error-in-200', 200, '"error":{'],
  ] as const)('%s answers %i', async (fault, status, content) => {
    const { simulator, fetchBlob } = await struckBy({ [fault]: { count: 1 } });
    const response = await fetchBlob();
    const body = await response.text();

    expect(response.status).toBe(status);
    if (content === '') expect(body).toBe('');
    else expect(body).toContain(content);
    expect(response.headers.get('retry-after')).toBe(fault === 'throttled-retry-after' ? '1' : null);
    expect(simulator.state().faults).toEqual({ [fault]: 1 });
    expect((await fetchBlob()).status).toBe(200);
  });

  it('strike on the route that they are limited to, after as many requests as they are told', async () => {
    const { client, fetchBlob } = await struckBy({ 'error-503': { on: 'blob', skip: 1, count: 1 } });

    expect((await client.content('DLP.All')).status).toBe(200);
    const blobs = [await fetchBlob(), await fetchBlob(), await fetchBlob()];
    expect(blobs.map(response => response.status)).toEqual([200, 503, 200]);
  });

  it('strike one content type, in listings and in blobs', async () => {
    const { simulator, client } = await struckBy({ forbidden: { on: 'DLP.All' } });
    const blobOf = (type: string) =>
      [...simulator.world.offered()].find(event => event.contentType === type)?.contentId;

    expect(await codeOf(await client.content('DLP.All'))).toBe('AF10001');
    expect(await codeOf(await client.call(`audit/${blobOf('DLP.All')}`))).toBe('AF10001');
    expect((await client.call(`audit/${blobOf('Audit.General')}`)).status).toBe(200);
  });

  it('happen again in the same places with the same seed', async () => {
    const statuses = async (seed: number): Promise<number[]> => {
      const { fetchBlob } = await struckBy({ 'error-500': 0.4 }, { seed });
      const seen: number[] = [];
      for (let n = 0; n < 12; n++) seen.push((await fetchBlob()).status);
      return seen;
    };

    const once = await statuses(3);
    expect(new Set(once)).toEqual(new Set([200, 500]));
    expect(await statuses(3)).toEqual(once);
    expect(await statuses(4)).not.toEqual(once);
  });

  it.each(['reset', 'reset-in-body'] as const)('%s breaks the connection', async fault => {
    const { fetchBlob } = await struckBy({ [fault]: { count: 1 } });

    await expect(fetchBlob().then(response => response.text())).rejects.toThrow();
    expect((await fetchBlob()).status).toBe(200);
  });

  it.each(['stall', 'stall-in-body'] as const)('%s never ends by itself', async fault => {
    const { fetchBlob } = await struckBy({ [fault]: 1 });
    const giveUp = AbortSignal.timeout(300);

    await expect(fetchBlob(giveUp).then(response => response.text())).rejects.toThrow(/timeout/);
  });

  it('stall-in-body sends half of the body first', async () => {
    const { fetchBlob } = await struckBy({ 'stall-in-body': 1 });
    const giveUp = new AbortController();
    const reader = (await fetchBlob(giveUp.signal)).body?.getReader();
    const first = await reader?.read();

    expect(first?.value?.length).toBeGreaterThan(0);
    giveUp.abort();
    await expect(reader?.read()).rejects.toThrow();
  });

  it('slow-body comes in pieces and whole', async () => {
    const { simulator, fetchBlob } = await struckBy({ 'slow-body': 1 });
    const response = await fetchBlob();
    let pieces = 0;
    const body: Uint8Array[] = [];
    for await (const piece of response.body ?? []) {
      pieces += 1;
      body.push(piece);
    }

    expect(pieces).toBeGreaterThan(3);
    const blob = simulator.world.blob(someBlob(simulator));
    expect(Buffer.concat(body)).toEqual(blob && simulator.world.bodyOf(blob));
  });

  it('truncated-json ends half-way without breaking the connection', async () => {
    const { fetchBlob } = await struckBy({ 'truncated-json': 1 });
    const body = await (await fetchBlob()).text();

    expect(body.startsWith('[')).toBe(true);
    expect(() => JSON.parse(body) as unknown).toThrow(SyntaxError);
  });

  it('truncated-gzip ends the packed stream half-way', async () => {
    const { simulator, client } = await struckBy({ 'truncated-gzip': 1 });
    const url = `${simulator.url}/api/v1.0/${tenantOf(simulator).tenantId}/activity/feed/audit/${someBlob(simulator)}`;
    const { body } = await rawGet(url, {
      authorization: `Bearer ${client.token}`,
      'accept-encoding': 'gzip',
    });

    expect(() => gunzipSync(body)).toThrow('unexpected end of file');
  });

  it('single-object sends a blob’s first event bare', async () => {
    const { fetchBlob } = await struckBy({ 'single-object': 1 });

    expect(await (await fetchBlob()).json()).toHaveProperty('CreationTime');
  });

  it('clock-skew shows in the Date header and in what the server takes for now', async () => {
    const client = await connect(await start({ faults: { 'clock-skew': 1 } }));
    const almostSevenDaysAgo = await client.content('DLP.All', hours(1, NOW_MS - 166.5 * HOUR_MS));

    expect(Date.parse(almostSevenDaysAgo.headers.get('date') ?? '')).toBe(NOW_MS + HOUR_MS);
    expect(await codeOf(almostSevenDaysAgo)).toBe('AF20055');
    expect((await client.content('DLP.All', hours(1, NOW_MS - 165.5 * HOUR_MS))).status).toBe(200);
  });

  it('are all described', () => {
    for (const [name, { text }] of Object.entries(FAULTS)) {
      expect(name).toMatch(/^[a-z0-9-]+$/);
      expect(text.length).toBeGreaterThan(10);
      expect(text).not.toContain('\n');
    }
  });
});

describe('the quota', () => {
  it('counts requests by tenant and publisher within a minute, and answers 403 AF429', async () => {
    const simulator = await start({ requestsPerMinute: 3 });
    const { call } = await connect(simulator, { subscribe: false });
    const statuses: number[] = [];
    for (let n = 0; n < 5; n++) statuses.push((await call('subscriptions/list')).status);
    const publisher = '60000000-0000-4000-8000-000000000001';
    const other = await call(`subscriptions/list?PublisherIdentifier=${publisher}`);

    expect(statuses).toEqual([200, 200, 200, 403, 403]);
    expect(await codeOf(await call('subscriptions/list'))).toBe('AF429');
    expect(await (await call(`audit/${someBlob(simulator)}`)).text()).toContain(
      'Too many requests. Method=GetBlob, PublisherId=00000000-0000-0000-0000-000000000000',
    );
    expect(other.status).toBe(200);
    simulator.world.clock.advance(MINUTE_MS);
    expect((await call('subscriptions/list')).status).toBe(200);
  });
});

describe('the list of sensitive information types', () => {
  it('comes in one language', async () => {
    const { call } = await connect(await start(), { subscribe: false });
    const ask = (language?: string) =>
      call(
        'resources/dlpSensitiveTypes',
        language === undefined ? {} : { headers: { 'accept-language': language } },
      );

    expect(await (await ask('en-US')).json()).toContainEqual({
      id: '50842eb7-edc8-4019-85dd-5a5c1f2bb085',
      name: 'Credit Card Number',
    });
    expect(await codeOf(await ask('en-US, de'))).toBe('AF20053');
    expect(await codeOf(await ask('!'))).toBe('AF20054');
  });
});
