import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { install, upgrade } from '../../../installer/install.ts';
import { uninstall } from '../../../installer/uninstall.ts';
import { firstInstall } from './options.ts';
import { makeThrowawayHome, type ThrowawayHome } from './throwaway-home.ts';

const asRoot = process.getuid?.() === 0;
const RULES = 'etc/rules/0990-o365-wazuh_rules.xml';

describe.skipIf(!asRoot)('upgrade', () => {
  let home: ThrowawayHome;
  const run = (more = {}) => upgrade({ home: home.path, ...more }, home.deps());
  const edit = (path: string, from: string | RegExp, to: string): void =>
    home.write(path, home.read(path).replace(from, to));
  /** Changes a file of the package, as a later version would. */
  const release = (path: string, change: (text: string) => string): void => {
    const file = join(home.packageRoot, path);
    writeFileSync(file, change(readFileSync(file, 'utf8')));
  };
  const releaseRules = (change: (text: string) => string): void =>
    release('rules/0990-o365-wazuh_rules.xml', change);

  beforeEach(async () => {
    home = makeThrowawayHome({ withoutPrograms: true });
    await install(firstInstall(home.path), home.deps());
  });
  afterEach(() => home.remove());

  it('changes nothing where nothing is new', async () => {
    expect(await run()).toMatchObject({ command: 'upgrade', status: 'unchanged' });
    expect(home.restarts()).toBe(1);
  });

  it('refuses where nothing is installed', async () => {
    await uninstall({ home: home.path, purge: true }, home.deps());
    await expect(run()).rejects.toMatchObject({ code: 'INSTALL_NOT_INSTALLED' });
  });

  it('brings new code in without a restart: each run of the wodle starts it anew', async () => {
    release('dist/collector.cjs', () => '// collector 2\n');
    expect(await run()).toMatchObject({ status: 'changed', activation: 'none' });
    expect(home.read('wodles/o365-wazuh/collector.cjs')).toBe('// collector 2\n');
    expect(home.restarts()).toBe(1);
  });

  it('replaces unedited rules and swaps them without a restart, from 4.13 on', async () => {
    releaseRules(text => `${text}<!-- 2 -->\n`);
    expect(await run()).toMatchObject({ status: 'changed', activation: 'reload', conflicts: [] });
    expect(home.read(RULES)).toMatch(/<!-- 2 -->\n$/);
    expect([home.restarts(), home.reloads()]).toEqual([1, 1]);
  });

  it('restarts for new rules before 4.13', async () => {
    home.remove();
    home = makeThrowawayHome({ version: '4.12.0' });
    await install(firstInstall(home.path), home.deps());
    releaseRules(text => `${text}<!-- 2 -->\n`);
    expect(await run()).toMatchObject({ activation: 'restart' });
    expect([home.restarts(), home.reloads()]).toEqual([2, 0]);
  });

  it('takes everything back and swaps the old rules in again when the reload is refused', async () => {
    releaseRules(text => `${text}<!-- 2 -->\n`);
    const before = home.tree();
    home.mischief.refusesReload = true;
    await expect(run()).rejects.toMatchObject({ code: 'INSTALL_UNHEALTHY' });
    expect(home.tree()).toEqual(before);
    expect(home.reloads()).toBe(2);
  });

  it('joins the user’s edits with the new rules', async () => {
    edit(RULES, 'level="5"', 'level="9"');
    releaseRules(text =>
      text.replace(
        /<\/group>\n$/,
        '  <rule id="119901" level="3">\n    <if_sid>100002</if_sid>\n    <description>New.</description>\n  </rule>\n</group>\n',
      ),
    );
    const report = await run();

    expect(report).toMatchObject({ status: 'changed', conflicts: [] });
    expect(report.notices.map(notice => notice.code)).toContain('merged');
    expect(home.read(RULES)).toContain('level="9"');
    expect(home.read(RULES)).toContain('119901');
    expect(await run()).toMatchObject({ status: 'unchanged' });
  });

  it('leaves the user’s file where both sides changed a rule, puts the new one aside, and names the rule', async () => {
    edit(RULES, '<rule id="100002" level="5">', '<rule id="100002" level="9">');
    const mine = home.read(RULES);
    releaseRules(text => text.replace('<rule id="100002" level="5">', '<rule id="100002" level="4">'));
    const report = await run();

    expect(report.conflicts).toMatchObject([{ ids: ['100002'], file: join(home.path, RULES) }]);
    expect(home.read(RULES)).toBe(mine);
    const aside = report.conflicts[0]?.putAside ?? '';
    expect(aside).toMatch(/\.o365-wazuh-new$/);
    expect(aside).not.toContain('/etc/rules/');
    expect(readFileSync(aside, 'utf8')).toContain('level="4"');

    // Still in conflict the next time, until the user settles it.
    expect(await run()).toMatchObject({ status: 'unchanged', conflicts: [{ ids: ['100002'] }] });
    edit(RULES, '<rule id="100002" level="9">', '<rule id="100002" level="4">');
    expect(await run()).toMatchObject({ conflicts: [] });
    expect(existsSync(aside)).toBe(false);
  });

  it('keeps the user’s rule for good with --keep-mine', async () => {
    edit(RULES, '<rule id="100002" level="5">', '<rule id="100002" level="9">');
    releaseRules(text => text.replace('<rule id="100002" level="5">', '<rule id="100002" level="4">'));

    expect(await run({ keepMine: true })).toMatchObject({ conflicts: [] });
    expect(await run()).toMatchObject({ status: 'unchanged', conflicts: [] });
    releaseRules(text => `${text}<!-- 3 -->\n`);
    expect(await run()).toMatchObject({ status: 'changed', conflicts: [] });
    expect(home.read(RULES)).toContain('<rule id="100002" level="9">');
    expect(home.read(RULES)).toContain('<!-- 3 -->');
  });

  it('leaves a rule file deleted that the user deleted', async () => {
    rmSync(join(home.path, RULES));
    home.write(
      'etc/rules/local_rules.xml',
      '<group name="local,">\n  <rule id="100002" level="5"></rule>\n</group>\n',
    );
    // Their own 100002 is no clash now: our file is gone.
    releaseRules(text => `${text}<!-- 2 -->\n`);
    await expect(run()).rejects.toMatchObject({ code: 'INSTALL_RULE_IDS_TAKEN' });

    home.write('etc/rules/local_rules.xml', '<group name="local,">\n</group>\n');
    const report = await run();
    expect(report.notices.map(notice => notice.code)).toContain('deleted');
    expect(existsSync(join(home.path, RULES))).toBe(false);
  });

  it('changes nothing when Wazuh refuses what the merge gave', async () => {
    edit(RULES, 'level="5"', 'level="9"');
    releaseRules(text => text.replace(/<\/group>\n$/, '<!-- BROKEN --></group>\n'));
    const before = home.tree();
    await expect(run()).rejects.toMatchObject({ code: 'INSTALL_INVALID' });
    expect(home.tree()).toEqual(before);
    expect(home.reloads()).toBe(0);
  });

  it('removes a rule file that is no longer shipped, unless the user edited it', async () => {
    const extra = join(home.packageRoot, 'rules/0995-o365-wazuh_extra.xml');
    writeFileSync(
      extra,
      '<group name="x,">\n  <rule id="119902" level="3">\n    <description>x</description>\n  </rule>\n</group>\n',
    );
    await run();
    expect(existsSync(join(home.path, 'etc/rules/0995-o365-wazuh_extra.xml'))).toBe(true);
    rmSync(extra);
    await run();
    expect(existsSync(join(home.path, 'etc/rules/0995-o365-wazuh_extra.xml'))).toBe(false);
  });

  it('leaves an edited wodle as it is, also its place', async () => {
    edit('etc/ossec.conf', '<interval>5m<', '<interval>1h<');
    edit('etc/ossec.conf', '<disabled>no<', '<disabled>yes<');
    const conf = home.read('etc/ossec.conf');
    releaseRules(text => `${text}<!-- 2 -->\n`);
    const report = await run();

    expect(home.read('etc/ossec.conf')).toBe(conf);
    expect(report.notices).toContainEqual({
      code: 'wodle-edited',
      text: expect.stringContaining('<interval>') as string,
    });
    await install({ home: home.path, interval: '10m' }, home.deps());
    expect(home.read('etc/ossec.conf')).toContain('<interval>10m<');
  });

  it('reads staged rules only where the home’s analysisd really looks at them', async () => {
    home.mischief.blindToStaged = true;
    const before = home.tree();
    releaseRules(text => `${text}<!-- BROKEN -->\n`);
    await expect(run()).rejects.toMatchObject({ code: 'INSTALL_INVALID' });
    expect(home.tree()).toEqual(before);
  });

  it('says when a rule of someone else’s takes our events', async () => {
    home.mischief.stolenBy = '100500';
    releaseRules(text => `${text}<!-- 2 -->\n`);
    const report = await run();
    expect(report.notices.find(notice => notice.code === 'not-alerting')?.text).toContain('rule 100500');
  });

  it('keeps ten backups', async () => {
    for (let number = 2; number <= 12; number++) {
      release('dist/collector.cjs', () => `// collector ${number}\n`);
      await run();
    }
    expect(Object.keys(home.tree()).filter(name => name.endsWith('.tar.gz'))).toHaveLength(10);
  }, 60_000);

  it('puts user-edited rules into the backup when it is uninstalled, even with --purge', async () => {
    appendFileSync(join(home.path, RULES), '<!-- mine -->\n');
    const report = await uninstall({ home: home.path, purge: true }, home.deps());

    expect(report.notices.map(notice => notice.code)).toContain('edited');
    expect(report.backupId).toBeDefined();
    expect(Object.keys(home.tree()).filter(name => name.includes('o365'))).toEqual([
      'wodles/o365-wazuh',
      'wodles/o365-wazuh/backup',
      `wodles/o365-wazuh/backup/${report.backupId}.tar.gz`,
    ]);
  });
});
