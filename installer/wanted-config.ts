import type { TenantConfig } from '../src/config/config.ts';
import { parseConfig } from '../src/config/load.ts';
import { readTenantFiles } from '../src/config/tenant-files.ts';
import { O365WazuhError } from '../src/errors.ts';
import { type AdoptedTenant, adoptTenants } from './adopt-tenants.ts';
import { editConfigText, newConfigText, type TenantOptions } from './config-file.ts';
import { contentOfBytes, readImage } from './images.ts';
import { type Layout, secretPath } from './layout.ts';
import type { InstallOptions } from './options.ts';
import type { FoundTenant } from './ossec-conf/found-collectors.ts';
import type { Wanted } from './plan.ts';

export interface WantedConfig {
  readonly wanted: readonly Wanted[];
  readonly adopted: readonly AdoptedTenant[];
}

/**
 * config.yml and the secret files. A setting that is there already changes only when the command line names it; comments stay.
 *
 * @param found tenants that others collect and that are to be taken over; of these, those that are not configured are.
 * @throws USAGE when a new tenant lacks an id or its secret; CONFIG_INVALID when the result would break the rules of the file.
 */
export async function wantedConfig(
  layout: Layout,
  options: InstallOptions,
  admin: { readonly uid: number; readonly gid: number },
  found: readonly FoundTenant[],
): Promise<WantedConfig> {
  const owner = { uid: admin.uid, gid: admin.uid === 0 ? 0 : admin.gid };
  const name = options.tenantName ?? 'default';
  const secret = secretPath(layout, name);
  const present = await readImage(layout.config);
  const text =
    present?.kind === 'file' && 'bytes' in present.content
      ? present.content.bytes.toString('utf8')
      : undefined;

  const tenantFiles = readTenantFiles(layout.config);
  const isThere = text !== undefined || tenantFiles.length > 0;
  const written = isThere ? parseConfig(text ?? 'version: 1', layout.config, tenantFiles) : undefined;
  const known = written?.tenants.map(tenant => tenant.name) ?? [];
  const namesTenant =
    options.tenantId !== undefined || options.clientId !== undefined || options.clientSecret !== undefined;
  const adopted = adoptTenants(found, {
    ids: [
      ...(written?.tenants.map(tenant => tenant.tenantId) ?? []),
      ...(options.tenantId === undefined ? [] : [options.tenantId.toLowerCase()]),
    ],
    names: [...known, name],
    firstName: name,
  });
  const isNew = !known.includes(name) && !adopted.some(one => one.name === name);
  if (isNew && (known.length === 0 || namesTenant)) requireAll(options, name);

  const isNamed = known.length === 0 ? adopted.length === 0 || namesTenant : !isNew || namesTenant;
  const tenants = [
    ...(isNamed ? [tenantOptions(options, name, secret)] : []),
    ...adopted.map(one => adoptedOptions(one, options, layout)),
  ];
  const interval = options.interval === undefined ? {} : { interval: options.interval };
  const [first] = tenants;
  let wantedText = text ?? newConfigText({ ...interval, ...(first ? { tenant: first } : {}) });
  wantedText = editConfigText(wantedText, interval);
  for (const tenant of tenants) wantedText = editConfigText(wantedText, { tenant });
  parseConfig(wantedText, layout.config, tenantFiles);

  const mode =
    present?.kind === 'file'
      ? { mode: present.mode, uid: present.uid, gid: present.gid }
      : { mode: 0o600, ...owner };
  const wanted: Wanted[] = [
    {
      path: layout.configFolder,
      image: { kind: 'directory', mode: 0o700, ...owner },
      reason: 'configuration and secrets',
    },
    {
      path: layout.config,
      image: { kind: 'file', content: contentOfBytes(Buffer.from(wantedText)), ...mode },
      reason: 'configuration',
    },
    ...(options.clientSecret === undefined ? [] : [secretFile(secret, options.clientSecret, owner)]),
    ...adopted.map(one => secretFile(secretPath(layout, one.name), one.clientSecret, owner)),
  ];
  return { wanted, adopted };
}

function adoptedOptions(
  { name, clientId, found }: AdoptedTenant,
  { loginUrl, apiUrl, cloud = found.cloud }: InstallOptions,
  layout: Layout,
): TenantOptions {
  const { tenantId, contentTypes } = found;
  return {
    name,
    secretFile: secretPath(layout, name),
    tenantId,
    clientId,
    ...(cloud === undefined ? {} : { cloud }),
    ...(loginUrl === undefined ? {} : { loginUrl }),
    ...(apiUrl === undefined ? {} : { apiUrl }),
    ...(contentTypes.length === 0 ? {} : { contentTypes }),
  };
}

function secretFile(path: string, value: string, owner: { uid: number; gid: number }): Wanted {
  const content = contentOfBytes(Buffer.from(`${value}\n`));
  return { path, image: { kind: 'file', content, mode: 0o600, ...owner }, reason: 'client secret' };
}

function tenantOptions(options: InstallOptions, name: string, secretFile: string): TenantOptions {
  const { tenantId, clientId, clientSecret, cloud, loginUrl, apiUrl, contentTypes } = options;
  return {
    name,
    ...(clientSecret === undefined ? {} : { secretFile }),
    ...(tenantId === undefined ? {} : { tenantId }),
    ...(clientId === undefined ? {} : { clientId }),
    ...(cloud === undefined ? {} : { cloud }),
    ...(loginUrl === undefined ? {} : { loginUrl }),
    ...(apiUrl === undefined ? {} : { apiUrl }),
    ...(contentTypes === undefined ? {} : { contentTypes }),
  };
}

function requireAll(options: InstallOptions, name: string): void {
  const missing = [
    options.tenantId === undefined ? '--tenant-id' : '',
    options.clientId === undefined ? '--client-id' : '',
    options.clientSecret === undefined ? '--client-secret-file or --client-secret-stdin' : '',
  ].filter(text => text !== '');
  if (missing.length === 0) return;
  throw new O365WazuhError(
    'USAGE',
    `The tenant ${JSON.stringify(name)} is new here and needs ${missing.join(', ')}.`,
    {
      hint: 'All three stand on the app registration’s pages in Microsoft Entra.',
      details: { incompleteTenant: true },
    },
  );
}

/** The tenants of a config.yml that is wanted and of the tenants.d that is there. */
export function tenantsIn(wanted: readonly Wanted[]): readonly TenantConfig[] {
  return wanted.flatMap(({ path, image }) => {
    if (!path.endsWith('/config.yml') || image?.kind !== 'file' || !('bytes' in image.content)) return [];
    return parseConfig(image.content.bytes.toString('utf8'), path, readTenantFiles(path)).tenants;
  });
}
