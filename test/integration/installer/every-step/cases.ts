import { appendFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { install, upgrade } from '../../../../installer/install.ts';
import type { InstallerDeps } from '../../../../installer/ports.ts';
import { listHomeBackups, restore } from '../../../../installer/restore.ts';
import { restoreRules } from '../../../../installer/rules-state/restore-rules.ts';
import { addTenant } from '../../../../installer/tenants/add-tenant.ts';
import { importTenants } from '../../../../installer/tenants/import-tenants.ts';
import { removeTenant } from '../../../../installer/tenants/remove-tenant.ts';
import { uninstall } from '../../../../installer/uninstall.ts';
import { CLIENT_ID, firstInstall, SECRET } from '../options.ts';
import type { ThrowawayHome } from '../throwaway-home.ts';

const RULES = '0990-o365-wazuh_rules.xml';
const OTHER_TENANT = '22222222-2222-3333-4444-555555555555';

/** A command that changes a home. */
export interface Case {
  readonly command: string;
  /** What is there before. */
  readonly prepare: (home: ThrowawayHome) => Promise<unknown>;
  readonly run: (home: ThrowawayHome, deps: InstallerDeps) => Promise<unknown>;
  /** The same for the command line. */
  readonly argv: (home: ThrowawayHome) => readonly string[];
}

const installed = (home: ThrowawayHome): Promise<unknown> => install(firstInstall(home.path), home.deps());

/** A newer package, over rules that the user edited: one file is merged, one replaced, code too. */
async function makeNewer(home: ThrowawayHome): Promise<void> {
  await installed(home);
  const rules = home.read(`etc/rules/${RULES}`);
  home.write(`etc/rules/${RULES}`, rules.replace('level="5"', 'level="7"'));
  appendFileSync(join(home.packageRoot, 'rules', RULES), '<!-- a later version -->\n');
  appendFileSync(
    join(home.packageRoot, 'decoders/0005-o365-wazuh_decoders.xml'),
    '<!-- a later version -->\n',
  );
  writeFileSync(join(home.packageRoot, 'dist/collector.cjs'), '// collector 2\n');
}

/** What the collector leaves behind. */
async function used(home: ThrowawayHome): Promise<void> {
  await installed(home);
  for (const name of ['logs/o365-wazuh.log', 'var/run/o365-wazuh.state', 'queue/o365-wazuh/state.db'])
    home.write(name, 'written by the collector\n');
}

async function withTwoTenants(home: ThrowawayHome): Promise<void> {
  await installed(home);
  await addTenant(secondTenant, { home: home.path, dryRun: false }, home.deps());
}

const secondTenant = {
  name: 'fabrikam',
  keys: { tenant_id: OTHER_TENANT, client_id: CLIENT_ID },
  secret: SECRET,
};

const csvPath = (home: ThrowawayHome): string => join(home.rootDir, 'tenants.csv');
const secretFile = (home: ThrowawayHome): string => join(home.rootDir, 'secret');

async function withCsv(home: ThrowawayHome): Promise<void> {
  await installed(home);
  const rows = [2, 3].map(
    digit => `t${digit},${String(digit).repeat(8)}-2222-3333-4444-555555555555,${CLIENT_ID},${SECRET}`,
  );
  writeFileSync(csvPath(home), `name,tenant_id,client_id,client_secret\n${rows.join('\n')}\n`, {
    mode: 0o600,
  });
}

async function firstBackup(home: ThrowawayHome, deps: InstallerDeps): Promise<string> {
  const [id = ''] = await listHomeBackups(home.path, deps);
  return id;
}

/** Every command that changes a home, each on ground where it has the most to do. */
export const CASES: readonly Case[] = [
  {
    command: 'install',
    prepare: async home => writeFileSync(secretFile(home), `${SECRET}\n`, { mode: 0o600 }),
    run: (home, deps) => install(firstInstall(home.path), deps),
    argv: home => {
      const { tenantId = '', clientId = '' } = firstInstall(home.path);
      return [
        'install',
        '--tenant-id',
        tenantId,
        '--client-id',
        clientId,
        '--client-secret-file',
        secretFile(home),
      ];
    },
  },
  {
    command: 'upgrade',
    prepare: makeNewer,
    run: (home, deps) => upgrade({ home: home.path }, deps),
    argv: () => ['upgrade'],
  },
  {
    command: 'uninstall',
    prepare: used,
    run: (home, deps) => uninstall({ home: home.path }, deps),
    argv: () => ['uninstall'],
  },
  {
    command: 'uninstall --purge',
    prepare: used,
    run: (home, deps) => uninstall({ home: home.path, purge: true }, deps),
    argv: () => ['uninstall', '--purge'],
  },
  {
    command: 'restore',
    prepare: async home => {
      await makeNewer(home);
      await upgrade({ home: home.path }, home.deps());
    },
    run: async (home, deps) => restore({ home: home.path, id: await firstBackup(home, deps) }, deps),
    argv: home => {
      const [first = ''] = readdirSync(join(home.path, 'wodles/o365-wazuh/backup')).sort();
      return ['restore', first.replace('.tar.gz', '')];
    },
  },
  {
    command: 'rules restore',
    prepare: async home => {
      await installed(home);
      home.write(`etc/rules/${RULES}`, home.read(`etc/rules/${RULES}`).replace('level="5"', 'level="7"'));
    },
    run: (home, deps) => restoreRules({ home: home.path, what: [RULES] }, deps),
    argv: () => ['rules', 'restore', RULES],
  },
  {
    command: 'tenant add',
    prepare: async home => {
      await installed(home);
      writeFileSync(secretFile(home), `${SECRET}\n`, { mode: 0o600 });
    },
    run: (home, deps) => addTenant(secondTenant, { home: home.path, dryRun: false }, deps),
    argv: home => [
      'tenant',
      'add',
      'fabrikam',
      '--tenant-id',
      OTHER_TENANT,
      '--client-id',
      CLIENT_ID,
      '--secret-file',
      secretFile(home),
      '--no-test',
    ],
  },
  {
    command: 'tenant remove',
    prepare: withTwoTenants,
    run: (home, deps) =>
      removeTenant({ home: home.path, name: 'fabrikam', purgeState: false, dryRun: false }, deps),
    argv: () => ['tenant', 'remove', 'fabrikam'],
  },
  {
    command: 'tenant import',
    prepare: withCsv,
    run: (home, deps) =>
      importTenants({ home: home.path, file: csvPath(home), insecureFiles: false, dryRun: false }, deps),
    argv: home => ['tenant', 'import', csvPath(home)],
  },
];
