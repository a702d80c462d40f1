import { existsSync } from 'node:fs';
import type { Partition } from '../collect/ports.ts';
import type { ContentType } from '../events/content-type.ts';
import type { Database } from './database.ts';
import { closeDatabase, openDatabase } from './open-database.ts';

/** What is known of a tenant. */
export interface TenantMemory {
  /** Content types that something is remembered of. */
  readonly contentTypes: readonly ContentType[];
  readonly blobs: number;
}

/** Every table that hangs on a partition, whichever a later schema adds. */
const TABLES_OF_PARTITION = `
SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
WHERE m.type = 'table' AND c.name = 'partition' ORDER BY m.name`;

/**
 * Deletes what is remembered of a tenant: cursors, ledger, identities, daily figures, gaps. Added again, it would start anew, and what
 * Microsoft still keeps of the look-back arrives a second time. Dead letters stay: they are events that exist nowhere else.
 *
 * The caller holds the run lock of the folder.
 *
 * @param path the state file; one that does not exist has nothing to forget.
 * @param tenantId in lower case.
 * @param keep content types that another configured tenant still collects there.
 * @returns what was deleted.
 * @throws STATE_TOO_NEW, STATE_UNWRITABLE, STATE_DISK_FULL, STATE_WRITE_FAILED, STATE_BUSY.
 */
export function forgetTenant(
  path: string,
  tenantId: string,
  keep: ReadonlySet<ContentType>,
  nowMs: number,
): TenantMemory {
  if (!existsSync(path)) return { contentTypes: [], blobs: 0 };
  const { db } = openDatabase(path, nowMs);
  try {
    return db.write(() => forget(db, tenantId, keep));
  } finally {
    closeDatabase(db);
  }
}

function forget(db: Database, tenantId: string, keep: ReadonlySet<ContentType>): TenantMemory {
  const partitions = db
    .prepare('SELECT id, content_type FROM partition WHERE tenant_id = ? ORDER BY content_type')
    .all(tenantId)
    .map(row => ({
      id: Number(row['id']),
      contentType: String(row['content_type']) as Partition['contentType'],
    }))
    .filter(({ contentType }) => !keep.has(contentType));
  const tables = db
    .prepare(TABLES_OF_PARTITION)
    .all()
    .map(row => String(row['name']));
  let blobs = 0;
  for (const { id } of partitions) {
    for (const table of tables) {
      const { changes } = db.prepare(`DELETE FROM ${table} WHERE partition = ?`).run(id);
      if (table === 'blob') blobs += Number(changes);
    }
    db.prepare('DELETE FROM partition WHERE id = ?').run(id);
  }
  return { contentTypes: partitions.map(one => one.contentType), blobs };
}
