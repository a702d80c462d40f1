import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where Wazuh's own office365 module left off with one content type of one tenant. */
export type NativeBookmark =
  | { readonly status: 'known'; readonly atMs: number }
  /** It never ran, or what it left is gone with a container. */
  | { readonly status: 'missing' }
  /** Something is there that is no time. */
  | { readonly status: 'broken' };

/** A clock may be set back a little between two programs; farther ahead a bookmark says nothing. */
const AHEAD_MS = 5 * 60_000;

/** The module's own name for it; ids are spelt as in ossec.conf. */
export function nativeBookmarkPath(home: string, tenantId: string, contentType: string): string {
  return join(home, 'var/wodles', `office365-${tenantId}-${contentType}`);
}

/**
 * Reads a bookmark: one `time_t` in the machine's own byte order (`wm_office365_state`, wm_office365.h), 4 bytes on 32-bit machines. The
 * module asks Microsoft for content from that second on.
 */
export function readNativeBookmark(path: string, nowMs: number): NativeBookmark {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    return { status: (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'missing' : 'broken' };
  }
  const seconds =
    bytes.length === 8 ? Number(bytes.readBigInt64LE()) : bytes.length === 4 ? bytes.readInt32LE() : NaN;
  const atMs = seconds * 1_000;
  return seconds > 0 && atMs <= nowMs + AHEAD_MS ? { status: 'known', atMs } : { status: 'broken' };
}
