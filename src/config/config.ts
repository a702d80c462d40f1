import type { ContentType } from '../events/content-type.ts';
import { parseDuration } from './duration.ts';
import type { CloudName, LogLevel, WrittenConfig } from './schema.ts';

/** Where a client secret's value is read from, at each renewal of a token. */
export type SecretSource =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'env'; readonly name: string }
  /** Given on the command line of the blog's drop-in; kept in memory only. */
  | { readonly kind: 'value'; readonly value: string };

/** One tenant, ready to be used. */
export interface TenantConfig {
  readonly name: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly secret: SecretSource;
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
  readonly proxyUrl?: string;
  readonly caFile?: string;
  readonly tenants: readonly TenantConfig[];
}

/** Turns the validated file into what the program uses. The schema has checked every duration already. */
export function resolveConfig(written: WrittenConfig): Config {
  return {
    intervalMs: parseDuration(written.interval) ?? 0,
    firstLookbackMs: parseDuration(written.first_lookback) ?? 0,
    overlapMs: parseDuration(written.overlap) ?? 0,
    concurrency: written.concurrency,
    logLevel: written.log_level,
    maxEventsPerSecond: written.max_events_per_second,
    ...(written.proxy === undefined ? {} : { proxyUrl: written.proxy }),
    ...(written.ca_file === undefined ? {} : { caFile: written.ca_file }),
    tenants: written.tenants.map(resolveTenant),
  };
}

/** Turns a validated tenant into what the program uses. */
export function resolveTenant(tenant: WrittenConfig['tenants'][number]): TenantConfig {
  return {
    name: tenant.name,
    tenantId: tenant.tenant_id.toLowerCase(),
    clientId: tenant.client_id.toLowerCase(),
    secret:
      tenant.client_secret_file === undefined
        ? { kind: 'env', name: tenant.client_secret_env ?? '' }
        : { kind: 'file', path: tenant.client_secret_file },
    cloud: tenant.cloud,
    ...(tenant.login_url === undefined ? {} : { loginUrl: tenant.login_url }),
    ...(tenant.api_url === undefined ? {} : { apiUrl: tenant.api_url }),
    contentTypes: tenant.content_types,
    stopOthers: tenant.stop_others,
  };
}
