import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { install, upgrade } from '../../../installer/install.ts';
import { unpackArchive } from '../../../installer/backup/archive.ts';
import { listHomeBackups, restore } from '../../../installer/restore.ts';
import { uninstall } from '../../../installer/uninstall.ts';
import { firstInstall, SECRET } from './options.ts';
import { makeThrowawayHome, OSSEC_CONF, type ThrowawayHome } from './throwaway-home.ts';

const asRoot = process.getuid?.() === 0;
const RULES = 'etc/rules/0990-o365-wazuh_rules.xml';

describe.skipIf(!asRoot)('restore', () => {
  let home: ThrowawayHome;
  beforeEach(async () => {
    home = makeThrowawayHome({ withoutPrograms: true });
    await install(firstInstall(home.path), home.deps());
  });
  afterEach(() => home.remove());
  const run = (id: string, more = {}) => restore({ home: home.path, id, ...more }, home.deps());
  /** Without backups, which grow, and without folders that stay empty. */
  const files = (): Record<string, string> =>
    Object.fromEntries(
      Object.entries(home.tree()).filter(
        ([name, what]) => !name.includes('/backup') && !what.startsWith('folder'),
      ),
    );

  it('undoes an upgrade: code, rules, and everything the user had then', async () => {
    appendFileSync(join(home.path, RULES), '<!-- mine -->\n');
    const before = files();
    writeFileSync(join(home.packageRoot, 'dist/collector.cjs'), '// collector 2\n');
    writeFileSync(
      join(home.packageRoot, 'rules/0995-o365-wazuh_extra.xml'),
      '<group name="x,">\n  <rule id="119902" level="3">\n    <description>x</description>\n  </rule>\n</group>\n',
    );
    const { backupId = '' } = await upgrade({ home: home.path }, home.deps());
    expect(files()).not.toEqual(before);

    expect(await run(backupId)).toMatchObject({
      command: 'restore',
      status: 'changed',
      activation: 'reload',
    });
    expect(files()).toEqual(before);
  });

  it('undoes an uninstallation, with the runtime from the package', async () => {
    const before = files();
    const { backupId = '' } = await uninstall({ home: home.path }, home.deps());
    const report = await run(backupId);

    expect(files()).toEqual(before);
    expect(report.notices.map(notice => notice.code)).not.toContain('secret-missing');
    expect(home.restarts()).toBe(3);
  });

  it('undoes the installation', async () => {
    const [first = ''] = await listHomeBackups(home.path, home.deps());
    await run(first);

    expect(home.read('etc/ossec.conf')).toBe(OSSEC_CONF);
    expect(Object.keys(files()).filter(name => name.includes('o365'))).toEqual([
      'etc/o365-wazuh/default.secret',
    ]);
  });

  it('can be undone itself: what was there is backed up first', async () => {
    const [first = ''] = await listHomeBackups(home.path, home.deps());
    const before = files();
    const { backupId = '' } = await run(first);
    expect(await listHomeBackups(home.path, home.deps())).toContain(backupId);
    await run(backupId);
    expect(files()).toEqual(before);
  });

  it('lists backups oldest first, and names an unknown one', async () => {
    writeFileSync(join(home.packageRoot, 'dist/collector.cjs'), '// collector 2\n');
    const { backupId = '' } = await upgrade({ home: home.path }, home.deps());
    const ids = await listHomeBackups(home.path, home.deps());
    expect(ids).toEqual([expect.stringMatching(/-install$/), backupId]);
    await expect(run('1999-01-01T00-00-00Z-install')).rejects.toMatchObject({
      code: 'INSTALL_BACKUP_UNKNOWN',
    });
    await expect(run('../../../etc/passwd')).rejects.toMatchObject({ code: 'INSTALL_BACKUP_UNKNOWN' });
  });

  it('refuses a backup that was cut or changed, and changes nothing', async () => {
    const [first = ''] = await listHomeBackups(home.path, home.deps());
    const path = join(home.path, `wodles/o365-wazuh/backup/${first}.tar.gz`);
    const whole = readFileSync(path);
    const before = files();
    for (const bytes of [whole.subarray(0, whole.length >> 1), Buffer.alloc(0), Buffer.from('no archive')]) {
      writeFileSync(path, bytes);
      await expect(run(first)).rejects.toMatchObject({ code: 'INSTALL_BACKUP_BROKEN' });
    }
    expect(files()).toEqual(before);
  });

  it('holds no secret and no runtime, and says when a secret is gone', async () => {
    const { backupId = '' } = await uninstall({ home: home.path }, home.deps());
    const folder = join(home.path, 'wodles/o365-wazuh/backup');
    for (const name of readdirSync(folder)) {
      const entries = await unpackArchive(readFileSync(join(folder, name)));
      expect(entries.some(entry => entry.bytes.includes(SECRET) || entry.path.endsWith('runtime/node'))).toBe(
        false,
      );
    }
    rmSync(join(home.path, 'etc/o365-wazuh/default.secret'));
    const report = await run(backupId);
    expect(report.notices.map(notice => notice.code)).toContain('secret-missing');
  });
});
