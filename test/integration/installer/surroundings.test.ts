import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { install } from '../../../installer/install.ts';
import { renderReport, reportAsJson } from '../../../installer/render-report.ts';
import { uninstall } from '../../../installer/uninstall.ts';
import { firstInstall, TENANT_ID } from './options.ts';
import { makeThrowawayHome, OSSEC_CONF, type ThrowawayHome } from './throwaway-home.ts';

const asRoot = process.getuid?.() === 0;

const NATIVE = `<ossec_config>
  <office365>
    <enabled>yes</enabled>
    <api_auth>
      <tenant_id>${TENANT_ID.toUpperCase()}</tenant_id>
    </api_auth>
  </office365>
  <wodle name="command">
    <command>/root/office_365.py --hours 24</command>
  </wodle>
</ossec_config>
`;

const AGENT_CONF = `<agent_config>
  <office365>
    <api_auth>
      <tenant_id>${TENANT_ID}</tenant_id>
    </api_auth>
  </office365>
</agent_config>
`;

function codes(report: { readonly notices: readonly { readonly code: string }[] }): string[] {
  return report.notices.map(notice => notice.code);
}

describe.skipIf(!asRoot)('what else is in the home', () => {
  let home: ThrowawayHome;
  beforeEach(() => {
    home = makeThrowawayHome({ withoutPrograms: true });
  });
  afterEach(() => home.remove());
  const putShared = (group: string, text: string): void => {
    mkdirSync(join(home.path, 'etc/shared', group), { recursive: true });
    home.write(`etc/shared/${group}/agent.conf`, text);
  };
  const run = (more = {}) => install(firstInstall(home.path, more), home.deps());

  it('reports Wazuh’s own module for the same tenant and the blog’s script, and leaves both', async () => {
    home.write('etc/ossec.conf', OSSEC_CONF + NATIVE);
    const report = await run();

    expect(codes(report)).toEqual(expect.arrayContaining(['native-module', 'blog-wodle']));
    expect(home.read('etc/ossec.conf')).toContain(NATIVE);
  });

  it('says nothing of a module that collects another tenant or is off', async () => {
    home.write(
      'etc/ossec.conf',
      OSSEC_CONF + NATIVE.replace(TENANT_ID.toUpperCase(), 'ffffffff-0000-0000-0000-000000000000'),
    );
    expect(codes(await run())).not.toContain('native-module');
    home.write('etc/ossec.conf', OSSEC_CONF + NATIVE.replace('<enabled>yes', '<enabled>no'));
    expect(codes(await run())).not.toContain('native-module');
  });

  it('switches both off with --take-over, and back on when it is uninstalled, byte for byte', async () => {
    home.write('etc/ossec.conf', OSSEC_CONF + NATIVE);
    const report = await run({ takeOver: true });

    expect(codes(report)).not.toContain('native-module');
    expect(home.read('etc/ossec.conf')).toContain('<enabled>no</enabled>');
    expect(home.read('etc/ossec.conf')).toContain('<disabled>yes</disabled>');
    expect(await run({ takeOver: true })).toMatchObject({ status: 'unchanged' });

    await uninstall({ home: home.path }, home.deps());
    expect(home.read('etc/ossec.conf')).toBe(OSSEC_CONF + NATIVE);
  });

  it('names each agent.conf that tells agents to collect the same tenant, by file and line, with --take-over as well', async () => {
    putShared('windows', AGENT_CONF);
    putShared('other', AGENT_CONF.replace(TENANT_ID, 'ffffffff-0000-0000-0000-000000000000'));
    putShared('off', AGENT_CONF.replace('<office365>', '<office365><enabled>no</enabled>'));
    const path = join(home.path, 'etc/shared/windows/agent.conf');
    for (const more of [{ dryRun: true }, { takeOver: true }, {}]) {
      const report = await run(more);
      expect(report.notices.filter(({ code }) => code.startsWith('agents-'))).toEqual([
        {
          code: 'agents-native-module',
          text: expect.stringMatching(`^${path} line 2 tells agents .*${TENANT_ID}.*Take it out there`),
        },
      ]);
      expect(renderReport(report)).toContain(`! ${path} line 2`);
      expect(JSON.stringify(reportAsJson(report))).toContain(`${path} line 2`);
    }
  });

  it('names the blog’s script and our own wodle there, each where it is on', async () => {
    const wodle = (inside: string): string => `  <wodle name="command">${inside}</wodle>\n`;
    const [ours, blog] = ['<tag>o365-wazuh</tag>', '<command>/x/office_365.py</command>'];
    const off = '<disabled>yes</disabled>';
    putShared('a', `<agent_config>\n${wodle(ours)}${wodle(blog)}</agent_config>\n`);
    putShared('b', `<agent_config>\n${wodle(ours + off)}${wodle(blog + off)}</agent_config>\n`);
    const { notices } = await run({ dryRun: true });
    expect(notices.map(({ code, text }) => `${code} ${/\w+\/agent.conf line \d+/.exec(text)?.[0]}`)).toEqual([
      'agents-blog-wodle a/agent.conf line 3',
      'agents-own-wodle a/agent.conf line 2',
    ]);
  });

  it('is not stopped by what it cannot read among the agent.conf files', async () => {
    putShared('broken', '<agent_config><office365>');
    putShared('empty', '');
    mkdirSync(join(home.path, 'etc/shared/folder/agent.conf'), { recursive: true });
    writeFileSync(join(home.path, 'etc/shared/ar.conf'), 'restart-ossec0 - restart-ossec.sh - 0\n');
    mkdirSync(join(home.path, 'etc/shared/endless'));
    symlinkSync('/dev/zero', join(home.path, 'etc/shared/endless/agent.conf'));
    expect(await run()).toMatchObject({ status: 'changed', notices: [] });
    rmSync(join(home.path, 'etc/shared'), { recursive: true });
    expect(await run()).toMatchObject({ status: 'unchanged', notices: [] });
  });

  it('says nothing of agents where only the rules are installed: that is how agents collect', async () => {
    putShared('windows', AGENT_CONF);
    const report = await install({ home: home.path, rulesOnly: true }, home.deps());
    expect(codes(report)).toEqual([]);
  });

  it('names what the manager tells this agent', async () => {
    const agent = makeThrowawayHome({ withoutPrograms: true, type: 'agent', initFile: true });
    try {
      agent.write('etc/shared/agent.conf', AGENT_CONF);
      const report = await install(firstInstall(agent.path), agent.deps());
      expect(report.home.type).toBe('agent');
      expect(report.notices.find(({ code }) => code === 'agents-native-module')?.text).toMatch(
        /etc\/shared\/agent.conf line 2/,
      );
    } finally {
      agent.remove();
    }
  });

  it('warns when alerts are not written as JSON', async () => {
    home.write('etc/ossec.conf', OSSEC_CONF.replace('<jsonout_output>yes', '<jsonout_output>no'));
    expect(codes(await run())).toContain('no-json-alerts');
  });

  it('prints the block for the mounted ossec.conf in a container, until it is there', async () => {
    mkdirSync(join(home.rootDir, 'wazuh-config-mount/etc'), { recursive: true });
    const mounted = join(home.rootDir, 'wazuh-config-mount/etc/ossec.conf');
    writeFileSync(mounted, OSSEC_CONF);
    const report = await run();

    const text = report.notices.find(notice => notice.code === 'mounted-conf')?.text ?? '';
    expect(text).toContain('<tag>o365-wazuh</tag>');
    writeFileSync(mounted, OSSEC_CONF + text.slice(text.indexOf('<ossec_config>')));
    expect(codes(await run())).not.toContain('mounted-conf');
  });

  it('says in a container that is left what the mounted ossec.conf still holds', async () => {
    const mounted = join(home.rootDir, 'wazuh-config-mount/etc/ossec.conf');
    mkdirSync(join(home.rootDir, 'wazuh-config-mount/etc'), { recursive: true });
    writeFileSync(mounted, OSSEC_CONF + NATIVE);
    home.write('etc/ossec.conf', OSSEC_CONF + NATIVE);
    const report = await run({ takeOver: true });
    const told = report.notices.find(notice => notice.code === 'mounted-collectors')?.text;
    expect(told).toContain('<enabled>no</enabled> in its <office365> (line 18)');
    expect(told).toContain('<disabled>yes</disabled>');

    writeFileSync(mounted, home.read('etc/ossec.conf'));
    expect(codes(await run({ takeOver: true })).filter(code => code.startsWith('mounted'))).toEqual([]);
    const gone = await uninstall({ home: home.path }, home.deps());
    expect(gone.notices.find(notice => notice.code === 'mounted-conf')?.text).toMatch(
      /still holds the wodle/,
    );
  });

  it('warns about a second wodle with our tag, with the lines and the cure, also when it takes over', async () => {
    await run({ restart: false });
    const conf = home.read('etc/ossec.conf');
    home.write('etc/ossec.conf', conf + conf.slice(conf.lastIndexOf('<ossec_config>')));
    for (const takeOver of [false, true]) {
      const report = await install({ home: home.path, takeOver }, home.deps());
      expect(report.notices.find(notice => notice.code === 'two-wodles')?.text).toMatch(
        /lines \d+, \d+.*Take the others out/,
      );
    }
  });

  it('is not stopped by an exclusion that means another file, but by the path of one of ours', async () => {
    const exclude = (value: string): void =>
      home.write(
        'etc/ossec.conf',
        OSSEC_CONF.replace('  </ruleset>', `    <rule_exclude>${value}</rule_exclude>\n  </ruleset>`),
      );
    exclude('etc/rules/0990-o365-wazuh_rules.xml');
    await expect(run()).rejects.toMatchObject({ code: 'INSTALL_RULES_OFF' });
    exclude('rules.xml');
    expect(await run({ restart: false })).toMatchObject({ status: 'changed' });
  });

  it('warns where a pattern chooses among the files of etc/rules', async () => {
    const withPattern = (pattern: string): void =>
      home.write(
        'etc/ossec.conf',
        OSSEC_CONF.replace('<rule_dir>etc/rules', `<rule_dir pattern="${pattern}">etc/rules`),
      );
    withPattern('local_\\.+.xml$');
    const report = await run({ dryRun: true });
    expect(report.notices.find(notice => notice.code === 'folder-pattern')?.text).toMatch(/line 14.*local_/);
    withPattern('.xml$');
    expect(codes(await run({ dryRun: true }))).not.toContain('folder-pattern');
  });

  it('warns that rules of others refer to ours when it is uninstalled, from 4.3 on', async () => {
    await run();
    home.write(
      'etc/rules/local_rules.xml',
      '<group name="x,">\n  <rule id="100900" level="9">\n    <if_sid>100002</if_sid>\n    <description>x</description>\n  </rule>\n</group>\n',
    );
    const report = await uninstall({ home: home.path }, home.deps());

    expect(report.status).toBe('changed');
    expect(report.notices.find(notice => notice.code === 'rules-in-use')?.text).toContain(
      '100900 in local_rules.xml line 2',
    );
  });

  it('refuses to be uninstalled under such rules before 4.3, where the manager would not start', async () => {
    home.remove();
    home = makeThrowawayHome({ version: '4.2.7' });
    await run();
    home.write(
      'etc/rules/local_rules.xml',
      '<group name="x,">\n  <rule id="100900" level="9">\n    <if_sid>100002</if_sid>\n    <description>x</description>\n  </rule>\n</group>\n',
    );
    const before = home.tree();
    await expect(uninstall({ home: home.path }, home.deps())).rejects.toMatchObject({
      code: 'INSTALL_RULES_IN_USE',
    });
    expect(home.tree()).toEqual(before);
  });

  it('does not take an overwrite of our rules for a clash', async () => {
    home.write(
      'etc/rules/local_rules.xml',
      '<group name="x,">\n  <rule id="100002" level="9" overwrite="yes">\n    <description>x</description>\n  </rule>\n</group>\n',
    );
    expect(await run({ restart: false })).toMatchObject({ status: 'changed' });
  });
});
