import { existsSync } from 'node:fs';
import type { Gap, Partition, RunRecord } from '../collect/ports.ts';
import type { ContentType } from '../events/content-type.ts';
import { isO365WazuhError } from '../errors.ts';
import type { Database } from './database.ts';
import { DAY_MS, dayName, dayNumber } from './day.ts';
import { openDatabaseForReading } from './open-database.ts';

/** Where one partition stands. */
export interface PartitionReport extends Partition {
  readonly cursorMs: number | undefined;
  readonly sweptMs: number | undefined;
  /** Blobs that are listed and not settled, and how often the most stubborn one was tried. */
  readonly unfinishedBlobs: number;
  readonly maxAttempts: number;
  readonly lostBlobs: number;
  /** When the newest blob that brought events was done, and when it had become available. Undefined before the first. */
  readonly lastDeliveredMs: number | undefined;
  readonly lastCreatedMs: number | undefined;
  readonly gaps: readonly (Gap & { readonly recordedMs: number })[];
}

export interface DailyReport extends Partition {
  /** `2026-11-01`, UTC, by delivery. */
  readonly day: string;
  readonly blobs: number;
  readonly bytes: number;
  readonly delivered: number;
  readonly duplicates: number;
  /** All filters together; `filtered` of the report tells them apart. */
  readonly filtered: number;
  readonly deadLettered: number;
  readonly trimmed: number;
}

/** What one filter caught in one day. */
export interface FilteredReport extends Partition {
  readonly day: string;
  readonly filter: string;
  readonly events: number;
}

export interface StateReport {
  readonly partitions: readonly PartitionReport[];
  /** Newest first. */
  readonly runs: readonly RunRecord[];
  readonly days: readonly DailyReport[];
  /** By filter, for the same days; the most events first within a day. */
  readonly filtered: readonly FilteredReport[];
  meta(key: string): string | undefined;
}

export interface StateReportOptions {
  readonly runs: number;
  readonly sinceMs: number;
}

/**
 * Reads where all partitions stand, also while a run is under way. Changes nothing and takes no lock.
 *
 * @param options.runs how many runs. @param options.sinceMs first day of the daily figures.
 * @throws STATE_ABSENT, STATE_BUSY, STATE_TOO_NEW, STATE_CORRUPT, STATE_UNWRITABLE.
 */
export function readStateReport(path: string, options: StateReportOptions): StateReport {
  try {
    return readOnce(path, options);
  } catch (error) {
    // A file without a journal is read as one that nobody changes. When a run began meanwhile, what was read may be of two moments.
    if (isO365WazuhError(error) && error.code === 'STATE_CORRUPT' && existsSync(`${path}-wal`)) {
      return readOnce(path, options);
    }
    throw error;
  }
}

function readOnce(path: string, options: StateReportOptions): StateReport {
  const db = openDatabaseForReading(path);
  try {
    return db.read(() => {
      const meta = readMeta(db);
      return {
        partitions: readPartitions(db),
        runs: readRuns(db, options.runs),
        days: readDays(db, options.sinceMs),
        filtered: readFiltered(db, options.sinceMs),
        meta: (key: string) => meta.get(`user/${key}`),
      };
    });
  } finally {
    db.close();
  }
}

function readPartitions(db: Database): PartitionReport[] {
  const gaps = db.prepare('SELECT * FROM gap ORDER BY from_ms').all();
  return db
    .prepare(PARTITIONS)
    .all()
    .map(row => ({
      ...partitionOf(row),
      cursorMs: row['cursor_ms'] === null ? undefined : Number(row['cursor_ms']),
      sweptMs: row['swept_ms'] === null ? undefined : Number(row['swept_ms']),
      unfinishedBlobs: Number(row['unfinished']),
      maxAttempts: Number(row['attempts'] ?? 0),
      lostBlobs: Number(row['lost']),
      lastDeliveredMs: row['last_ms'] === null ? undefined : Number(row['last_ms']),
      lastCreatedMs: row['last_created_ms'] === null ? undefined : Number(row['last_created_ms']),
      gaps: gaps
        .filter(gap => gap['partition'] === row['id'])
        .map(gap => ({
          fromMs: Number(gap['from_ms']),
          toMs: Number(gap['to_ms']),
          reason: String(gap['reason']) as Gap['reason'],
          recordedMs: Number(gap['recorded_ms']),
        })),
    }));
}

function readRuns(db: Database, limit: number): RunRecord[] {
  return db
    .prepare('SELECT * FROM run ORDER BY id DESC LIMIT ?')
    .all(limit)
    .map(row => ({
      startedMs: Number(row['started_ms']),
      endedMs: Number(row['ended_ms']),
      outcome: String(row['outcome']),
      delivered: Number(row['delivered']),
      duplicates: Number(row['duplicates']),
      blobs: Number(row['blobs']),
    }));
}

function readDays(db: Database, sinceMs: number): DailyReport[] {
  return db
    .prepare(DAYS)
    .all(dayNumber(sinceMs))
    .map(row => ({
      ...partitionOf(row),
      day: dayName(Number(row['day']) * DAY_MS),
      blobs: Number(row['blobs']),
      bytes: Number(row['bytes']),
      delivered: Number(row['delivered']),
      duplicates: Number(row['duplicates']),
      filtered: Number(row['filtered']),
      deadLettered: Number(row['dead_lettered']),
      trimmed: Number(row['trimmed']),
    }));
}

function readFiltered(db: Database, sinceMs: number): FilteredReport[] {
  return db
    .prepare(FILTERED)
    .all(dayNumber(sinceMs))
    .map(row => ({
      ...partitionOf(row),
      day: dayName(Number(row['day']) * DAY_MS),
      filter: String(row['filter']),
      events: Number(row['events']),
    }));
}

function readMeta(db: Database): Map<string, string> {
  return new Map(
    db
      .prepare('SELECT key, value FROM meta')
      .all()
      .map(row => [String(row['key']), String(row['value'])]),
  );
}

const PARTITIONS = `
SELECT p.*,
  (SELECT count(*) FROM blob b WHERE b.partition = p.id AND b.state < 2) AS unfinished,
  (SELECT max(attempts) FROM blob b WHERE b.partition = p.id AND b.state < 2) AS attempts,
  (SELECT count(*) FROM blob b WHERE b.partition = p.id AND b.state = 3) AS lost,
  (SELECT max(finished_ms) FROM blob b WHERE b.partition = p.id AND b.delivered > 0) AS last_ms,
  (SELECT max(created_ms) FROM blob b WHERE b.partition = p.id AND b.delivered > 0) AS last_created_ms
FROM partition p ORDER BY tenant_id, content_type`;

const DAYS = `
SELECT d.*, p.tenant_id, p.content_type FROM daily d JOIN partition p ON p.id = d.partition
WHERE d.day >= ? ORDER BY d.day, p.tenant_id, p.content_type`;

const FILTERED = `
SELECT f.*, p.tenant_id, p.content_type FROM filtered f JOIN partition p ON p.id = f.partition
WHERE f.day >= ? ORDER BY f.day, f.events DESC, f.filter, p.tenant_id, p.content_type`;

function partitionOf(row: Record<string, unknown>): Partition {
  return { tenantId: String(row['tenant_id']), contentType: String(row['content_type']) as ContentType };
}
