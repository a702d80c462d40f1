import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { install } from '../../../installer/install.ts';
import { withHome } from '../../../installer/session.ts';
import { uninstall } from '../../../installer/uninstall.ts';
import { canMount, system } from './mounts.ts';
import { firstInstall } from './options.ts';
import { makeThrowawayHome, OSSEC_CONF, type ThrowawayHome } from './throwaway-home.ts';

const mounts = canMount();

describe.skipIf(!mounts)('an ossec.conf that is a mount of its own', () => {
  let home: ThrowawayHome;
  let conf: string;
  let source: string;
  beforeEach(() => {
    home = makeThrowawayHome({ withoutPrograms: true });
    conf = join(home.path, 'etc/ossec.conf');
    source = join(home.rootDir, 'mounted.conf');
    copyFileSync(conf, source);
  });
  afterEach(() => {
    system('umount', conf);
    home.remove();
  });

  it('is written in place and given back byte for byte', async () => {
    expect(system('mount', '--bind', source, conf)).toBe(true);
    const before = home.tree();
    await install(firstInstall(home.path), home.deps());
    expect(readFileSync(source, 'utf8')).toContain('<tag>o365-wazuh</tag>');

    await uninstall({ home: home.path, purge: true }, home.deps());
    expect(readFileSync(source, 'utf8')).toBe(OSSEC_CONF);
    expect(home.tree()).toEqual(before);
  });

  it('is brought back after a failure, and after a crash half-way through the writing', async () => {
    expect(system('mount', '--bind', source, conf)).toBe(true);
    const before = home.tree();
    home.mischief.silentWodle = true;
    await expect(install(firstInstall(home.path), home.deps())).rejects.toMatchObject({
      code: 'INSTALL_UNHEALTHY',
    });
    expect(home.tree()).toEqual(before);

    const { promise: stopped, resolve } = Promise.withResolvers<void>();
    const onStep = async (step: string): Promise<void> => {
      if (step !== 'check installed files') return;
      resolve();
      await new Promise(() => undefined);
    };
    void install(firstInstall(home.path), home.deps({ onStep }));
    await stopped;
    writeFileSync(conf, OSSEC_CONF.slice(0, 100));
    home.write('wodles/.o365-wazuh.lock', '1 1 another-boot\n');
    await withHome(home.path, false, home.deps(), async () => undefined);
    expect(home.tree()).toEqual(before);
  });

  it('refuses one that is mounted read-only, with nothing changed', async () => {
    expect(system('mount', '--bind', source, conf) && system('mount', '-o', 'remount,bind,ro', conf)).toBe(
      true,
    );
    const before = home.tree();
    await expect(install(firstInstall(home.path), home.deps())).rejects.toMatchObject({
      code: 'INSTALL_FILE_PROTECTED',
    });
    expect(home.tree()).toEqual(before);
    expect(home.restarts()).toBe(0);
  });
});

describe.skipIf(process.getuid?.() !== 0)('an ossec.conf that is immutable', () => {
  it('is refused, with nothing changed', async context => {
    const home = makeThrowawayHome({ withoutPrograms: true });
    const conf = join(home.path, 'etc/ossec.conf');
    try {
      if (!system('chattr', '+i', conf)) {
        console.log('chattr +i does not work here: skipped.');
        context.skip();
      }
      const before = home.tree();
      await expect(install(firstInstall(home.path), home.deps())).rejects.toMatchObject({
        code: 'INSTALL_FILE_PROTECTED',
        message: expect.stringContaining(conf) as string,
      });
      expect(home.tree()).toEqual(before);
      expect(existsSync(join(home.path, 'wodles/o365-wazuh'))).toBe(false);
    } finally {
      system('chattr', '-i', conf);
      home.remove();
    }
  });
});
