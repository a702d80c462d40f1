import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DatagramSocket } from '../../../src/wazuh/datagram-socket.ts';
import { homeFiles } from '../../../src/wazuh/home-files.ts';
import { scanOssecConf } from '../../../src/wazuh/ossec-conf-scan.ts';
import { openOutlet, type OutletOptions } from '../../../src/wazuh/outlet.ts';
import { Agentd } from '../../stand-ins/agentd.ts';
import { Analysisd } from '../../stand-ins/analysisd.ts';
import { startFramedServer } from '../../stand-ins/framed-server.ts';
import { realClock } from '../../stand-ins/real-clock.ts';
import { recordingLog } from '../../stand-ins/recording-log.ts';
import { TempHome } from '../../stand-ins/temp-home.ts';

const never = new AbortController().signal;

function open(
  home: TempHome,
  facts: { type?: 'server' | 'agent'; version?: string; conf?: string } = {},
  more: Partial<OutletOptions> = {},
) {
  const { type = 'server', version, conf = '' } = facts;
  const log = recordingLog();
  const outlet = openOutlet({
    home: { type, version, files: homeFiles(home.path, version), conf: scanOssecConf(conf) },
    clock: realClock,
    log,
    patienceMs: 5_000,
    ...more,
  });
  return { log, deliver: outlet.deliver.bind(outlet), [Symbol.asyncDispose]: () => outlet.close() };
}

function numbered(count: number): Buffer[] {
  return Array.from({ length: count }, (_, index) => Buffer.from(`1:office_365:{"n":${index}}`));
}

const by = (acknowledgement: 'figures' | 'socket') => ({
  status: 'ok',
  value: {
    acknowledgement,
    resent: 0,
    ...(acknowledgement === 'figures' ? { queueUsage: expect.any(Number) as number } : {}),
  },
});

async function settled(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition() && tries < 500; tries += 1) await realClock.sleep(10);
}

describe('openOutlet on a manager', () => {
  it('has deliveries acknowledged by figures where analysisd tells them, also when the version is unknown', async () => {
    using home = new TempHome();
    await using analysisd = await Analysisd.start({ home: home.path });
    await using outlet = open(home);
    expect(await outlet.deliver(numbered(20), never)).toEqual(by('figures'));
    expect(analysisd.processed).toHaveLength(20);
  });

  it('finds analysisd beside a queue socket that is named by hand', async () => {
    using home = new TempHome();
    using elsewhere = new TempHome();
    await using analysisd = await Analysisd.start({ home: elsewhere.path });
    await using outlet = open(home, {}, { queueSocket: analysisd.queueSocket });
    expect(await outlet.deliver(numbered(20), never)).toEqual(by('figures'));
  });

  it('does not ask for figures before 4.4, even where something answers', async () => {
    using home = new TempHome();
    await using analysisd = await Analysisd.start({ home: home.path });
    await using outlet = open(home, { version: '4.3.11' }, { eventsPerSecond: 500 });
    expect(await outlet.deliver(numbered(250), never)).toEqual(by('socket'));
    await settled(() => analysisd.processed.length === 250);
    expect(analysisd.processed).toEqual(numbered(250).map(String));
  });

  it('settles for the socket where only a queue is bound, as in a home that was made by hand', async () => {
    using home = new TempHome();
    await using analysisd = await Analysisd.start({ home: home.path, figures: false });
    await using outlet = open(home);
    expect(await outlet.deliver(numbered(20), never)).toEqual(by('socket'));
    expect(outlet.log.lines).toContainEqual(expect.stringContaining('tells no figures (ENOENT)'));
    await settled(() => analysisd.processed.length === 20);
    expect(analysisd.processed).toHaveLength(20);
  });

  it('settles for the socket at once where analysisd answers in an older tongue', async () => {
    using home = new TempHome();
    await using analysisd = await Analysisd.start({ home: home.path, figures: false });
    const server = await startFramedServer(analysisd.analysisSocket, () => ({
      error: 4,
      message: 'Unrecognized command',
    }));
    await using outlet = open(home, { version: '4.9.0' });
    const outcome = await outlet.deliver(numbered(5), never);
    await server.close();
    expect(outcome).toEqual(by('socket'));
  });

  it('waits for a manager that is just starting, and is then acknowledged', async () => {
    using home = new TempHome();
    await using analysisd = await Analysisd.start({ home: home.path });
    await analysisd.down();
    await using outlet = open(home);
    const delivering = Promise.all([outlet.deliver(numbered(5), never), outlet.deliver(numbered(5), never)]);
    await realClock.sleep(300);
    await analysisd.up();
    expect(await delivering).toEqual([by('figures'), by('figures')]);
  });

  it('says that Wazuh is not running after waiting in vain, and finds it with the next delivery', async () => {
    using home = new TempHome({ 'queue/sockets/.keep': '' });
    await using outlet = open(home, {}, { patienceMs: 200 });
    expect(await outlet.deliver(numbered(1), never)).toMatchObject({
      status: 'retry',
      error: { code: 'QUEUE_UNREACHABLE', message: expect.stringContaining('not running') },
    });
    await using analysisd = await Analysisd.start({ home: home.path });
    expect(await outlet.deliver(numbered(1), never)).toEqual(by('figures'));
    expect(analysisd.processed).toHaveLength(1);
  });

  it('lets go when the signal aborts during the search for Wazuh', async () => {
    using home = new TempHome({ 'queue/sockets/.keep': '' });
    await using outlet = open(home);
    const abort = new AbortController();
    const delivering = outlet.deliver(numbered(1), abort.signal);
    await realClock.sleep(50);
    abort.abort();
    expect(await delivering).toMatchObject({ status: 'retry', error: { code: 'INTERRUPTED' } });
  });

  it('slows down when the state file tells of drops', async () => {
    using home = new TempHome();
    await using analysisd = await Analysisd.start({ home: home.path });
    analysisd.writeStateFile();
    await using outlet = open(home, { version: '4.3.0' }, { eventsPerSecond: 400 });
    await outlet.deliver(numbered(10), never);
    analysisd.dropNext(3);
    await outlet.deliver(numbered(10), never);
    await realClock.sleep(1_000);
    analysisd.writeStateFile();
    await outlet.deliver(numbered(10), never);
    expect(outlet.log.lines).toEqual([expect.stringMatching(/dropped 3 events.*going on at 200 events\/s/)]);
  });
});

describe('openOutlet on an agent', () => {
  const small =
    '<client_buffer><queue_size>200</queue_size><events_per_second>250</events_per_second></client_buffer>';

  it('sends to a connected agent, well below what it passes on, and never past half of its buffer', async () => {
    using home = new TempHome();
    using agentd = new Agentd({ home: home.path, bufferEvents: 200, eventsPerSecond: 250, stateMs: 100 });
    await using outlet = open(home, { type: 'agent', conf: small });
    expect(await outlet.deliver(numbered(200), never)).toEqual(by('socket'));
    await settled(() => agentd.passedOn.length === 200);
    expect(agentd.passedOn).toEqual(numbered(200).map(String));
    expect(agentd.highestBuffered).toBeLessThanOrEqual(100);
    expect(agentd.dropped).toBe(0);
  });

  it('pauses while others fill more than half of the buffer', async () => {
    using home = new TempHome();
    using agentd = new Agentd({ home: home.path, bufferEvents: 200, eventsPerSecond: 100, stateMs: 50 });
    agentd.receiveForeign(150);
    agentd.writeState();
    await using outlet = open(home, { type: 'agent', conf: small });
    const delivering = outlet.deliver(numbered(30), never);
    await realClock.sleep(250);
    const whileFull = agentd.passedOn.filter(text => text.includes('office_365')).length + agentd.dropped;
    expect(await delivering).toEqual(by('socket'));
    expect(whileFull).toBe(0);
    expect(agentd.dropped).toBe(0);
  });

  it.each([
    ['is disconnected', (agentd: Agentd) => void (agentd.status = 'disconnected')],
    ['has had no answer for two minutes', (agentd: Agentd) => void (agentd.ackAgeMs = 120_000)],
  ])('sends nothing while the agent %s, and goes on afterwards', async (_what, disturb) => {
    using home = new TempHome();
    using agentd = new Agentd({ home: home.path, stateMs: 50 });
    disturb(agentd);
    agentd.writeState();
    await using outlet = open(home, { type: 'agent' });
    const delivering = outlet.deliver(numbered(5), never);
    await realClock.sleep(400);
    const meanwhile = agentd.passedOn.length + agentd.buffered;
    agentd.status = 'connected';
    agentd.ackAgeMs = 0;
    expect(await delivering).toEqual(by('socket'));
    expect(meanwhile).toBe(0);
  });

  it('gives up on an agent that stays disconnected', async () => {
    using home = new TempHome();
    using agentd = new Agentd({ home: home.path });
    agentd.status = 'pending';
    agentd.writeState();
    await using outlet = open(home, { type: 'agent' }, { patienceMs: 300 });
    expect(await outlet.deliver(numbered(1), never)).toMatchObject({
      status: 'retry',
      error: { code: 'AGENT_DISCONNECTED', message: expect.stringContaining("'pending'") },
    });
  });

  it('does not send to an agent that was never started', async () => {
    using home = new TempHome();
    await using outlet = open(home, { type: 'agent' }, { patienceMs: 300 });
    expect(await outlet.deliver(numbered(1), never)).toMatchObject({ error: { code: 'AGENT_DISCONNECTED' } });
  });

  it('settles what is outstanding when it is closed', async () => {
    using home = new TempHome();
    await using outlet = open(home, { type: 'agent' }, { patienceMs: 60_000 });
    const delivering = outlet.deliver(numbered(1), never);
    await realClock.sleep(50);
    await outlet[Symbol.asyncDispose]();
    expect(await delivering).toMatchObject({ status: 'retry', error: { code: 'INTERRUPTED' } });
  });
});

describe('the stand-in for agentd', () => {
  it('drops in silence when it is flooded, as the real one does', async () => {
    using home = new TempHome();
    using agentd = new Agentd({ home: home.path, bufferEvents: 50, eventsPerSecond: 1 });
    const socket = new DatagramSocket();
    socket.connect(join(home.path, 'queue/sockets/queue'));
    for (const message of numbered(100)) {
      while (socket.trySend(message) === 'full') await socket.writable();
    }
    await settled(() => agentd.buffered + agentd.dropped >= 99);
    socket.close();
    expect(agentd.buffered).toBe(50);
  });
});
