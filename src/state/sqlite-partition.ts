import type { SQLOutputValue } from 'node:sqlite';
import type {
  BlobWork,
  Books,
  Clock,
  Commit,
  Gap,
  Identity,
  LedgerRow,
  Partition,
  PartitionStore,
  WorkKind,
} from '../collect/ports.ts';
import { dayNumber } from './day.ts';
import type { Database } from './database.ts';
import { gapsOf } from './gaps.ts';
import { IdentityMemory } from './identity-memory.ts';
import { Ledger } from './ledger.ts';

/** One partition's cursor, ledger and memory in the state file. */
export class SqlitePartition implements PartitionStore {
  readonly partition: Partition;
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #id: number;
  readonly #ledger: Ledger;
  readonly #memory: IdentityMemory;
  #cursorMs: number | undefined;
  #sweptMs: number | undefined;

  constructor(db: Database, clock: Clock, partition: Partition) {
    this.#db = db;
    this.#clock = clock;
    this.partition = partition;
    const { tenantId, contentType } = partition;
    const row = db.write(() => {
      db.prepare('INSERT OR IGNORE INTO partition (tenant_id, content_type) VALUES (?, ?)').run(
        tenantId,
        contentType,
      );
      return db
        .prepare('SELECT * FROM partition WHERE tenant_id = ? AND content_type = ?')
        .get(tenantId, contentType);
    });
    this.#id = Number(row?.['id']);
    this.#cursorMs = numberOf(row?.['cursor_ms']);
    this.#sweptMs = numberOf(row?.['swept_ms']);
    this.#ledger = new Ledger(db, this.#id);
    this.#memory = new IdentityMemory(db, this.#id);
  }

  get cursorMs(): number | undefined {
    return this.#cursorMs;
  }

  get sweptMs(): number | undefined {
    return this.#sweptMs;
  }

  commit(step: Commit): { readonly newlyListed: number } {
    const nowMs = this.#clock.now();
    const cursorMs = later(this.#cursorMs, step.cursorMs);
    const sweptMs = later(this.#sweptMs, step.sweptMs);
    let newlyListed = 0;
    let remember: (() => void) | undefined;
    this.#db.write(() => {
      if (step.listed) newlyListed = this.#ledger.list(step.listed, step.backfill === true, nowMs);
      if (step.progress) {
        this.#ledger.advance(step.progress, nowMs);
        remember = this.#memory.record(step.progress.identities, dayNumber(nowMs));
      }
      if (step.delivered) remember = this.#memory.record(step.delivered, dayNumber(nowMs));
      if (step.finished) this.#ledger.finish(step.finished, nowMs);
      if (step.postponed) this.#ledger.postpone(step.postponed);
      if (step.gap) this.#recordGap(step.gap, nowMs);
      if (cursorMs !== this.#cursorMs || sweptMs !== this.#sweptMs) this.#move(cursorMs, sweptMs);
    });
    // Only now, when the transaction is through: what is in memory is never ahead of the disk.
    remember?.();
    this.#cursorMs = cursorMs;
    this.#sweptMs = sweptMs;
    return { newlyListed };
  }

  dueBlobs(nowMs: number, limit: number, exclude: ReadonlySet<string>, kind?: WorkKind): readonly BlobWork[] {
    return this.#ledger.due(nowMs, limit, exclude, kind);
  }

  oldestUnfinishedMs(): number | undefined {
    return this.#ledger.oldestUnfinishedMs();
  }

  ledgerRows(contentIds: readonly string[]): ReadonlyMap<string, LedgerRow> {
    return this.#ledger.rows(contentIds);
  }

  books(): Books {
    return this.#ledger.books();
  }

  gaps(): readonly Gap[] {
    return gapsOf(this.#db, this.#id);
  }

  remembers(identity: Identity): boolean {
    return this.#memory.remembers(identity);
  }

  #recordGap(gap: Gap, nowMs: number): void {
    this.#db
      .prepare(
        'INSERT OR IGNORE INTO gap (partition, from_ms, to_ms, reason, recorded_ms) VALUES (?, ?, ?, ?, ?)',
      )
      .run(this.#id, gap.fromMs, gap.toMs, gap.reason, nowMs);
  }

  #move(cursorMs: number | undefined, sweptMs: number | undefined): void {
    this.#db
      .prepare('UPDATE partition SET cursor_ms = ?, swept_ms = ? WHERE id = ?')
      .run(cursorMs ?? null, sweptMs ?? null, this.#id);
  }
}

function later(before: number | undefined, now: number | undefined): number | undefined {
  return before === undefined || now === undefined ? (now ?? before) : Math.max(before, now);
}

function numberOf(value: SQLOutputValue | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
