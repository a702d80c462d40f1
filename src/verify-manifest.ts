import { createHash } from 'node:crypto';
import { O365WazuhError } from './errors.ts';
import { writeWhole } from './monitoring/write-whole.ts';
import type { ComparedBlob } from './verify-run.ts';

/** A manifest that was written: how many blobs it names, and the hash to keep elsewhere. */
export interface WrittenManifest {
  readonly path: string;
  readonly blobs: number;
  /** Lower-case hex of the file's SHA-256. */
  readonly sha256: string;
}

/**
 * Writes which blobs Microsoft offers, or offered and the ledger still waits for or lost, and what became of each, one JSON object a line, oldest first: for somebody who does not take our
 * word for it. `sha256` and `bytes` are those of the body as Microsoft sent it, unpacked. The file is for its owner alone.
 *
 * @throws MANIFEST_UNWRITABLE.
 */
export function writeManifest(path: string, blobs: readonly ComparedBlob[]): WrittenManifest {
  const lines = blobs
    .toSorted((a, b) => a.contentCreatedMs - b.contentCreatedMs || a.contentId.localeCompare(b.contentId))
    .map(blob => `${JSON.stringify(entryOf(blob))}\n`);
  const text = lines.join('');
  try {
    writeWhole(path, text, { mode: 0o600 });
  } catch (error) {
    throw new O365WazuhError('MANIFEST_UNWRITABLE', `Cannot write ${path}: ${(error as Error).message}`, {
      cause: error,
    });
  }
  return { path, blobs: blobs.length, sha256: createHash('sha256').update(text).digest('hex') };
}

function entryOf({
  tenant,
  tenantId,
  contentType,
  contentId,
  contentCreatedMs,
  offered,
  state,
  row,
}: ComparedBlob) {
  const settled = row && {
    events: row.events,
    bytes: row.bytes,
    sha256: row.sha256,
    delivered: row.delivered,
    duplicates: row.duplicates,
    filtered: row.filtered,
    deadLettered: row.deadLettered,
    trimmed: row.trimmed,
    reason: row.reason,
  };
  const created = new Date(contentCreatedMs).toISOString();
  return { tenant, tenantId, contentType, contentId, created, offered, state, ...settled };
}
