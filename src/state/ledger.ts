import type { SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import type { BlobRef, BlobWork, Books, Commit, LedgerRow, WorkKind } from '../collect/ports.ts';
import { O365WazuhError } from '../errors.ts';
import { dayNumber } from './day.ts';
import type { Database } from './database.ts';
import { BLOB_STATES } from './schema.ts';

type Row = Record<string, SQLOutputValue>;
type Values = Record<string, SQLInputValue>;

/** The blobs of one partition, and what came of each. Its writing methods belong into the caller's transaction. */
export class Ledger {
  readonly #db: Database;
  readonly #partition: number;
  /** Each text is prepared once. */
  readonly #statements = new Map<string, StatementSync>();

  constructor(db: Database, partitionId: number) {
    this.#db = db;
    this.#partition = partitionId;
  }

  /** @returns how many were new. Known ones stay as they are, but lost ones that a backfill finds offered are listed again. */
  list(blobs: readonly BlobRef[], backfill: boolean, nowMs: number): number {
    let newlyListed = 0;
    for (const { contentId, contentCreatedMs, contentExpirationMs } of blobs) {
      newlyListed += this.#run(
        `INSERT OR IGNORE INTO blob (partition, content_id, created_ms, expires_ms, backfill, first_seen_ms)
         VALUES (:partition, :contentId, :contentCreatedMs, :contentExpirationMs, :backfill, :nowMs)`,
        { contentId, contentCreatedMs, contentExpirationMs, backfill: Number(backfill), nowMs },
      );
      if (!backfill) continue;
      this.#run(
        `UPDATE blob SET state = 0, backfill = 1, attempts = 0, not_before_ms = 0, reason = NULL, finished_ms = NULL,
           expires_ms = :contentExpirationMs
         WHERE partition = :partition AND content_id = :contentId AND state = 3`,
        { contentId, contentExpirationMs },
      );
    }
    return newlyListed;
  }

  advance(progress: NonNullable<Commit['progress']>, nowMs: number): void {
    const { contentId, sha256, eventsDone, delivered, duplicates, deadLettered, trimmed } = progress;
    const byFilter = [...(progress.filtered ?? [])];
    const filtered = byFilter.reduce((sum, [, events]) => sum + events, 0);
    const counts = { delivered, duplicates, filtered, deadLettered, trimmed };
    this.#update(
      `state = 1, sha256 = :sha256, events_done = :eventsDone, delivered = delivered + :delivered,
       duplicates = duplicates + :duplicates, filtered = filtered + :filtered,
       dead_lettered = dead_lettered + :deadLettered, trimmed = trimmed + :trimmed`,
      { contentId, sha256, eventsDone, ...counts },
    );
    this.#run(
      `INSERT INTO daily (day, partition, delivered, duplicates, filtered, dead_lettered, trimmed)
       VALUES (:day, :partition, :delivered, :duplicates, :filtered, :deadLettered, :trimmed)
       ON CONFLICT DO UPDATE SET delivered = delivered + :delivered, duplicates = duplicates + :duplicates,
         filtered = filtered + :filtered, dead_lettered = dead_lettered + :deadLettered, trimmed = trimmed + :trimmed`,
      { day: dayNumber(nowMs), ...counts },
    );
    for (const [filter, events] of byFilter) {
      this.#run(
        `INSERT INTO filtered (day, partition, filter, events) VALUES (:day, :partition, :filter, :events)
         ON CONFLICT DO UPDATE SET events = events + :events`,
        { day: dayNumber(nowMs), filter, events },
      );
    }
    this.#run(
      `INSERT INTO total (partition, delivered, duplicates, filtered, dead_lettered, trimmed)
       VALUES (:partition, :delivered, :duplicates, :filtered, :deadLettered, :trimmed)
       ON CONFLICT DO UPDATE SET delivered = delivered + :delivered, duplicates = duplicates + :duplicates,
         filtered = filtered + :filtered, dead_lettered = dead_lettered + :deadLettered, trimmed = trimmed + :trimmed`,
      counts,
    );
  }

  finish(finished: NonNullable<Commit['finished']>, nowMs: number): void {
    const { contentId, events, bytes, sha256 = null, reason = null } = finished;
    this.#update(
      `state = :state, events = :events, bytes = :bytes, sha256 = coalesce(:sha256, sha256), reason = :reason,
       finished_ms = :nowMs`,
      { contentId, state: BLOB_STATES.indexOf(finished.state), events, bytes, sha256, reason, nowMs },
    );
    const isDone = finished.state === 'done';
    this.#run(
      `INSERT INTO total (partition, blobs, blobs_lost, bytes) VALUES (:partition, :done, :lost, :bytes)
       ON CONFLICT DO UPDATE SET blobs = blobs + :done, blobs_lost = blobs_lost + :lost, bytes = bytes + :bytes`,
      { done: Number(isDone), lost: Number(!isDone), bytes },
    );
    if (!isDone) return;
    this.#run(
      `INSERT INTO daily (day, partition, blobs, bytes) VALUES (:day, :partition, 1, :bytes)
       ON CONFLICT DO UPDATE SET blobs = blobs + 1, bytes = bytes + :bytes`,
      { day: dayNumber(nowMs), bytes },
    );
  }

  postpone({ contentId, notBeforeMs, reason }: NonNullable<Commit['postponed']>): void {
    this.#update('attempts = attempts + 1, not_before_ms = :notBeforeMs, reason = :reason', {
      contentId,
      notBeforeMs,
      reason,
    });
  }

  due(nowMs: number, limit: number, exclude: ReadonlySet<string>, kind?: WorkKind): BlobWork[] {
    const only = kind === undefined ? '' : `AND backfill = ${Number(kind === 'backfill')}`;
    const rows = this.#db.read(() =>
      this.#statement(
        `SELECT * FROM blob WHERE partition = :partition ${only} AND state < 2 AND not_before_ms <= :nowMs
         ORDER BY created_ms, content_id LIMIT :limit`,
      ).all({ partition: this.#partition, nowMs, limit: limit + exclude.size }),
    );
    return rows
      .filter(row => !exclude.has(String(row['content_id'])))
      .slice(0, limit)
      .map(blobWork);
  }

  /** Without the blobs of a backfill. */
  oldestUnfinishedMs(): number | undefined {
    const row = this.#db.read(() =>
      this.#statement(
        'SELECT min(created_ms) AS oldest FROM blob WHERE partition = ? AND state < 2 AND backfill = 0',
      ).get(this.#partition),
    );
    const oldest = row?.['oldest'];
    return typeof oldest === 'number' ? oldest : undefined;
  }

  books(): Books {
    const row = this.#db.read(() =>
      this.#statement('SELECT * FROM total WHERE partition = ?').get(this.#partition),
    );
    const figure = (column: string): number => Number(row?.[column] ?? 0);
    return {
      blobs: figure('blobs'),
      blobsLost: figure('blobs_lost'),
      bytes: figure('bytes'),
      delivered: figure('delivered'),
      duplicates: figure('duplicates'),
      filtered: figure('filtered'),
      deadLettered: figure('dead_lettered'),
      trimmed: figure('trimmed'),
    };
  }

  rows(contentIds: readonly string[]): Map<string, LedgerRow> {
    const found = new Map<string, LedgerRow>();
    this.#db.read(() => {
      const select = this.#statement('SELECT * FROM blob WHERE partition = ? AND content_id = ?');
      for (const contentId of contentIds) {
        const row = select.get(this.#partition, contentId);
        if (row) found.set(contentId, ledgerRow(row));
      }
    });
    return found;
  }

  #update(assignments: string, values: Values & { readonly contentId: string }): void {
    const changes = this.#run(
      `UPDATE blob SET ${assignments} WHERE partition = :partition AND content_id = :contentId`,
      values,
    );
    if (changes === 0) throw new O365WazuhError('INTERNAL', `Blob ${values.contentId} was never listed.`);
  }

  #run(sql: string, values: Values): number {
    return Number(this.#statement(sql).run({ partition: this.#partition, ...values }).changes);
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

function blobWork(row: Row): BlobWork {
  const isPartial = BLOB_STATES[Number(row['state'])] === 'partial';
  return {
    ...blobRef(row),
    attempts: Number(row['attempts']),
    eventsDone: isPartial ? Number(row['events_done']) : 0,
    ...(isPartial ? { sha256: String(row['sha256']) } : {}),
    backfill: row['backfill'] === 1,
  };
}

function ledgerRow(row: Row): LedgerRow {
  return {
    ...blobRef(row),
    state: BLOB_STATES[Number(row['state'])] ?? 'listed',
    events: Number(row['events']),
    bytes: Number(row['bytes']),
    sha256: textOf(row['sha256']),
    delivered: Number(row['delivered']),
    duplicates: Number(row['duplicates']),
    filtered: Number(row['filtered']),
    deadLettered: Number(row['dead_lettered']),
    trimmed: Number(row['trimmed']),
    reason: textOf(row['reason']),
  };
}

function blobRef(row: Row): BlobRef {
  return {
    contentId: String(row['content_id']),
    contentCreatedMs: Number(row['created_ms']),
    contentExpirationMs: Number(row['expires_ms']),
  };
}

function textOf(value: SQLOutputValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
