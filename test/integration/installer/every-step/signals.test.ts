import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChildRun, runChild } from '../../../../src/demo/run-child.ts';
import { EXIT_CODES } from '../../../../src/error-table.ts';
import { PACKAGE_ROOT } from '../../../../src/package-root.ts';
import { localDaemons } from '../../../../installer/local-daemons.ts';
import { withHome } from '../../../../installer/session.ts';
import type { Break } from '../../../stand-ins/break-at.ts';
import { type FramedServer, startFramedServer } from '../../../stand-ins/framed-server.ts';
import { realClock } from '../../../stand-ins/real-clock.ts';
import { lastLoaded, noteLoaded, onDisk } from '../fake-daemons.ts';
import { FolderCopy } from '../folder-copy.ts';
import { makeThrowawayHome, type ThrowawayHome } from '../throwaway-home.ts';
import { CASES } from './cases.ts';
import { differences, IS_FILLING, IS_FULL_RUN } from './ground.ts';
import { cutDownPackage } from './small-package.ts';

/*
 * The command line as it is built, in a process of its own, is interrupted, told to end, or killed at its own calls: each that makes,
 * replaces or removes a name, each program it runs, each connection it makes.
 */
const asRoot = process.getuid?.() === 0;
if (!asRoot) console.log('Left out: signals at every step, since only root can give files away.');

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGKILL'] as const;
const PRELOAD = pathToFileURL(join(import.meta.dirname, '../../../stand-ins/break-at.ts')).href;

describe.skipIf(!asRoot).each(CASES)('$command on the command line', one => {
  let home: ThrowawayHome;
  let analysisd: FramedServer;
  let start: FolderCopy;
  let before: Record<string, string>;
  let after: Record<string, string>;
  let points: readonly string[];

  beforeAll(async () => {
    home = makeThrowawayHome();
    cutDownPackage(home.packageRoot);
    copyFileSync(join(PACKAGE_ROOT, 'dist/cli.cjs'), join(home.packageRoot, 'dist/cli.cjs'));
    // Nothing that outlives the restart: there are many of them.
    home.write('bin/wazuh-control', home.read('bin/wazuh-control').replace(/^.*sleep 60.*\n/m, ''));
    await one.prepare(home);
    analysisd = await startFramedServer(join(home.path, 'queue/sockets/analysis'), () => {
      noteLoaded(home.path);
      return { error: 0, message: 'ok', data: [] };
    });
    start = new FolderCopy(home.path);
    before = home.exactTree();
    const folder = mkdtempSync(join(tmpdir(), 'o365-wazuh-points-'));
    const list = join(folder, 'points');
    expect(await run({ root: home.path, list })).toMatchObject({ exitCode: 0 });
    points = readFileSync(list, 'utf8').trimEnd().split('\n');
    rmSync(folder, { recursive: true });
    after = withoutTimes(home.tree());
    expect(differences(after, withoutTimes(before))).not.toEqual([]);
  });
  afterAll(async () => {
    await analysisd.close();
    home.remove();
  });

  function run(broken: Break): Promise<ChildRun> {
    const cli = join(home.packageRoot, 'dist/cli.cjs');
    const args = [...one.argv(home), '--home', home.path, '--yes'];
    return runChild(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', '--import', PRELOAD, cli, ...args],
      {
        cwd: home.rootDir,
        env: { ...process.env, O365_TEST_BREAK: JSON.stringify(broken) },
      },
    );
  }

  /** Restarts and reloads since the start leave the daemons with what is on the disk. */
  function unlike(isDone: boolean, activationsBefore: number): readonly string[] {
    const wrong = isDone
      ? differences(withoutTimes(home.tree()), after)
      : differences(home.exactTree(), before);
    const isBehind = activations() !== activationsBefore && lastLoaded(home.path) !== onDisk(home.path);
    return [...wrong, ...(isBehind ? ['the daemons have other files than those on the disk'] : [])];
  }

  function activations(): number {
    return home.restarts() + home.reloads();
  }

  it.each(SIGNALS)(
    'does all or nothing when it gets %s at any step',
    async signal => {
      const opensCommit = points.lastIndexOf('open wodles/..o365-wazuh.journal.o365tmp');
      const commits = points.lastIndexOf('rename wodles/.o365-wazuh.journal');
      expect(commits).toBeGreaterThan(opensCommit);
      const wrong: string[] = [];
      for (const at of sample(points, CASES.indexOf(one) * SIGNALS.length + SIGNALS.indexOf(signal))) {
        start.restore();
        const was = activations();
        const { exitCode, stderr } = await run({ root: home.path, at, signal });
        const found: string[] = [];
        if (signal === 'SIGKILL') {
          if (exitCode !== null) found.push(`it ended by itself, with ${exitCode}`);
          const daemons = localDaemons(realClock, home.rootDir);
          await withHome(home.path, false, home.deps({ clock: realClock, daemons }), async () => undefined);
          found.push(...unlike(at > commits, was));
        } else {
          const isDone = at >= opensCommit;
          const expected = isDone ? EXIT_CODES.ok : EXIT_CODES.interrupted;
          if (exitCode !== expected) found.push(`it ended with ${exitCode}: ${stderr}`);
          found.push(...unlike(isDone, was));
        }
        wrong.push(...found.map(text => `${signal} at ${at} ${points[at]}: ${text}`));
      }
      expect(wrong).toEqual([]);
    },
    3_600_000,
  );

  // One command stands for all where time is short.
  if (IS_FULL_RUN || one.command === 'upgrade')
    it('works when it is run again after it was killed', async () => {
      start.restore();
      const at = points.lastIndexOf('rename wodles/.o365-wazuh.journal');
      expect((await run({ root: home.path, at, signal: 'SIGKILL' })).exitCode).toBeNull();
      const again = await run({ root: home.path });
      expect(again).toMatchObject({
        exitCode: 0,
        stderr: expect.stringContaining('was cut short') as string,
      });
      expect(differences(withoutTimes(home.tree()), after)).toEqual([]);
    });
});

/** One, the same every time, elsewhere for each command and signal; all of them in the full run. */
function sample(points: readonly string[], number: number): readonly number[] {
  const all = points.flatMap((name, index) => (IS_FILLING.test(name) ? [] : [index]));
  if (IS_FULL_RUN) return all;
  // Steps of the golden ratio spread evenly, however many there are.
  const share = (number * 0.618) % 1;
  return [all[Math.floor(share * all.length)] ?? 0];
}

/** Backups are named after the time they were made, and hold it. */
function withoutTimes(tree: Record<string, string>): Record<string, string> {
  const entries = Object.entries(tree).map(([name, what]): [string, string] => {
    if (!name.endsWith('.tar.gz')) return [name, what];
    return [name.replace(/[\dT-]+Z-/, 'TIME-'), what.replace(/^\w+/, 'archive')];
  });
  return Object.fromEntries(entries);
}
