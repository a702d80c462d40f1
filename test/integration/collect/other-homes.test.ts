import { describe, expect, it } from 'vitest';
import { MAX_DATAGRAM_BYTES } from '../../../src/events/envelope.ts';
import { readStatus } from '../../../src/status/read-status.ts';
import { renderStatus } from '../../../src/status/render-status.ts';
import { statusReport } from '../../../src/status/status-report.ts';
import { detectHome } from '../../../src/wazuh/home.ts';
import { Agentd } from '../../stand-ins/agentd.ts';
import { realClock } from '../../stand-ins/real-clock.ts';
import { FeedScene } from './feed-scene.ts';

const never = new AbortController().signal;
const EVENTS = 450;

async function statusOf(scene: FeedScene): Promise<string> {
  const facts = await readStatus(
    await detectHome({ home: scene.home.path }),
    scene.tempo.clock ?? realClock,
    never,
  );
  return renderStatus(statusReport(facts));
}

/** A feed in the home of an agent. Nothing of what is there is a manager's. */
async function onAgent(): Promise<FeedScene> {
  const scene = await FeedScene.open({
    events: EVENTS,
    collected: ['Audit.Exchange'],
    contentTypes: ['Audit.Exchange'],
  });
  await scene.analysisd.down();
  scene.home.write(
    'etc/ossec.conf',
    '<ossec_config>\n  <client>\n    <server><address>192.0.2.1</address></server>\n  </client>\n</ossec_config>\n',
  );
  return scene;
}

/** Ids of the audit events that the agent has taken, passed on or not. */
/** What the agent passed on, once `different` events are there: the last may still wait in the socket when the collector has ended. */
async function idsAt(agentd: Agentd, different: number): Promise<string[]> {
  for (let tries = 0; ; tries += 1) {
    const ids = agentd.passedOn
      .filter(text => !text.includes('"Workload":"o365-wazuh"'))
      .map(text => /"Id":"(?<id>[^"]+)"/.exec(text)?.groups?.['id'] ?? text);
    if ((agentd.buffered === 0 && new Set(ids).size >= different) || tries === 1_000) return ids;
    await realClock.sleep(10);
  }
}

describe('the feed on an agent', () => {
  it('goes at 300 events a second at most, drops nothing, and says that only the socket confirms', async () => {
    await using scene = await onAgent();
    using agentd = new Agentd({ home: scene.home.path, stateMs: 100 });
    const long = { Id: 'long', CreationTime: '2031-01-01T00:00:00', Text: '𝕏'.repeat(60_000) };
    scene.simulator.world.addBlob({ contentType: 'Audit.Exchange', events: [long] });
    const run = await scene.run();

    // A tenth of a second's worth may go at once.
    const lastedMs = agentd.lastAtMs - (agentd.firstAtMs ?? 0);
    expect(lastedMs).toBeGreaterThanOrEqual(((EVENTS - 30) / 300) * 1000 - 100);
    expect([run.outcome, run.acknowledgement]).toEqual(['ok', 'socket']);
    const ids = await idsAt(agentd, EVENTS + 1);
    expect([new Set(ids).size, ids.length, agentd.dropped]).toEqual([EVENTS + 1, EVENTS + 1, 0]);
    expect(ids).toContain('long');
    for (const text of agentd.passedOn)
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_DATAGRAM_BYTES);
    expect(MAX_DATAGRAM_BYTES).toBeLessThanOrEqual(65_000);
    expect(await statusOf(scene)).toMatch(/, agent\)\n[^]*by the socket: events are known to be sent/);
  });

  it('records nothing while the agent has no manager, and brings it all once it has', async () => {
    await using scene = await onAgent();
    using agentd = new Agentd({ home: scene.home.path, stateMs: 50 });
    agentd.status = 'disconnected';
    agentd.writeState();

    const refused = await scene.run();
    expect([refused.outcome, refused.exit]).toEqual(['AGENT_DISCONNECTED', 'wazuh']);
    expect(refused.summary.partitions[0]).toMatchObject({ delivered: 0, blobsDone: 0 });
    expect([agentd.passedOn.length, agentd.buffered]).toEqual([0, 0]);

    agentd.status = 'connected';
    agentd.writeState();
    const run = await scene.run();
    expect(run.outcome).toBe('ok');
    const ids = await idsAt(agentd, EVENTS);
    expect([new Set(ids).size, ids.length, agentd.dropped]).toEqual([EVENTS, EVENTS, 0]);
  });

  it('ends where it is when the agent loses its manager in mid-run, and goes on from there', async () => {
    await using scene = await onAgent();
    using agentd = new Agentd({ home: scene.home.path, stateMs: 50 });
    const running = scene.run();
    for (let tries = 0; agentd.passedOn.length + agentd.buffered < 60 && tries < 1_000; tries += 1)
      await realClock.sleep(10);
    agentd.status = 'pending';
    agentd.writeState();
    const cut = await running;
    expect(cut.outcome).toBe('AGENT_DISCONNECTED');

    agentd.status = 'connected';
    agentd.writeState();
    await scene.run();
    const ids = await idsAt(agentd, EVENTS);
    expect(new Set(ids).size).toBe(EVENTS);
    // The group under way is repeated, no more; here that is everything.
    expect(ids.length).toBeLessThanOrEqual(2 * EVENTS);
    expect(agentd.dropped).toBe(0);
  });
});

describe('the feed on a manager before 4.4', () => {
  it('keeps to the fixed ceiling and counts what the socket took', async () => {
    await using scene = await FeedScene.open({ events: EVENTS, contentTypes: ['Audit.Exchange'] });
    scene.home.write('VERSION.json', '{"version":"4.3.10"}');
    scene.configure('max_events_per_second: 300\n', ['Audit.Exchange']);
    const startMs = performance.now();

    const run = await scene.run();

    expect(performance.now() - startMs).toBeGreaterThanOrEqual(((EVENTS - 30) / 300) * 1000 - 100);
    expect([run.outcome, run.acknowledgement]).toEqual(['ok', 'socket']);
    for (let tries = 0; scene.analysisd.processed.length < EVENTS && tries < 1_000; tries += 1)
      await realClock.sleep(10);
    const ids = scene.takeDelivered().map(({ event }) => event['Id']);
    expect([new Set(ids).size, ids.length]).toEqual([EVENTS, EVENTS]);
    expect(await statusOf(scene)).toMatch(/Wazuh 4\.3\.10[^]*by the socket: events are known to be sent/);
  });
});
