import {
  chmodSync,
  chownSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { ManualClock } from '../../stand-ins/manual-clock.ts';
import { NO_LABELS } from '../../../installer/file-labels.ts';
import type { InstallerDeps } from '../../../installer/ports.ts';
import { fakeDaemons, type Mischief } from './fake-daemons.ts';
import { fakeAnalysisd, fakeControl } from './fake-programs.ts';

/** The account of the throw-away Wazuh; any ids will do, root can give files to all of them. */
export const WAZUH_ID = 4201;

export const OSSEC_CONF = `<!-- stand-in manager -->
<ossec_config>
  <global>
    <jsonout_output>yes</jsonout_output>
  </global>
  <alerts>
    <log_alert_level>3</log_alert_level>
  </alerts>
  <ruleset>
    <decoder_dir>ruleset/decoders</decoder_dir>
    <rule_dir>ruleset/rules</rule_dir>
    <list>etc/lists/audit-keys</list>
    <decoder_dir>etc/decoders</decoder_dir>
    <rule_dir>etc/rules</rule_dir>
  </ruleset>
</ossec_config>
`;

export const LOCAL_RULES = `<group name="local,">
  <rule id="100001" level="5">
    <if_sid>5716</if_sid>
    <description>A rule of the user's.</description>
  </rule>
</group>
`;

export interface HomeSpec {
  readonly version?: string;
  readonly type?: 'server' | 'agent';
  readonly conf?: string;
  /** No control script: its version stands in VERSION.json, and nothing is started to ask for it. */
  readonly withoutPrograms?: boolean;
  /** Where the home is made. Default: the folder for temporary files. */
  readonly parent?: string;
  /** Without programs: what the control script would tell stands in etc/ossec-init.conf of the home. */
  readonly initFile?: boolean;
}

/** A Wazuh home in the temporary folder, with stand-ins for its programs. */
export interface ThrowawayHome {
  /** Stands for `/`: holds etc/passwd and etc/group. */
  readonly rootDir: string;
  readonly path: string;
  /** A package with small parts, so that tests do not copy 120 MB. */
  readonly packageRoot: string;
  readonly said: string[];
  /** How the stand-ins misbehave; may be set at any time. */
  readonly mischief: Mischief;
  deps(overrides?: Partial<InstallerDeps>): InstallerDeps;
  read(path: string): string;
  write(path: string, text: string): void;
  /** How often the daemons were restarted, and reloaded. */
  restarts(): number;
  reloads(): number;
  /** Every file, link and folder with content hash, mode and owner; without logs and what the daemons themselves write. */
  tree(): Record<string, string>;
  /** The same with the time of each file's last change. */
  exactTree(): Record<string, string>;
  remove(): void;
}

export function makeThrowawayHome(spec: HomeSpec = {}): ThrowawayHome {
  const version = spec.version ?? '4.14.7';
  const prefix = /^(?:3\.|4\.[01]\.)/.test(version) ? 'ossec' : 'wazuh';
  const rootDir = mkdtempSync(join(spec.parent ?? tmpdir(), 'o365-wazuh-home-'));
  const path = join(rootDir, 'var/ossec');
  const packageRoot = join(rootDir, 'package');
  makePackage(packageRoot);

  const folders = [
    'bin',
    'etc/rules',
    'etc/decoders',
    'etc/lists',
    'etc/shared',
    'ruleset/rules',
    'ruleset/decoders',
    'logs/alerts',
    'queue/sockets',
    'var/run',
    'wodles',
  ];
  for (const folder of folders) mkdirSync(join(path, folder), { recursive: true });
  mkdirSync(join(rootDir, 'etc'));
  const account = prefix === 'ossec' || version.startsWith('4.2.') ? 'ossec' : 'wazuh';
  writeFileSync(
    join(rootDir, 'etc/passwd'),
    `root:x:0:0::/root:/bin/sh\n${account}:x:${WAZUH_ID}:${WAZUH_ID}::/:/bin/false\n`,
  );
  writeFileSync(join(rootDir, 'etc/group'), `root:x:0:\n${account}:x:${WAZUH_ID}:\n`);

  const put = (name: string, text: string, mode: number, uid: number): void => {
    writeFileSync(join(path, name), text);
    chownSync(join(path, name), uid, WAZUH_ID);
    chmodSync(join(path, name), mode);
  };
  const type = spec.type ?? 'server';
  const info = `WAZUH_VERSION="v${version}"\nWAZUH_REVISION="rc1"\nWAZUH_TYPE="${type}"\n`;
  if (prefix === 'ossec')
    writeFileSync(
      join(rootDir, 'etc/ossec-init.conf'),
      `DIRECTORY="${path}"\nNAME="Wazuh"\nVERSION="v${version}"\nTYPE="${type}"\n`,
    );
  if (spec.withoutPrograms) {
    put('VERSION.json', JSON.stringify({ version }), 0o440, WAZUH_ID);
    if (spec.initFile) put('etc/ossec-init.conf', `VERSION="v${version}"\nTYPE="${type}"\n`, 0o640, 0);
  } else {
    put(`bin/${prefix}-control`, fakeControl(prefix, info), 0o750, 0);
    if (type === 'server') put(`bin/${prefix}-analysisd`, fakeAnalysisd(prefix), 0o750, 0);
  }
  put('etc/ossec.conf', spec.conf ?? OSSEC_CONF, 0o660, 0);
  put('etc/lists/audit-keys', 'audit-wazuh-w:write\n', 0o660, WAZUH_ID);
  put('etc/rules/local_rules.xml', LOCAL_RULES, 0o660, WAZUH_ID);
  put(
    'ruleset/rules/0095-sshd_rules.xml',
    '<group name="sshd,">\n  <rule id="5716" level="5"><description>x</description></rule>\n</group>\n',
    0o640,
    0,
  );
  put(
    'ruleset/decoders/0006-json_decoders.xml',
    '<decoder name="json">\n  <prematch>^{</prematch>\n</decoder>\n',
    0o640,
    0,
  );
  put('logs/ossec.log', '', 0o660, WAZUH_ID);
  put(
    'var/run/running',
    `wazuh-modulesd\n${type === 'server' ? 'wazuh-analysisd' : 'wazuh-agentd'}\n`,
    0o640,
    0,
  );
  for (const folder of ['etc/rules', 'etc/decoders', 'etc/lists']) {
    chownSync(join(path, folder), 0, WAZUH_ID);
    chmodSync(join(path, folder), 0o770);
  }

  const said: string[] = [];
  const mischief: Mischief = {};
  return {
    mischief,
    rootDir,
    path,
    packageRoot,
    said,
    deps: overrides => ({
      clock: new ManualClock(),
      signal: new AbortController().signal,
      packageRoot,
      uid: 0,
      gid: 0,
      rootDir,
      daemons: fakeDaemons(mischief),
      labels: NO_LABELS,
      say: line => said.push(line),
      ...overrides,
    }),
    read: name => readFileSync(join(path, name), 'utf8'),
    write: (name, text) => writeFileSync(join(path, name), text),
    restarts: () => countLines(join(path, 'var/run/restarts')),
    reloads: () => countLines(join(path, 'var/run/reloads')),
    tree: () => treeOf(path),
    exactTree: () => treeOf(path, true),
    remove: () => rmSync(rootDir, { recursive: true, force: true }),
  };
}

/** A package with our real rules and decoders and stand-ins for the large parts. */
function makePackage(root: string): void {
  const source = join(import.meta.dirname, '../../..');
  mkdirSync(join(root, `dist/native/linux-${process.arch}`), { recursive: true });
  mkdirSync(join(root, `node_modules/node-linux-${process.arch}/bin`), { recursive: true });
  writeFileSync(join(root, 'dist/collector.cjs'), '// collector 1\n');
  writeFileSync(join(root, `dist/native/linux-${process.arch}/unix_dgram.node`), 'addon 1\n');
  writeFileSync(join(root, `node_modules/node-linux-${process.arch}/bin/node`), 'runtime 1\n');
  cpSync(join(source, 'rules'), join(root, 'rules'), { recursive: true });
  cpSync(join(source, 'decoders'), join(root, 'decoders'), { recursive: true });
  cpSync(join(source, 'lists'), join(root, 'lists'), { recursive: true });
}

export function treeOf(root: string, withTimes = false): Record<string, string> {
  const tree: Record<string, string> = {};
  const visit = (name: string): void => {
    const path = join(root, name);
    const stats = lstatSync(path);
    const time = withTimes && !stats.isDirectory() ? ` ${stats.mtimeMs}` : '';
    const attributes = `${(stats.mode & 0o7777).toString(8)} ${stats.uid}:${stats.gid}${time}`;
    if (stats.isDirectory()) {
      tree[name] = `folder ${attributes}`;
      for (const entry of readdirSync(path)) visit(join(name, entry));
    } else if (stats.isSymbolicLink()) {
      tree[name] = `link to ${readlinkSync(path)} ${attributes}`;
    } else if (!stats.isFile()) {
      tree[name] = `no file ${attributes}`;
    } else {
      tree[name] =
        `${createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 16)} ${attributes}`;
    }
  };
  visit('.');
  for (const name of [
    'logs/ossec.log',
    'logs/alerts/alerts.json',
    'var/run/restarts',
    'var/run/reloads',
    'var/run/running',
    'var/run/loaded',
    'var/run/child.pid',
  ])
    delete tree[name];
  return tree;
}

function countLines(path: string): number {
  try {
    return readFileSync(path, 'utf8').split('\n').length - 1;
  } catch {
    return 0;
  }
}
