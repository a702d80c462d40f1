import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { install } from '../../../installer/install.ts';
import { localDaemons } from '../../../installer/local-daemons.ts';
import { uninstall } from '../../../installer/uninstall.ts';
import { detectHome, type WazuhHome } from '../../../src/wazuh/home.ts';
import { ManualClock } from '../../stand-ins/manual-clock.ts';
import { firstInstall } from './options.ts';
import { makeThrowawayHome, type ThrowawayHome } from './throwaway-home.ts';

const { signal } = new AbortController();

describe.skipIf(process.getuid?.() !== 0)('the programs of a home', () => {
  let home: ThrowawayHome;
  let wazuh: WazuhHome;
  const daemons = () => localDaemons(new ManualClock(), home.rootDir);
  beforeEach(async () => {
    home = makeThrowawayHome();
    wazuh = await detectHome({ home: home.path, rootDir: home.rootDir });
  });
  afterEach(() => {
    // The stand-in for a daemon that `restart` leaves running.
    try {
      process.kill(Number(readFileSync(join(home.path, 'var/run/child.pid'), 'utf8')));
    } catch {
      // None was started.
    }
    home.remove();
  });

  it('are asked with -t, and their words come without time stamps', async () => {
    expect(await daemons().test(wazuh, { signal })).toEqual([{ daemon: 'analysisd', code: 0, lines: [] }]);
    home.write('etc/rules/broken.xml', '<group name="x,">\n');
    expect(await daemons().test(wazuh, { signal })).toEqual([
      {
        daemon: 'analysisd',
        code: 1,
        lines: [expect.stringMatching(/^wazuh-analysisd: ERROR: \(1226\)/) as string],
      },
    ]);
  });

  it('are counted by what runs, not by the exit code of status', async () => {
    expect(await daemons().running(wazuh, signal)).toEqual(new Set(['wazuh-modulesd', 'wazuh-analysisd']));
  });

  it('are restarted by the control script, also while a daemon keeps its output open', async () => {
    expect(daemons().restartCommand(wazuh)).toBe(`${home.path}/bin/wazuh-control restart`);
    await daemons().restart(wazuh, signal);
    expect(home.restarts()).toBe(1);
    home.write('etc/rules/broken.xml', '<group name="x,">\n');
    await expect(daemons().restart(wazuh, signal)).rejects.toMatchObject({ code: 'CONTROL_FAILED' });
    expect(home.restarts()).toBe(1);
  });

  it('answer undefined or false where a socket is not there', async () => {
    expect(await daemons().logtest(wazuh, '{}', signal)).toBeUndefined();
    const stop = AbortSignal.timeout(300);
    expect(await daemons().send(wazuh, Buffer.from('1:x:y'), stop)).toBe(false);
  });

  it('carry a whole installation and its removal', async () => {
    const before = home.tree();
    const deps = home.deps({ daemons: daemons() });
    const report = await install(firstInstall(home.path), deps);

    expect(report).toMatchObject({ status: 'changed', activation: 'restart' });
    expect(report.notices.map(notice => notice.code)).toContain('not-proved');
    await uninstall({ home: home.path, purge: true }, deps);
    const after = home.tree();
    delete after['var/run/child.pid'];
    expect(after).toEqual(before);
  });
});
