import type { Span } from './collect/ports.ts';
import { REACH_MS } from './collect/windows.ts';
import type { TenantConfig } from './config/config.ts';
import { O365WazuhError } from './errors.ts';
import { parseMoment } from './report/parse-moment.ts';

export interface ScopeFlags {
  readonly from: string;
  readonly to?: string;
  readonly tenant?: string;
  readonly type?: string;
}

export interface BackfillScope extends Span {
  /** With the content types that are wanted, at least one each. */
  readonly tenants: readonly TenantConfig[];
}

/** Microsoft keeps content for so long. */
const KEPT_MS = 7 * 86_400_000;

/**
 * Reads what a backfill is to fetch.
 *
 * A beginning in the oldest minutes of the seven days is moved to where Microsoft answers for certain, an end in the future to now.
 *
 * @throws USAGE.
 */
export function backfillScope(
  flags: ScopeFlags,
  configured: readonly TenantConfig[],
  nowMs: number,
): BackfillScope {
  const fromMs = parseMoment('--from', flags.from, nowMs);
  const toMs = Math.min(flags.to === undefined ? nowMs : parseMoment('--to', flags.to, nowMs), nowMs);
  if (fromMs < nowMs - KEPT_MS) {
    throw new O365WazuhError(
      'USAGE',
      `--from is ${iso(fromMs)}; Microsoft keeps content for 7 days, now since ${iso(nowMs - KEPT_MS)}.`,
      {
        hint: 'Choose a later --from, for example --from 7d. What is older can be had from Microsoft no more.',
      },
    );
  }
  const startMs = Math.max(fromMs, nowMs - REACH_MS);
  if (startMs >= toMs) {
    throw new O365WazuhError(
      'USAGE',
      `--from is ${iso(fromMs)} and --to is ${iso(toMs)}; --from must be the earlier one, and in the past.`,
    );
  }
  const named = configured.filter(({ name }) => flags.tenant === undefined || name === flags.tenant);
  if (named.length === 0) {
    throw new O365WazuhError(
      'USAGE',
      `--tenant is ${JSON.stringify(flags.tenant ?? '')}; it must be one of: ${configured.map(one => one.name).join(', ')}.`,
    );
  }
  const tenants = named
    .map(tenant => ({
      ...tenant,
      contentTypes: tenant.contentTypes.filter(type => flags.type === undefined || type === flags.type),
    }))
    .filter(tenant => tenant.contentTypes.length > 0);
  if (tenants.length === 0) {
    const types = [...new Set(named.flatMap(tenant => tenant.contentTypes))].join(', ');
    throw new O365WazuhError(
      'USAGE',
      `--type is ${JSON.stringify(flags.type ?? '')}; it must be one that is collected: ${types}.`,
    );
  }
  return { fromMs: startMs, toMs, tenants };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
