import type { Partition, PartitionStore } from '../collect/ports.ts';
import { Ledger } from './ledger.ts';
import { openDatabaseForReading } from './open-database.ts';

/**
 * The ledger of one partition for a look beside the runs: takes no lock, changes nothing. Each call opens the file anew, so that it sees
 * what a run has written meanwhile.
 *
 * `ledgerRows` throws STATE_ABSENT, STATE_BUSY, STATE_TOO_NEW, STATE_CORRUPT, STATE_UNWRITABLE.
 */
export function readLedger(
  path: string,
  partition: Partition,
): Pick<PartitionStore, 'partition' | 'ledgerRows'> {
  return {
    partition,
    ledgerRows(contentIds) {
      const db = openDatabaseForReading(path);
      try {
        const row = db.read(() =>
          db
            .prepare('SELECT id FROM partition WHERE tenant_id = ? AND content_type = ?')
            .get(partition.tenantId, partition.contentType),
        );
        return row ? new Ledger(db, Number(row['id'])).rows(contentIds) : new Map();
      } finally {
        db.close();
      }
    },
  };
}
