import { join } from 'node:path';
import { type VerifiedPartition, verifyPartition } from './collect/verify-partition.ts';
import { REACH_MS } from './collect/windows.ts';
import { O365WazuhError } from './errors.ts';
import { readConfiguration } from './run-configuration.ts';
import { readLedger } from './state/read-ledger.ts';
import { readStateReport } from './state/state-report.ts';
import { openTenantFeed, resolvePlaces, SYSTEM_CLOCK, type Tempo } from './wiring.ts';

export interface VerifyFlags {
  readonly home?: string;
  readonly config?: string;
  readonly state?: string;
  readonly tenant?: string;
  readonly days: number;
}

export interface Verified extends VerifiedPartition {
  readonly tenant: string;
}

/** A feed whose last listing is older is late: what was offered since is missing, not merely to come. */
const FRESH_MS = 3_600_000;

/**
 * Compares all that Microsoft offers now with the ledger, for each tenant and content type. Takes no lock and changes nothing.
 *
 * What became available after the feed's last listing is left to its next run, as long as that listing is not an hour old.
 *
 * @throws USAGE for an unknown tenant; CONFIG_…, STATE_…, HOME_….
 */
export async function runVerify(
  flags: VerifyFlags,
  signal: AbortSignal,
  tempo: Tempo = {},
): Promise<readonly Verified[]> {
  const clock = tempo.clock ?? SYSTEM_CLOCK;
  const places = await resolvePlaces(flags);
  const config = readConfiguration({}, places, () => undefined);
  const tenants = config.tenants.filter(({ name }) => flags.tenant === undefined || name === flags.tenant);
  if (tenants.length === 0) throw new O365WazuhError('USAGE', `There is no tenant ${flags.tenant ?? ''}.`);
  const path = join(places.stateDir ?? '.', 'state.db');
  const report = readStateReport(path, { runs: 1, sinceMs: 0 });
  const nowMs = clock.now();
  const fromMs = nowMs - Math.min(flags.days * 86_400_000, REACH_MS);
  const verified: Verified[] = [];
  for (const tenant of tenants) {
    const feed = openTenantFeed(config, tenant, { clock });
    try {
      for (const contentType of tenant.contentTypes) {
        const { tenantId } = tenant;
        const listedMs = Number(report.meta(`listed/${tenantId}/${contentType}`) ?? 0);
        const toMs = nowMs - listedMs < FRESH_MS ? listedMs : nowMs;
        const ledger = readLedger(path, { tenantId, contentType });
        const one = await verifyPartition(feed, ledger, { fromMs, toMs }, signal);
        verified.push({ tenant: tenant.name, ...one });
      }
    } finally {
      feed.close();
    }
  }
  return verified;
}
