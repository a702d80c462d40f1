import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { install } from '../../../installer/install.ts';
import type { InstallReport } from '../../../installer/report.ts';
import { withHome } from '../../../installer/session.ts';
import { uninstall } from '../../../installer/uninstall.ts';
import { type FaultPoint, runWatched } from '../../stand-ins/fault-points.ts';
import { canMount, system } from './mounts.ts';
import { firstInstall } from './options.ts';
import { makeThrowawayHome, OSSEC_CONF, type ThrowawayHome } from './throwaway-home.ts';

const asRoot = process.getuid?.() === 0;
const mounts = canMount();
const NOBODY = 65_534;

let home: ThrowawayHome;
let mounted: string[];
beforeEach(() => {
  home = makeThrowawayHome({ withoutPrograms: true });
  mounted = [];
});
afterEach(() => {
  for (const path of mounted.toReversed()) system('umount', path);
  home.remove();
});

function mount(path: string, ...args: readonly string[]): void {
  expect(system('mount', ...args, path), `mount ${args.join(' ')} ${path}`).toBe(true);
  mounted.push(path);
}

const run = () => install(firstInstall(home.path), home.deps());
const purge = () => uninstall({ home: home.path, purge: true }, home.deps());

/** Takes all the room that is left, to the last byte. */
function fill(file: string): void {
  let chunk = 64 * 1024;
  while (chunk > 0) {
    try {
      writeFileSync(file, Buffer.alloc(chunk), { flag: 'a' });
    } catch {
      chunk = Math.floor(chunk / 2);
    }
  }
}

describe.skipIf(!mounts)('a home on a file system', () => {
  /** The home's own file system, so small that it can be filled. */
  function moveHomeTo(size: string): void {
    const copy = join(home.rootDir, 'copy');
    system('cp', '-a', home.path, copy);
    mount(home.path, '-t', 'tmpfs', '-o', `size=${size},mode=755`, 'none');
    system('sh', '-c', `cp -a ${copy}/. ${home.path}/`);
  }

  it('that is full is refused as such, with nothing changed, and taken once there is room', async () => {
    moveHomeTo('8m');
    const filler = join(home.path, 'logs/filler');
    fill(filler);
    const before = home.tree();
    await expect(run()).rejects.toMatchObject({ code: 'INSTALL_NO_SPACE' });
    expect(home.tree()).toEqual(before);

    rmSync(filler);
    expect(await run()).toMatchObject({ status: 'changed' });
  });

  it('that is full cannot keep an installation from going', async () => {
    moveHomeTo('8m');
    const before = home.tree();
    await run();
    const filler = join(home.path, 'logs/filler');
    fill(filler);
    const installed = home.tree();
    // ossec.conf is written anew, which takes room.
    await expect(purge()).rejects.toMatchObject({ code: 'INSTALL_NO_SPACE' });
    expect(home.tree()).toEqual(installed);
    rmSync(filler);
    await purge();
    expect(home.tree()).toEqual(before);
  });

  it('that is mounted read-only is refused as such', async () => {
    const before = home.tree();
    mount(home.path, '--bind', home.path);
    expect(system('mount', '-o', 'remount,bind,ro', home.path)).toBe(true);
    await expect(run()).rejects.toMatchObject({
      code: 'INSTALL_FILE_PROTECTED',
      message: expect.stringContaining('read-only') as string,
    });
    expect(home.tree()).toEqual(before);
  });

  it('of which each folder is a volume of its own is installed to and given back', async () => {
    for (const folder of ['wodles', 'queue', 'etc/rules', 'etc/decoders', 'etc/lists']) {
      const path = join(home.path, folder);
      const copy = join(home.rootDir, 'volume', folder);
      mkdirSync(join(copy, '..'), { recursive: true });
      system('cp', '-a', path, copy);
      mount(path, '-t', 'tmpfs', '-o', 'size=4m', 'none');
      system('sh', '-c', `cp -a ${copy}/. ${path}/ && chmod 770 ${path}`);
    }
    const before = home.tree();
    expect(await run()).toMatchObject({ status: 'changed' });
    await purge();
    expect(home.tree()).toEqual(before);
  });

  it('that has no room for a mounted ossec.conf to grow leaves that file as it was', async () => {
    const volume = join(home.rootDir, 'volume');
    mkdirSync(volume);
    mount(volume, '-t', 'tmpfs', '-o', 'size=64k', 'none');
    const conf = join(home.path, 'etc/ossec.conf');
    // Just below a page, so that the block does not fit.
    const text = OSSEC_CONF.replace(
      'stand-in manager',
      `stand-in manager ${'x'.repeat(4_080 - OSSEC_CONF.length)}`,
    );
    writeFileSync(conf, text);
    const source = join(volume, 'mounted.conf');
    copyFileSync(conf, source);
    fill(join(volume, 'filler'));
    mount(conf, '--bind', source);
    const before = home.tree();

    await expect(run()).rejects.toMatchObject({ code: 'INSTALL_NO_SPACE' });
    expect(home.tree()).toEqual(before);
    expect(readFileSync(source, 'utf8')).toBe(text);

    rmSync(join(volume, 'filler'));
    expect(await run()).toMatchObject({ status: 'changed' });
    await purge();
    expect(readFileSync(source, 'utf8')).toBe(text);
  });
});

describe.skipIf(!asRoot)('a home', () => {
  it('whose file system will not rename within a folder is written in place', async () => {
    const before = home.tree();
    const refused: string[] = [];
    const at = ({ name }: { name: string }): Error | undefined => {
      if (name !== 'rename etc/ossec.conf') return undefined;
      refused.push(name);
      return Object.assign(new Error('EXDEV: cross-device link not permitted'), { code: 'EXDEV' });
    };
    await runWatched(home.path, at, run);
    expect(refused).toContain('rename etc/ossec.conf');
    expect(home.read('etc/ossec.conf')).toContain('<tag>o365-wazuh</tag>');
    expect(readdirSync(join(home.path, 'etc')).filter(name => name.includes('.o365'))).toEqual([]);

    await runWatched(home.path, at, purge);
    expect(home.tree()).toEqual(before);
  });

  it('whose file system links but will not rename over ossec.conf has the old one back after a failure or a crash', async () => {
    const before = home.tree();
    const at = ({ name }: FaultPoint): Error | undefined =>
      name === 'rename etc/ossec.conf'
        ? Object.assign(new Error('EBUSY: resource busy or locked'), { code: 'EBUSY' })
        : undefined;
    home.mischief.silentWodle = true;
    await expect(runWatched(home.path, at, run)).rejects.toMatchObject({ code: 'INSTALL_UNHEALTHY' });
    expect(home.read('etc/ossec.conf')).toBe(OSSEC_CONF);
    expect(home.tree()).toEqual(before);

    // Killed once the new content is in the old file.
    const { promise: stopped, resolve } = Promise.withResolvers<void>();
    const onStep = async (step: string): Promise<void> => {
      if (step !== 'check installed files') return;
      resolve();
      await new Promise(() => undefined);
    };
    void runWatched(home.path, at, () => install(firstInstall(home.path), home.deps({ onStep })));
    await stopped;
    expect(home.read('etc/ossec.conf')).not.toBe(OSSEC_CONF);
    home.write('wodles/.o365-wazuh.lock', '1 1 another-boot\n');
    await withHome(home.path, false, home.deps(), async () => undefined);
    expect(home.tree()).toEqual(before);
  });

  it('without a wodles folder has none again after a failure', async () => {
    rmSync(join(home.path, 'wodles'), { recursive: true });
    const before = home.tree();
    home.mischief.refusesWodle = true;
    await expect(run()).rejects.toMatchObject({ code: 'INSTALL_INVALID' });
    expect(home.tree()).toEqual(before);
  });

  it('without a wodles folder has none again once it is purged, also after an uninstallation that kept the backups', async () => {
    rmSync(join(home.path, 'wodles'), { recursive: true });
    const before = home.tree();
    const planned = await install({ ...firstInstall(home.path), dryRun: true }, home.deps());
    expect(home.tree()).toEqual(before);
    const pathsOf = ({ plan }: InstallReport): string[] => plan.changes.map(({ path }) => path);
    expect(pathsOf(await run())).toEqual(pathsOf(planned));
    expect(await run()).toMatchObject({ status: 'unchanged' });
    await purge();
    expect(home.tree()).toEqual(before);

    await run();
    await uninstall({ home: home.path }, home.deps());
    expect(home.tree()).toHaveProperty(['wodles/o365-wazuh/backup']);
    await run();
    await purge();
    expect(home.tree()).toEqual(before);
  });

  it('keeps a wodles folder that was made where something else is in it by then', async () => {
    rmSync(join(home.path, 'wodles'), { recursive: true });
    await run();
    home.write('wodles/theirs.py', '# of somebody else\n');
    await uninstall({ home: home.path, purge: true }, home.deps());
    expect(home.read('wodles/theirs.py')).toBe('# of somebody else\n');
  });

  it.each(['mark activation', 'commit', 'clear away', 'remove journal'])(
    'without a wodles folder has none again after a purge that was killed at: %s',
    async at => {
      rmSync(join(home.path, 'wodles'), { recursive: true });
      const before = home.tree();
      await run();
      let reached = (): void => undefined;
      const stopped = new Promise<void>(resolve => (reached = resolve));
      const onStep = async (step: string): Promise<void> => {
        if (step !== at) return;
        reached();
        await new Promise(() => undefined);
      };
      void uninstall({ home: home.path, purge: true }, home.deps({ onStep }));
      await stopped;
      home.write('wodles/.o365-wazuh.lock', '1 1 another-boot\n');
      await withHome(home.path, false, home.deps(), async () => undefined);
      if (at === 'mark activation' || at === 'commit') await purge();
      expect(home.tree()).toEqual(before);
    },
  );

  it('leaves no empty state folder behind when it is uninstalled before any run', async () => {
    await run();
    await uninstall({ home: home.path }, home.deps());
    expect(home.tree()).not.toHaveProperty(['queue/o365-wazuh']);
  });

  it('of an ordinary user, with a folder that is not theirs, is refused naming the file and the user', async () => {
    system('chown', '-R', `${NOBODY}:${NOBODY}`, home.rootDir);
    chownSync(join(home.path, 'etc/rules'), 0, 0);
    chmodSync(join(home.path, 'etc/rules'), 0o755);
    chmodSync(home.rootDir, 0o755);
    const before = home.tree();
    process.setegid?.(NOBODY);
    process.seteuid?.(NOBODY);
    try {
      await expect(
        install(firstInstall(home.path), home.deps({ uid: NOBODY, gid: NOBODY })),
      ).rejects.toMatchObject({
        code: 'INSTALL_FILE_PROTECTED',
        message: expect.stringMatching(/etc\/rules\/0990\S+ cannot be changed: .* to user 65534\./) as string,
      });
    } finally {
      process.seteuid?.(0);
      process.setegid?.(0);
    }
    expect(home.tree()).toEqual(before);
  });
});
