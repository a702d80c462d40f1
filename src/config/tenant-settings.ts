import type { FilterSpec } from '../filters/filter.ts';
import type { Config, HashingConfig, TenantConfig } from './config.ts';

/** What holds for one tenant once its own settings are laid over those of the whole file. */
export interface TenantSettings {
  readonly firstLookbackMs: number;
  readonly overlapMs: number;
  /** The file's filters, then the tenant's own; those that are switched off are left out. */
  readonly filters: readonly FilterSpec[];
  readonly detectedValues: 'redact' | 'keep';
  readonly hashing: HashingConfig | undefined;
}

/** A filter of the tenant takes the place of the file's filter of the same name. */
export function settingsOf(config: Config, tenant: TenantConfig): TenantSettings {
  const own = tenant.filters ?? [];
  const ownNames = new Set(own.map(filter => filter.name));
  const filters = [...(config.filters ?? []).filter(filter => !ownNames.has(filter.name)), ...own];
  // Fields and key go together. The tenant's empty list switches hashing off for it.
  const hashing = tenant.privacy?.hashing ?? config.privacy?.hashing;
  return {
    firstLookbackMs: tenant.firstLookbackMs ?? config.firstLookbackMs,
    overlapMs: tenant.overlapMs ?? config.overlapMs,
    filters: filters.filter(filter => filter.isOff !== true),
    detectedValues: tenant.privacy?.detectedValues ?? config.privacy?.detectedValues ?? 'redact',
    hashing: hashing && hashing.fields.length > 0 ? hashing : undefined,
  };
}
