import { describe, expect, it } from 'vitest';
import { CONTENT_TYPES } from '../../../src/events/content-type.ts';
import {
  codeOf,
  connect,
  HOUR_MS,
  hours,
  listAll,
  MINUTE_MS,
  NOW_MS,
  start,
} from './simulator-under-test.ts';

const QUIET = { subscribe: false } as const;

describe('subscriptions', () => {
  it('go from none to enabled to stopped', async () => {
    const client = await connect(await start(), QUIET);
    const stop = () => client.call('subscriptions/stop?contentType=DLP.All', { method: 'POST' });
    const list = async (): Promise<unknown> => (await client.call('subscriptions/list')).json();

    expect(await list()).toEqual([]);
    expect(await codeOf(await client.content('DLP.All'))).toBe('AF20022');
    expect(await codeOf(await stop())).toBe('AF20022');

    const started = await client.start('DLP.All');
    expect(await started.json()).toEqual({ contentType: 'DLP.All', status: 'enabled', webhook: null });
    expect(await list()).toEqual([{ contentType: 'DLP.All', status: 'enabled', webhook: null }]);
    expect((await client.content('DLP.All')).status).toBe(200);

    const stopped = await stop();
    expect([stopped.status, await stopped.text()]).toEqual([200, '']);
    expect(await list()).toEqual([]);
    expect(await codeOf(await client.content('DLP.All'))).toBe('AF20023');
    expect(await codeOf(await stop())).toBe('AF20022');
  });

  it('leave a quarter of an hour between two starts of one content type, then say AF20024', async () => {
    const simulator = await start();
    const client = await connect(simulator, QUIET);
    await client.start('DLP.All');
    simulator.world.clock.advance(4000);

    const tooSoon = await client.start('DLP.All');
    expect(tooSoon.status).toBe(429);
    expect(await tooSoon.text()).toContain(
      'Too many frequent subscription start requests. Please retry again after 14m 56s',
    );
    expect((await client.start('Audit.General')).status).toBe(200);

    simulator.world.clock.advance(15 * MINUTE_MS);
    const again = await client.start('DLP.All');
    expect(again.status).toBe(400);
    expect(await codeOf(again)).toBe('AF20024');
  });

  it('refuse a content type that is missing or unknown, and the wrong method', async () => {
    const { call } = await connect(await start(), QUIET);

    expect(await codeOf(await call('subscriptions/content'))).toBe('AF20001');
    expect(await codeOf(await call('subscriptions/content?contentType=Audit.Sharepoint'))).toBe('AF20020');
    expect((await call('subscriptions/start?contentType=DLP.All')).status).toBe(405);
    expect((await call('subscriptions/nothing')).status).toBe(404);
  });

  it('keep a webhook, and a start without one takes it away', async () => {
    const simulator = await start();
    const client = await connect(simulator, QUIET);
    const webhook = { address: 'https://hook.example/', authId: 'x', expiration: '' };

    expect(await (await client.start('DLP.All', JSON.stringify({ webhook }))).json()).toMatchObject({
      webhook: { status: 'enabled', address: 'https://hook.example/' },
    });
    const notified = await client.call('subscriptions/notifications?contentType=DLP.All');
    expect(await notified.json()).toEqual([
      expect.objectContaining({ contentType: 'DLP.All', notificationStatus: 'success' }),
    ]);

    simulator.world.clock.advance(15 * MINUTE_MS);
    expect(await (await client.start('DLP.All')).json()).toMatchObject({ webhook: null });
    expect(await (await client.call('subscriptions/notifications?contentType=DLP.All')).json()).toEqual([]);
  });

  it.each([
    ['{"webhook":{"address":"http://hook.example/"}}', 'AF20021'],
    ['{"webhook":{"address":"https://hook.example/","expiration":"2031-06-01T00:00:00"}}', 'AF20003'],
    ['{"webhook":{}}', 'AF20002'],
    ['{', 'AF20002'],
  ])('refuse the webhook %s', async (body, code) => {
    const client = await connect(await start(), QUIET);

    expect(await codeOf(await client.start('DLP.All', body))).toBe(code);
  });

  it('answer AF20022 until a first start has become active', async () => {
    const simulator = await start({ activationMs: 2 * MINUTE_MS });
    const client = await connect(simulator);

    expect(await codeOf(await client.content('Audit.General'))).toBe('AF20022');
    simulator.world.clock.advance(2 * MINUTE_MS);
    expect((await client.content('Audit.General')).status).toBe(200);
  });

  it('offer content of before the first start as far back as they are told', async () => {
    const client = await connect(await start({ backfillHours: 10 }));
    const blobs = await listAll(client, await client.content('Audit.SharePoint', hours(24)));
    const oldest = Math.min(...blobs.map(blob => Date.parse(blob.contentCreated)));

    expect(blobs.length).toBeGreaterThan(0);
    expect(oldest).toBeGreaterThanOrEqual(NOW_MS - 10 * HOUR_MS);
  });

  it('never offer what came while they were stopped', async () => {
    const simulator = await start({ events: 0 });
    const client = await connect(simulator);
    await client.call('subscriptions/stop?contentType=Audit.General', { method: 'POST' });
    simulator.world.addBlob({ contentType: 'Audit.General', events: 1 });
    simulator.world.clock.advance(15 * MINUTE_MS);
    await client.start('Audit.General');
    const heard = simulator.world.addBlob({ contentType: 'Audit.General', events: 1 });
    simulator.world.clock.advance(1000);

    const blobs = await listAll(client, await client.content('Audit.General'));
    expect(blobs.map(blob => blob.contentId)).toEqual([heard.contentId]);
  });

  it('belong to one tenant', async () => {
    const simulator = await start({ tenants: [{}, {}] });
    await connect(simulator);
    const { call } = await connect(simulator, { ...QUIET, tenantIndex: 1 });

    expect(await (await call('subscriptions/list')).json()).toEqual([]);
  });

  it('fault auditing-off: a code that is half an exception', async () => {
    const client = await connect(await start({ faults: { 'auditing-off': 1 } }), QUIET);
    const response = await client.start('DLP.All');

    expect(response.status).toBe(400);
    const { error } = (await response.json()) as { error: { code: string; message: string } };
    expect(error.code).toMatch(/^StartSubscription \[CorrId=.+\]\[AppId$/);
    expect(error.message).toMatch(/DataServiceException: Tenant \S+ does not exist\.\r\n {3}at /);
  });

  it('fault subscription-disabled: shown as disabled, and listings refused', async () => {
    const client = await connect(await start({ faults: { 'subscription-disabled': { on: 'DLP.All' } } }));
    const list = (await (await client.call('subscriptions/list')).json()) as { status: string }[];

    expect(list.map(one => one.status)).toEqual(
      CONTENT_TYPES.map(type => (type === 'DLP.All' ? 'disabled' : 'enabled')),
    );
    expect(await codeOf(await client.content('DLP.All'))).toBe('AF20023');
    expect((await client.content('Audit.General')).status).toBe(200);
  });

  it('fault restart-stays-disabled: a restart that says enabled and is not', async () => {
    const simulator = await start({ faults: { 'restart-stays-disabled': 1 } });
    const client = await connect(simulator);
    await client.call('subscriptions/stop?contentType=DLP.All', { method: 'POST' });
    simulator.world.clock.advance(15 * MINUTE_MS);

    expect(await (await client.start('DLP.All')).json()).toMatchObject({ status: 'enabled' });
    expect(await (await client.call('subscriptions/list')).text()).not.toContain('DLP.All');
    expect(await codeOf(await client.content('DLP.All'))).toBe('AF20023');
  });
});
