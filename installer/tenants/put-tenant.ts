import { join } from 'node:path';
import {
  addTenant as addTenantText,
  type FileShape,
  setTenantKeys,
  type TenantEntry,
} from '../../src/config/edit-tenants.ts';
import { tenantFolder } from '../../src/config/tenant-files.ts';
import { O365WazuhError } from '../../src/errors.ts';
import { CONTENT_TYPES } from '../../src/events/content-type.ts';
import { stringify } from 'yaml';
import { secretPath } from '../layout.ts';
import type { Session } from '../session.ts';
import type { PresentConfig } from './change-tenants.ts';

/** What is asked of one tenant. A key that is not there stays as it is. */
export interface TenantOrder {
  readonly name: string;
  /** Keys of the tenant as the file writes them, without `name` and without those of the secret. */
  readonly keys: TenantEntry;
  /** The secret's value, which gets a file of its own. */
  readonly secret?: string;
}

/** Texts of configuration files by path, as they are to be. */
export type Texts = Map<string, string>;

/**
 * Brings one tenant into the texts: changed where it is written, or added.
 *
 * @param texts changed in place.
 * @param place where a new tenant goes: config.yml, or a file of its own in tenants.d.
 * @throws USAGE for another tenant id under a name that is in use, or a new tenant that lacks what it needs.
 */
export function putTenant(
  session: Session,
  present: PresentConfig,
  texts: Texts,
  order: TenantOrder,
  place: 'config.yml' | 'tenants.d',
): void {
  const { layout } = session;
  const known = present.tenants.find(one => one.tenant.name === order.name);
  const keys = { ...order.keys, ...secretKeys(session, order) };
  if (known) {
    const { file } = known.placeOf('name');
    const wantedId = order.keys['tenant_id'];
    if (typeof wantedId === 'string' && wantedId.toLowerCase() !== known.tenant.tenantId) {
      throw new O365WazuhError(
        'USAGE',
        `The name ${order.name} belongs to the tenant ${known.tenant.tenantId}, in ${file}.`,
        { hint: 'Choose another name; or run o365-wazuh tenant remove first.' },
      );
    }
    const shape: FileShape = file === present.main.name ? 'config' : 'tenant-file';
    texts.set(file, setTenantKeys(textOf(present, texts, file), shape, order.name, sameIds(known, keys)));
    return;
  }
  requireEnough(order, keys);
  const entry = newEntry(order.name, keys);
  if (place === 'config.yml') {
    texts.set(layout.config, addTenantText(textOf(present, texts, layout.config), entry));
    return;
  }
  const path = join(tenantFolder(layout.config), `${order.name}.yml`);
  if (present.tenantFiles.some(file => file.name === path)) {
    throw new O365WazuhError(
      'USAGE',
      `${path} is there already and holds no tenant ${JSON.stringify(order.name)}.`,
      { hint: 'Rename that file, then run this again.' },
    );
  }
  texts.set(path, stringify(entry, { lineWidth: 0 }));
}

function textOf(present: PresentConfig, texts: Texts, path: string): string {
  const file = [present.main, ...present.tenantFiles].find(one => one.name === path);
  return texts.get(path) ?? file?.text ?? '';
}

/** A secret that is given replaces every other way in. */
function secretKeys(session: Session, { name, secret }: TenantOrder): TenantEntry {
  if (secret === undefined) return {};
  return {
    client_secret_file: secretPath(session.layout, name),
    client_secret_env: undefined,
    credential: undefined,
  };
}

/** Ids that differ in case only are no change. */
function sameIds(
  { tenant }: { readonly tenant: { readonly tenantId: string; readonly clientId: string } },
  keys: TenantEntry,
): TenantEntry {
  const ids = { tenant_id: tenant.tenantId, client_id: tenant.clientId };
  return Object.fromEntries(
    Object.entries(keys).filter(
      ([key, value]) =>
        typeof value !== 'string' || value.toLowerCase() !== (ids as Record<string, string>)[key],
    ),
  );
}

function requireEnough(order: TenantOrder, keys: TenantEntry): void {
  const hasProof = ['client_secret_file', 'client_secret_env', 'credential'].some(
    key => keys[key] !== undefined,
  );
  const missing = [
    ...(keys['tenant_id'] === undefined ? ['--tenant-id'] : []),
    ...(keys['client_id'] === undefined && keys['credential'] === undefined ? ['--client-id'] : []),
    ...(hasProof ? [] : ['a secret (--secret-file, --secret-env or --secret-stdin)']),
  ];
  if (missing.length === 0) return;
  throw new O365WazuhError('USAGE', `The tenant ${order.name} is new here and needs ${missing.join(', ')}.`, {
    hint: 'Both ids stand on the overview page of the app registration in Microsoft Entra.',
    details: { incompleteTenant: true },
  });
}

/** In the order of the documentation, with what most people change written out. */
function newEntry(name: string, keys: TenantEntry): TenantEntry {
  const { tenant_id, client_id, client_secret_file, client_secret_env, credential, ...rest } = keys;
  const entry = {
    name,
    tenant_id,
    client_id,
    client_secret_file,
    client_secret_env,
    credential,
    cloud: 'worldwide',
    content_types: [...CONTENT_TYPES],
    ...rest,
  };
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined));
}
