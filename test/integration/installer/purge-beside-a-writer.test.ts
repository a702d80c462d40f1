import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { install } from '../../../installer/install.ts';
import type { InstallReport } from '../../../installer/report.ts';
import { uninstall } from '../../../installer/uninstall.ts';
import { takeRunLock } from '../../../src/state/run-lock.ts';
import { type FaultPoint, runWatched } from '../../stand-ins/fault-points.ts';
import { ManualClock } from '../../stand-ins/manual-clock.ts';
import { firstInstall } from './options.ts';
import { makeThrowawayHome, type ThrowawayHome } from './throwaway-home.ts';

/**
 * Stands for a run of the collector that goes on for hours: holds the lock, keeps its log open and turns it over, and makes and removes files
 * in the state folder, all as fast as it can.
 */
const WRITER = `
const fs = require('node:fs');
const [home] = process.argv.slice(1);
const state = home + '/queue/o365-wazuh', log = home + '/logs/o365-wazuh.log';
const stat = fs.readFileSync('/proc/self/stat', 'utf8');
const startTicks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
fs.writeFileSync(state + '/lock.json', JSON.stringify({ pid: process.pid, sinceMs: 1, startTicks }));
fs.writeFileSync(state + '/state.db', 'state');
let fd = fs.openSync(log, 'a');
const attempt = work => { try { work(); } catch {} };
let turn = 0;
const work = () => {
  for (let at = 0; at < 20; at++) {
    turn++;
    attempt(() => fs.writeSync(fd, 'line ' + turn + '\\n'));
    attempt(() => fs.writeFileSync(state + '/state.db-wal', String(turn)));
    attempt(() => fs.writeFileSync(state + '/dead-' + (turn % 3), String(turn)));
    attempt(() => fs.rmSync(state + '/state.db-wal'));
    attempt(() => {
      fs.writeFileSync(home + '/var/run/.state.new', String(turn));
      fs.renameSync(home + '/var/run/.state.new', home + '/var/run/o365-wazuh.state');
    });
    if (turn % 7 === 0) attempt(() => {
      fs.renameSync(log, log + '.1');
      fs.closeSync(fd);
      fd = fs.openSync(log, 'a');
    });
  }
  setImmediate(work);
};
work();
process.stdout.write('ready');
`;

describe.skipIf(process.getuid?.() !== 0)('uninstall --purge beside a live writer', () => {
  let home: ThrowawayHome;
  let writer: ChildProcess | undefined;
  beforeEach(() => {
    home = makeThrowawayHome({ withoutPrograms: true });
  });
  afterEach(async () => {
    await stopWriter();
    home.remove();
  });

  const start = async (): Promise<number> => {
    writer = spawn(process.execPath, ['-e', WRITER, home.path], { stdio: ['ignore', 'pipe', 'inherit'] });
    if (writer.stdout) await once(writer.stdout, 'data');
    return writer.pid ?? 0;
  };
  const stopWriter = async (): Promise<void> => {
    if (writer === undefined || writer.exitCode !== null || writer.signalCode !== null) return;
    writer.kill('SIGKILL');
    await once(writer, 'exit');
  };
  const purge = (deps = {}): Promise<InstallReport> =>
    uninstall({ home: home.path, purge: true }, home.deps(deps));
  const textOf = ({ notices }: InstallReport, code: string): string =>
    notices.find(notice => notice.code === code)?.text ?? '';

  it('goes through however fast it writes, and tells who may write again and what to remove then', async () => {
    for (let round = 0; round < 3; round++) {
      const before = home.tree();
      await install(firstInstall(home.path), home.deps());
      const pid = await start();
      const report = await purge();
      expect(report.status).toBe('changed');
      expect(home.said).toContain('Waiting for the collector’s run to end.');
      expect(existsSync(join(home.path, 'etc/o365-wazuh'))).toBe(false);
      await stopWriter();

      const text = textOf(report, 'collector-running');
      expect(text).toContain(`process ${pid}`);
      for (const path of text.slice(text.indexOf('rm -rf ') + 'rm -rf '.length).split(' '))
        rmSync(path, { recursive: true, force: true });
      rmSync(join(home.path, 'var/run/.state.new'), { force: true });
      expect(home.tree()).toEqual(before);
    }
  }, 120_000);

  it('leaves nothing, and says nothing, where the restart ends the run', async () => {
    const before = home.tree();
    await install(firstInstall(home.path), home.deps());
    await start();
    let wroteAgain = false;
    const report = await purge({
      onStep: async (step: string) => {
        if (step !== 'activate') return;
        await expect.poll(() => existsSync(join(home.path, 'var/run/o365-wazuh.state'))).toBe(true);
        await stopWriter();
        wroteAgain = true;
      },
    });
    rmSync(join(home.path, 'var/run/.state.new'), { force: true });
    expect(wroteAgain).toBe(true);
    expect(report.notices).toEqual([]);
    expect(home.tree()).toEqual(before);
  }, 120_000);

  it('waits for a run that ends within a minute', async () => {
    const before = home.tree();
    await install(firstInstall(home.path), home.deps());
    const lock = takeRunLock(join(home.path, 'queue/o365-wazuh'), 1);
    if (lock.held) throw new Error('somebody has the lock');
    const clock = new ManualClock();
    const beganMs = clock.now();
    clock.onSleep = nowMs => {
      if (nowMs >= beganMs + 30_000) lock.release();
    };
    const report = await purge({ clock });
    expect(clock.now()).toBeGreaterThanOrEqual(beganMs + 30_000);
    expect(clock.now()).toBeLessThan(beganMs + 60_000);
    expect(report.notices).toEqual([]);
    expect(home.tree()).toEqual(before);
  });

  const LOG = 'logs/o365-wazuh.log';
  const KEPT = 'logs/.o365-wazuh.log.o365old';
  it.each([
    ['link', KEPT, 'rotated away before it is kept'],
    ['unlink', LOG, 'rotated away before it is removed'],
  ])('is not stopped by a log that is gone at %s %s: %s', async (call, path) => {
    const before = home.tree();
    await install(firstInstall(home.path), home.deps());
    home.write(LOG, 'one\n');
    let isGone = false;
    const at = ({ name }: FaultPoint): undefined => {
      if (name !== `${call} ${path}` || isGone) return;
      isGone = true;
      renameSync(join(home.path, LOG), join(home.path, `${LOG}.1`));
    };
    expect(await runWatched(home.path, at, purge)).toMatchObject({ status: 'changed', notices: [] });
    expect(isGone).toBe(true);
    expect(home.tree()).toEqual(before);
  });

  it('is not stopped by a log that is turned over after it was kept, so that both its names are one file', async () => {
    const before = home.tree();
    await install(firstInstall(home.path), home.deps());
    for (const name of [LOG, `${LOG}.1`]) home.write(name, 'one\n');
    const onStep = (step: string): void => {
      if (step === `save ${join(home.path, LOG)}.1`)
        renameSync(join(home.path, LOG), join(home.path, `${LOG}.1`));
    };
    expect(await purge({ onStep })).toMatchObject({ status: 'changed', notices: [] });
    expect(home.tree()).toEqual(before);
  });

  it('is not stopped by a line in the log while that is copied, where the file system has no links', async () => {
    const before = home.tree();
    await install(firstInstall(home.path), home.deps());
    home.write(LOG, 'one\n');
    let isCopied = false;
    const at = ({ name }: FaultPoint): Error | undefined => {
      if (name === `link ${KEPT}`) return Object.assign(new Error('EPERM: no links'), { code: 'EPERM' });
      if (!name.startsWith('copyFile logs/')) return undefined;
      isCopied = true;
      home.write(LOG, 'one\ntwo\n');
      return undefined;
    };
    expect(await runWatched(home.path, at, purge)).toMatchObject({ status: 'changed' });
    expect(isCopied).toBe(true);
    expect(home.tree()).toEqual(before);
  });

  it('leaves an open handle of logrotate what it has, and names the logs that this made, in the plan as well', async () => {
    await install(firstInstall(home.path), home.deps());
    home.write(LOG, 'one\n');
    const older = ['logs/o365-wazuh.log-20261124', 'logs/o365-wazuh.log.2.gz'];
    for (const name of older) home.write(name, 'older\n');
    home.write('logs/o365-wazuh.logbook', 'of somebody else\n');
    const expected = [
      {
        code: 'rotated-logs',
        text: expect.stringContaining(older.map(name => join(home.path, name)).join(', ')) as string,
      },
    ];
    const handle = openSync(join(home.path, LOG), 'r+');
    try {
      const planned = await uninstall({ home: home.path, purge: true, dryRun: true }, home.deps());
      expect(planned.notices).toEqual(expected);
      expect((await purge()).notices).toEqual(expected);
      expect(readFileSync(handle, 'utf8')).toBe('one\n');
    } finally {
      closeSync(handle);
    }
    expect(
      readdirSync(join(home.path, 'logs'))
        .filter(name => name.includes('o365'))
        .sort(),
    ).toEqual(['o365-wazuh.logbook', ...older.map(name => basename(name))].sort());
    await install(firstInstall(home.path), home.deps());
    expect(textOf(await uninstall({ home: home.path }, home.deps()), 'rotated-logs')).toBe('');
  });
});
