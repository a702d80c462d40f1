import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HEALTH_OPERATIONS, healthAuditEvent } from '../../../src/collect/health.ts';
import { createMessageMaker } from '../../../src/collect/message-maker.ts';
import { KNOWN_KINDS } from '../../../src/events/known-kinds.ts';
import { KindRegistry } from '../../../src/events/kinds.ts';
import { createPrivacy } from '../../../src/events/privacy.ts';
import { FEED_HEALTH } from '../../../src/rules/catalogue/feed-health.ts';
import { createSession } from '../../../src/rules/preview/create-session.ts';
import { realClock } from '../../stand-ins/real-clock.ts';
import { generatedRuleset } from '../../unit/rules/generated-ruleset.ts';
import { DAY_MS, FeedScene, HOUR_MS } from './feed-scene.ts';

describe('the feed’s health', () => {
  it('reaches Wazuh: a refused secret is told once, and once more when it is over', async () => {
    await using scene = await FeedScene.open({ events: 100 });
    await scene.run();
    expect(scene.takeHealth()).toEqual([]);

    scene.setSecret('a wrong one');
    const refused = await scene.run();
    expect(refused.exit).toBe('credentials');
    const [told, ...more] = scene.takeDelivered();
    expect(more).toEqual([]);
    expect(told?.event).toMatchObject({
      Workload: 'o365-wazuh',
      Operation: 'AuthenticationFailing',
      Tenant: 'contoso',
      ErrorCode: 'SECRET_WRONG',
    });
    // As an event of a subscription it would hide that the subscription has none.
    expect(told?.marks).toEqual({ tenant: 'contoso', lag_band: '<15m' });
    expect(JSON.stringify(told)).not.toContain('a wrong one');

    await scene.run();
    expect(scene.takeHealth()).toEqual([]);
    scene.setSecret(scene.simulator.world.tenants[0]?.clientSecret ?? '');
    await scene.run();
    expect(scene.takeHealth()).toEqual(['FeedRecovered']);
    await scene.run();
    expect(scene.takeHealth()).toEqual([]);
  });

  it('is told by the next run when Wazuh was down, and not twice', async () => {
    await using scene = await FeedScene.open({ events: 100 });
    await scene.run();
    scene.takeDelivered();
    scene.setSecret('a wrong one');
    await scene.analysisd.down();
    await scene.run();

    await scene.analysisd.up();
    await scene.run();
    expect(scene.takeHealth()).toEqual(['AuthenticationFailing']);
    await scene.run();
    expect(scene.takeHealth()).toEqual([]);
  });

  it('tells of an audit log that is off, and of the feed that stalls meanwhile', async () => {
    await using scene = await FeedScene.open({ events: 100, faults: { 'auditing-off': 1 } });
    await scene.run();
    expect(scene.takeHealth()).toEqual(['AuditingOff']);
    scene.clock.advance(2 * HOUR_MS);
    await scene.run();
    expect(scene.takeHealth().toSorted()).toEqual([
      'FeedStalled Audit.Exchange',
      'FeedStalled Audit.SharePoint',
    ]);

    scene.simulator.setFaults({});
    scene.clock.advance(HOUR_MS);
    await scene.run();
    expect(scene.takeHealth().toSorted()).toEqual([
      'FeedRecovered',
      'FeedRecovered Audit.Exchange',
      'FeedRecovered Audit.SharePoint',
    ]);
  });

  it('tells of a permission that is missing for one content type', async () => {
    await using scene = await FeedScene.open({
      events: 100,
      collected: ['Audit.Exchange', 'DLP.All'],
      tenants: [{ roles: ['ActivityFeed.Read'] }],
    });
    await scene.run();
    expect(scene.takeHealth()).toEqual(['PermissionMissing DLP.All']);
    await scene.run();
    expect(scene.takeHealth()).toEqual([]);
  });

  it('tells of gaps, lost blobs and shortened events, each once', async () => {
    await using scene = await FeedScene.open({ collected: ['Audit.Exchange'] });
    await scene.run();
    scene.clock.advance(9 * DAY_MS);
    const createdMs = scene.clock.now() - HOUR_MS;
    const long = {
      Id: 'long',
      CreationTime: '2031-01-01T00:00:00',
      Workload: 'Exchange',
      Text: 'x'.repeat(200_000),
    };
    scene.simulator.world.addBlob({ contentType: 'Audit.Exchange', events: [long], createdMs });
    scene.simulator.world.addBlob({
      contentType: 'Audit.Exchange',
      events: 3,
      createdMs,
      expiresMs: scene.clock.now() - 1,
    });

    await scene.run();
    expect(scene.takeHealth().toSorted()).toEqual(
      ['BlobLost', 'DeadLetter', 'FeedGap'].map(operation => `${operation} Audit.Exchange`),
    );
    await scene.run();
    expect(scene.takeHealth()).toEqual([]);
  });

  it('tells that events had to be sent again', async () => {
    await using scene = await FeedScene.open({ events: 200, collected: ['Audit.Exchange'] });
    scene.analysisd.dropNext(3);

    const run = await scene.run();

    expect(run.summary.partitions[0]?.resent).toBeGreaterThan(0);
    expect(scene.takeHealth()).toEqual(['DeliveryUnconfirmed Audit.Exchange']);
  });

  it('tells that the memory of what was delivered was lost', async () => {
    await using scene = await FeedScene.open({ events: 100 });
    await scene.run();
    scene.takeDelivered();
    const folder = join(scene.home.path, 'queue/o365-wazuh');
    for (const name of readdirSync(folder)) if (name.startsWith('state.db-')) rmSync(join(folder, name));
    writeFileSync(join(folder, 'state.db'), 'no database at all, and long enough to be looked at'.repeat(50));

    await scene.run();
    expect(scene.takeHealth()).toEqual(['StateReset']);
    await scene.run();
    expect(scene.takeHealth()).toEqual([]);
    expect(readFileSync(join(scene.home.path, 'logs/o365-wazuh.log'), 'utf8')).toContain('damaged');
  });
});

describe('the rules for the feed’s health', () => {
  const maker = createMessageMaker({
    tenant: 'contoso',
    contentType: undefined,
    kinds: new KindRegistry(KNOWN_KINDS),
    saveKinds: () => undefined,
    clock: realClock,
    privacy: createPrivacy({ detectedValues: 'keep', hasher: undefined }),
  });
  const catchAll = FEED_HEALTH.rules[0];
  const ruleset = generatedRuleset(file => file.installation === 'always');

  it.each(HEALTH_OPERATIONS)('have one of their own for %s, filled in', operation => {
    const atMs = Date.now();
    const event = healthAuditEvent(
      { operation, tenant: 'contoso', contentType: 'DLP.All', code: 'INTERNAL', detail: 'What happened.' },
      atMs,
    );
    const { datagram } = maker.make(
      event,
      { contentCreatedMs: atMs, backfill: false },
      JSON.stringify(event),
    );

    const session = createSession(ruleset);
    const judged = session.evaluate(datagram.toString().slice('1:office_365:'.length), {
      location: 'office_365',
      atMs,
    });

    expect(judged.rule).not.toBe(catchAll?.id);
    expect(FEED_HEALTH.rules.map(rule => rule.id)).toContain(judged.rule);
    expect(judged.description).toMatch(/^o365-wazuh: .* for contoso DLP\.All: What happened\.$/);
  });

  it('know no operation that the collector never tells', () => {
    const texts = FEED_HEALTH.rules.slice(1).map(rule => JSON.stringify(rule.fields));
    expect(texts).toHaveLength(HEALTH_OPERATIONS.length);
    for (const operation of HEALTH_OPERATIONS)
      expect(texts.filter(text => text.includes(operation))).toHaveLength(1);
  });
});
