// Fills a state file's memory with identities, as many as asked for, spread over the last 8 days as real ones are.
// Run: node24 scripts/bench/fill-memory.ts STATE_FILE COUNT
import { randomFillSync } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';

const [path = '', count = '0'] = process.argv.slice(2);
const DAY_S = 86_400;
const total = Number(count);
const db = new DatabaseSync(path);
db.exec('PRAGMA synchronous = OFF');
const partitions = db
  .prepare('SELECT id FROM partition')
  .all()
  .map(row => Number(row['id']));
const insert = db.prepare('INSERT OR IGNORE INTO seen (partition, identity, day) VALUES (?, ?, ?)');
const nowS = Math.floor(Date.now() / 1000);
const each = Math.ceil(total / partitions.length);
for (const partition of partitions) {
  db.exec('BEGIN');
  for (let n = 0; n < each; n += 1) {
    const identity = randomFillSync(Buffer.allocUnsafe(16));
    // In order of time, so that filling takes seconds and the index is as full as a grown one.
    const atS = Math.floor(nowS - 8 * DAY_S + (8 * DAY_S * n) / each);
    identity.writeUInt32BE(atS, 0);
    insert.run(partition, identity, Math.floor(atS / DAY_S));
  }
  db.exec('COMMIT');
}
db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
db.close();
