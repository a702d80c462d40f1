import type { ContentType } from '../events/content-type.ts';
import type { MessageFormat } from '../events/envelope.ts';
import type { FilterSpec } from '../filters/filter.ts';
import { type CredentialConfig, resolveCredential } from './credential-config.ts';
import { parseDuration } from './duration.ts';
import { resolveFilters } from './filter-schema.ts';
import { type NetworkConfig, resolveNetwork } from './network-config.ts';
import type { CloudName, LogLevel, WrittenConfig } from './schema.ts';

/** Fields whose values leave as keyed hashes, and where the key is. */
export interface HashingConfig {
  readonly fields: readonly string[];
  readonly keyFile: string;
}

/** What is set at one place; `tenant-settings.ts` lays a tenant's over the file's. */
export interface PrivacyConfig {
  readonly detectedValues?: 'redact' | 'keep';
  readonly hashing?: HashingConfig;
}

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
  readonly customer?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** The shape of its messages: ours, or that of Wazuh's own module. Absent: ours. */
  readonly format?: MessageFormat;
  readonly firstLookbackMs?: number;
  readonly overlapMs?: number;
  readonly filters?: readonly FilterSpec[];
  readonly privacy?: PrivacyConfig;
}

/** The whole configuration, ready to be used: durations in milliseconds, ids in lower case. */
export interface Config {
  readonly intervalMs: number;
  readonly firstLookbackMs: number;
  readonly overlapMs: number;
  readonly concurrency: number;
  readonly logLevel: LogLevel;
  readonly maxEventsPerSecond: number;
  /** Where each run writes its metrics. */
  readonly metricsFile?: string;
  /** Take secret files whatever their mode and owner. */
  readonly insecureFiles: boolean;
  /** The general network; each tenant's own is made from it. */
  readonly network: NetworkConfig;
  /** Requests for tokens, subscriptions and listings, all tenants together. Absent: not limited. */
  readonly maxRequestsPerSecond?: number;
  readonly filters?: readonly FilterSpec[];
  readonly privacy?: PrivacyConfig;
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
    ...(written.metrics_file === undefined ? {} : { metricsFile: written.metrics_file }),
    insecureFiles: written.insecure_files,
    network,
    maxRequestsPerSecond: written.max_requests_per_second,
    ...(written.filters === undefined ? {} : { filters: resolveFilters(written.filters) }),
    ...(written.privacy === undefined ? {} : { privacy: resolvePrivacy(written.privacy) }),
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
    ...(tenant.customer === undefined ? {} : { customer: tenant.customer }),
    ...(tenant.labels === undefined ? {} : { labels: tenant.labels }),
    ...(tenant.format === undefined ? {} : { format: tenant.format }),
    ...durationOf('firstLookbackMs', tenant.first_lookback),
    ...durationOf('overlapMs', tenant.overlap),
    ...(tenant.filters === undefined ? {} : { filters: resolveFilters(tenant.filters) }),
    ...(tenant.privacy === undefined ? {} : { privacy: resolvePrivacy(tenant.privacy) }),
  };
}

function durationOf<Name extends string>(name: Name, text: string | undefined): { [name in Name]?: number } {
  const ms = text === undefined ? undefined : parseDuration(text);
  return ms === undefined ? {} : ({ [name]: ms } as { [name in Name]: number });
}

function resolvePrivacy(written: NonNullable<WrittenConfig['privacy']>): PrivacyConfig {
  const { detected_values: detectedValues, hash_fields: fields, key_file: keyFile = '' } = written;
  return {
    ...(detectedValues === undefined ? {} : { detectedValues }),
    ...(fields === undefined ? {} : { hashing: { fields, keyFile } }),
  };
}
