import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { daemonStatus, restart, restartCommand } from '../../../src/wazuh/control.ts';
import { detectHome, type WazuhHome } from '../../../src/wazuh/home.ts';
import { TempHome } from '../../stand-ins/temp-home.ts';

async function homeIn(machine: TempHome, control: string, conf = ''): Promise<WazuhHome> {
  machine.write('var/ossec/etc/ossec.conf', conf);
  machine.write('var/ossec/bin/wazuh-control', control, 0o755);
  return detectHome({ rootDir: machine.path });
}

function unit(path: string): string {
  return `[Service]\nType=forking\nExecStart=/usr/bin/env ${path}/bin/wazuh-control start\n`;
}

describe('daemonStatus', () => {
  it('tells the daemons apart although the program ends with 1, as on every healthy manager', async () => {
    using machine = new TempHome();
    const home = await homeIn(
      machine,
      '#!/bin/sh\necho "wazuh-modulesd is running..."\necho "wazuh-maild not running..."\necho "wazuh-db: Process 12 not used by Wazuh, removing..."\nexit 1\n',
    );
    expect([...(await daemonStatus(home))]).toEqual([
      ['wazuh-modulesd', true],
      ['wazuh-maild', false],
    ]);
  });

  it('fails with the program’s own words when it tells nothing', async () => {
    using machine = new TempHome();
    const home = await homeIn(
      machine,
      '#!/bin/sh\necho "Another instance is locking this process." >&2\nexit 1\n',
    );
    await expect(daemonStatus(home)).rejects.toMatchObject({
      code: 'CONTROL_FAILED',
      message: expect.stringContaining('Another instance is locking'),
    });
  });

  it('fails when there is no program', async () => {
    using machine = new TempHome({ 'var/ossec/etc/ossec.conf': '' });
    await expect(daemonStatus(await detectHome({ rootDir: machine.path }))).rejects.toMatchObject({
      code: 'CONTROL_FAILED',
    });
  });
});

describe('restartCommand', () => {
  it('goes through systemd where it runs and its unit is for this home', async () => {
    using machine = new TempHome({ 'run/systemd/system/.keep': '' });
    const home = await homeIn(machine, '#!/bin/sh\n');
    machine.write('usr/lib/systemd/system/wazuh-manager.service', unit(home.path));
    expect(restartCommand(home, machine.path)).toEqual({
      kind: 'systemd',
      command: 'systemctl',
      args: ['restart', 'wazuh-manager'],
    });
  });

  it('names the agent’s unit on an agent', async () => {
    using machine = new TempHome({ 'run/systemd/system/.keep': '' });
    const home = await homeIn(machine, '#!/bin/sh\n', '<client><server></server></client>');
    machine.write('etc/systemd/system/wazuh-agent.service', unit(home.path));
    expect(restartCommand(home, machine.path).args).toEqual(['restart', 'wazuh-agent']);
  });

  it('does not restart another home’s unit', async () => {
    using machine = new TempHome({ 'run/systemd/system/.keep': '' });
    const home = await homeIn(machine, '#!/bin/sh\n');
    machine.write('usr/lib/systemd/system/wazuh-manager.service', unit('/opt/other'));
    expect(restartCommand(home, machine.path)).toEqual({
      kind: 'control',
      command: join(home.path, 'bin/wazuh-control'),
      args: ['restart'],
    });
  });

  it('uses the SysV script where there is no systemd', async () => {
    using machine = new TempHome();
    const home = await homeIn(machine, '#!/bin/sh\n');
    machine.write('etc/init.d/wazuh-manager', `#!/bin/sh\nWAZUH_HOME=${home.path}\n`);
    expect(restartCommand(home, machine.path).kind).toBe('sysv');
  });
});

describe('restart', () => {
  it('waits for the end and does not mind daemons that keep its output open', async () => {
    using machine = new TempHome();
    const home = await homeIn(machine, '#!/bin/sh\nsleep 3 &\necho "Completed."\n');
    expect(await restart(restartCommand(home, machine.path))).toContain('Completed.');
  });

  it('fails with the last lines of what the program says', async () => {
    using machine = new TempHome();
    const home = await homeIn(
      machine,
      '#!/bin/sh\necho "wazuh-modulesd: Configuration error. Exiting"\nexit 1\n',
    );
    await expect(restart(restartCommand(home, machine.path))).rejects.toMatchObject({
      code: 'CONTROL_FAILED',
      message: expect.stringMatching(/ended with exit code 1: .*Configuration error/),
    });
  });

  it('ends with the signal’s reason while it asks for the status, which is no failure of the program', async () => {
    using machine = new TempHome();
    const home = await homeIn(machine, '#!/bin/sh\nsleep 600 & wait\n');
    const abort = new AbortController();
    const asking = daemonStatus(home, abort.signal);
    abort.abort(new Error('enough'));
    await expect(asking).rejects.toThrow('enough');
  });

  it('kills the program with all its children when the signal aborts', async () => {
    using machine = new TempHome();
    const home = await homeIn(machine, '#!/bin/sh\nsleep 600 & wait\n');
    const abort = new AbortController();
    const restarting = restart(restartCommand(home, machine.path), abort.signal);
    abort.abort();
    await expect(restarting).rejects.toMatchObject({ code: 'CONTROL_FAILED' });
  });

  it('fails when the program cannot be started', async () => {
    await expect(restart({ kind: 'control', command: '/nowhere/control', args: [] })).rejects.toThrow(
      'ENOENT',
    );
  });
});
