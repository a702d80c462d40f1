import type { StatementSync } from 'node:sqlite';
import type { Identity } from '../collect/ports.ts';
import type { Database } from './database.ts';

/**
 * So many identities of a partition are kept packed before they go into the index together. Sorted, a thousand of them share a
 * page where those of a single batch would each write their own: 2.5 µs an identity instead of 8.
 */
const MERGE_AT = 8_192;
const IDENTITY_BYTES = 16;

/**
 * Which events of one partition were delivered.
 *
 * The latest are in memory and, one packed row a batch, in `recent`; all older ones in the index `seen`. Both are written in the
 * transaction of the batch itself.
 */
export class IdentityMemory {
  readonly #db: Database;
  readonly #partitionId: number;
  readonly #isSeen: StatementSync;
  readonly #addRecent: StatementSync;
  #recent: Set<Identity> | undefined;
  /** The last in the order of the index `seen`, by which most new ones are told to be new: they carry a later time. */
  #lastSeen: Identity | undefined;

  constructor(db: Database, partitionId: number) {
    this.#db = db;
    this.#partitionId = partitionId;
    this.#isSeen = db.prepare('SELECT 1 FROM seen WHERE partition = ? AND identity = ?');
    this.#addRecent = db.prepare('INSERT INTO recent (partition, identities) VALUES (?, ?)');
  }

  remembers(identity: Identity): boolean {
    if (this.#recentOnes().has(identity)) return true;
    if (identity > this.#lastSeenOne()) return false;
    const bytes = Buffer.from(identity, 'latin1');
    return this.#db.read(() => this.#isSeen.get(this.#partitionId, bytes)) !== undefined;
  }

  /**
   * Writes identities, within the caller's transaction.
   *
   * @param day of arrival, from which their time in memory counts. Those that wait in `recent` count from the day of their merge:
   *   that only keeps them longer.
   * @returns what to do once the transaction is through; if it fails, the memory stays as it was.
   */
  record(identities: readonly Identity[], day: number): () => void {
    const recent = this.#recentOnes();
    if (identities.length === 0) return () => undefined;
    if (recent.size + identities.length < MERGE_AT) {
      const packed = Buffer.from(identities.join(''), 'latin1');
      this.#addRecent.run(this.#partitionId, packed);
      return () => addPacked(packed, recent);
    }
    // Latin-1 texts sort as their bytes do.
    const sorted = [...new Set([...recent, ...identities])].sort();
    this.#merge(sorted, day);
    const last = sorted.at(-1) ?? '';
    return () => {
      if (last > this.#lastSeenOne()) this.#lastSeen = last;
      recent.clear();
    };
  }

  #merge(sorted: readonly Identity[], day: number): void {
    const insert = this.#db.prepare('INSERT OR IGNORE INTO seen (partition, identity, day) VALUES (?, ?, ?)');
    for (const identity of sorted) insert.run(this.#partitionId, Buffer.from(identity, 'latin1'), day);
    this.#db.prepare('DELETE FROM recent WHERE partition = ?').run(this.#partitionId);
  }

  /** Read from the file when first asked for; '' as long as there is none. */
  #lastSeenOne(): Identity {
    this.#lastSeen ??= this.#db.read(() => {
      const row = this.#db
        .prepare('SELECT identity FROM seen WHERE partition = ? ORDER BY identity DESC LIMIT 1')
        .get(this.#partitionId);
      return row ? Buffer.from(row['identity'] as Uint8Array).toString('latin1') : '';
    });
    return this.#lastSeen;
  }

  /** Read from the file when first asked for. */
  #recentOnes(): Set<string> {
    this.#recent ??= this.#load();
    return this.#recent;
  }

  #load(): Set<string> {
    const recent = new Set<string>();
    const rows = this.#db.prepare('SELECT identities FROM recent WHERE partition = ?').all(this.#partitionId);
    for (const { identities } of rows) addPacked(Buffer.from(identities as Uint8Array), recent);
    return recent;
  }
}

/** As texts of their own: one that was put together holds on to its parts, 132 bytes in place of 76 with its place in the set. */
function addPacked(packed: Buffer, to: Set<Identity>): void {
  for (let at = 0; at < packed.length; at += IDENTITY_BYTES) {
    to.add(packed.toString('latin1', at, at + IDENTITY_BYTES));
  }
}
