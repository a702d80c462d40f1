import type { Clock, Partition, PartitionStore, RunRecord, Store } from '../collect/ports.ts';
import type { Database } from './database.ts';
import { closeDatabase } from './open-database.ts';
import { prune } from './prune.ts';
import { SqlitePartition } from './sqlite-partition.ts';

/** The state file as the pipeline uses it. Made by `open-store.ts`. */
export class SqliteStore implements Store {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #partitions = new Map<string, SqlitePartition>();

  constructor(db: Database, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  partition(partition: Partition): PartitionStore {
    const key = `${partition.tenantId}/${partition.contentType}`;
    let store = this.#partitions.get(key);
    if (!store) {
      store = new SqlitePartition(this.#db, this.#clock, partition);
      this.#partitions.set(key, store);
    }
    return store;
  }

  prune(nowMs: number): void {
    prune(this.#db, nowMs);
  }

  recordRun(run: RunRecord): void {
    this.#db.write(() =>
      this.#db
        .prepare(
          'INSERT INTO run (started_ms, ended_ms, outcome, delivered, duplicates, blobs) VALUES (?, ?, ?, ?, ?, ?)',
        )
        .run(run.startedMs, run.endedMs, run.outcome, run.delivered, run.duplicates, run.blobs),
    );
  }

  meta(key: string): string | undefined {
    const row = this.#db.read(() =>
      this.#db.prepare('SELECT value FROM meta WHERE key = ?').get(`user/${key}`),
    );
    return row === undefined ? undefined : String(row['value']);
  }

  setMeta(key: string, value: string): void {
    this.#db.write(() =>
      this.#db.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)').run(`user/${key}`, value),
    );
  }

  close(): void {
    closeDatabase(this.#db);
  }
}
