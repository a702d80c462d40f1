import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../../src/simulator/server.ts';
import { codeOf, connect, HOUR_MS, rawGet, someBlob, start, tenantOf } from './simulator-under-test.ts';

function blobUrl(simulator: Simulator, contentId: string): string {
  return `${simulator.url}/api/v1.0/${tenantOf(simulator).tenantId}/activity/feed/audit/${contentId}`;
}

describe('a blob', () => {
  it('holds, byte by byte, what the book says', async () => {
    const simulator = await start();
    const { call } = await connect(simulator);

    for (const [contentId, events] of Map.groupBy(simulator.world.offered(), event => event.contentId)) {
      const body = await (await call(`audit/${contentId}`)).text();
      expect(body).toBe(`[${events.map(event => event.text).join(',')}]`);
    }
  });

  it('is the same when it was prepared', async () => {
    const [made, prepared] = [await start({ events: 300 }), await start({ events: 300, prepared: true })];
    const contentId = someBlob(made);
    const bodies: Buffer[] = [];
    for (const [simulator, encodings] of [
      [made, {}],
      [prepared, {}],
      [prepared, { 'accept-encoding': 'gzip' }],
    ] as const) {
      const authorization = `Bearer ${(await connect(simulator)).token}`;
      const { headers, body } = await rawGet(blobUrl(simulator, contentId), { authorization, ...encodings });
      bodies.push(headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body);
    }

    expect(bodies[1]).toEqual(bodies[0]);
    expect(bodies[2]).toEqual(bodies[0]);
    expect(prepared.world.packedBodyOf(prepared.world.blob(contentId) ?? expect.fail())).toBeDefined();
  });

  it('comes packed when the client takes gzip and plain when it does not', async () => {
    const simulator = await start();
    const { token } = await connect(simulator);
    const [contentId, authorization] = [someBlob(simulator), `Bearer ${token}`];
    const packed = await rawGet(blobUrl(simulator, contentId), {
      authorization,
      'accept-encoding': 'gzip, deflate',
    });
    const plain = await rawGet(blobUrl(simulator, contentId), { authorization });

    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(gunzipSync(packed.body)).toEqual(plain.body);
    expect(plain.headers['content-type']).toBe('application/json; charset=utf-8');
  });

  it('is fetched with a PublisherIdentifier as without', async () => {
    const simulator = await start();
    const { call } = await connect(simulator);

    expect(
      (await call(`audit/${someBlob(simulator)}?PublisherIdentifier=60000000-0000-4000-8000-000000000001`))
        .status,
    ).toBe(200);
  });

  it('is not there for another tenant, under an unknown id, or under nonsense', async () => {
    const simulator = await start({ tenants: [{}, {}] });
    const stranger = await connect(simulator, { tenantIndex: 1 });
    const unknown = await stranger.call('audit/20310101$x');

    expect(await codeOf(await stranger.call(`audit/${someBlob(simulator)}`))).toBe('AF20050');
    expect(unknown.status).toBe(404);
    expect(await codeOf(unknown)).toBe('AF20050');
    expect(await codeOf(await stranger.call('audit/no%20id'))).toBe('AF20052');
    expect(await codeOf(await stranger.call('audit/%zz'))).toBe('AF20052');
  });

  it('is gone once its expiration is past', async () => {
    const simulator = await start({ lifetimeHours: 24 });
    const contentId = someBlob(simulator);
    simulator.world.clock.advance(24 * HOUR_MS);
    const { call } = await connect(simulator);

    expect(await codeOf(await call(`audit/${contentId}`))).toBe('AF20051');
  });

  it.each([
    ['blob-missing', 404, 'AF20050'],
    ['blob-expired', 400, 'AF20051'],
    ['blob-invalid', 400, 'AF20052'],
  ] as const)('fault %s: listed, but %i %s for good', async (fault, status, code) => {
    const simulator = await start({ faults: { [fault]: 1 } });
    const client = await connect(simulator);
    const contentId = someBlob(simulator);

    for (const _again of [1, 2]) {
      const response = await client.call(`audit/${contentId}`);
      expect(response.status).toBe(status);
      expect(await codeOf(response)).toBe(code);
    }
    expect([...simulator.world.offered()].some(event => event.available)).toBe(false);
  });

  it('fault huge-blob: megabytes arrive whole', async () => {
    const simulator = await start({ faults: { 'huge-blob': { count: 1 } } });
    const { call } = await connect(simulator);
    const events = (await (await call(`audit/${someBlob(simulator)}`)).json()) as unknown[];

    expect(events.length).toBeGreaterThan(3000);
  });

  it('fault lone-surrogate: escaped on the wire, so that the body is valid UTF-8', async () => {
    const simulator = await start({ faults: { 'lone-surrogate': 1 } });
    const { call } = await connect(simulator);
    const body = Buffer.from(await (await call(`audit/${someBlob(simulator)}`)).arrayBuffer());

    expect(body.toString()).toContain('\\ud83d and on');
    expect(Buffer.from(body.toString())).toEqual(body);
  });
});
