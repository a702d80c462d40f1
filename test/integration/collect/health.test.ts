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
import { type Certificate, makeCertificate } from '../microsoft/certificate.ts';
import { DAY_MS, FeedScene, HOUR_MS, MINUTE_MS } from './feed-scene.ts';

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
    await scene.run();
    expect(scene.takeHealth()).toEqual([]);
  });

  it('tells that Microsoft slows it down, once, and when that is over', async () => {
    await using scene = await FeedScene.open({ events: 40, faults: { 'token-request-loop': 1 } });
    await scene.run();
    expect(scene.takeHealth()).toEqual(['FeedThrottled']);
    scene.clock.advance(20 * MINUTE_MS);
    await scene.run();
    expect(scene.takeHealth()).toEqual([]);

    scene.simulator.setFaults({});
    scene.clock.advance(20 * MINUTE_MS);
    await scene.run();
    expect(scene.takeHealth()).toEqual(['FeedRecovered']);
  });

  it('tells of a certificate that ends soon, again when it gets worse, and when it was renewed', async () => {
    const [soon, later] = [20, 300].map(days =>
      makeCertificate({ name: 'collector', rsaBits: 2048, toMs: Date.now() + days * DAY_MS }),
    );
    await using scene = await FeedScene.open({
      events: 40,
      tenants: [{ certificatePem: soon?.cert ?? '' }],
    });
    const use = (certificate: Certificate | undefined): string =>
      scene.home.write('etc/o365-wazuh/app.pem', `${certificate?.cert}${certificate?.key}`, 0o600);
    const credential = `    credential: { type: certificate, file: ${use(soon)} }\n`;
    scene.configure('', undefined, '', credential);
    await scene.run();
    const [told, ...others] = scene.takeDelivered().filter(({ event }) => event['Workload'] === 'o365-wazuh');
    expect(others).toEqual([]);
    expect(told?.event).toMatchObject({ Operation: 'CredentialExpiring', Tenant: 'contoso' });
    expect(told?.event['Detail']).toMatch(/^The certificate ends at \S+, in \d\d days\.$/);
    await scene.run();
    expect(scene.takeHealth()).toEqual([]);

    scene.clock.advance(15 * DAY_MS);
    await scene.run();
    expect(scene.takeHealth().filter(one => one.startsWith('Credential'))).toEqual(['CredentialExpiring']);
    await scene.run();
    expect(scene.takeHealth()).toEqual([]);

    use(later);
    await scene.run();
    expect(scene.takeHealth()).toEqual(expect.arrayContaining(['FeedRecovered']));
    await scene.run();
    expect(scene.takeHealth().filter(one => one.includes('Credential'))).toEqual([]);
  });

  it('tells of an element that is no event, once, and what comes later within the hour an hour later', async () => {
    await using scene = await FeedScene.open({ collected: ['Audit.Exchange'] });
    const add = (): unknown =>
      scene.simulator.world.addBlob({ contentType: 'Audit.Exchange', events: ['"no event"'] });
    await scene.run();
    add();
    await scene.run();
    expect(scene.takeHealth()).toEqual(['DeadLetter Audit.Exchange']);
    add();
    scene.clock.advance(5 * MINUTE_MS);
    await scene.run();
    await scene.run();
    expect(scene.takeHealth()).toEqual([]);

    scene.clock.advance(HOUR_MS);
    await scene.run();
    const [told] = scene.takeDelivered();
    expect(told?.event['Detail']).toContain('0 events were shortened to fit, 1 could not be delivered');
    await scene.run();
    expect(scene.takeHealth()).toEqual([]);
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
    const { message } = maker.make(event, { contentCreatedMs: atMs, backfill: false }, JSON.stringify(event));

    const session = createSession(ruleset);
    const judged = session.evaluate(message.slice('1:office_365:'.length), {
      location: 'office_365',
      atMs,
    });

    expect(judged.rule).not.toBe(catchAll?.id);
    expect(FEED_HEALTH.rules.map(rule => rule.id)).toContain(judged.rule);
    // An alert under Wazuh's own threshold as well.
    expect([judged.alert, (judged.level ?? 0) >= 3]).toEqual([true, true]);
    expect(judged.description).toMatch(/^o365-wazuh: .* for contoso DLP\.All: What happened\.$/);
  });

  it('know no operation that the collector never tells', () => {
    const texts = FEED_HEALTH.rules.slice(1).map(rule => JSON.stringify(rule.fields));
    expect(texts).toHaveLength(HEALTH_OPERATIONS.length);
    for (const operation of HEALTH_OPERATIONS)
      expect(texts.filter(text => text.includes(operation))).toHaveLength(1);
  });
});
