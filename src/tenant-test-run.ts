import type { Config, TenantConfig } from './config/config.ts';
import { ERROR_TABLE, type ExitName } from './error-table.ts';
import { toO365WazuhError } from './errors.ts';
import { checkTenant } from './tenants/check-tenant.ts';
import { bad, type TenantReport } from './tenants/tenant-check.ts';
import { openTenantFeed, SYSTEM_CLOCK } from './wiring.ts';

/** A person waits for the answer: two further attempts at what often passes, not a minute of them. */
const PATIENCE = {
  retry: { baseMs: 500, capMs: 2_000, budgetMs: 15_000, maxAttempts: 3 },
  limits: { controlMs: 20_000, idleMs: 20_000, transferMs: 60_000 },
} as const;

/** Tenants asked about at the same time. */
const AT_ONCE = 8;

export interface TenantTestOptions {
  /** Start missing subscriptions; else nothing is changed at Microsoft. */
  readonly start?: boolean;
  /** Told as each tenant is done, in no order. */
  readonly onReport?: (report: TenantReport) => void;
}

/**
 * Asks Microsoft about tenants, several at a time. One that fails does not keep another from its answer.
 *
 * @returns the reports in the order of `tenants`.
 * @throws the signal's reason when it aborts.
 */
export async function testTenants(
  config: Pick<Config, 'insecureFiles'>,
  tenants: readonly TenantConfig[],
  options: TenantTestOptions,
  signal: AbortSignal,
): Promise<TenantReport[]> {
  const reports: TenantReport[] = [];
  const queue = tenants.entries();
  const worker = async (): Promise<void> => {
    for (const [index, tenant] of queue) {
      const report = await testTenant(config, tenant, options.start ?? false, signal);
      reports[index] = report;
      options.onReport?.(report);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return reports;
}

async function testTenant(
  config: Pick<Config, 'insecureFiles'>,
  tenant: TenantConfig,
  start: boolean,
  signal: AbortSignal,
): Promise<TenantReport> {
  const { name, tenantId } = tenant;
  try {
    const feed = openTenantFeed(config, tenant, PATIENCE);
    try {
      return await checkTenant(tenant, feed, { start, nowMs: SYSTEM_CLOCK.now() }, signal);
    } finally {
      feed.close();
    }
  } catch (error) {
    signal.throwIfAborted();
    // Settings that are wrong before any request: a URL, a CA file.
    return { name, tenantId, checks: [bad('settings', toO365WazuhError(error))] };
  }
}

/** What the reports come to, by who must act first. */
export function exitOfReports(reports: readonly TenantReport[]): ExitName {
  const exits = new Set(
    reports.flatMap(report =>
      report.checks.flatMap(({ status, code }): ExitName[] =>
        status === 'fail' ? [code === undefined ? 'found' : ERROR_TABLE[code].exit] : [],
      ),
    ),
  );
  const order: readonly ExitName[] = ['internal', 'config', 'credentials', 'microsoft', 'found'];
  return order.find(exit => exits.has(exit)) ?? 'ok';
}
