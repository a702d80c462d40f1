import { chmodSync, chownSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { install, upgrade } from '../../../installer/install.ts';
import { rulesIn } from '../../../installer/rule-ids.ts';
import { diffRules } from '../../../installer/rules-state/diff-rules.ts';
import { readRulesState } from '../../../installer/rules-state/read-rules-state.ts';
import { restoreRules } from '../../../installer/rules-state/restore-rules.ts';
import { restore } from '../../../installer/restore.ts';
import { uninstall } from '../../../installer/uninstall.ts';
import { isO365WazuhError, type O365WazuhError } from '../../../src/errors.ts';
import { PACKAGE_ROOT } from '../../../src/package-root.ts';
import { startFramedServer } from '../../stand-ins/framed-server.ts';
import { runCli } from '../tenants/run-cli.ts';
import { firstInstall } from './options.ts';
import { makeThrowawayHome, type ThrowawayHome, WAZUH_ID } from './throwaway-home.ts';

const asRoot = process.getuid?.() === 0;
const RULES = 'etc/rules/0990-o365-wazuh_rules.xml';
const LOCAL = 'etc/rules/local_rules.xml';

const PLAIN = '0995-o365-wazuh_plain-sign-ins.xml';
const NATIVE = '0996-o365-wazuh_native.xml';

function optionalText(name: string): string {
  return readFileSync(join(PACKAGE_ROOT, 'rules/optional', name), 'utf8');
}

/** Stand-ins for the rules of Wazuh's own that a rule file builds on. */
function rulesOfWazuh(text: string): string {
  const ids = new Set(rulesIn(text, '').flatMap(({ parents }) => parents.filter(id => id < 100_000)));
  const rules = [...ids].map(id => `<rule id="${id}" level="3"><description>x</description></rule>\n`);
  return `<group name="office365,">\n${rules.join('')}</group>\n`;
}

function ruleOf(id: number, more = '<match>mine</match>'): string {
  return `<group name="mine,">\n  <rule id="${id}" level="5">\n    ${more}\n    <description>Mine.</description>\n  </rule>\n</group>\n`;
}

describe.skipIf(!asRoot)('another rule base', () => {
  let home: ThrowawayHome;
  beforeEach(() => {
    home = makeThrowawayHome();
  });
  afterEach(() => home.remove());

  const installAt = (ruleBase?: number) =>
    install(firstInstall(home.path, ruleBase === undefined ? {} : { ruleBase }), home.deps());

  async function refusal(promise: Promise<unknown>): Promise<O365WazuhError> {
    const error: unknown = await promise.catch((reason: unknown) => reason);
    if (!isO365WazuhError(error)) throw new Error(`Expected a refusal, got ${JSON.stringify(error)}`);
    return error;
  }

  /** Our rules as they stand in etc/rules. */
  function ours() {
    return readdirSync(join(home.path, 'etc/rules'))
      .filter(name => name.includes('o365-wazuh') && name.endsWith('.xml'))
      .flatMap(name => rulesIn(home.read(`etc/rules/${name}`), name));
  }

  function idsOf(rules: ReturnType<typeof ours>): number[] {
    return rules.flatMap(rule => [rule.id, ...rule.parents]).filter(id => id >= 100_000);
  }

  it('is named when 100002 is another rule’s, with its file and line, and moves all ids, that one too', async () => {
    home.write(LOCAL, ruleOf(100_002));
    const before = home.tree();
    const error = await refusal(installAt());
    expect(error).toMatchObject({
      code: 'INSTALL_RULE_IDS_TAKEN',
      message: expect.stringContaining('100002 in local_rules.xml line 2') as string,
      details: { taken: [{ id: 100_002, line: 2 }], freeBase: 110_000 },
    });
    expect(error.hint).toContain('--rule-base 110000');
    expect(home.tree()).toEqual(before);

    await installAt(104_000);
    const ids = idsOf(ours());
    expect(ids).toContain(104_002);
    expect(Math.min(...ids)).toBe(104_000);
    expect(Math.max(...ids)).toBeLessThan(110_000);
    expect(home.read(RULES)).not.toMatch(/100002|11\d{4}/);
    expect(home.read(LOCAL)).toBe(ruleOf(100_002));
  }, 60_000);

  it('gives the same rules in the same order, and 100002 keeps its id where it is free', async () => {
    await installAt();
    const usual = ours();
    await uninstall({ home: home.path, purge: true }, home.deps());
    await installAt(101_000);
    const move = (id: number) => (id < 100_000 || id === 100_002 ? id : id - 9_000);
    expect(ours().map(({ id, parents, lists }) => ({ id, parents, lists }))).toEqual(
      usual.map(({ id, parents, lists }) => ({ id: move(id), parents: parents.map(move), lists })),
    );
  }, 60_000);

  it('stays without being asked for, and when the other rule goes', async () => {
    home.write(LOCAL, ruleOf(100_002));
    await installAt(104_000);
    expect(await upgrade({ home: home.path }, home.deps())).toMatchObject({ status: 'unchanged' });
    home.write(LOCAL, ruleOf(100_500));
    expect(await upgrade({ home: home.path }, home.deps())).toMatchObject({ status: 'unchanged' });
    expect(idsOf(ours())).toContain(104_002);
  }, 60_000);

  it('takes edits along: on the rules that they were made on, and rules that were added', async () => {
    await installAt();
    const added =
      '  <rule id="119800" level="4">\n    <if_sid>110010</if_sid>\n    <description>Added.</description>\n  </rule>\n';
    const edited = home
      .read(RULES)
      .replace('<rule id="110011" level="5">', '<rule id="110011" level="9">')
      .replace('</group>\n<!-- Workloads -->', `</group>\n<!-- mine: see 110011 -->\n<!-- Workloads -->`)
      .replace(/(?=<\/group>\s*$)/, added);
    home.write(RULES, edited);
    const report = await installAt(102_000);

    expect(report).toMatchObject({ status: 'changed', conflicts: [] });
    const text = home.read(RULES);
    expect(text).toContain('<rule id="102011" level="9">');
    expect(text).toContain('<!-- mine: see 110011 -->');
    expect(text).toContain('<rule id="119800" level="4">\n    <if_sid>102010</if_sid>');
    expect(idsOf(ours()).filter(id => id >= 110_000)).toEqual([119_800]);
    const state = await readRulesState(home.path, home.deps());
    const changed = state.files.flatMap(file => file.rules.filter(rule => rule.state !== 'unedited'));
    expect(changed.map(rule => rule.id).sort()).toEqual(['102011', '119800']);
  }, 60_000);

  it('takes optional files along that were copied by hand, with their edits, and says so; back again too', async () => {
    await installAt();
    const added =
      '  <rule id="119800" level="4">\n    <if_sid>112700</if_sid>\n    <description>Added.</description>\n  </rule>\n';
    const edited = optionalText(PLAIN)
      .replace('<rule id="112700" level="3">', '<rule id="112700" level="7">')
      .replace('<if_sid>110052</if_sid>', '<!-- of mine, see 112701 --><if_sid>110052</if_sid>')
      .replace(/(?=<\/group>\s*$)/, added);
    home.write(`etc/rules/${PLAIN}`, edited);
    home.write(`etc/rules/${NATIVE}`, optionalText(NATIVE));
    home.write('ruleset/rules/0755-office365_rules.xml', rulesOfWazuh(optionalText(NATIVE)));
    chownSync(join(home.path, 'etc/rules', PLAIN), WAZUH_ID, WAZUH_ID);
    chmodSync(join(home.path, 'etc/rules', PLAIN), 0o640);
    expect(await installAt()).toMatchObject({ status: 'unchanged', notices: [] });

    const report = await installAt(102_000);
    expect(report).toMatchObject({ status: 'changed', conflicts: [] });
    expect(report.notices.map(({ code, text }) => [code, text])).toEqual([
      ['optional-moved', expect.stringContaining(`etc/rules/${PLAIN}, your copy`)],
      [
        'optional-moved',
        expect.stringMatching(/0996-\S+, your copy, .*: 113\d+ to 115\d+ → 105\d+ to 107\d+\./),
      ],
    ]);
    expect(report.notices[0]?.text).toContain(': 112700 to 112702 → 104700 to 104702.');
    const move = (id: string): string => (id === '119800' ? id : `${Number(id) - 8_000}`);
    expect(home.read(`etc/rules/${PLAIN}`)).toBe(
      edited.replace(/(?<=<rule id="|<if_(?:matched_)?sid>)11\d{4}/g, move),
    );
    expect(statSync(join(home.path, 'etc/rules', PLAIN)).mode & 0o777).toBe(0o640);
    expect(idsOf(ours()).filter(id => id >= 110_000)).toEqual([119_800]);
    expect(await upgrade({ home: home.path }, home.deps())).toMatchObject({
      status: 'unchanged',
      notices: [],
    });

    await installAt(110_000);
    expect(home.read(`etc/rules/${PLAIN}`)).toBe(edited);
    expect(home.read(`etc/rules/${NATIVE}`)).toBe(optionalText(NATIVE));
  }, 60_000);

  it('tells of a copy from the package that has other ids than the rules that are there, and changes it only when asked, with a backup', async () => {
    await installAt(102_000);
    home.write(`etc/rules/${PLAIN}`, optionalText(PLAIN));
    const told = await upgrade({ home: home.path }, home.deps());
    expect(told).toMatchObject({ status: 'unchanged', notices: [{ code: 'optional-not-moved' }] });
    expect(told.notices[0]?.text).toMatch(
      /0995-\S+ do not go .*: 112700 to 112702 → 104700 to 104702 would.* --rule-base 102000$/,
    );
    expect(home.read(`etc/rules/${PLAIN}`)).toBe(optionalText(PLAIN));

    const { backupId = '', notices } = await installAt(102_000);
    expect(notices.map(({ code }) => code)).toEqual(['optional-moved']);
    expect(idsOf(ours()).filter(id => id >= 110_000)).toEqual([]);
    await restore({ home: home.path, id: backupId }, home.deps());
    expect(home.read(`etc/rules/${PLAIN}`)).toBe(optionalText(PLAIN));
  }, 60_000);

  it('leaves a link to an optional file alone and tells it, and a file with rules of others without a word', async () => {
    await installAt(102_000);
    home.write('etc/plain.xml', optionalText(PLAIN));
    symlinkSync(join(home.path, 'etc/plain.xml'), join(home.path, 'etc/rules', PLAIN));
    home.write(`etc/rules/${NATIVE}`, ruleOf(100_777));
    const report = await installAt(102_000);
    expect(report).toMatchObject({ status: 'unchanged', notices: [{ code: 'optional-not-moved' }] });
    expect(report.notices[0]?.text).toMatch(/0995-\S+ do not go .* It is a link/);
    expect(home.read('etc/plain.xml')).toBe(optionalText(PLAIN));
    expect(home.read(`etc/rules/${NATIVE}`)).toBe(ruleOf(100_777));
  }, 60_000);

  it('is refused where an optional file would get the id of another rule', async () => {
    await installAt();
    home.write(`etc/rules/${PLAIN}`, optionalText(PLAIN));
    home.write(LOCAL, ruleOf(104_701));
    const before = home.tree();
    expect(await refusal(installAt(102_000))).toMatchObject({
      code: 'INSTALL_RULE_IDS_TAKEN',
      message: expect.stringContaining('104701 in local_rules.xml') as string,
    });
    expect(home.tree()).toEqual(before);
  }, 60_000);

  it('is refused where rules of the user’s refer to the old ids, which would be lost', async () => {
    await installAt();
    home.write(LOCAL, ruleOf(100_500, '<if_sid>110010</if_sid>'));
    const before = home.tree();
    expect(await refusal(installAt(102_000))).toMatchObject({
      code: 'INSTALL_INVALID',
      message: expect.stringMatching(/110010/) as string,
    });
    expect(home.tree()).toEqual(before);
  }, 60_000);

  it('is what rules status, diff, restore, explain, list and test go by', async () => {
    home.write(LOCAL, ruleOf(100_002));
    await installAt(104_000);
    home.write(
      RULES,
      home.read(RULES).replace('<rule id="104002" level="5">', '<rule id="104002" level="9">'),
    );
    const state = () => readRulesState(home.path, home.deps());
    const edited = async () =>
      (await state()).files.flatMap(file => file.rules.filter(rule => rule.state === 'edited'));
    expect((await edited()).map(rule => rule.id)).toEqual(['104002']);
    expect(diffRules(await state(), ['104002'])).toContain('+  <rule id="104002" level="9">');
    expect(await restoreRules({ home: home.path, what: ['104002'] }, home.deps())).toMatchObject({
      status: 'changed',
    });
    expect(await edited()).toEqual([]);

    const explained = await runCli(['rules', 'explain', '105401', '--home', home.path]);
    expect(explained.stdout).toMatch(/^Rule 105401, level/);
    expect(explained.stdout).toContain('104000 → 104002 → ');
    expect(explained.stdout).not.toMatch(/11\d{4}|100002/);
    const listed = await runCli(['rules', 'list', '--json', '--home', home.path]);
    const list = JSON.parse(listed.stdout) as { id: number; parents: number[] }[];
    expect(
      list.flatMap(rule => [rule.id, ...rule.parents]).filter(id => id >= 110_000 || id === 100_002),
    ).toEqual([]);

    const event = { office_365: { Workload: 'Exchange', Operation: 'Send', UserId: 'ada@contoso.example' } };
    home.write('events', `${JSON.stringify(event)}\n`);
    const description = 'Exchange: ada@contoso.example sent a message from .';
    const rule = { id: '105452', level: 3, description, groups: [] };
    const logtest = await startFramedServer(join(home.path, 'queue/sockets/logtest'), () => ({
      error: 0,
      data: { token: '1', alert: true, messages: [], output: { rule } },
    }));
    const tested = await runCli([
      'rules',
      'test',
      '--real',
      '--home',
      home.path,
      '--events',
      join(home.path, 'events'),
      '--json',
    ]);
    await logtest.close();
    expect(tested.stdout).toContain('"path":[1,104000,104002,104069,105452]');
    expect(tested).toMatchObject({ exitCode: 0, stderr: '' });
  }, 120_000);

  it('goes again, all of it', async () => {
    const before = home.tree();
    home.write(LOCAL, ruleOf(100_002));
    const withOther = home.tree();
    await installAt(104_000);
    await uninstall({ home: home.path, purge: true }, home.deps());
    expect(home.tree()).toEqual(withOther);
    expect(ours()).toEqual([]);
    expect(Object.keys(before)).toEqual(Object.keys(withOther));
  }, 60_000);
});
