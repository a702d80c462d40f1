import { buildSync } from 'esbuild';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { install, upgrade } from '../../../installer/install.ts';
import { savedPath, stagedPath } from '../../../installer/safe-write.ts';
import { withHome } from '../../../installer/session.ts';
import { uninstall } from '../../../installer/uninstall.ts';
import { VERSION } from '../../../src/version.ts';
import { FolderCopy } from './folder-copy.ts';
import { firstInstall } from './options.ts';
import { makeThrowawayHome, type ThrowawayHome } from './throwaway-home.ts';
import type { InstallerDeps } from '../../../installer/ports.ts';

const asRoot = process.getuid?.() === 0;
const RULES = '0990-o365-wazuh_rules.xml';

interface Case {
  readonly command: string;
  /** What is there before. */
  readonly prepare: (home: ThrowawayHome) => Promise<unknown>;
  readonly run: (home: ThrowawayHome, deps: InstallerDeps) => Promise<unknown>;
}

/** A newer package, over rules that the user edited: one file is merged, one replaced, code too. */
async function prepareUpgrade(home: ThrowawayHome): Promise<void> {
  await install(firstInstall(home.path), home.deps());
  const rules = home.read(`etc/rules/${RULES}`);
  home.write(`etc/rules/${RULES}`, rules.replace('level="5"', 'level="7"'));
  appendFileSync(join(home.packageRoot, 'rules', RULES), '<!-- a later version -->\n');
  appendFileSync(
    join(home.packageRoot, 'decoders/0005-o365-wazuh_decoders.xml'),
    '<!-- a later version -->\n',
  );
  writeFileSync(join(home.packageRoot, 'dist/collector.cjs'), '// collector 2\n');
}

const CASES: readonly Case[] = [
  {
    command: 'install',
    prepare: async () => undefined,
    run: (home, deps) => install(firstInstall(home.path), deps),
  },
  { command: 'upgrade', prepare: prepareUpgrade, run: (home, deps) => upgrade({ home: home.path }, deps) },
  {
    command: 'uninstall',
    prepare: home => install(firstInstall(home.path), home.deps()),
    run: (home, deps) => uninstall({ home: home.path, purge: true }, deps),
  },
];

describe.skipIf(!asRoot).each(CASES)('a crash during $command', ({ command, prepare, run }) => {
  let home: ThrowawayHome;
  /** The home where the command starts. */
  let start: FolderCopy;
  let before: Record<string, string>;
  let after: Record<string, string>;
  let script: string;
  const steps: string[] = [];

  /** What the next start of any command does first. */
  const startAgain = (): Promise<void> => withHome(home.path, false, home.deps(), async () => undefined);

  beforeAll(async () => {
    home = makeThrowawayHome({ withoutPrograms: true });
    script = join(home.rootDir, 'run-in-child.cjs');
    const entryPoints = [join(import.meta.dirname, 'run-in-child.ts')];
    const define = { __VERSION__: JSON.stringify(VERSION), 'import.meta.dirname': '__dirname' };
    buildSync({
      entryPoints,
      outfile: script,
      define,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      logLevel: 'error',
    });
    await prepare(home);
    start = new FolderCopy(home.path);
    before = home.tree();
    await run(home, home.deps({ onStep: step => void steps.push(step) }));
    after = home.tree();
    expect(after).not.toEqual(before);
  });
  afterAll(() => home.remove());

  it('at whatever step leaves all or nothing once any command is started again', async () => {
    const commit = steps.indexOf('commit');
    expect(commit).toBeGreaterThan(10);
    for (const [at, step] of steps.entries()) {
      start.restore();
      let count = 0;
      // The run stops for ever before this step, as if killed there; its lock is that of a dead process.
      const stopped = new Promise<void>(resolve => {
        const onStep = async (): Promise<void> => {
          if (count++ !== at) return;
          resolve();
          await new Promise(() => undefined);
        };
        void run(home, home.deps({ onStep }));
      });
      await stopped;
      home.write('wodles/.o365-wazuh.lock', '1 1 another-boot\n');

      await startAgain();
      expect(home.tree(), `${command}, step ${at}: ${step}`).toEqual(at <= commit ? before : after);
    }
  }, 120_000);

  it('by kill -9 at any moment leaves all or nothing', async () => {
    start.restore();
    const whole = startChild(script, home, command);
    const [code] = (await once(whole, 'exit')) as [number | null];
    expect(code).toBe(0);
    expect(home.tree()).toEqual(after);

    const commit = steps.indexOf('commit');
    for (const at of [3, Math.floor(commit / 2), commit - 2, commit, commit + 1]) {
      start.restore();
      const child = startChild(script, home, command);
      await killAtStep(child, at);
      await startAgain();
      expect([before, after], `killed near step ${at}: ${steps[at]}`).toContainEqual(home.tree());
    }
  }, 120_000);

  it('leaves nothing behind when the start after it is killed as well', async () => {
    const commit = steps.indexOf('commit');
    start.restore();
    let count = 0;
    await new Promise<void>(resolve => {
      const onStep = async (): Promise<void> => {
        if (count++ !== commit) return;
        resolve();
        await new Promise(() => undefined);
      };
      void run(home, home.deps({ onStep }));
    });
    home.write('wodles/.o365-wazuh.lock', '1 1 another-boot\n');
    // Half of the taking back is done: one saved file is back in its place already.
    const entries = (JSON.parse(home.read('wodles/.o365-wazuh.journal')) as { entries: { path: string }[] })
      .entries;
    const saved = entries.find(entry => existsSync(savedPath(entry.path)));
    if (saved) renameSync(savedPath(saved.path), saved.path);
    for (const entry of entries.slice(0, 3)) rmSync(stagedPath(entry.path), { force: true });

    await startAgain();
    expect(home.tree()).toEqual(before);
  });
});

function startChild(script: string, home: ThrowawayHome, command: string): ChildProcess {
  const args = [script, command, home.path, home.rootDir, home.packageRoot];
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
}

/** The child prints a line before each step and does not wait: the kill comes at some moment of that step or a later one. */
async function killAtStep(child: ChildProcess, at: number): Promise<void> {
  if (child.stdout === null) throw new Error('the child has no output');
  let count = 0;
  createInterface(child.stdout).on('line', () => {
    if (count++ === at) child.kill('SIGKILL');
  });
  await once(child, 'exit');
}
