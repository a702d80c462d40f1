import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { Outlet } from '../../../src/collect/ports.ts';
import type { WazuhHome } from '../../../src/wazuh/home.ts';
import { scanOssecConf } from '../../../src/wazuh/ossec-conf-scan.ts';
import { homeFiles } from '../../../src/wazuh/home-files.ts';
import { openOutlet } from '../../../src/wazuh/outlet.ts';
import { Agentd } from '../../stand-ins/agentd.ts';
import { Analysisd } from '../../stand-ins/analysisd.ts';
import { realClock } from '../../stand-ins/real-clock.ts';
import { recordingLog } from '../../stand-ins/recording-log.ts';
import { TempHome } from '../../stand-ins/temp-home.ts';

const never = new AbortController().signal;
/** Longer than any test takes: what is in the buffer at a kill is lost for sure. */
const NEVER_FLUSHED_MS = 600_000;
/** Longer than figures are taken for fresh: a restart takes seconds, so a real outlet never sends to a new analysisd unseen. */
const NO_LONGER_FRESH_MS = 60;
const WITHIN = { timeout: 20_000 };

/** An analysisd with an alert file, and outlets before it that keep their tail in the state folder. */
class Scene implements AsyncDisposable {
  readonly home: TempHome;
  readonly log = recordingLog();
  readonly analysisd: Analysisd;
  readonly #outlets: Outlet[] = [];

  static async open(flushMs = NEVER_FLUSHED_MS): Promise<Scene> {
    const home = new TempHome({ 'queue/o365-wazuh/.keep': '' });
    return new Scene(home, await Analysisd.start({ home: home.path, flushMs }));
  }

  private constructor(home: TempHome, analysisd: Analysisd) {
    this.home = home;
    this.analysisd = analysisd;
  }

  get tailFile(): string {
    return join(this.home.path, 'queue/o365-wazuh/unwritten-tail');
  }

  outlet(writtenAfterMs = 300, home: Partial<Pick<WazuhHome, 'type' | 'version'>> = {}): Outlet {
    const outlet = openOutlet({
      home: {
        type: 'server',
        version: '4.14.7',
        ...home,
        files: homeFiles(this.home.path, '4.14.7'),
        conf: scanOssecConf(''),
      },
      clock: realClock,
      log: this.log,
      patienceMs: 10_000,
      tailFile: this.tailFile,
      writtenAfterMs,
    });
    this.#outlets.push(outlet);
    return outlet;
  }

  /** As a daemon does that is told to stop. */
  logsItsEnd(daemon: string): void {
    appendFileSync(
      join(this.home.path, 'logs/ossec.log'),
      `2026/11/24 04:00:00 ${daemon}: INFO: (1225): SIGNAL [(15)-(Terminated)] Received. Exit Cleaning...\n`,
    );
  }

  /** Waits for so many messages to have gone through the rules: nothing tells a sender of it. */
  async tookIn(count: number): Promise<void> {
    await vi.waitFor(() => expect(this.analysisd.processedCount).toBe(count), WITHIN);
  }

  /** Somebody else's alert went behind the half line that a crash left. */
  takesTheHalfLine(): void {
    appendFileSync(join(this.home.path, 'logs/alerts/alerts.json'), '{}\n');
  }

  /** Has a run deliver and end without waiting. */
  async leaveTail(messages: readonly Buffer[]): Promise<void> {
    const outlet = this.outlet();
    await delivered(outlet, messages);
    await outlet.close();
    expect(existsSync(this.tailFile)).toBe(true);
  }

  /** Of those, the ones whose alert cannot be read. */
  missing(messages: readonly Buffer[]): string[] {
    const there = new Set(this.analysisd.alerts);
    return messages.map(String).filter(text => !there.has(text));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const outlet of this.#outlets) await outlet.close();
    await this.analysisd[Symbol.asyncDispose]();
    this.home[Symbol.dispose]();
  }
}

function numbered(count: number, from = 0): Buffer[] {
  return Array.from({ length: count }, (_, index) => Buffer.from(`1:office_365:{"n":${from + index}}`));
}

async function delivered(outlet: Outlet, messages: readonly Buffer[]): Promise<number> {
  const outcome = await outlet.deliver(messages, never);
  if (outcome.status !== 'ok') throw outcome.error;
  return outcome.value.resent;
}

describe('what analysisd counted as written and had in its buffer', () => {
  it('is sent again at the end of the run when analysisd was killed after the last confirmation', async () => {
    await using scene = await Scene.open();
    const outlet = scene.outlet();
    const messages = numbered(250);
    expect(await delivered(outlet, messages)).toBe(0);

    await scene.analysisd.killAndStart();
    expect(scene.missing(messages)).not.toEqual([]);
    const outcome = await outlet.awaitWritten?.(never);
    await scene.analysisd.down();

    // The last hundred, and the first of them once more for the line that was torn.
    expect(outcome).toEqual({ status: 'ok', value: { resent: 101 } });
    expect(scene.missing(messages)).toEqual([]);
    expect(scene.log.lines.join('\n')).toContain('the last 100 messages before are sent again');
    expect(existsSync(scene.tailFile)).toBe(false);
  });

  it('goes before whatever is delivered next, so that the order holds', async () => {
    await using scene = await Scene.open();
    const outlet = scene.outlet();
    await delivered(outlet, numbered(30));

    await scene.analysisd.killAndStart();
    await realClock.sleep(NO_LONGER_FRESH_MS);
    expect(await delivered(outlet, numbered(30, 30))).toBe(31);
    await scene.analysisd.down();

    const { alerts } = scene.analysisd;
    const first = [...new Map(alerts.map((text, at) => [text, at])).entries()].sort((a, b) => a[1] - b[1]);
    expect(first.map(([text]) => text)).toEqual(numbered(60).map(String));
  });

  it('survives a second kill while it is being sent again', async () => {
    await using scene = await Scene.open();
    const outlet = scene.outlet();
    const messages = numbered(120);
    await delivered(outlet, messages);

    await scene.analysisd.killAndStart();
    scene.analysisd.onReceived(40, () => void scene.analysisd.killAndStart());
    expect(await outlet.awaitWritten?.(never)).toMatchObject({ status: 'ok' });
    await scene.analysisd.down();

    expect(scene.missing(messages)).toEqual([]);
  });

  it('is not sent again after a stop, which writes it', async () => {
    await using scene = await Scene.open();
    const outlet = scene.outlet();
    await delivered(outlet, numbered(50));

    await scene.analysisd.restart();
    await realClock.sleep(NO_LONGER_FRESH_MS);
    expect(await delivered(outlet, numbered(50, 50))).toBe(0);
    await scene.analysisd.restart();
    expect(await outlet.awaitWritten?.(never)).toEqual({ status: 'ok', value: { resent: 0 } });
    await scene.analysisd.down();

    expect(scene.analysisd.alerts).toEqual(numbered(100).map(String));
  });

  it('is sent again when only another daemon stopped in order', async () => {
    await using scene = await Scene.open();
    const outlet = scene.outlet();
    const messages = numbered(20);
    await delivered(outlet, messages);

    await scene.analysisd.kill();
    scene.logsItsEnd('wazuh-remoted');
    await scene.analysisd.up();
    await outlet.awaitWritten?.(never);
    await scene.analysisd.down();

    expect(scene.missing(messages)).toEqual([]);
  });

  it('is sent again when analysisd hung in its stop and was killed, which half a line shows', async () => {
    await using scene = await Scene.open();
    const outlet = scene.outlet();
    const messages = numbered(60);
    await delivered(outlet, messages);

    scene.logsItsEnd('wazuh-analysisd');
    await scene.analysisd.killAndStart();
    expect(scene.missing(messages)).not.toEqual([]);
    await outlet.awaitWritten?.(never);
    await scene.analysisd.down();

    expect(scene.missing(messages)).toEqual([]);
  });

  it('is forgotten, and nothing sent, once the same analysisd has had the time to write it', async () => {
    await using scene = await Scene.open(20);
    const outlet = scene.outlet(100);
    await delivered(outlet, numbered(50));
    expect(existsSync(scene.tailFile)).toBe(true);

    expect(await outlet.awaitWritten?.(never)).toEqual({ status: 'ok', value: { resent: 0 } });

    expect(existsSync(scene.tailFile)).toBe(false);
    await scene.analysisd.killAndStart();
    await realClock.sleep(NO_LONGER_FRESH_MS);
    await delivered(outlet, numbered(1, 50));
    await scene.analysisd.down();
    expect(scene.analysisd.alerts).toEqual(numbered(51).map(String));
  });
});

describe('the tail that a collector leaves', () => {
  it('is there before a delivery is told, for root alone, and sent again by the next one', async () => {
    await using scene = await Scene.open();
    const messages = numbered(30);
    const before = scene.outlet();
    await delivered(before, messages);
    expect(statSync(scene.tailFile).mode & 0o777).toBe(0o600);
    await before.close();
    await scene.analysisd.killAndStart();

    expect(await scene.outlet().awaitWritten?.(never)).toEqual({ status: 'ok', value: { resent: 31 } });
    await scene.analysisd.down();

    expect(scene.missing(messages)).toEqual([]);
    expect(existsSync(scene.tailFile)).toBe(false);
  });

  it('is forgotten when analysisd stopped in order meanwhile, or is the same', async () => {
    await using scene = await Scene.open();
    const [one, other] = [scene.outlet(), scene.outlet()];
    await delivered(one, numbered(30));
    await one.close();
    await scene.analysisd.restart();
    expect(await other.awaitWritten?.(never)).toEqual({ status: 'ok', value: { resent: 0 } });
    await delivered(other, numbered(30, 30));
    await other.close();
    expect(await scene.outlet().awaitWritten?.(never)).toEqual({ status: 'ok', value: { resent: 0 } });
    await scene.analysisd.down();

    expect(scene.analysisd.alerts).toEqual(numbered(60).map(String));
  });

  it('stays when the run is ended while it waits, which ends at once', async () => {
    await using scene = await Scene.open();
    const outlet = scene.outlet(600_000);
    await delivered(outlet, numbered(5));
    const abort = new AbortController();

    const waiting = outlet.awaitWritten?.(abort.signal);
    abort.abort();

    expect(await waiting).toMatchObject({ status: 'retry', error: { code: 'INTERRUPTED' } });
    expect(existsSync(scene.tailFile)).toBe(true);
  });

  it('is set aside when it is damaged, and the run goes on', async () => {
    await using scene = await Scene.open();
    const one = scene.outlet();
    await delivered(one, numbered(5));
    await one.close();
    writeFileSync(scene.tailFile, readFileSync(scene.tailFile).subarray(0, -3));

    await delivered(scene.outlet(), numbered(5, 5));

    expect(scene.log.lines.join('\n')).toMatch(/error.*unwritten-tail .* is damaged and set aside/);
    expect(existsSync(`${scene.tailFile}.damaged`)).toBe(true);
  });

  it('is no reason to ask analysisd for anything when there is none', async () => {
    await using scene = await Scene.open();
    await scene.analysisd.down();

    expect(await scene.outlet().awaitWritten?.(never)).toEqual({ status: 'ok', value: { resent: 0 } });
  });

  it('is told once when it cannot be kept, and the delivery goes on', async () => {
    await using scene = await Scene.open();
    scene.home.write('queue/o365-wazuh/unwritten-tail.new/in-the-way', '');
    const outlet = scene.outlet();

    await delivered(outlet, numbered(5));
    await delivered(outlet, numbered(5, 5));

    expect(scene.log.lines.filter(line => line.includes('cannot be written'))).toHaveLength(1);
  });
});

const noFigures = { version: '4.3.11' };

describe('the tail that a collector leaves, met where no figures are told', () => {
  it('is sent again first, once, when analysisd was killed meanwhile', async () => {
    await using scene = await Scene.open();
    const messages = numbered(150);
    await scene.leaveTail(messages);
    await scene.analysisd.killAndStart();
    scene.takesTheHalfLine();

    const outlet = scene.outlet(300, noFigures);
    expect(await delivered(outlet, numbered(5, 150))).toBe(100);
    expect(await delivered(outlet, numbered(5, 155))).toBe(0);
    expect(existsSync(scene.tailFile)).toBe(false);
    await outlet.close();
    expect(await scene.outlet(300, noFigures).awaitWritten?.(never)).toEqual({
      status: 'ok',
      value: { resent: 0 },
    });
    await scene.tookIn(260);
    await scene.analysisd.down();

    expect(scene.missing(numbered(160))).toEqual([]);
    expect(scene.analysisd.processed.slice(150)).toEqual(
      [...numbered(100, 50), ...numbered(10, 150)].map(String),
    );
    expect(scene.log.lines.filter(line => line.includes('the last 100 messages'))).toHaveLength(1);
  });

  it('is sent again by a run that has nothing to deliver', async () => {
    await using scene = await Scene.open();
    await scene.leaveTail(numbered(20));
    await scene.analysisd.killAndStart();
    scene.takesTheHalfLine();

    const outcome = await scene.outlet(300, noFigures).awaitWritten?.(never);
    await scene.tookIn(40);
    await scene.analysisd.down();

    expect(outcome).toEqual({ status: 'ok', value: { resent: 20 } });
    expect(scene.missing(numbered(20))).toEqual([]);
    expect(existsSync(scene.tailFile)).toBe(false);
  });

  it('is sent twice behind half a line, which takes the first alert with it', async () => {
    await using scene = await Scene.open();
    await scene.leaveTail(numbered(20));
    await scene.analysisd.killAndStart();

    expect(await scene.outlet(300, noFigures).awaitWritten?.(never)).toEqual({
      status: 'ok',
      value: { resent: 40 },
    });
    await scene.tookIn(60);
    await scene.analysisd.down();

    expect(scene.missing(numbered(20))).toEqual([]);
  });

  it('is forgotten when analysisd ended in order, whether another one followed or not', async () => {
    await using scene = await Scene.open();
    await scene.leaveTail(numbered(20));
    await scene.analysisd.down();
    const before = scene.outlet(300, noFigures);
    expect(await before.awaitWritten?.(never)).toEqual({ status: 'ok', value: { resent: 0 } });
    expect(existsSync(scene.tailFile)).toBe(false);

    await scene.analysisd.up();
    await scene.leaveTail(numbered(20, 20));
    await scene.analysisd.restart();
    expect(await delivered(scene.outlet(300, noFigures), numbered(1, 40))).toBe(0);
    await scene.tookIn(41);

    expect(scene.analysisd.processed).toEqual(numbered(41).map(String));
  });

  it('is sent again through an agent as well', async () => {
    await using scene = await Scene.open();
    await scene.leaveTail(numbered(20));
    await scene.analysisd.kill();
    using agentd = new Agentd({ home: scene.home.path, stateMs: 50 });
    scene.takesTheHalfLine();

    expect(await delivered(scene.outlet(300, { type: 'agent' }), numbered(5, 20))).toBe(20);

    await vi.waitFor(() => expect(agentd.passedOn).toEqual(numbered(25).map(String)), WITHIN);
    expect(existsSync(scene.tailFile)).toBe(false);
  });

  it('stays until it could be sent', async () => {
    await using scene = await Scene.open();
    await scene.leaveTail(numbered(20));
    await scene.analysisd.kill();
    const abort = new AbortController();

    const outlet = scene.outlet(300, noFigures);
    const waiting = outlet.deliver(numbered(1, 20), abort.signal);
    abort.abort();
    expect(await waiting).toMatchObject({ status: 'retry', error: { code: 'INTERRUPTED' } });
    expect(existsSync(scene.tailFile)).toBe(true);
    await scene.analysisd.up();
    scene.takesTheHalfLine();

    expect(await delivered(outlet, numbered(1, 20))).toBe(20);
    await scene.tookIn(41);
    await scene.analysisd.down();
    expect(scene.missing(numbered(21))).toEqual([]);
  });
});

describe('half a line that a killed analysisd left', () => {
  it('takes no event with it: the first is sent twice', async () => {
    await using scene = await Scene.open();
    writeFileSync(join(scene.home.path, 'logs/alerts/alerts.json'), '{"timestamp":"2026-');
    const messages = numbered(20);

    expect(await delivered(scene.outlet(), messages)).toBe(1);
    await scene.analysisd.down();

    expect(scene.analysisd.alerts).toEqual(messages.map(String));
  });
});
