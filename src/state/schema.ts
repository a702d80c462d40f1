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

/** Each brings the schema one version further; the version of a file is how many it has been through. */
export const MIGRATIONS: readonly string[] = [FIRST_TABLES, FILTERED_EVENTS];
