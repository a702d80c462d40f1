import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../../../src/package-root.ts';
import { openStore } from '../../../src/state/open-store.ts';
import { SYSTEM_CLOCK } from '../../../src/wiring.ts';
import { treeOf } from '../installer/throwaway-home.ts';
import { runCli } from '../tenants/run-cli.ts';
import { CANARY_SECRET, LivingManager } from './living-manager.ts';

const asRoot = process.getuid?.() === 0;
if (!asRoot)
  console.log('The installer gives files to other accounts and needs root: tests of status skipped.');

describe.skipIf(!asRoot)('o365-wazuh status', () => {
  let manager: LivingManager;
  beforeAll(async () => {
    manager = await LivingManager.start();
    await manager.collect();
  });
  afterAll(() => manager[Symbol.asyncDispose]());

  const status = (...args: readonly string[]) => runCli(['status', '--home', manager.home.path, ...args]);

  it('shows what the run delivered, how it was confirmed and when the next one is due', async () => {
    const { stdout, exitCode } = await status();

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Home {7}\/.*\(Wazuh 4\.14\.7, manager\)$/m);
    expect(stdout).toMatch(/^Last run {3}\d+ s ago, ok, \d+ events delivered$/m);
    expect(stdout).toMatch(/^Next run {3}(?:in|due since) .*\(every 5 min\)$/m);
    expect(stdout).toContain('by analysisd’s figures');
    expect(stdout.match(/^ {2}(?:Audit|DLP)\.\w+ +\d+ s +\d+ s ago +[1-9]/gm)).toHaveLength(5);
    expect(stdout).not.toContain(CANARY_SECRET);
  });

  it('reads beside a run that has the state open, and changes nothing', async () => {
    const store = openStore({
      path: join(manager.home.path, 'queue/o365-wazuh/state.db'),
      clock: SYSTEM_CLOCK,
    });
    // The readers' marks of a journal are in shared memory, which is this file: it holds nothing of the state.
    const tree = (): Record<string, string> => ({
      ...treeOf(manager.home.path),
      'queue/o365-wazuh/state.db-shm': 'shared memory',
    });
    const before = tree();
    try {
      const { stdout } = await status('--json');

      const { tenants } = JSON.parse(stdout) as { tenants: { content: { delivered: number }[] }[] };
      const events = tenants[0]?.content.reduce((sum, one) => sum + one.delivered, 0);
      expect(events).toBe(manager.analysisd.processedCount);
      expect(tree()).toEqual(before);
    } finally {
      store.close();
    }
  });

  it('goes on with a state and a configuration that cannot be read, and says so', async () => {
    const files = ['queue/o365-wazuh/state.db', 'etc/o365-wazuh/config.yml'];
    for (const name of files) manager.home.write(name, ': {{{ not what it should be'.repeat(100));
    const { stdout, exitCode } = await status();
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Note .*\n?[^]*\[STATE_CORRUPT\]/);
    expect(stdout).toMatch(/\[CONFIG_INVALID\]/);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    '--watch appends snapshots until %s, and ends with 0',
    async signal => {
      const child = spawn(process.execPath, [
        '--disable-warning=ExperimentalWarning',
        join(PACKAGE_ROOT, 'src/cli.ts'),
        'status',
        '--home',
        manager.home.path,
        '--watch',
        '1',
      ]);
      let printed = '';
      for await (const piece of child.stdout) {
        printed += String(piece);
        if (printed.split('o365-wazuh, 20').length > 2) break;
      }
      const ended = once(child, 'exit');
      child.kill(signal);

      expect(await ended).toEqual([0, null]);
      expect(printed).not.toContain('\u001b');
    },
  );

  it.each(['0', 'often', '3601'])('refuses --watch %s', async value => {
    const { exitCode, stderr } = await status('--watch', value);

    expect(exitCode).toBe(2);
    expect(stderr).toContain('from 1 to 3600');
  });

  it('says where it looked when there is no Wazuh', async () => {
    const { exitCode, stderr } = await runCli(['status', '--home', '/nowhere']);

    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('/nowhere is no Wazuh home');
  });
});
