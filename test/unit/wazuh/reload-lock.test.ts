import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { holdReloadLock, SendingMark } from '../../../src/wazuh/reload-lock.ts';
import { realClock } from '../../stand-ins/real-clock.ts';
import { TempHome } from '../../stand-ins/temp-home.ts';

const never = new AbortController().signal;
const options = { clock: realClock, signal: never, timeoutMs: 200 };

/** Another process that has made its sending mark (or holds the lock), until it is told to end or killed. */
async function otherProcess(directory: string, role: 'sender' | 'reloader') {
  const script = join(import.meta.dirname, '../../stand-ins/reload-lock-process.ts');
  const child = fork(script, [directory, role], { execArgv: [] });
  await once(child, 'message');
  return {
    end: async () => {
      child.send('end');
      await once(child, 'exit');
    },
    kill: async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

describe('the reload lock', () => {
  it('is had at once when nobody sends, and keeps senders out until it is released', async () => {
    using home = new TempHome();
    const mark = new SendingMark(home.path);
    const release = await holdReloadLock(home.path, options);
    expect(mark.enter()).toBe(false);
    release();
    release();
    expect(mark.enter()).toBe(true);
    mark.leave();
    expect(readdirSync(home.path)).toEqual([]);
  });

  it('waits for a sender in another process', async () => {
    using home = new TempHome();
    const sender = await otherProcess(home.path, 'sender');
    const asking = holdReloadLock(home.path, { ...options, timeoutMs: 10_000 });
    let got = false;
    void asking.then(() => (got = true));
    await realClock.sleep(100);
    const gotTooEarly = got;
    await sender.end();
    (await asking)();
    expect(gotTooEarly).toBe(false);
  });

  it('is not given while a sender does not come to rest, and then keeps nobody out', async () => {
    using home = new TempHome();
    const sender = await otherProcess(home.path, 'sender');
    await expect(holdReloadLock(home.path, options)).rejects.toMatchObject({
      code: 'RELOAD_LOCK_BUSY',
      message: expect.stringContaining('still sending'),
    });
    expect(new SendingMark(home.path).isReloadWanted()).toBe(false);
    await sender.end();
  });

  it('passes over a sender that was killed', async () => {
    using home = new TempHome();
    const sender = await otherProcess(home.path, 'sender');
    await sender.kill();
    expect(readdirSync(home.path)).toHaveLength(1);
    (await holdReloadLock(home.path, options))();
    expect(readdirSync(home.path)).toEqual([]);
  });

  it('is not given to a second reloader, but taken from a killed one', async () => {
    using home = new TempHome();
    const reloader = await otherProcess(home.path, 'reloader');
    await expect(holdReloadLock(home.path, options)).rejects.toMatchObject({ code: 'RELOAD_LOCK_BUSY' });
    await reloader.kill();
    expect(new SendingMark(home.path).enter()).toBe(true);
  });

  it('does not take another process that got the same pid for the one that died', async () => {
    using home = new TempHome({
      'reload.lock': `${process.pid} 1\n`,
      [`sending.${process.ppid}`]: `${process.ppid} 1\n`,
    });
    (await holdReloadLock(home.path, options))();
    expect(existsSync(join(home.path, 'reload.lock'))).toBe(false);
  });

  it('clears away what killed processes left, and nothing of those that live', async () => {
    using home = new TempHome({
      '.identity.1': '',
      '.identity.4194305': '',
      'sending.4194305.1': '4194305 1\n',
    });
    (await holdReloadLock(home.path, options))();
    expect(readdirSync(home.path)).toEqual(['.identity.1']);
  });

  it('ends with the signal while it waits', async () => {
    using home = new TempHome();
    const sender = await otherProcess(home.path, 'sender');
    const abort = new AbortController();
    const asking = holdReloadLock(home.path, { ...options, signal: abort.signal, timeoutMs: 10_000 });
    abort.abort(new Error('enough'));
    await expect(asking).rejects.toMatchObject({ name: 'AbortError' });
    expect(existsSync(join(home.path, 'reload.lock'))).toBe(false);
    await sender.end();
  });

  it('lets a sender go on where there is no state folder', () => {
    expect(new SendingMark('/nowhere/at/all').enter()).toBe(true);
  });
});
