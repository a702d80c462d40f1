import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { beginWhereLeftOff } from './collect/origin.ts';
import type { Log, Store } from './collect/ports.ts';
import { REACH_MS } from './collect/windows.ts';
import { CONTENT_TYPES } from './events/content-type.ts';
import { readNativeBookmark } from './wazuh/native-bookmark.ts';

const handOverSchema = z.object({
  format: z.literal(1),
  partitions: z.array(
    z.object({
      tenantId: z.string().toLowerCase(),
      contentType: z.enum(CONTENT_TYPES),
      /** File that the collector before us keeps its place in: read once more, since it went on until it was stopped. */
      bookmark: z.string().optional(),
      /** Its place when this was written: for a bookmark that is gone by then, or a collector that keeps none. */
      atMs: z.number().optional(),
    }),
  ),
});

/** One content type of one tenant that another collector brought before us. */
export type HandedOver = z.output<typeof handOverSchema>['partitions'][number];

/** The installer leaves it in the state folder; the first run that finds it makes use of it and takes it away. */
export function handOverPath(stateDir: string): string {
  return join(stateDir, 'hand-over.json');
}

export function handOverBytes(partitions: readonly HandedOver[]): Buffer {
  return Buffer.from(`${JSON.stringify({ format: 1, partitions }, null, 2)}\n`);
}

/**
 * Makes feeds begin where another collector left off: an overlap before its bookmark, for what appeared late. A bookmark that cannot be read
 * says nothing, so all that Microsoft offers is fetched: some twice, rather than any not at all. One that is not there is that of a collector
 * that brought nothing, and the feed begins as any other.
 *
 * What is collected already goes on as it is.
 *
 * @param options.overlapMsOf by tenant id, in lower case.
 */
export function takeHandOver(
  stateDir: string,
  store: Pick<Store, 'meta' | 'setMeta'>,
  options: {
    readonly nowMs: number;
    readonly log: Log;
    readonly overlapMsOf: (tenantId: string) => number;
  },
): void {
  const path = handOverPath(stateDir);
  for (const handed of readHandOver(path, options.log)) {
    const leftOffMs = placeOf(handed, options.nowMs, options.overlapMsOf(handed.tenantId));
    if (leftOffMs === undefined || !beginWhereLeftOff(handed, leftOffMs, store)) continue;
    options.log.info(
      `${handed.tenantId} ${handed.contentType}: begins at ${new Date(leftOffMs).toISOString()}, where the collector before left off.`,
    );
  }
  rmSync(path, { force: true });
}

function placeOf({ bookmark, atMs }: HandedOver, nowMs: number, overlapMs: number): number | undefined {
  const read = bookmark === undefined ? undefined : readNativeBookmark(bookmark, nowMs);
  if (read?.status === 'broken') return nowMs - REACH_MS;
  const placeMs = read?.status === 'known' ? read.atMs : atMs;
  return placeMs === undefined ? undefined : placeMs - overlapMs;
}

function readHandOver(path: string, log: Log): readonly HandedOver[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return [];
  }
  try {
    return handOverSchema.parse(JSON.parse(text)).partitions;
  } catch {
    log.error(`${path} cannot be understood: the feeds begin with their usual look-back.`);
    return [];
  }
}
