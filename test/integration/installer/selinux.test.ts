import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemLabels } from '../../../installer/file-labels.ts';
import { install, upgrade } from '../../../installer/install.ts';
import type { InstallerDeps } from '../../../installer/ports.ts';
import { uninstall } from '../../../installer/uninstall.ts';
import { firstInstall } from './options.ts';
import { makeThrowawayHome, type ThrowawayHome } from './throwaway-home.ts';

/*
 * No machine of the tests has SELinux, so its tools are stand-ins that keep the contexts in a file, by inode as the kernel does, and record their
 * calls. That the real ones behave so is known from their manuals only.
 */

const AGENT_CONF =
  '<ossec_config>\n  <client>\n    <server><address>192.0.2.1</address></server>\n  </client>\n</ossec_config>\n';
const OF_CONF = 'system_u:object_r:wazuh_conf_t:s0';
const OF_FOLDER = 'unconfined_u:object_r:var_t:s0';

const TOOLS: Readonly<Record<string, string>> = {
  stat: `inode=$(/usr/bin/stat -c %i "$3") || exit 1
sed -n "s/^$inode //p" "$DB/contexts" | tail -n 1 | grep . || echo ${OF_FOLDER}`,
  chcon: `[ -e "$DB/chcon-fails" ] && { echo "chcon: failed to change context of '$3': Permission denied" >&2; exit 1; }
echo "$(/usr/bin/stat -c %i "$3") $("$DB/bin/stat" --format %C "$2")" >> "$DB/contexts"`,
  restorecon: `[ -e "$DB/restorecon-fails" ] && { echo "restorecon: no policy" >&2; exit 1; }
exit 0`,
};

describe.skipIf(process.getuid?.() !== 0)('on a host with SELinux', () => {
  const path = process.env['PATH'];
  let home: ThrowawayHome;
  let tools: string;
  let deps: (overrides?: Partial<InstallerDeps>) => InstallerDeps;

  const setEnforcing = (to: '0' | '1'): void =>
    writeFileSync(join(home.rootDir, 'sys/fs/selinux/enforce'), to);
  const calls = (tool: string): string[] =>
    (existsSync(join(tools, 'calls')) ? readFileSync(join(tools, 'calls'), 'utf8') : '')
      .split('\n')
      .filter(line => line.startsWith(`${tool} `));
  const contextOf = (name: string): string => {
    const { ino } = statSync(join(home.path, name));
    const lines = readFileSync(join(tools, 'contexts'), 'utf8').split('\n');
    return lines.findLast(line => line.startsWith(`${ino} `))?.slice(`${ino} `.length) ?? OF_FOLDER;
  };

  beforeEach(() => {
    // An agent: without rules, which are beside the point here, everything is quick.
    home = makeThrowawayHome({ withoutPrograms: true, type: 'agent', conf: AGENT_CONF });
    tools = join(home.rootDir, 'tools');
    mkdirSync(join(tools, 'bin'), { recursive: true });
    mkdirSync(join(home.rootDir, 'sys/fs/selinux'), { recursive: true });
    setEnforcing('1');
    for (const [name, script] of Object.entries(TOOLS)) {
      const text = `#!/bin/sh\nDB=${tools}\n[ -n "$2" ] && echo "${name} $*" >> "$DB/calls"\n${script}\n`;
      writeFileSync(join(tools, 'bin', name), text);
      chmodSync(join(tools, 'bin', name), 0o755);
    }
    const conf = statSync(join(home.path, 'etc/ossec.conf'));
    writeFileSync(join(tools, 'contexts'), `${conf.ino} ${OF_CONF}\n`);
    process.env['PATH'] = `${join(tools, 'bin')}:${path ?? ''}`;
    deps = overrides =>
      home.deps({ labels: systemLabels(line => void home.said.push(line), home.rootDir), ...overrides });
  });
  afterEach(() => {
    process.env['PATH'] = path;
    home.remove();
  });

  it('ossec.conf has the context that it had, through install, upgrade and uninstall', async () => {
    await install(firstInstall(home.path), deps());
    expect(contextOf('etc/ossec.conf')).toBe(OF_CONF);
    writeFileSync(join(home.packageRoot, 'dist/collector.cjs'), '// collector 2\n');
    await upgrade({ home: home.path }, deps());
    expect(contextOf('etc/ossec.conf')).toBe(OF_CONF);
    await uninstall({ home: home.path, purge: true }, deps());
    expect(contextOf('etc/ossec.conf')).toBe(OF_CONF);
    expect(home.read('etc/ossec.conf')).not.toContain('o365-wazuh');
    expect(home.said.filter(line => line.includes('SELinux'))).toEqual([]);
  });

  it('new files get what the policy has for their paths, in one call', async () => {
    await install(firstInstall(home.path), deps());
    const [call = '', ...more] = calls('restorecon');
    expect(more).toEqual([]);
    for (const name of ['wodles/o365-wazuh', 'wodles/o365-wazuh/runtime/node'])
      expect(call.split(' ')).toContain(join(home.path, name));
    expect(call).not.toContain('o365tmp');
    expect(call).not.toContain('ossec.conf');
  });

  it('nothing is set where old and new have the same context already', async () => {
    writeFileSync(join(tools, 'contexts'), '');
    await install(firstInstall(home.path), deps());
    expect(calls('chcon')).toEqual([]);
  });

  it('refuses when the context cannot be kept and is enforced, with nothing changed', async () => {
    writeFileSync(join(tools, 'chcon-fails'), '');
    const before = home.tree();
    await expect(install(firstInstall(home.path), deps())).rejects.toMatchObject({
      code: 'INSTALL_LABEL_LOST',
      message: expect.stringMatching(/ossec\.conf \(system_u.*Permission denied/) as string,
    });
    expect(home.tree()).toEqual(before);
    expect(contextOf('etc/ossec.conf')).toBe(OF_CONF);
    expect(home.restarts()).toBe(0);
  });

  it('refuses when there is no chcon, and when stat cannot tell the old context', async () => {
    for (const tool of ['chcon', 'stat']) {
      const before = home.tree();
      const script = readFileSync(join(tools, 'bin', tool), 'utf8');
      writeFileSync(join(tools, 'bin', tool), '#!/bin/sh\nexit 127\n');
      await expect(install(firstInstall(home.path), deps()), tool).rejects.toMatchObject({
        code: 'INSTALL_LABEL_LOST',
      });
      writeFileSync(join(tools, 'bin', tool), script);
      expect(home.tree(), tool).toEqual(before);
    }
  });

  it('warns and goes on when it is not enforced', async () => {
    setEnforcing('0');
    writeFileSync(join(tools, 'chcon-fails'), '');
    expect(await install(firstInstall(home.path), deps())).toMatchObject({ status: 'changed' });
    expect(home.said.filter(line => line.includes('permissive'))).toHaveLength(1);
  });

  it('warns with the command to run when restorecon fails: new files have the context of their folder', async () => {
    writeFileSync(join(tools, 'restorecon-fails'), '');
    expect(await install(firstInstall(home.path), deps())).toMatchObject({ status: 'changed' });
    expect(home.said.find(line => line.includes('Run by hand: restorecon'))).toContain('no policy');
  });

  it('gives ossec.conf its context back when the change is taken back', async () => {
    home.mischief.silentWodle = true;
    await expect(install(firstInstall(home.path), deps())).rejects.toMatchObject({
      code: 'INSTALL_UNHEALTHY',
    });
    expect(contextOf('etc/ossec.conf')).toBe(OF_CONF);
  });

  it('calls no tool where SELinux is off', async () => {
    rmSync(join(home.rootDir, 'sys'), { recursive: true });
    await install(firstInstall(home.path), deps());
    expect(existsSync(join(tools, 'calls'))).toBe(false);
  });
});
