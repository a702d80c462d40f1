import { join } from 'node:path';
import type { Gap } from './collect/ports.ts';
import { type VerifiedBlob, type VerifiedPartition, verifyPartition } from './collect/verify-partition.ts';
import { REACH_MS } from './collect/windows.ts';
import { O365WazuhError } from './errors.ts';
import type { ContentType } from './events/content-type.ts';
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
  /** Spans that Microsoft no longer offered, found within the days looked at. Single lost blobs are in `days`. */
  readonly gaps: readonly Gap[];
}

/** One blob as it stands in the books. */
export interface ComparedBlob extends VerifiedBlob {
  readonly tenant: string;
  readonly tenantId: string;
  readonly contentType: ContentType;
}

export interface VerifyMeans {
  readonly tempo?: Tempo;
  /** Called before the listing of each content type of each tenant. */
  readonly onPart?: (label: string) => void;
  /** Called for each blob, in the listing's order; those that are not offered any more come last. */
  readonly onBlob?: (blob: ComparedBlob) => void;
  /** Told of a tenant's file that cannot be used: nothing is known of its tenants. */
  readonly onRefusedFile?: (error: O365WazuhError) => void;
}

/** A feed whose last listing is older is late: what was offered since is missing, not merely to come. */
const FRESH_MS = 3_600_000;
const DAY_MS = 86_400_000;

/**
 * Compares all that Microsoft offers now with the ledger, for each tenant and content type. Takes no lock and changes nothing.
 *
 * What became available after the feed's last listing is left to its next run, as long as that listing is not an hour old.
 *
 * @throws USAGE for an unknown tenant; CONFIG_…, STATE_…, HOME_…; INTERRUPTED when the signal aborts.
 */
export async function runVerify(
  flags: VerifyFlags,
  signal: AbortSignal,
  means: VerifyMeans = {},
): Promise<readonly Verified[]> {
  const clock = means.tempo?.clock ?? SYSTEM_CLOCK;
  const places = await resolvePlaces(flags);
  const config = readConfiguration({}, places, error => means.onRefusedFile?.(error));
  const tenants = config.tenants.filter(({ name }) => flags.tenant === undefined || name === flags.tenant);
  if (tenants.length === 0)
    throw new O365WazuhError(
      'USAGE',
      `--tenant is ${JSON.stringify(flags.tenant ?? '')}; it must be one of: ${config.tenants.map(({ name }) => name).join(', ')}.`,
    );
  const path = join(places.stateDir ?? '.', 'state.db');
  const report = readStateReport(path, { runs: 1, sinceMs: 0 });
  const nowMs = clock.now();
  const fromMs = nowMs - Math.min(flags.days * DAY_MS, REACH_MS);
  const verified: Verified[] = [];
  for (const tenant of tenants) {
    const feed = openTenantFeed(config, tenant, { clock });
    try {
      for (const contentType of tenant.contentTypes) {
        const { tenantId } = tenant;
        const listedMs = Number(report.meta(`listed/${tenantId}/${contentType}`) ?? 0);
        const toMs = nowMs - listedMs < FRESH_MS ? listedMs : nowMs;
        const ledger = readLedger(path, { tenantId, contentType });
        means.onPart?.(`${tenant.name} ${contentType}`);
        const one = await verifyPartition(feed, ledger, { fromMs, toMs }, signal, blob =>
          means.onBlob?.({ tenant: tenant.name, tenantId, contentType, ...blob }),
        );
        signal.throwIfAborted();
        const known = report.partitions.find(
          part => part.tenantId === tenantId && part.contentType === contentType,
        );
        const gaps = (known?.gaps ?? []).filter(
          gap => gap.reason !== 'blob-lost' && gap.recordedMs > nowMs - flags.days * DAY_MS,
        );
        verified.push({ tenant: tenant.name, ...one, gaps });
      }
    } finally {
      feed.close();
    }
  }
  return verified;
}
