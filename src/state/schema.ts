/*
 * The tables of state.db. Times are epoch milliseconds, days are whole days since 1970, both UTC.
 *
 * A migration never changes once released: a later change is a new entry at the end.
 */

/** States of a blob, as numbers: `listed` and `partial` are unfinished. */
export const BLOB_STATES = ['listed', 'partial', 'done', 'lost'] as const;

const FIRST_TABLES = `
CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE partition (
  id INTEGER PRIMARY KEY,
  tenant_id TEXT NOT NULL,
  content_type TEXT NOT NULL,
  cursor_ms INTEGER,
  swept_ms INTEGER,
  UNIQUE (tenant_id, content_type)
);

CREATE TABLE blob (
  partition INTEGER NOT NULL,
  content_id TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL,
  state INTEGER NOT NULL DEFAULT 0,
  backfill INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  not_before_ms INTEGER NOT NULL DEFAULT 0,
  sha256 TEXT,
  events_done INTEGER NOT NULL DEFAULT 0,
  events INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  delivered INTEGER NOT NULL DEFAULT 0,
  duplicates INTEGER NOT NULL DEFAULT 0,
  dead_lettered INTEGER NOT NULL DEFAULT 0,
  trimmed INTEGER NOT NULL DEFAULT 0,
  reason TEXT,
  first_seen_ms INTEGER NOT NULL,
  finished_ms INTEGER,
  PRIMARY KEY (partition, content_id)
) WITHOUT ROWID;
CREATE INDEX blob_unfinished ON blob (partition, created_ms) WHERE state < 2;
CREATE INDEX blob_finished ON blob (finished_ms) WHERE finished_ms IS NOT NULL;

CREATE TABLE gap (
  partition INTEGER NOT NULL,
  from_ms INTEGER NOT NULL,
  to_ms INTEGER NOT NULL,
  reason TEXT NOT NULL,
  recorded_ms INTEGER NOT NULL,
  PRIMARY KEY (partition, from_ms, to_ms, reason)
) WITHOUT ROWID;

CREATE TABLE seen (
  partition INTEGER NOT NULL,
  identity BLOB NOT NULL,
  day INTEGER NOT NULL,
  PRIMARY KEY (partition, identity)
) WITHOUT ROWID;

CREATE TABLE recent (
  id INTEGER PRIMARY KEY,
  partition INTEGER NOT NULL,
  identities BLOB NOT NULL
);
CREATE INDEX recent_partition ON recent (partition);

CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  started_ms INTEGER NOT NULL,
  ended_ms INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  delivered INTEGER NOT NULL,
  duplicates INTEGER NOT NULL,
  blobs INTEGER NOT NULL
);

CREATE TABLE daily (
  day INTEGER NOT NULL,
  partition INTEGER NOT NULL,
  blobs INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  delivered INTEGER NOT NULL DEFAULT 0,
  duplicates INTEGER NOT NULL DEFAULT 0,
  dead_lettered INTEGER NOT NULL DEFAULT 0,
  trimmed INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (day, partition)
) WITHOUT ROWID;
`;

/** Events that a filter caught: per blob and day as a sum, and per day by the filter's name. */
const FILTERED_EVENTS = `
ALTER TABLE blob ADD COLUMN filtered INTEGER NOT NULL DEFAULT 0;
ALTER TABLE daily ADD COLUMN filtered INTEGER NOT NULL DEFAULT 0;
CREATE TABLE filtered (
  day INTEGER NOT NULL,
  partition INTEGER NOT NULL,
  filter TEXT NOT NULL,
  events INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (day, partition, filter)
) WITHOUT ROWID;
`;

/** What a partition did since it began, for counters that never go back; and the work of a backfill apart from the live feed's. */
const TOTALS = `
CREATE TABLE total (
  partition INTEGER PRIMARY KEY,
  blobs INTEGER NOT NULL DEFAULT 0,
  blobs_lost INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  delivered INTEGER NOT NULL DEFAULT 0,
  duplicates INTEGER NOT NULL DEFAULT 0,
  filtered INTEGER NOT NULL DEFAULT 0,
  dead_lettered INTEGER NOT NULL DEFAULT 0,
  trimmed INTEGER NOT NULL DEFAULT 0
);
INSERT INTO total (partition, blobs, blobs_lost, bytes, delivered, duplicates, filtered, dead_lettered, trimmed)
SELECT p.id, coalesce(sum(d.blobs), 0),
  (SELECT count(*) FROM blob b WHERE b.partition = p.id AND b.state = 3),
  coalesce(sum(d.bytes), 0), coalesce(sum(d.delivered), 0), coalesce(sum(d.duplicates), 0),
  coalesce(sum(d.filtered), 0), coalesce(sum(d.dead_lettered), 0), coalesce(sum(d.trimmed), 0)
FROM partition p LEFT JOIN daily d ON d.partition = p.id GROUP BY p.id;

DROP INDEX blob_unfinished;
CREATE INDEX blob_unfinished ON blob (partition, backfill, created_ms) WHERE state < 2;
`;

/** Each brings the schema one version further; the version of a file is how many it has been through. */
export const MIGRATIONS: readonly string[] = [FIRST_TABLES, FILTERED_EVENTS, TOTALS];
