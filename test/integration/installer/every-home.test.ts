import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { install, upgrade } from '../../../installer/install.ts';
import { uninstall } from '../../../installer/uninstall.ts';
import { diagnose } from '../../../src/doctor/diagnose.ts';
import { readStatus } from '../../../src/status/read-status.ts';
import { renderStatus } from '../../../src/status/render-status.ts';
import { statusReport } from '../../../src/status/status-report.ts';
import { detectHome } from '../../../src/wazuh/home.ts';
import { realConfs } from '../../unit/installer/real-confs.ts';
import { firstInstall } from './options.ts';
import { type HomeSpec, makeThrowawayHome, type ThrowawayHome } from './throwaway-home.ts';

const asRoot = process.getuid?.() === 0;
if (!asRoot) console.log('Installer tests give files to other accounts and need root: skipped.');

/** One kind of home, and what is particular about it. */
interface Kind {
  readonly name: string;
  readonly spec: HomeSpec;
  /** A stock ossec.conf of that release. */
  readonly conf: string;
  /** What the operator is told at the installation. */
  readonly told?: readonly string[];
  readonly hasRules?: boolean;
  /** How new rules come to the daemons. */
  readonly activation?: 'none' | 'reload' | 'restart';
  readonly prepare?: (home: ThrowawayHome) => void;
  /** Makes the stock file what it is to be. */
  readonly change?: (conf: string) => string;
}

const RESTARTS = { hasRules: true, activation: 'restart' } as const;
const RELOADS = { hasRules: true, activation: 'reload' } as const;
const NO_RULES = { hasRules: false, activation: 'none', told: ['rules-elsewhere'] } as const;

const asMaster = (conf: string): string =>
  conf.replace(/<cluster>[^]*<\/cluster>/, cluster => cluster.replace('<disabled>yes<', '<disabled>no<'));

const KINDS: readonly Kind[] = [
  { name: 'manager 3.13', spec: { version: '3.13.6' }, conf: 'v3.13.6-ossec-server.conf', ...RESTARTS },
  { name: 'manager 4.0', spec: { version: '4.0.4' }, conf: 'v4.1.5-ossec-server.conf', ...RESTARTS },
  { name: 'manager 4.2', spec: { version: '4.2.7' }, conf: 'v4.1.5-ossec-server.conf', ...RESTARTS },
  { name: 'manager 4.3', spec: { version: '4.3.0' }, conf: 'v4.3.0-ossec-server.conf', ...RESTARTS },
  { name: 'manager 4.7', spec: { version: '4.7.5' }, conf: 'v4.9.0-ossec-server.conf', ...RESTARTS },
  { name: 'manager 4.10', spec: { version: '4.10.1' }, conf: 'v4.9.0-ossec-server.conf', ...RESTARTS },
  { name: 'manager 4.13', spec: { version: '4.13.0' }, conf: 'v4.14.7-ossec-server.conf', ...RELOADS },
  { name: 'manager 4.14', spec: { version: '4.14.7' }, conf: 'v4.14.7-ossec-server.conf', ...RELOADS },
  {
    name: 'manager 4.14 whose ossec.conf has CRLF line ends',
    spec: { version: '4.14.7' },
    conf: 'v4.14.7-ossec-server.conf',
    change: conf => conf.replaceAll('\n', '\r\n'),
    ...RELOADS,
  },
  {
    name: 'manager 4.14 whose ossec.conf is a link',
    spec: { version: '4.14.7' },
    conf: 'v4.14.7-ossec-server.conf',
    prepare: home => {
      mkdirSync(join(home.path, 'etc/real'));
      renameSync(join(home.path, 'etc/ossec.conf'), join(home.path, 'etc/real/ossec.conf'));
      symlinkSync('real/ossec.conf', join(home.path, 'etc/ossec.conf'));
    },
    ...RELOADS,
  },
  {
    name: 'cluster master',
    spec: { version: '4.9.0' },
    conf: 'docker-v4.9.0-wazuh_manager.conf',
    change: asMaster,
    told: ['lists-on-workers'],
    ...RESTARTS,
  },
  {
    name: 'cluster worker',
    spec: { version: '4.14.0' },
    conf: 'docker-v4.14.0-wazuh_worker.conf',
    ...NO_RULES,
  },
  {
    name: 'agent 3.13',
    spec: { version: '3.13.6', type: 'agent' },
    conf: 'v3.13.6-ossec-agent.conf',
    ...NO_RULES,
  },
  {
    name: 'agent 4.14',
    spec: { version: '4.14.7', type: 'agent' },
    conf: 'v4.14.7-ossec-agent.conf',
    ...NO_RULES,
  },
  {
    name: 'manager in Docker with its volumes and a mounted ossec.conf',
    spec: { version: '4.14.0' },
    conf: 'docker-v4.14.0-wazuh_manager.conf',
    prepare: home => {
      putAt(home, 'wazuh-config-mount/etc/ossec.conf', home.read('etc/ossec.conf'));
      putAt(home, 'proc/self/mountinfo', mountinfo('/', ...VOLUMES));
    },
    told: ['mounted-conf', 'mounted-lists'],
    ...RELOADS,
  },
  {
    name: 'manager in Docker with a volume too few',
    spec: { version: '4.3.0' },
    conf: 'docker-v4.3.0-wazuh_manager.conf',
    prepare: home => {
      putAt(home, '.dockerenv', '');
      putAt(home, 'proc/self/mountinfo', mountinfo('/', ...VOLUMES.filter(path => !path.endsWith('wodles'))));
    },
    told: ['no-volume'],
    ...RESTARTS,
  },
];

const VOLUMES = ['/var/ossec/etc', '/var/ossec/logs', '/var/ossec/queue', '/var/ossec/wodles'];

function mountinfo(...points: readonly string[]): string {
  return points.map((point, at) => `${at + 1} 1 0:5${at} / ${point} rw - ext4 /dev/sda1 rw\n`).join('');
}

function putAt(home: ThrowawayHome, path: string, text: string): void {
  mkdirSync(dirname(join(home.rootDir, path)), { recursive: true });
  writeFileSync(join(home.rootDir, path), text);
}

function codesOf({ notices }: { readonly notices: readonly { readonly code: string }[] }): string[] {
  return notices.map(notice => notice.code);
}

/** A later version: of the collector and of a rule file. */
function release(home: ThrowawayHome): void {
  writeFileSync(join(home.packageRoot, 'dist/collector.cjs'), '// collector 2\n');
  appendFileSync(join(home.packageRoot, 'rules/0990-o365-wazuh_rules.xml'), '<!-- a later version -->\n');
}

async function statusOf(home: ThrowawayHome): Promise<string> {
  const found = await detectHome({ home: home.path, rootDir: home.rootDir });
  const { clock } = home.deps();
  return renderStatus(statusReport(await readStatus(found, clock, new AbortController().signal)));
}

function diagnoseOffline(home: ThrowawayHome) {
  return diagnose({
    home: home.path,
    rootDir: home.rootDir,
    offline: true,
    signal: new AbortController().signal,
  });
}

const stock = new Map(realConfs().map(({ name, bytes }) => [name, bytes.toString('latin1')]));

describe.skipIf(!asRoot)('every command on', () => {
  let home: ThrowawayHome;
  afterEach(() => home.remove());

  it.each(KINDS.filter(({ conf }) => stock.has(conf)))(
    '$name',
    async ({ spec, conf, change = text => text, prepare, told = [], hasRules = false, activation }) => {
      const text = change(stock.get(conf) ?? '');
      home = makeThrowawayHome({ ...spec, conf: text, withoutPrograms: true, initFile: true });
      prepare?.(home);
      const before = home.tree();
      const options = firstInstall(home.path);

      const planned = await install({ ...options, dryRun: true }, home.deps());
      expect(home.tree()).toEqual(before);
      expect(planned.home).toMatchObject({ version: spec.version, type: spec.type ?? 'server' });

      const installed = await install(options, home.deps());
      expect(installed.plan.changes.map(({ path }) => path)).toEqual(
        planned.plan.changes.map(({ path }) => path),
      );
      expect(installed.activation).toBe('restart');
      expect(codesOf(installed)).toEqual(told);
      expect(existsSync(join(home.path, 'etc/rules/0990-o365-wazuh_rules.xml'))).toBe(hasRules);
      const patched = readFileSync(join(home.path, 'etc/ossec.conf'), 'latin1');
      expect(patched).toContain('<tag>o365-wazuh</tag>');
      if (text.includes('\r\n')) expect(patched).not.toMatch(/[^\r]\n/);
      expect(await install(options, home.deps())).toMatchObject({ status: 'unchanged' });

      // A UI moves the block into the first root, and the user sets things in it.
      const [block = ''] =
        /[ \t]*<wodle name="command">[^]*?<tag>o365-wazuh[^]*?<\/wodle>\r?\n/.exec(patched) ?? [];
      const edited = block
        .replace('<disabled>no<', '<disabled>yes<')
        .replace('>5m<', '>7m<')
        .replace('>1800<', '>900<')
        .replace('<run_on_start>yes<', '<run_on_start>no<');
      const moved = patched.replace(block, '').replace(/<ossec_config>\r?\n/, root => root + edited);
      writeFileSync(join(home.path, 'etc/ossec.conf'), moved, 'latin1');

      release(home);
      const upgraded = await upgrade({ home: home.path }, home.deps());
      expect(upgraded).toMatchObject({ status: 'changed', activation });
      expect(codesOf(upgraded)).toContain('wodle-edited');
      expect(readFileSync(join(home.path, 'etc/ossec.conf'), 'latin1')).toBe(moved);
      expect(home.read('wodles/o365-wazuh/collector.cjs')).toContain('collector 2');

      const status = await statusOf(home);
      expect(status).toContain(`Wazuh ${spec.version ?? ''}, ${spec.type === 'agent' ? 'agent' : 'manager'}`);
      expect(status).toMatch(/wodle is disabled/i);
      for (const line of status.split('\n')) expect(line.length).toBeLessThanOrEqual(80);

      const { results } = await diagnoseOffline(home);
      const found = new Map(results.map(({ id, findings }) => [id, findings.map(({ status: one }) => one)]));
      expect(found.get('version')).toEqual(['ok']);
      expect(found.get('wodle')).toEqual(['fail']);
      expect(JSON.stringify(results)).not.toContain('INTERNAL');
      if (hasRules) expect(found.get('ruleset')).toEqual(['ok']);

      const going = { home: home.path, purge: true };
      const asUpgraded = home.tree();
      const removal = await uninstall({ ...going, dryRun: true }, home.deps());
      expect(home.tree()).toEqual(asUpgraded);
      const removed = await uninstall(going, home.deps());
      expect(removed.plan.changes.map(({ path }) => path)).toEqual(
        removal.plan.changes.map(({ path }) => path),
      );
      expect(home.tree()).toEqual(before);
      await expect(upgrade({ home: home.path }, home.deps())).rejects.toMatchObject({
        code: 'INSTALL_NOT_INSTALLED',
      });
    },
    60_000,
  );

  it('a Wazuh 5 manager is refused with the way that there is, and looked at without harm', async () => {
    home = makeThrowawayHome({ version: '5.0.0' });
    renameSync(join(home.path, 'bin/wazuh-control'), join(home.path, 'bin/wazuh-manager-control'));
    renameSync(join(home.path, 'etc/ossec.conf'), join(home.path, 'etc/wazuh-manager.conf'));
    writeFileSync(join(home.path, 'etc/wazuh-manager.conf'), '<wazuh_config>\n</wazuh_config>\n');
    const before = home.tree();
    const commands = [
      () => install({ ...firstInstall(home.path), dryRun: true }, home.deps()),
      () => install(firstInstall(home.path), home.deps()),
      () => upgrade({ home: home.path }, home.deps()),
      () => uninstall({ home: home.path }, home.deps()),
    ];
    for (const run of commands) {
      await expect(run()).rejects.toMatchObject({
        code: 'INSTALL_WAZUH_5',
        hint: expect.stringContaining('agent') as string,
      });
    }
    expect(await statusOf(home)).toContain('5.0.0');
    const { results } = await diagnoseOffline(home);
    expect(results.find(({ id }) => id === 'version')?.findings[0]?.status).toBe('fail');
    expect(JSON.stringify(results)).not.toContain('INTERNAL');
    expect(home.tree()).toEqual(before);
  });
});
