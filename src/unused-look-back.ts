import { leftOffOf } from './collect/origin.ts';
import type { Log, Store } from './collect/ports.ts';
import type { Config, TenantConfig } from './config/config.ts';
import { formatDuration } from './config/duration.ts';
import { settingsOf } from './config/tenant-settings.ts';

/** What config.yml says where nobody has chosen. */
const DEFAULT_LOOK_BACK_MS = 86_400_000;
const MINUTE_MS = 60_000;

type Memory = Pick<Store, 'meta' | 'setMeta'>;

/** A `first_lookback` that somebody chose and that does nothing. */
export interface UnusedLookBack {
  readonly tenantId: string;
  readonly lookBackMs: number;
  /** What it means, and how to get what was hoped for. */
  readonly text: string;
}

/**
 * Finds each tenant whose `first_lookback` is longer than usual and reaches behind the place where another collector left off: such a
 * feed begins at that place, whatever the look-back. Nothing is found once that place itself is out of the look-back's reach.
 *
 * @param meta of the state.
 */
export function unusedLookBacks(
  config: Config,
  meta: Pick<Store, 'meta'>,
  nowMs: number,
): readonly UnusedLookBack[] {
  return config.tenants.flatMap(tenant => {
    const { firstLookbackMs: lookBackMs } = settingsOf(config, tenant);
    if (lookBackMs <= DEFAULT_LOOK_BACK_MS) return [];
    const { tenantId, contentTypes } = tenant;
    const places = contentTypes
      .flatMap(contentType => leftOffOf({ tenantId, contentType }, meta) ?? [])
      .filter(leftOffMs => nowMs - lookBackMs < leftOffMs);
    if (places.length === 0) return [];
    return [{ tenantId, lookBackMs, text: textOf(tenant, lookBackMs, Math.max(...places)) }];
  });
}

function textOf({ name }: TenantConfig, lookBackMs: number, leftOffMs: number): string {
  const written = formatDuration(lookBackMs);
  // What lies behind was delivered by us, and a backfill leaves that out.
  const to = new Date(Math.ceil(leftOffMs / MINUTE_MS) * MINUTE_MS).toISOString().slice(0, 16);
  return (
    `first_lookback ${written} has no effect on ${name}, which goes on where the collector before left off. ` +
    `To fetch what was before that, some of it a second time: o365-wazuh backfill --from ${written} --to ${to} --tenant ${name}`
  );
}

/** Tells the log of each, once for each look-back that is chosen. */
export function tellUnusedLookBacks(config: Config, store: Memory, nowMs: number, log: Log): void {
  for (const { tenantId, lookBackMs, text } of unusedLookBacks(config, store, nowMs)) {
    const key = `look-back-told/${tenantId}`;
    if (store.meta(key) === String(lookBackMs)) continue;
    log.warn(text);
    store.setMeta(key, String(lookBackMs));
  }
}
