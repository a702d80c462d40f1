import { type HandedOver, handOverBytes, handOverPath } from '../src/hand-over.ts';
import type { TenantConfig } from '../src/config/config.ts';
import { REACH_MS } from '../src/collect/windows.ts';
import { nativeBookmarkPath, readNativeBookmark } from '../src/wazuh/native-bookmark.ts';
import { goesOff } from './adopt-tenants.ts';
import type { FoundTenant } from './ossec-conf/found-collectors.ts';
import type { Layout } from './layout.ts';
import type { Wanted } from './plan.ts';
import type { Notice } from './report.ts';
import type { Owner } from './session.ts';
import { privateImage } from './wanted-rules.ts';

/** What the collector is told of those before it. */
export interface HandOver {
  readonly wanted: readonly Wanted[];
  readonly notices: readonly Notice[];
}

/**
 * Plans the record of where other collectors left off: our feeds begin there, without a gap. Wazuh's own module goes on until the restart
 * and its bookmark with it, so the collector reads that once more at its first run; what it holds now is kept for when it is gone by then.
 *
 * @param found what collects now.
 * @param tenants those of the configuration: what collects others stays.
 */
export function wantedHandOver(
  layout: Layout,
  found: readonly FoundTenant[],
  tenants: readonly Pick<TenantConfig, 'tenantId' | 'contentTypes'>[],
  admin: Owner,
  nowMs: number,
): HandOver {
  const tenantIds = tenants.map(({ tenantId }) => tenantId);
  const going = found.filter(one => goesOff(one, found, tenantIds));
  const ours = going.filter(one => tenantIds.includes(one.tenantId.toLowerCase()));
  if (ours.length === 0) return { wanted: [], notices: [] };
  const partitions: HandedOver[] = [];
  const notices: Notice[] = [];
  for (const tenant of ours) {
    const places = tenant.contentTypes.map(contentType => placeOf(layout.home, tenant, contentType, nowMs));
    partitions.push(...places.map(({ handed }) => handed));
    notices.push({ code: 'taken-over', text: tellPlaces(tenant, places, nowMs) });
    const own = tenants.filter(({ tenantId }) => tenantId === tenant.tenantId.toLowerCase());
    const dropped = tenant.contentTypes.filter(type => !own.some(one => one.contentTypes.includes(type)));
    if (dropped.length > 0) {
      notices.push({
        code: 'fewer-types',
        text: `${tenant.by === 'native' ? '<office365>' : 'The wodle'} in line ${tenant.line} also collected ${dropped.join(', ')} of ${tenant.tenantId}, which nobody does any more: add that to content_types of the tenant if it is wanted.`,
      });
    }
  }
  const image = privateImage(handOverBytes(partitions), admin);
  return {
    wanted: [{ path: handOverPath(layout.state), image, reason: 'where the collectors before left off' }],
    notices,
  };
}

interface Place {
  readonly handed: HandedOver;
  readonly status: 'known' | 'missing' | 'broken' | 'guessed';
}

function placeOf(
  home: string,
  tenant: FoundTenant,
  contentType: FoundTenant['contentTypes'][number],
  nowMs: number,
): Place {
  const partition = { tenantId: tenant.tenantId.toLowerCase(), contentType };
  if (tenant.by === 'blog') {
    // The script keeps no bookmark; its last run is at most one interval ago.
    const agoMs = Math.min(tenant.intervalMs ?? REACH_MS, REACH_MS);
    return { handed: { ...partition, atMs: nowMs - agoMs }, status: 'guessed' };
  }
  const bookmark = nativeBookmarkPath(home, tenant.tenantId, contentType);
  const read = readNativeBookmark(bookmark, nowMs);
  return {
    handed: { ...partition, bookmark, ...(read.status === 'known' ? { atMs: read.atMs } : {}) },
    status: read.status,
  };
}

function tellPlaces({ by, line, tenantId }: FoundTenant, places: readonly Place[], nowMs: number): string {
  const what = by === 'native' ? `<office365> in line ${line}` : `the wodle in line ${line}`;
  const times = places.flatMap(({ handed }) => handed.atMs ?? []);
  const first = times.length === 0 ? undefined : Math.min(...times);
  const parts = [
    `${what} is switched off, and what it collected of ${tenantId} goes on here${first === undefined ? '' : ` from ${new Date(first).toISOString()}, a little before it left off`}.`,
  ];
  const namesOf = (status: Place['status']): string =>
    places
      .filter(place => place.status === status)
      .map(({ handed }) => handed.contentType)
      .join(', ');
  const [broken, missing] = [namesOf('broken'), namesOf('missing')];
  if (broken !== '')
    parts.push(
      `Its bookmarks of ${broken} cannot be read: all of the last 7 days is fetched, some of it twice.`,
    );
  if (missing !== '')
    parts.push(`It has no bookmark of ${missing}, so it brought nothing of it: the usual look-back holds.`);
  if (first !== undefined && nowMs - first > REACH_MS)
    parts.push(
      'Microsoft keeps content for 7 days: what it did not fetch before that is lost, and recorded as a gap.',
    );
  return parts.join(' ');
}
