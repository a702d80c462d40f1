import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AcknowledgedPace } from '../../../src/wazuh/acknowledged-pace.ts';
import { QueueSocket } from '../../../src/wazuh/queue.ts';
import { holdReloadLock, SendingMark } from '../../../src/wazuh/reload-lock.ts';
import { OssecLogWatch } from '../../../src/wazuh/ossec-log-watch.ts';
import { TailKeeper } from '../../../src/wazuh/tail-keeper.ts';
import { Analysisd, type AnalysisdOptions } from '../../stand-ins/analysisd.ts';
import { AnalysisdProcess } from '../../stand-ins/analysisd-process.ts';
import { realClock } from '../../stand-ins/real-clock.ts';
import { recordingLog } from '../../stand-ins/recording-log.ts';
import { TempHome } from '../../stand-ins/temp-home.ts';

const never = new AbortController().signal;

/** A home, its analysisd and the outlet before it. */
class Scene implements AsyncDisposable {
  readonly home: TempHome;
  readonly log = recordingLog();
  readonly analysisd: Analysisd;
  readonly outlet: AcknowledgedPace;

  static async open(options: Omit<AnalysisdOptions, 'home'> = {}, patienceMs = 10_000): Promise<Scene> {
    const home = new TempHome({ 'queue/o365-wazuh/.keep': '' });
    return new Scene(home, await Analysisd.start({ ...options, home: home.path }), patienceMs);
  }

  private constructor(home: TempHome, analysisd: Analysisd, patienceMs: number) {
    this.home = home;
    this.analysisd = analysisd;
    this.outlet = new AcknowledgedPace({
      queue: new QueueSocket({ path: analysisd.queueSocket, clock: realClock, patienceMs }),
      analysisSocket: analysisd.analysisSocket,
      mark: new SendingMark(this.stateDir),
      ...watched(home),
      clock: realClock,
      log: this.log,
      patienceMs,
      socketCapacity: 84,
    });
  }

  get stateDir(): string {
    return join(this.home.path, 'queue/o365-wazuh');
  }

  missing(messages: readonly Buffer[]): string[] {
    const processed = new Set(this.analysisd.processed);
    return messages.map(String).filter(text => !processed.has(text));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.outlet.close();
    await this.analysisd[Symbol.asyncDispose]();
    this.home[Symbol.dispose]();
  }
}

function watched({ path }: TempHome): { ossecLog: OssecLogWatch; tail: TailKeeper } {
  const ossecLog = new OssecLogWatch(join(path, 'logs/ossec.log'));
  const alertsJson = join(path, 'logs/alerts/alerts.json');
  return {
    ossecLog,
    tail: new TailKeeper({ writtenAfterMs: 1_500, ossecLog, alertsJson, nowMs: Date.now() }),
  };
}

function numbered(count: number, from = 0): Buffer[] {
  return Array.from({ length: count }, (_, index) => Buffer.from(`1:office_365:{"n":${from + index}}`));
}

const confirmed = (resent = 0) => ({
  status: 'ok',
  value: { acknowledgement: 'figures', resent, queueUsage: expect.any(Number) as number },
});

describe('AcknowledgedPace', () => {
  it('delivers in order and answers only when every message went through the rules', async () => {
    await using scene = await Scene.open({ eventsPerSecond: 5_000 });
    const messages = numbered(1_500);

    const outcome = await scene.outlet.deliver(messages, never);

    expect(outcome).toEqual(confirmed());
    expect(scene.analysisd.processed).toEqual(messages.map(String));
  });

  it('serves outstanding calls in their order and confirms the early ones before the late ones are sent', async () => {
    await using scene = await Scene.open({ eventsPerSecond: 3_000, queueSize: 400 });
    const answered: number[] = [];
    let processedAtFirst = 0;

    await Promise.all(
      [0, 1, 2, 3].map(async index => {
        expect(await scene.outlet.deliver(numbered(600, index * 600), never)).toEqual(confirmed());
        if (answered.length === 0) processedAtFirst = scene.analysisd.processed.length;
        answered.push(index);
      }),
    );

    expect(answered).toEqual([0, 1, 2, 3]);
    expect(scene.analysisd.processed).toEqual(numbered(2_400).map(String));
    expect(processedAtFirst).toBeLessThan(2_400);
  });

  it('never overfills the queue of a slow analysisd', async () => {
    await using scene = await Scene.open({ eventsPerSecond: 4_000, queueSize: 100 });
    expect(await scene.outlet.deliver(numbered(3_000), never)).toEqual(confirmed());
    expect(scene.analysisd.dropped).toBe(0);
  });

  it('is done with nothing at once', async () => {
    await using scene = await Scene.open();
    expect(await scene.outlet.deliver([], never)).toEqual({
      status: 'ok',
      value: { acknowledgement: 'figures', resent: 0 },
    });
  });

  it('sends again what a restart of analysisd may have swallowed, and says so', async () => {
    await using scene = await Scene.open({ eventsPerSecond: 2_000 });
    const messages = numbered(1_000);

    const delivering = scene.outlet.deliver(messages, never);
    await realClock.sleep(150);
    await scene.analysisd.restart();
    const outcome = await delivering;

    expect(outcome).toMatchObject({ status: 'ok', value: { resent: expect.toSatisfy(n => n > 0) } });
    expect(scene.missing(messages)).toEqual([]);
    expect(scene.log.lines).toContainEqual(expect.stringMatching(/analysisd was restarted: \d+ messages/));
  });

  it('waits for an analysisd that is away for a while', async () => {
    await using scene = await Scene.open({ eventsPerSecond: 2_000 });
    const messages = numbered(500);
    await scene.analysisd.down();

    const delivering = scene.outlet.deliver(messages, never);
    await realClock.sleep(400);
    await scene.analysisd.up();

    expect(await delivering).toEqual(confirmed());
    expect(scene.missing(messages)).toEqual([]);
  });

  it('gives up on an analysisd that stays away, and delivers again once it is back', async () => {
    await using scene = await Scene.open({}, 300);
    await scene.analysisd.down();

    const outcome = await scene.outlet.deliver(numbered(10), never);
    await scene.analysisd.up();

    expect(outcome).toMatchObject({ status: 'retry', error: { code: 'QUEUE_UNREACHABLE' } });
    expect(await scene.outlet.deliver(numbered(10), never)).toEqual(confirmed());
  });

  it('sends again after a drop', async () => {
    await using scene = await Scene.open();
    scene.analysisd.dropNext(3);
    const messages = numbered(200);

    const outcome = await scene.outlet.deliver(messages, never);

    expect(outcome).toMatchObject({ status: 'ok', value: { resent: expect.toSatisfy(n => n > 0) } });
    expect(scene.missing(messages)).toEqual([]);
    expect(scene.log.lines).toContainEqual(expect.stringContaining('analysisd dropped events'));
  });

  it('gives up after several attempts when analysisd drops again and again', async () => {
    await using scene = await Scene.open();
    scene.analysisd.dropNext(1_000_000);

    const outcome = await scene.outlet.deliver(numbered(50), never);

    expect(outcome).toMatchObject({ status: 'retry', error: { code: 'DELIVERY_UNCONFIRMED' } });
  });

  it('sends again what was under way during a hot reload that nobody announced', async () => {
    await using scene = await Scene.open({ eventsPerSecond: 1_000 });
    const messages = numbered(600);

    const delivering = scene.outlet.deliver(messages, never);
    await realClock.sleep(100);
    await scene.analysisd.reload(50);
    const outcome = await delivering;

    expect(outcome.status).toBe('ok');
    expect(scene.missing(messages)).toEqual([]);
    expect(scene.log.lines).toContainEqual(expect.stringContaining('the rules were reloaded'));
  });

  it('adds nothing to a queue that others keep full, and says who is to blame', async () => {
    await using scene = await Scene.open({ eventsPerSecond: 0.001, queueSize: 100 }, 400);
    scene.analysisd.receiveForeign(500);

    const outcome = await scene.outlet.deliver(numbered(5), never);

    expect(outcome).toMatchObject({ status: 'retry', error: { code: 'WAZUH_OVERLOADED' } });
    expect(scene.analysisd.processed).toEqual([]);
  });

  it('gives up when analysisd answers but works nothing off', async () => {
    await using scene = await Scene.open({ eventsPerSecond: 0.001 }, 400);

    const outcome = await scene.outlet.deliver(numbered(5), never);

    expect(outcome).toMatchObject({ status: 'retry', error: { code: 'WAZUH_STANDS_STILL' } });
  });

  it('skips a message that is too long and delivers its neighbours', async () => {
    await using scene = await Scene.open();
    const [before, tooLong, after] = await Promise.all([
      scene.outlet.deliver([Buffer.from('before')], never),
      scene.outlet.deliver([Buffer.alloc(65_001, 'x')], never),
      scene.outlet.deliver([Buffer.from('after')], never),
    ]);
    expect(before).toEqual(confirmed());
    expect(tooLong).toMatchObject({
      status: 'skip',
      reason: 'invalid',
      error: { code: 'MESSAGE_TOO_LARGE' },
    });
    expect(after).toEqual(confirmed());
    expect(scene.analysisd.processed).toEqual(['before', 'after']);
  });

  it('ends at once when the signal aborts before all is sent', async () => {
    await using scene = await Scene.open({ eventsPerSecond: 100, queueSize: 100 });
    const abort = new AbortController();
    const delivering = scene.outlet.deliver(numbered(5_000), abort.signal);
    await realClock.sleep(200);
    abort.abort();
    expect(await delivering).toMatchObject({ status: 'retry', error: { code: 'INTERRUPTED' } });
    expect(await scene.outlet.deliver(numbered(1), abort.signal)).toMatchObject({ status: 'retry' });
  });

  it('still waits a moment after an abort for what is sent whole, so that it is not delivered twice', async () => {
    await using scene = await Scene.open({ eventsPerSecond: 500 });
    const abort = new AbortController();
    const delivering = scene.outlet.deliver(numbered(200), abort.signal);
    await realClock.sleep(150);
    abort.abort();
    expect(await delivering).toEqual(confirmed());
  });

  it('lets a caller go whose signal aborts while analysisd hangs, and not the others', async () => {
    await using scene = await Scene.open({ eventsPerSecond: 2_000 });
    await scene.analysisd.down();
    const abort = new AbortController();
    const one = scene.outlet.deliver(numbered(10), abort.signal);
    const other = scene.outlet.deliver(numbered(10, 10), never);
    await realClock.sleep(100);
    abort.abort();
    expect(await one).toMatchObject({ status: 'retry', error: { code: 'INTERRUPTED' } });
    await scene.analysisd.up();
    expect(await other).toEqual(confirmed());
  });

  it('lets every caller of a signal go, also those whose neighbour is done, when analysisd hangs', async () => {
    using home = new TempHome();
    await using analysisd = await AnalysisdProcess.start({ home: home.path, eventsPerSecond: 1_000 });
    const sockets = join(home.path, 'queue/sockets');
    const outlet = new AcknowledgedPace({
      queue: new QueueSocket({ path: join(sockets, 'queue'), clock: realClock, patienceMs: 60_000 }),
      analysisSocket: join(sockets, 'analysis'),
      mark: new SendingMark(home.path),
      ...watched(home),
      clock: realClock,
      log: recordingLog(),
      patienceMs: 60_000,
      socketCapacity: 84,
    });
    const abort = new AbortController();
    const first = outlet.deliver(numbered(5), abort.signal);
    const second = outlet.deliver(numbered(5_000), abort.signal);
    expect(await first).toEqual(confirmed());
    await realClock.sleep(500);
    analysisd.hang();
    await realClock.sleep(100);
    abort.abort();
    expect(await second).toMatchObject({ status: 'retry', error: { code: 'INTERRUPTED' } });
    await outlet.close();
  }, 9_000);

  it('settles what is outstanding when it is closed', async () => {
    await using scene = await Scene.open({ eventsPerSecond: 10 });
    const delivering = scene.outlet.deliver(numbered(500), never);
    await realClock.sleep(50);
    await scene.outlet.close();
    expect(await delivering).toMatchObject({ status: 'retry', error: { code: 'INTERRUPTED' } });
  });

  it('sends nothing while the rules are being reloaded', async () => {
    await using scene = await Scene.open();
    const release = await holdReloadLock(scene.stateDir, {
      clock: realClock,
      signal: never,
      timeoutMs: 1_000,
    });
    const delivering = scene.outlet.deliver(numbered(10), never);
    await realClock.sleep(200);
    const whileHeld = scene.analysisd.processed.length;
    release();
    expect(await delivering).toEqual(confirmed());
    expect(whileHeld).toBe(0);
  });

  it('gives up when a reload never ends', async () => {
    await using scene = await Scene.open({}, 300);
    const release = await holdReloadLock(scene.stateDir, {
      clock: realClock,
      signal: never,
      timeoutMs: 1_000,
    });
    const outcome = await scene.outlet.deliver(numbered(10), never);
    release();
    expect(outcome).toMatchObject({ status: 'retry', error: { code: 'RELOAD_IN_PROGRESS' } });
  });

  it('gives the reload lock away only when all that was sent is confirmed, and then goes on', async () => {
    await using scene = await Scene.open({ eventsPerSecond: 1_000, queueSize: 200 });
    const messages = numbered(900);
    const delivering = scene.outlet.deliver(messages, never);
    await realClock.sleep(100);

    const release = await holdReloadLock(scene.stateDir, {
      clock: realClock,
      signal: never,
      timeoutMs: 5_000,
    });
    const before = scene.analysisd.processed.length;
    await scene.analysisd.reload(20);
    const after = scene.analysisd.processed.length;
    release();

    expect(await delivering).toEqual(confirmed());
    expect(after).toBe(before);
    expect(before).toBeLessThan(900);
    expect(scene.analysisd.processed).toEqual(messages.map(String));
  });

  it('loses nothing in any mix of restarts, drops, reloads and floods', async () => {
    const fault = fc.record({
      afterMs: fc.integer({ min: 5, max: 60 }),
      what: fc.constantFrom('restart', 'drop', 'reload', 'flood'),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fault, { maxLength: 4 }),
        fc.integer({ min: 1, max: 5 }),
        async (faults, calls) => {
          await using scene = await Scene.open({ eventsPerSecond: 6_000, queueSize: 300 });
          const batches = Array.from({ length: calls }, (_, index) => numbered(200, index * 200));
          const delivering = Promise.all(batches.map(batch => scene.outlet.deliver(batch, never)));
          for (const { afterMs, what } of faults) {
            await realClock.sleep(afterMs);
            if (what === 'restart') await scene.analysisd.restart();
            if (what === 'drop') scene.analysisd.dropNext(2);
            if (what === 'reload') await scene.analysisd.reload(20);
            if (what === 'flood') scene.analysisd.receiveForeign(150);
          }
          const outcomes = await delivering;
          for (const [index, outcome] of outcomes.entries()) {
            if (outcome.status === 'ok') expect(scene.missing(batches[index] ?? [])).toEqual([]);
            else expect(outcome).toMatchObject({ status: 'retry', error: { code: 'DELIVERY_UNCONFIRMED' } });
          }
        },
      ),
      { numRuns: 20 },
    );
  }, 60_000);
});
