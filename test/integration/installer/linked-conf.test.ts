import {
  appendFileSync,
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { install, upgrade } from '../../../installer/install.ts';
import { listHomeBackups, restore } from '../../../installer/restore.ts';
import { withHome } from '../../../installer/session.ts';
import { uninstall } from '../../../installer/uninstall.ts';
import { firstInstall } from './options.ts';
import { makeThrowawayHome, OSSEC_CONF, type ThrowawayHome, WAZUH_ID } from './throwaway-home.ts';

describe.skipIf(process.getuid?.() !== 0)('an ossec.conf that is a symbolic link', () => {
  let home: ThrowawayHome;
  let conf: string;
  let target: string;
  beforeEach(() => {
    home = makeThrowawayHome({ withoutPrograms: true });
    conf = join(home.path, 'etc/ossec.conf');
    // Outside of the home, by its absolute path.
    target = join(home.rootDir, 'srv/wazuh/ossec.conf');
    mkdirSync(dirname(target), { recursive: true });
    renameSync(conf, target);
    chownSync(target, 0, WAZUH_ID);
    chmodSync(target, 0o640);
    symlinkSync(target, conf);
  });
  afterEach(() => home.remove());

  function expectLink(): void {
    expect(lstatSync(conf).isSymbolicLink()).toBe(true);
    const { mode, uid, gid } = lstatSync(target);
    expect([mode & 0o7777, uid, gid]).toEqual([0o640, 0, WAZUH_ID]);
    expect(readdirSync(dirname(target))).toEqual(['ossec.conf']);
  }
  const targetText = (): string => readFileSync(target, 'utf8');
  const run = () => install(firstInstall(home.path), home.deps());

  it('stays one, and its target is replaced whole by install, upgrade, restore and uninstall', async () => {
    const before = home.tree();
    const { ino } = statSync(target);
    const planned = await install({ ...firstInstall(home.path), dryRun: true }, home.deps());
    expect(planned.plan.changes.map(({ path }) => path)).toContain(target);
    await run();
    expectLink();
    expect(statSync(target).ino).not.toBe(ino);
    const installed = targetText();
    expect(installed).toContain('<tag>o365-wazuh</tag>');

    appendFileSync(join(home.packageRoot, 'rules/0990-o365-wazuh_rules.xml'), '<!-- a later version -->\n');
    expect(await upgrade({ home: home.path }, home.deps())).toMatchObject({ status: 'changed' });
    expectLink();
    expect(targetText()).toBe(installed);

    writeFileSync(target, `${installed}<!-- broken by somebody -->`);
    const [, latest = ''] = await listHomeBackups(home.path, home.deps());
    await restore({ home: home.path, id: latest }, home.deps());
    expectLink();
    expect(targetText()).toBe(installed);

    await uninstall({ home: home.path, purge: true }, home.deps());
    expectLink();
    expect(targetText()).toBe(OSSEC_CONF);
    expect(home.tree()).toEqual(before);
  });

  it('has its target as it was after a failure and after a crash', async () => {
    const before = home.tree();
    home.mischief.silentWodle = true;
    await expect(run()).rejects.toMatchObject({ code: 'INSTALL_UNHEALTHY' });
    expectLink();
    expect(targetText()).toBe(OSSEC_CONF);
    expect(home.tree()).toEqual(before);

    const { promise: stopped, resolve } = Promise.withResolvers<void>();
    const onStep = async (step: string): Promise<void> => {
      if (step !== 'check installed files') return;
      resolve();
      await new Promise(() => undefined);
    };
    void install(firstInstall(home.path), home.deps({ onStep }));
    await stopped;
    expect(targetText()).not.toBe(OSSEC_CONF);
    home.write('wodles/.o365-wazuh.lock', '1 1 another-boot\n');
    await withHome(home.path, false, home.deps(), async () => undefined);
    expectLink();
    expect(targetText()).toBe(OSSEC_CONF);
    expect(home.tree()).toEqual(before);
  });

  it.each([
    [
      'that is not there',
      () => rmSync(target),
      /ossec\.conf is a symbolic link to \/\S+\/srv\/wazuh\/ossec\.conf, which is not there/,
    ],
    [
      'that leads back to it',
      () => {
        rmSync(target);
        symlinkSync(conf, target);
      },
      /ossec\.conf is a symbolic link to \/\S+\/srv\/wazuh\/ossec\.conf, which leads back to itself/,
    ],
  ])('is refused as such where it names a file %s, with nothing changed', async (_, spoil, message) => {
    await run();
    spoil();
    const before = home.tree();
    for (const command of [
      run,
      () => upgrade({ home: home.path }, home.deps()),
      () => uninstall({ home: home.path, purge: true }, home.deps()),
    ]) {
      await expect(command()).rejects.toMatchObject({
        code: 'HOME_NOT_FOUND',
        message: expect.stringMatching(message) as string,
      });
    }
    expect(home.tree()).toEqual(before);
  });
});
