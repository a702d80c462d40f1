import type { LedgerRow, Partition, PartitionStore, Span } from '../collect/ports.ts';
import type { Database } from './database.ts';
import { Ledger } from './ledger.ts';
import { openDatabaseForReading } from './open-database.ts';
import { BLOB_STATES } from './schema.ts';

export interface ReadLedger extends Pick<PartitionStore, 'partition' | 'ledgerRows'> {
  /** Blobs of a span, by `contentCreated`, that are not done: waiting or lost. Oldest first. */
  unsettledRows(span: Span): readonly LedgerRow[];
}

/**
 * The ledger of one partition for a look beside the runs: takes no lock, changes nothing. Each call opens the file anew, so that it sees
 * what a run has written meanwhile.
 *
 * Its calls throw STATE_ABSENT, STATE_BUSY, STATE_TOO_NEW, STATE_CORRUPT, STATE_UNWRITABLE.
 */
export function readLedger(path: string, partition: Partition): ReadLedger {
  const look = <T>(read: (db: Database, id: number) => T, none: T): T => {
    const db = openDatabaseForReading(path);
    try {
      const row = db.read(() =>
        db
          .prepare('SELECT id FROM partition WHERE tenant_id = ? AND content_type = ?')
          .get(partition.tenantId, partition.contentType),
      );
      return row ? read(db, Number(row['id'])) : none;
    } finally {
      db.close();
    }
  };
  return {
    partition,
    ledgerRows: contentIds => look((db, id) => new Ledger(db, id).rows(contentIds), new Map()),
    unsettledRows: ({ fromMs, toMs }) =>
      look((db, id) => {
        const ids = db.read(() => db.prepare(UNSETTLED).all(id, DONE, fromMs, toMs));
        return [...new Ledger(db, id).rows(ids.map(row => String(row['content_id']))).values()];
      }, []),
  };
}

const DONE = BLOB_STATES.indexOf('done');
const UNSETTLED =
  'SELECT content_id FROM blob WHERE partition = ? AND state <> ? AND created_ms >= ? AND created_ms < ? ORDER BY created_ms';
