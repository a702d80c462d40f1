import { Document, isMap, isSeq, parseDocument, YAMLMap, type YAMLSeq } from 'yaml';
import { CONTENT_TYPES, type ContentType } from '../src/events/content-type.ts';

/** What the command line says about one tenant. Undefined: not said. */
export interface TenantOptions {
  readonly name: string;
  readonly tenantId?: string;
  readonly clientId?: string;
  readonly secretFile?: string;
  readonly cloud?: string;
  readonly loginUrl?: string;
  readonly apiUrl?: string;
  readonly contentTypes?: readonly ContentType[];
}

export interface ConfigEdit {
  readonly interval?: string;
  readonly tenant?: TenantOptions;
}

const HEADER = ` Configuration of o365-wazuh. Check it with: o365-wazuh config check
 Read at the start of each run: a change needs no restart.`;

const COMMENTS: Readonly<Record<string, string>> = {
  interval:
    ' How often the wodle runs. The wodle in ossec.conf decides; the stalled-feed check derives from this.',
  first_lookback: ' How far the first run looks back: 1h to 7d. Microsoft keeps 7 days.',
  overlap: ' How far each run lists again behind its cursor, for content that appears late.',
  concurrency: ' Downloads at the same time per tenant, 1 to 64.',
  log_level: ' error, warn, info or debug.',
};

/**
 * Writes a new config.yml, every setting with its meaning.
 *
 * @param edit must name a tenant with both ids: a configuration without one is of no use.
 */
export function newConfigText(edit: ConfigEdit): string {
  const document = new Document({
    version: 1,
    interval: edit.interval ?? '5m',
    first_lookback: '24h',
    overlap: '2h',
    concurrency: 8,
    log_level: 'info',
    tenants: edit.tenant ? [tenantEntry(edit.tenant)] : [],
  });
  document.commentBefore = HEADER;
  if (isMap(document.contents)) {
    for (const pair of document.contents.items) {
      const key = pair.key as { value: string; commentBefore?: string };
      const comment = COMMENTS[key.value];
      if (comment !== undefined) key.commentBefore = comment;
    }
  }
  return document.toString({ lineWidth: 0 });
}

/**
 * Brings what the command line says into an existing config.yml. Comments, order and everything not named stay as they are.
 *
 * A tenant is found by its name; one that is not there yet is added at the end.
 */
export function editConfigText(text: string, edit: ConfigEdit): string {
  const document = parseDocument(text);
  if (edit.interval !== undefined && document.get('interval') !== edit.interval)
    document.set('interval', edit.interval);
  if (edit.tenant) setTenant(document, edit.tenant);
  const edited = document.toString({ lineWidth: 0 });
  return sameMeaning(text, document) ? text : edited;
}

function setTenant(document: Document, tenant: TenantOptions): void {
  let tenants = document.get('tenants') as YAMLSeq | undefined;
  if (!isSeq(tenants)) {
    document.set('tenants', document.createNode([]));
    tenants = document.get('tenants') as YAMLSeq;
  }
  const existing = tenants.items.find(item => isMap(item) && item.get('name') === tenant.name);
  if (!(existing instanceof YAMLMap)) {
    tenants.flow = false;
    tenants.add(document.createNode(tenantEntry(tenant)));
    return;
  }
  if (tenant.secretFile !== undefined) existing.delete('client_secret_env');
  for (const [key, value] of Object.entries(givenKeys(tenant))) {
    if (JSON.stringify(existing.toJS(document)[key]) === JSON.stringify(value)) continue;
    existing.set(key, document.createNode(value));
  }
}

/** A new tenant with everything that has a default written out, in the order of the documentation. */
function tenantEntry(tenant: TenantOptions): Record<string, unknown> {
  return givenKeys({
    ...tenant,
    cloud: tenant.cloud ?? 'worldwide',
    contentTypes: tenant.contentTypes ?? CONTENT_TYPES,
  });
}

function givenKeys(tenant: TenantOptions): Record<string, unknown> {
  const entry = {
    name: tenant.name,
    tenant_id: tenant.tenantId,
    client_id: tenant.clientId,
    client_secret_file: tenant.secretFile,
    cloud: tenant.cloud,
    login_url: tenant.loginUrl,
    api_url: tenant.apiUrl,
    content_types: tenant.contentTypes && [...tenant.contentTypes],
  };
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined));
}

/** The library may respell what nobody changed; a file that means the same is left byte for byte. */
function sameMeaning(text: string, edited: Document): boolean {
  return JSON.stringify(parseDocument(text).toJS()) === JSON.stringify(edited.toJS());
}
