import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../../src/simulator/server.ts';
import { connect, HOUR_MS, listAll, NOW_MS, start } from './simulator-under-test.ts';

function order(simulator: Simulator, path: string, body: unknown): Promise<Response> {
  return fetch(`${simulator.url}/_simulator/${path}`, { method: 'POST', body: JSON.stringify(body) });
}

async function stateOf(simulator: Simulator): Promise<unknown> {
  return (await fetch(`${simulator.url}/_simulator/state`)).json();
}

describe('the simulator’s controls', () => {
  it('tell what happened so far', async () => {
    const simulator = await start({ faults: { 'error-503': { on: 'list' } } });
    const { call } = await connect(simulator);
    await call('subscriptions/list');
    await call('subscriptions/nothing');

    expect(await stateOf(simulator)).toEqual({
      requests: { token: 1, start: 5, list: 1, other: 1 },
      tokens: 1,
      blobs: simulator.world.blobCount,
      events: 500,
      faults: { 'error-503': 1 },
    });
  });

  it('let events arrive: of all content types, or a blob of one', async () => {
    const simulator = await start({ events: 0 });
    const client = await connect(simulator);

    await order(simulator, 'events', { count: 30 });
    expect(simulator.world.eventCount).toBe(30);

    const events = [{ Id: 'mine' }, '{"Id" : "as it is"}'];
    const answer = await order(simulator, 'events', {
      contentType: 'DLP.All',
      events,
      createdAgoMs: HOUR_MS,
    });
    const { contentId } = (await answer.json()) as { contentId: string };
    expect(await (await client.call(`audit/${contentId}`)).text()).toBe(
      '[{"Id":"mine"},{"Id" : "as it is"}]',
    );
    const listed = await listAll(client, await client.content('DLP.All'));
    expect(listed.find(blob => blob.contentId === contentId)?.contentCreated).toBe(
      new Date(NOW_MS - HOUR_MS).toISOString(),
    );
  });

  it('move the clock, and with it late blobs', async () => {
    const simulator = await start({ events: 0 });
    const client = await connect(simulator);
    await order(simulator, 'events', {
      contentType: 'DLP.All',
      events: 2,
      createdAgoMs: HOUR_MS,
      listedInMs: 60_000,
    });

    expect(await (await client.content('DLP.All')).json()).toEqual([]);
    const answer = await order(simulator, 'advance', { ms: 60_000 });
    expect(await answer.json()).toEqual({ now: new Date(NOW_MS + 60_000).toISOString() });
    expect(await (await client.content('DLP.All')).json()).toHaveLength(1);
  });

  it('switch faults', async () => {
    const simulator = await start();
    const { call } = await connect(simulator);
    await order(simulator, 'faults', { faults: ['error-503:list=1x'] });

    expect((await call('subscriptions/list')).status).toBe(503);
    expect((await call('subscriptions/list')).status).toBe(200);
  });

  it('give the book, a line an event, with the events themselves on request', async () => {
    const simulator = await start({ events: 40, eventsPerBlob: 10 });
    const lines = async (query: string): Promise<Record<string, unknown>[]> => {
      const body = await (await fetch(`${simulator.url}/_simulator/offered${query}`)).text();
      return body
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line) as Record<string, unknown>);
    };
    const [short, long] = [await lines(''), await lines('?text')];

    expect(short).toHaveLength(40);
    expect(Object.keys(short[0] ?? {}).sort()).toEqual(
      ['available', 'contentId', 'contentType', 'id', 'index', 'listedMs', 'tenantId'].sort(),
    );
    expect(new Set(short.map(line => line['id'])).size).toBe(40);
    expect(long.map(line => line['text'])).toEqual(
      Array.from(simulator.world.offered(), event => event.text),
    );
  });

  it.each([
    ['faults', { faults: ['no-such-fault'] }, 'Unknown fault'],
    ['advance', { ms: -1 }, 'only moves forward'],
    ['events', { contentType: 'Audit.Nothing' }, 'is no content type'],
    ['events', { count: 1, tenantIndex: 7 }, 'has no tenant 7'],
  ])('refuse the order %s %j', async (path, body, message) => {
    const response = await order(await start(), path, body);

    expect(response.status).toBe(400);
    expect(await response.text()).toContain(message);
  });

  it('answer 404 for what they are not', async () => {
    const simulator = await start();

    expect((await order(simulator, 'nothing', {})).status).toBe(404);
    expect((await fetch(`${simulator.url}/_simulator/nothing`)).status).toBe(404);
  });

  it('waits before each answer when told to, and grows while it runs', async () => {
    const simulator = await start({ events: 0, latencyMs: 30, eventsPerSecond: 10 });
    const client = await connect(simulator);
    simulator.world.clock.advance(10_000);

    const blobs = await listAll(client, await client.content('Audit.SharePoint'));
    expect(blobs.length).toBeGreaterThan(0);
    expect(simulator.world.eventCount).toBe(100);
  });
});
