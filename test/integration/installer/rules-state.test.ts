import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { install, upgrade } from '../../../installer/install.ts';
import { diffRules } from '../../../installer/rules-state/diff-rules.ts';
import { readRulesState } from '../../../installer/rules-state/read-rules-state.ts';
import { renderRulesState, rulesStateAsJson } from '../../../installer/rules-state/render-rules-state.ts';
import { restoreRules } from '../../../installer/rules-state/restore-rules.ts';
import { firstInstall } from './options.ts';
import { makeThrowawayHome, type ThrowawayHome } from './throwaway-home.ts';

const FILE = '0990-o365-wazuh_rules.xml';
const RULES = `etc/rules/${FILE}`;
const GENERIC = '<rule id="100002" level="5">';

describe.skipIf(process.getuid?.() !== 0)('what the user changed in the rules', () => {
  let home: ThrowawayHome;
  let installed: string;
  const state = () => readRulesState(home.path, home.deps());
  const restore = (...what: string[]) => restoreRules({ home: home.path, what }, home.deps());
  const edit = (from: string | RegExp, to: string): void =>
    home.write(RULES, home.read(RULES).replace(from, to));
  const changed = async () =>
    (await state()).files.flatMap(file =>
      file.rules.filter(rule => rule.state !== 'unedited').map(({ id, state: word }) => [id, word]),
    );

  beforeEach(async () => {
    home = makeThrowawayHome({ withoutPrograms: true });
    await install(firstInstall(home.path), home.deps());
    installed = home.read(RULES);
  });
  afterEach(() => home.remove());

  it('is nothing after an installation', async () => {
    const now = await state();
    expect(now.files.map(file => file.state)).toEqual(now.files.map(() => 'unedited'));
    expect(now.overwrites).toEqual([]);
    expect(diffRules(now, [])).toBe('');
  });

  it('is told rule by rule: edited, deleted, added, overwritten elsewhere', async () => {
    const deleted = /<rule id="(?<id>11\d+)"/.exec(installed)?.groups?.['id'] ?? '';
    edit(GENERIC, '<rule id="100002" level="9">');
    edit(new RegExp(` *<rule id="${deleted}"[^]*?</rule>\\n`), '');
    edit(
      /<\/group>\n$/,
      '  <rule id="119000" level="3">\n    <description>Mine.</description>\n  </rule>\n</group>\n',
    );
    home.write(
      'etc/rules/local_rules.xml',
      '<group name="x,">\n  <rule id="100002" level="9" overwrite="yes">\n    <description>x</description>\n  </rule>\n</group>\n',
    );

    const told = await changed();
    expect(told).toHaveLength(3);
    expect(told).toEqual(
      expect.arrayContaining([
        ['100002', 'edited'],
        ['119000', 'added'],
        [deleted, 'missing'],
      ]),
    );
    const text = renderRulesState(await state());
    expect(text).toMatch(/100002 {2}edited by you\n/);
    expect(text).toMatch(/100002 {2}in etc\/rules\/local_rules.xml line 2\n/);
    expect(JSON.stringify(rulesStateAsJson(await state()))).toContain(
      `{"id":"${deleted}","state":"missing"}`,
    );
    expect(diffRules(await state(), ['100002'])).toContain('+  <rule id="100002" level="9">');
  });

  it('is a conflict where a new version of the same rule waits', async () => {
    edit(GENERIC, '<rule id="100002" level="9">');
    const shipped = join(home.packageRoot, 'rules', FILE);
    writeFileSync(shipped, readFileSync(shipped, 'utf8').replace(GENERIC, '<rule id="100002" level="4">'));
    await upgrade({ home: home.path }, home.deps());
    expect(await changed()).toEqual([['100002', 'conflict']]);

    // Put back, the rule is nobody's edit any more: the next upgrade takes the new one.
    expect((await restore('100002')).next.join()).toContain('upgrade');
    await upgrade({ home: home.path }, home.deps());
    expect(home.read(RULES)).toContain('<rule id="100002" level="4">');
  });

  it('goes away rule by rule or file by file, everything else stays', async () => {
    edit(GENERIC, '<rule id="100002" level="9">');
    edit(/\n$/, '\n<!-- mine -->\n');
    expect(await restore('100002')).toMatchObject({ status: 'changed', activation: 'reload' });
    expect(home.read(RULES)).toBe(`${installed}<!-- mine -->\n`);
    await restore(FILE);
    expect(home.read(RULES)).toBe(installed);
    expect(await restore(FILE, '100002')).toMatchObject({ status: 'unchanged' });
  });

  it('gives every deleted rule its place again', async () => {
    const ids = [...installed.matchAll(/<rule id="(\d+)"/g)].map(match => match[1] ?? '');
    for (const id of [ids[0] ?? '', ids[7] ?? '', ids.at(-1) ?? '']) {
      edit(new RegExp(` *<rule id="${id}"[^]*?</rule>\\n`), '');
      await restore(id);
      expect(
        (await state()).files.find(file => file.name.endsWith(FILE))?.rules.map(rule => rule.state),
      ).toEqual(ids.map(() => 'unedited'));
    }
    rmSync(join(home.path, RULES));
    expect((await state()).files.find(file => file.name.endsWith(FILE))?.state).toBe('missing');
    await restore('100002');
    expect(home.read(RULES)).toBe(installed);
  });

  it('stays as it is when Wazuh refuses the result, and for a name that is none of ours', async () => {
    edit(GENERIC, '<rule id="100002" level="9">');
    const before = home.tree();
    home.mischief.refusesReload = true;
    await expect(restore('100002')).rejects.toMatchObject({ code: 'INSTALL_UNHEALTHY' });
    await expect(restore('100001')).rejects.toMatchObject({ code: 'INSTALL_RULE_UNKNOWN' });
    expect(home.tree()).toEqual(before);
  });
});
