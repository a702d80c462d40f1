import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { QueueSocket } from '../../../src/wazuh/queue.ts';
import { Analysisd } from '../../stand-ins/analysisd.ts';
import { AnalysisdProcess } from '../../stand-ins/analysisd-process.ts';
import { realClock } from '../../stand-ins/real-clock.ts';
import { TempHome } from '../../stand-ins/temp-home.ts';

const never = new AbortController().signal;

function openQueue(home: TempHome, patienceMs = 5_000): QueueSocket & Disposable {
  const queue = new QueueSocket({
    path: join(home.path, 'queue/sockets/queue'),
    clock: realClock,
    patienceMs,
  });
  return Object.assign(queue, { [Symbol.dispose]: () => queue.close() });
}

function numbered(count: number): Buffer[] {
  return Array.from({ length: count }, (_, index) => Buffer.from(`1:office_365:{"n":${index}}`));
}

async function settled(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition() && tries < 500; tries += 1) await realClock.sleep(10);
}

async function failureOf(path: string): Promise<{ code: string; message: string; hint: string }> {
  const queue = new QueueSocket({ path, clock: realClock, patienceMs: 100 });
  const report = await queue.send([Buffer.from('x')], 0, 1, never);
  if (report.stop?.reason !== 'unreachable') throw new Error(`unexpected: ${JSON.stringify(report)}`);
  return report.stop.error;
}

describe('QueueSocket', () => {
  it('brings every message over, in order, through many congestions', async () => {
    using home = new TempHome();
    await using analysisd = await Analysisd.start({ home: home.path });
    using queue = openQueue(home);
    const messages = numbered(2_000);

    expect(await queue.send(messages, 0, messages.length, never)).toEqual({ sent: 2_000 });

    await settled(() => analysisd.processed.length === 2_000);
    expect(analysisd.processed).toEqual(messages.map(String));
  });

  it('sends only the part that it is asked to', async () => {
    using home = new TempHome();
    await using analysisd = await Analysisd.start({ home: home.path });
    using queue = openQueue(home);

    await queue.send(numbered(10), 4, 3, never);

    await settled(() => analysisd.processed.length === 3);
    expect(analysisd.processed).toEqual(numbered(7).slice(4).map(String));
  });

  it('takes a message of 65,000 bytes and refuses one that the send buffer cannot hold, then goes on', async () => {
    using home = new TempHome();
    await using analysisd = await Analysisd.start({ home: home.path });
    using queue = openQueue(home);

    const whole = Buffer.alloc(65_000, 'x');
    const report = await queue.send([whole, Buffer.alloc(1_000_000, 'y')], 0, 2, never);
    const after = await queue.send([Buffer.from('still here')], 0, 1, never);

    expect(report).toMatchObject({
      sent: 1,
      stop: { reason: 'too-large', error: { code: 'MESSAGE_TOO_LARGE' } },
    });
    expect(after).toEqual({ sent: 1 });
    await settled(() => analysisd.processed.length === 2);
    expect(analysisd.processed.map(text => text.length)).toEqual([65_000, 'still here'.length]);
  });

  it('connects anew after the receiver was restarted', async () => {
    using home = new TempHome();
    await using analysisd = await Analysisd.start({ home: home.path });
    using queue = openQueue(home);
    await queue.send([Buffer.from('before')], 0, 1, never);
    await settled(() => analysisd.processed.length === 1);

    await analysisd.restart();
    const report = await queue.send([Buffer.from('after')], 0, 1, never);

    expect(report).toEqual({ sent: 1 });
    await settled(() => analysisd.processed.length === 2);
    expect(analysisd.processed).toEqual(['before', 'after']);
  });

  it('waits for a receiver that comes back later', async () => {
    using home = new TempHome();
    await using analysisd = await Analysisd.start({ home: home.path });
    using queue = openQueue(home);
    await analysisd.down();

    const sending = queue.send([Buffer.from('patient')], 0, 1, never);
    await realClock.sleep(300);
    await analysisd.up();

    expect(await sending).toEqual({ sent: 1 });
  });

  it('survives the death of a receiver whose queue is full', async () => {
    using home = new TempHome();
    await using first = await AnalysisdProcess.start({ home: home.path });
    using queue = openQueue(home);
    first.hang();

    const sending = queue.send(numbered(50), 0, 50, never);
    await realClock.sleep(200);
    await first.kill();
    await using second = await Analysisd.start({ home: home.path });

    expect(await sending).toEqual({ sent: 50 });
    await settled(() => second.processed.at(-1) === '1:office_365:{"n":49}');
    expect(second.processed).toEqual(numbered(50).slice(-second.processed.length).map(String));
  });

  it('waits while the receiver does not read and goes on when it does', async () => {
    using home = new TempHome();
    await using analysisd = await AnalysisdProcess.start({ home: home.path });
    using queue = openQueue(home);
    analysisd.hang();

    const sending = queue.send(numbered(100), 0, 100, never);
    await realClock.sleep(200);
    analysisd.goOn();

    expect(await sending).toEqual({ sent: 100 });
    for (let tries = 0; (await analysisd.counts()).processed < 100 && tries < 100; tries += 1) {
      await realClock.sleep(10);
    }
    expect((await analysisd.counts()).texts).toEqual(numbered(100).map(String));
  });

  it('gives up on a receiver that never reads, and says how many went out', async () => {
    using home = new TempHome();
    await using analysisd = await AnalysisdProcess.start({ home: home.path });
    using queue = openQueue(home, 300);
    analysisd.hang();

    const report = await queue.send(numbered(2_000), 0, 2_000, never);

    expect(report.stop).toMatchObject({ reason: 'unreachable', error: { code: 'QUEUE_FULL' } });
    expect(report.sent).toBeGreaterThan(0);
    expect(report.sent).toBeLessThan(2_000);
  });

  it('lets go at once when the signal aborts while it waits for room', async () => {
    using home = new TempHome();
    await using analysisd = await AnalysisdProcess.start({ home: home.path });
    using queue = openQueue(home, 60_000);
    analysisd.hang();
    const abort = new AbortController();

    const sending = queue.send(numbered(2_000), 0, 2_000, abort.signal);
    await realClock.sleep(100);
    abort.abort();

    expect((await sending).stop).toEqual({ reason: 'aborted' });
  });

  it('lets go at once when the signal aborts while it waits for the receiver', async () => {
    using home = new TempHome();
    mkdirSync(join(home.path, 'queue/sockets'), { recursive: true });
    using queue = openQueue(home, 60_000);
    const abort = new AbortController();

    const sending = queue.send(numbered(1), 0, 1, abort.signal);
    await realClock.sleep(100);
    abort.abort();

    expect(await sending).toEqual({ sent: 0, stop: { reason: 'aborted' } });
  });
});

describe('a queue that cannot be reached', () => {
  it('is called "not running" when the folder is there without a socket', async () => {
    using home = new TempHome({ 'queue/sockets/.keep': '' });
    const error = await failureOf(join(home.path, 'queue/sockets/queue'));
    expect(error.code).toBe('QUEUE_UNREACHABLE');
    expect(error.message).toContain('Wazuh is not running');
    expect(error.hint).toContain('Start Wazuh');
  });

  it('asks for the right home when not even the folder is there, without waiting', async () => {
    using home = new TempHome();
    const error = await failureOf(join(home.path, 'queue/sockets/queue'));
    expect(error.hint).toContain('right Wazuh home');
  });

  it('is called "stopped" when a socket was left behind', async () => {
    using home = new TempHome();
    const analysisd = await Analysisd.start({ home: home.path });
    await analysisd[Symbol.asyncDispose]();
    const error = await failureOf(analysisd.queueSocket);
    expect(error.message).toContain('stopped or just restarting');
  });

  it('names a path that is too long for a socket', async () => {
    using home = new TempHome();
    const error = await failureOf(join(home.path, 'x'.repeat(110)));
    expect(error.message).toContain('longer than the 107 bytes');
    expect(error.hint).toContain('symbolic link');
  });

  it('reports a file that is no socket', async () => {
    using home = new TempHome();
    const path = join(home.path, 'queue');
    writeFileSync(path, '');
    expect((await failureOf(path)).code).toBe('QUEUE_UNREACHABLE');
  });
});
