import type { SQLInputValue } from 'node:sqlite';
import type { Database } from './database.ts';
import { DAY_MS, dayNumber } from './day.ts';

/** Microsoft keeps content for 7 days and sends an event again in a new blob up to 5 days later (measured); 9 cover both with a margin. */
const IDENTITY_DAYS = 9;
const LEDGER_DAYS = 30;
/** A year and a month, so that an auditor's year is there. */
const HISTORY_DAYS = 400;

/** A run that finds more of a kind to forget leaves the rest to the next: 200,000 rows cost about half a second. */
const MAX_ROWS = 200_000;
/** A deletion is one transaction, and its pages wait in the journal: so it goes in parts. */
const ROWS_PER_TRANSACTION = 20_000;

/** An event's clock may be ahead of ours by so much; further ahead, its time is garbage. */
const FUTURE_SECONDS = 2 * 86_400;

/**
 * Forgets what is older than the memory's span: identities 9 days after arrival, settled blobs and runs after 30 days, gaps and daily figures
 * after 400. Forgets a bounded number of rows a call. Unfinished blobs stay whatever their age.
 */
export function prune(db: Database, nowMs: number): void {
  const today = dayNumber(nowMs);
  pruneIdentities(db, nowMs, today - IDENTITY_DAYS);
  deleteRows(db, 'blob', 'partition, content_id', 'finished_ms < ? AND state >= 2', [
    nowMs - LEDGER_DAYS * DAY_MS,
  ]);
  deleteRows(db, 'run', 'id', 'ended_ms < ?', [nowMs - LEDGER_DAYS * DAY_MS]);
  deleteRows(db, 'gap', 'partition, from_ms, to_ms, reason', 'recorded_ms < ?', [
    nowMs - HISTORY_DAYS * DAY_MS,
  ]);
  deleteRows(db, 'daily', 'day, partition', 'day < ?', [today - HISTORY_DAYS]);
  deleteRows(db, 'filtered', 'day, partition, filter', 'day < ?', [today - HISTORY_DAYS]);
}

/**
 * An identity begins with its event's time, so what is old stands at the index's left edge and is found without looking at the
 * rest. Late arrivals among it stay until their own day comes; times in the future, which no clock can mean, stand at the right edge.
 */
function pruneIdentities(db: Database, nowMs: number, beforeDay: number): void {
  const nowSeconds = Math.floor(nowMs / 1000);
  const old = secondsPrefix(nowSeconds - IDENTITY_DAYS * 86_400);
  const future = secondsPrefix(nowSeconds + FUTURE_SECONDS);
  const partitions = db.read(() => db.prepare('SELECT id FROM partition').all());
  let left = MAX_ROWS;
  for (const { id = null } of partitions) {
    for (const [edge, seconds] of [
      ['identity < ?', old],
      ['identity >= ?', future],
    ] as const) {
      const condition = `partition = ? AND ${edge} AND day < ?`;
      left -= deleteRows(db, 'seen', 'partition, identity', condition, [id, seconds, beforeDay], left);
    }
  }
}

/** @returns how many rows it deleted; about `maxRows` at most. */
function deleteRows(
  db: Database,
  table: string,
  key: string,
  condition: string,
  values: readonly SQLInputValue[],
  maxRows = MAX_ROWS,
): number {
  const remove = db.prepare(
    `DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE ${condition} LIMIT ${ROWS_PER_TRANSACTION})`,
  );
  let deleted = 0;
  while (deleted < maxRows) {
    const changes = Number(db.write(() => remove.run(...values)).changes);
    deleted += changes;
    if (changes < ROWS_PER_TRANSACTION) break;
  }
  return deleted;
}

function secondsPrefix(seconds: number): Buffer {
  const prefix = Buffer.alloc(4);
  prefix.writeUInt32BE(Math.max(seconds, 0));
  return prefix;
}
