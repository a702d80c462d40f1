import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { detectHome, hasFeature } from '../../../src/wazuh/home.ts';
import { TempHome } from '../../stand-ins/temp-home.ts';

const info = (version: string, type: string) =>
  `#!/bin/sh\n[ "$1" = info ] && echo 'WAZUH_VERSION="${version}"\nWAZUH_REVISION="1"\nWAZUH_TYPE="${type}"'\n`;

/** A folder that stands for `/`, with programs where the test puts them. */
function root(files: Record<string, string>, programs: Record<string, string> = {}): TempHome {
  const home = new TempHome(files);
  for (const [path, text] of Object.entries(programs)) home.write(path, text, 0o755);
  return home;
}

describe('detectHome', () => {
  it('describes a 4.14 manager in its usual place', async () => {
    using machine = root(
      {
        'var/ossec/etc/ossec.conf':
          '<ossec_config><cluster><node_type>worker</node_type></cluster></ossec_config>',
        'etc/passwd': 'root:x:0:0::/root:/bin/sh\nwazuh:x:991:992::/var/ossec:/sbin/nologin\n',
        'etc/group': 'root:x:0:\nwazuh:x:993:\n',
      },
      { 'var/ossec/bin/wazuh-control': info('v4.14.7', 'server') },
    );

    const home = await detectHome({ rootDir: machine.path });

    expect(home).toMatchObject({
      path: join(machine.path, 'var/ossec'),
      foundBy: 'default path',
      type: 'server',
      version: '4.14.7',
      account: { user: 'wazuh', group: 'wazuh', uid: 991, gid: 993 },
      conf: { cluster: { nodeType: 'worker' } },
      container: undefined,
    });
    expect(home.files.queueSocket).toBe(join(home.path, 'queue/sockets/queue'));
    expect(home.files.analysisdState).toBe(join(home.path, 'var/run/wazuh-analysisd.state'));
  });

  it('describes a 3.13 manager by ossec-init.conf, wherever it lives', async () => {
    using machine = root(
      {
        'etc/ossec-init.conf': 'DIRECTORY="/opt/ossec"\nNAME="Wazuh"\nVERSION="v3.13.6"\nTYPE="server"\n',
        'opt/ossec/etc/ossec.conf': '<ossec_config></ossec_config>',
        'var/ossec/etc/ossec.conf': '<ossec_config></ossec_config>',
        'etc/passwd': 'ossec:x:105:106::/opt/ossec:/sbin/nologin\n',
        'etc/group': 'ossec:x:107:\n',
      },
      { 'opt/ossec/bin/ossec-control': '#!/bin/sh\necho "Usage: $0 {start|stop|restart|status}"\nexit 1\n' },
    );

    const home = await detectHome({ rootDir: machine.path });

    expect(home).toMatchObject({
      path: join(machine.path, 'opt/ossec'),
      foundBy: 'ossec-init.conf',
      type: 'server',
      version: '3.13.6',
      account: { user: 'ossec', gid: 107 },
    });
    expect(home.files.queueSocket).toBe(join(home.path, 'queue/ossec/queue'));
    expect(home.files.control).toBe(join(home.path, 'bin/ossec-control'));
    expect(home.files.analysisd).toBe(join(home.path, 'bin/ossec-analysisd'));
  });

  it('finds an agent by its unit file, among other units of Wazuh', async () => {
    using machine = root(
      {
        'usr/lib/systemd/system/wazuh-agent.service':
          '[Service]\nExecStart=/usr/bin/env /srv/agent/bin/wazuh-control start\n',
        'usr/lib/systemd/system/wazuh-dashboard.service':
          '[Service]\nExecStart=/usr/share/wazuh-dashboard/bin/opensearch-dashboards\n',
        'srv/agent/etc/ossec.conf': '<ossec_config><client><server></server></client></ossec_config>',
      },
      { 'srv/agent/bin/wazuh-control': info('v4.9.0', 'agent') },
    );
    expect(await detectHome({ rootDir: machine.path })).toMatchObject({
      path: join(machine.path, 'srv/agent'),
      foundBy: 'unit file',
      type: 'agent',
      version: '4.9.0',
    });
  });

  it('takes a home that is named and nothing else', async () => {
    using machine = root({ 'var/ossec/etc/ossec.conf': '', 'mine/etc/ossec.conf': '' });
    const named = join(machine.path, 'mine');
    expect(await detectHome({ home: named, rootDir: machine.path })).toMatchObject({
      path: named,
      foundBy: '--home',
    });
    await expect(
      detectHome({ home: join(machine.path, 'none'), rootDir: machine.path }),
    ).rejects.toMatchObject({
      code: 'HOME_NOT_FOUND',
      message: expect.stringContaining('no etc/ossec.conf'),
    });
  });

  it('makes do with a home without programs, whose version nobody tells', async () => {
    using machine = root({
      'demo/etc/ossec.conf': '<ossec_config><client><server></server></client></ossec_config>',
    });
    mkdirSync(join(machine.path, 'demo/queue/sockets'), { recursive: true });
    const home = await detectHome({ home: join(machine.path, 'demo'), rootDir: machine.path });
    expect(home).toMatchObject({ type: 'agent', version: undefined, account: undefined });
    expect(home.files.control).toBeUndefined();
    expect(hasFeature(home, 'getstats')).toBeUndefined();
  });

  it.each([
    ['VERSION.json', 'VERSION.json', '{"version": "4.12.0", "stage": "rc1"}', '4.12.0'],
    ['its own ossec-init.conf', 'etc/ossec-init.conf', 'VERSION="v4.1.5"\nTYPE="local"\n', '4.1.5'],
  ])('reads the version of a home without programs from %s', async (_what, path, text, version) => {
    using machine = root({ 'demo/etc/ossec.conf': '', [`demo/${path}`]: text });
    expect(await detectHome({ home: join(machine.path, 'demo'), rootDir: machine.path })).toMatchObject({
      version,
    });
  });

  it('does not hang with a control program that hangs, and reads the version from its text', async () => {
    using machine = root(
      { 'var/ossec/etc/ossec.conf': '' },
      { 'var/ossec/bin/wazuh-control': '#!/bin/sh\nVERSION="v4.8.2"\nTYPE="server"\nsleep 600 &\nwait\n' },
    );
    expect(await detectHome({ rootDir: machine.path })).toMatchObject({ version: '4.8.2', type: 'server' });
  }, 20_000);

  it('knows a 5.0 manager', async () => {
    using machine = root(
      { 'var/wazuh-manager/etc/wazuh-manager.conf': '<wazuh_config></wazuh_config>' },
      { 'var/wazuh-manager/bin/wazuh-manager-control': info('v5.0.0', 'manager') },
    );
    const home = await detectHome({ rootDir: machine.path });
    expect(home).toMatchObject({ type: 'manager5', version: '5.0.0' });
    expect(home.files.conf).toBe(join(home.path, 'etc/wazuh-manager.conf'));
  });

  it.each([
    ['docker', { '.dockerenv': '' }, undefined],
    ['docker', { 'wazuh-config-mount/etc/ossec.conf': '' }, 'wazuh-config-mount/etc/ossec.conf'],
    ['podman', { 'run/.containerenv': '' }, undefined],
    ['kubernetes', { 'var/run/secrets/kubernetes.io/token': '', '.dockerenv': '' }, undefined],
  ])('sees that it is in %s', async (kind, files, mountedConf) => {
    using machine = root({ 'var/ossec/etc/ossec.conf': '', ...files });
    expect((await detectHome({ rootDir: machine.path })).container).toEqual({
      kind,
      mountedConf: mountedConf && join(machine.path, mountedConf),
    });
  });

  it('says where it looked when there is no Wazuh', async () => {
    using machine = root({});
    await expect(detectHome({ rootDir: machine.path })).rejects.toMatchObject({
      code: 'HOME_NOT_FOUND',
      message: expect.stringContaining('/var/ossec'),
    });
  });

  it.skipIf(process.getuid?.() !== 0)(
    'says that the right to look is missing, not that nothing is there',
    async () => {
      using machine = root({ 'var/ossec/etc/ossec.conf': '' });
      chmodSync(machine.path, 0o755);
      chmodSync(join(machine.path, 'var/ossec'), 0o700);
      process.seteuid?.(65_534);
      try {
        await expect(detectHome({ rootDir: machine.path })).rejects.toMatchObject({
          code: 'HOME_UNREADABLE',
        });
      } finally {
        process.seteuid?.(0);
      }
    },
  );
});

describe('hasFeature', () => {
  it('goes by the version, numbers compared as numbers', () => {
    expect(hasFeature({ version: '4.13.0' }, 'reloadRuleset')).toBe(true);
    expect(hasFeature({ version: '4.9.2' }, 'reloadRuleset')).toBe(false);
    expect(hasFeature({ version: '4.4.0' }, 'getstats')).toBe(true);
  });
});
