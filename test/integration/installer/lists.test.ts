import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emptyCdb } from '../../../installer/cdb.ts';
import { install, upgrade } from '../../../installer/install.ts';
import { readManifest } from '../../../installer/manifest.ts';
import { layoutOf } from '../../../installer/layout.ts';
import { restore } from '../../../installer/restore.ts';
import { uninstall } from '../../../installer/uninstall.ts';
import { firstInstall } from './options.ts';
import { makeThrowawayHome, OSSEC_CONF, type ThrowawayHome, WAZUH_ID } from './throwaway-home.ts';

const VIPS = 'etc/lists/o365-vip-users';
const LISTS = ['allowed-apps', 'break-glass', 'departed-users', 'trusted-networks', 'vip-users'].map(
  name => `etc/lists/o365-${name}`,
);

function clusterConf(type: string): string {
  const cluster = `  <cluster>\n    <node_type>${type}</node_type>\n    <disabled>no</disabled>\n  </cluster>\n`;
  return OSSEC_CONF.replace('</ossec_config>', `${cluster}</ossec_config>`);
}

describe.skipIf(process.getuid?.() !== 0)('the lists of the rules', () => {
  let home: ThrowawayHome;
  beforeEach(() => {
    home = makeThrowawayHome({ withoutPrograms: true });
  });
  afterEach(() => home.remove());
  const run = (more = {}) => install(firstInstall(home.path, more), home.deps());

  it('are empty files of the daemons’ account, compiled and declared, beside the rules that look them up', async () => {
    await run();
    for (const list of LISTS) {
      expect(home.read(list)).toBe('');
      expect(statSync(join(home.path, list)).uid).toBe(WAZUH_ID);
      expect(home.tree()[`${list}.cdb`]).toBeDefined();
      expect(home.read('etc/ossec.conf')).toContain(`    <list>${list}</list>\n`);
    }
    expect(existsSync(join(home.path, 'etc/rules/0994-o365-wazuh_lists.xml'))).toBe(true);
    expect(emptyCdb()).toHaveLength(2_048);
  });

  it('leave no trace when everything is uninstalled', async () => {
    const before = home.tree();
    await run();
    await uninstall({ home: home.path, purge: true }, home.deps());
    expect(home.tree()).toEqual(before);
  });

  it('keep the user’s entries through upgrades and come back from the backup after an uninstallation', async () => {
    await run();
    home.write(VIPS, 'ceo@contoso.example:\n');
    expect(await upgrade({ home: home.path }, home.deps())).toMatchObject({ status: 'unchanged' });
    const report = await uninstall({ home: home.path, purge: true }, home.deps());

    expect(report.notices).toContainEqual({
      code: 'list-filled',
      text: expect.stringContaining(VIPS) as string,
    });
    expect(existsSync(join(home.path, VIPS))).toBe(false);
    await restore({ home: home.path, id: report.backupId ?? '' }, home.deps());
    expect(home.read(VIPS)).toBe('ceo@contoso.example:\n');
  });

  it('come to an older installation without a restart, from 4.13 on', async () => {
    const rules = join(home.packageRoot, 'rules/lists');
    renameSync(rules, `${rules}-later`);
    await run();
    expect(home.read('etc/ossec.conf')).not.toContain('o365-vip');
    renameSync(`${rules}-later`, rules);
    expect(await upgrade({ home: home.path }, home.deps())).toMatchObject({ activation: 'reload' });
    expect(home.read('etc/ossec.conf')).toContain(VIPS);
    expect([home.restarts(), home.reloads()]).toEqual([1, 1]);
  });

  it('leave a list alone that was there before, its declaration too, and do not take it away', async () => {
    home.write(VIPS, 'mine@contoso.example:\n');
    home.write('etc/ossec.conf', OSSEC_CONF.replace('audit-keys<', `audit-keys</list>\n    <list>${VIPS}<`));
    const before = home.tree();
    await run();
    expect(home.read(VIPS)).toBe('mine@contoso.example:\n');
    expect((await readManifest(layoutOf(home.path)))?.lists).not.toContain('o365-vip-users');
    await uninstall({ home: home.path, purge: true }, home.deps());
    const after = home.tree();
    delete after[`${VIPS}.cdb`];
    expect(after).toEqual(before);
  });

  it('stay, with their declaration, where a rule of the user’s looks one up', async () => {
    await run();
    home.write(
      'etc/rules/local_rules.xml',
      `<group name="x,">\n  <rule id="100900" level="3">\n    <list field="user" lookup="match_key">${VIPS}</list>\n    <description>x</description>\n  </rule>\n</group>\n`,
    );
    const report = await uninstall({ home: home.path, purge: true }, home.deps());
    expect(report.notices.map(notice => notice.code)).toContain('list-in-use');
    expect(existsSync(join(home.path, VIPS))).toBe(true);
    expect(home.read('etc/ossec.conf')).toContain(`<list>${VIPS}</list>`);
    expect(home.read('etc/ossec.conf')).not.toContain('o365-break-glass');
  });

  it('are made again where the user deleted one, and left out where the user deleted their rules', async () => {
    await run();
    rmSync(join(home.path, VIPS));
    await upgrade({ home: home.path }, home.deps());
    expect(home.read(VIPS)).toBe('');
    for (const file of ['0991-o365-wazuh_watched.xml', '0994-o365-wazuh_lists.xml'])
      rmSync(join(home.path, 'etc/rules', file));
    home.write(
      'etc/ossec.conf',
      home.read('etc/ossec.conf').replaceAll(/ {4}<list>etc\/lists\/o365.*\n/g, ''),
    );
    const conf = home.read('etc/ossec.conf');
    await upgrade({ home: home.path }, home.deps());
    expect(home.read('etc/ossec.conf')).toBe(conf);
  });

  it('are declared with rules alone, and gone with them', async () => {
    const before = home.tree();
    await install({ home: home.path, rulesOnly: true }, home.deps());
    expect(home.read('etc/ossec.conf')).toContain(VIPS);
    expect(home.read('etc/ossec.conf')).not.toContain('<wodle');
    await uninstall({ home: home.path, purge: true }, home.deps());
    expect(home.tree()).toEqual(before);
  });

  it('are declared on a cluster worker once the master has sent them, and stay the master’s', async () => {
    home.write('etc/ossec.conf', clusterConf('worker'));
    await run();
    expect(home.read('etc/ossec.conf')).not.toContain('o365-vip');
    home.write(VIPS, '');
    home.write(
      'etc/rules/0994-o365-wazuh_lists.xml',
      `<group name="x,">\n  <rule id="110900" level="3">\n    <list field="user" lookup="match_key">${VIPS}</list>\n    <description>x</description>\n  </rule>\n</group>\n`,
    );
    await run();
    expect(home.read('etc/ossec.conf')).toContain(`<list>${VIPS}</list>`);
    expect(home.read('etc/ossec.conf')).not.toContain('o365-break-glass');

    await uninstall({ home: home.path, purge: true }, home.deps());
    expect(home.read('etc/ossec.conf')).toBe(clusterConf('worker'));
    expect(existsSync(join(home.path, VIPS))).toBe(true);
  });

  it('are told of on a cluster master: each worker’s own ossec.conf says which lists it loads', async () => {
    home.write('etc/ossec.conf', clusterConf('master'));
    const report = await run();
    const text = report.notices.find(notice => notice.code === 'lists-on-workers')?.text;
    expect(text).toContain(`<list>${VIPS}</list>`);
  });
});
