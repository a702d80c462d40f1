import type { ContentType } from '../events/content-type.ts';
import { type CredentialConfig, resolveCredential } from './credential-config.ts';
import { parseDuration } from './duration.ts';
import { type NetworkConfig, resolveNetwork } from './network-config.ts';
import type { CloudName, LogLevel, WrittenConfig } from './schema.ts';

/** One tenant, ready to be used. */
export interface TenantConfig {
  readonly name: string;
  readonly tenantId: string;
  /** Empty where the credential knows its application by itself. */
  readonly clientId: string;
  readonly credential: CredentialConfig;
  readonly network: NetworkConfig;
  readonly cloud: CloudName;
  readonly loginUrl?: string;
  readonly apiUrl?: string;
  readonly contentTypes: readonly ContentType[];
  readonly stopOthers: boolean;
}

/** The whole configuration, ready to be used: durations in milliseconds, ids in lower case. */
export interface Config {
  readonly intervalMs: number;
  readonly firstLookbackMs: number;
  readonly overlapMs: number;
  readonly concurrency: number;
  readonly logLevel: LogLevel;
  readonly maxEventsPerSecond: number;
  /** Take secret files whatever their mode and owner. */
  readonly insecureFiles: boolean;
  /** The general network; each tenant's own is made from it. */
  readonly network: NetworkConfig;
  readonly tenants: readonly TenantConfig[];
}

/** Turns the validated file into what the program uses. The schema has checked every duration already. */
export function resolveConfig(written: WrittenConfig): Config {
  const network = resolveNetwork(written);
  return {
    intervalMs: parseDuration(written.interval) ?? 0,
    firstLookbackMs: parseDuration(written.first_lookback) ?? 0,
    overlapMs: parseDuration(written.overlap) ?? 0,
    concurrency: written.concurrency,
    logLevel: written.log_level,
    maxEventsPerSecond: written.max_events_per_second,
    insecureFiles: written.insecure_files,
    network,
    tenants: written.tenants.map(tenant => resolveTenant(tenant, network)),
  };
}

/**
 * Turns a validated tenant into what the program uses.
 *
 * @param general the network of config.yml, for what the tenant does not say itself.
 */
export function resolveTenant(
  tenant: WrittenConfig['tenants'][number],
  general: NetworkConfig,
): TenantConfig {
  return {
    name: tenant.name,
    tenantId: tenant.tenant_id.toLowerCase(),
    clientId: tenant.client_id?.toLowerCase() ?? '',
    credential: resolveCredential(tenant),
    network: resolveNetwork(tenant, general),
    cloud: tenant.cloud,
    ...(tenant.login_url === undefined ? {} : { loginUrl: tenant.login_url }),
    ...(tenant.api_url === undefined ? {} : { apiUrl: tenant.api_url }),
    contentTypes: tenant.content_types,
    stopOthers: tenant.stop_others,
  };
}
