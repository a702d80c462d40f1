import type { Clock, Partition, Store } from './ports.ts';
import { REACH_MS } from './windows.ts';

type Memory = Pick<Store, 'meta' | 'setMeta'>;

/** Where the feed of one content type begins. */
export interface Beginning {
  readonly originMs: number;
  /** How far a first listing looks back at least. */
  readonly firstLookbackMs: number;
}

/**
 * Where this partition begins: the start of its first look-back, written down at its first run. A longer look-back set later
 * moves it back, so that the next listing reaches as far as the user asks.
 *
 * A partition that goes on where another collector left off begins there, whatever the look-back: what lies before was delivered.
 */
export function beginningOf(
  partition: Partition,
  firstLookbackMs: number,
  { store, clock }: { readonly store: Memory; readonly clock: Clock },
): Beginning {
  const key = originKey(partition);
  const known = Number(store.meta(key) ?? Infinity);
  const leftOffMs = leftOffOf(partition, store);
  if (leftOffMs !== undefined) {
    const originMs = Math.min(known, leftOffMs);
    if (originMs < known) store.setMeta(key, String(originMs));
    return { originMs, firstLookbackMs: 0 };
  }
  // Farther than Microsoft's reach it would begin with a gap.
  const wantedMs = clock.now() - Math.min(firstLookbackMs, REACH_MS);
  if (known <= wantedMs) return { originMs: known, firstLookbackMs };
  store.setMeta(key, String(wantedMs));
  return { originMs: wantedMs, firstLookbackMs };
}

/** Makes a partition that has not begun yet begin where another collector left off. @returns false for one that has begun. */
export function beginWhereLeftOff(partition: Partition, leftOffMs: number, store: Memory): boolean {
  if (store.meta(originKey(partition)) !== undefined) return false;
  const key = leftOffKey(partition);
  // Of two that collected it the one that is behind counts.
  store.setMeta(key, String(Math.min(leftOffMs, Number(store.meta(key) ?? Infinity))));
  return true;
}

/** Where another collector left off, for a partition that goes on there; undefined for any other. */
export function leftOffOf(partition: Partition, store: Pick<Store, 'meta'>): number | undefined {
  const leftOffMs = store.meta(leftOffKey(partition));
  return leftOffMs === undefined ? undefined : Number(leftOffMs);
}

function originKey({ tenantId, contentType }: Partition): string {
  return `origin/${tenantId}/${contentType}`;
}

function leftOffKey({ tenantId, contentType }: Partition): string {
  return `left-off/${tenantId}/${contentType}`;
}
