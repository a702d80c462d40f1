import type { Gap } from '../collect/ports.ts';
import type { Database } from './database.ts';

/** The recorded gaps of a partition, oldest first. */
export function gapsOf(db: Database, partitionId: number): Gap[] {
  return db
    .read(() => db.prepare('SELECT * FROM gap WHERE partition = ? ORDER BY from_ms').all(partitionId))
    .map(row => ({
      fromMs: Number(row['from_ms']),
      toMs: Number(row['to_ms']),
      reason: String(row['reason']) as Gap['reason'],
    }));
}
