import { writeFileSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { isO365WazuhError } from '../errors.ts';
import { stateError } from './state-error.ts';

/** Another process may read the file (a status, a backup); its locks are short. */
const BUSY_TIMEOUT_MS = 5_000;

/** Beside a state file that turned out to be damaged in the middle of a run: the next opening sets it aside. */
export function suspectMarker(path: string): string {
  return `${path}.suspect`;
}

/**
 * One connection, with errors translated.
 *
 * The journal is a write-ahead log with `synchronous=NORMAL`: killing the process loses nothing, and a power failure may lose
 * the last transactions, all of them whole and from the end. That loses no event: identities, ledger and cursor go back together, to
 * a moment when less was settled, so the events since then are delivered a second time.
 */
export class Database {
  readonly path: string;
  readonly #sqlite: DatabaseSync;
  readonly #marksDamage: boolean;
  #isReading = false;

  /**
   * @param options.immutable for a file that nobody has open, as no journal lies beside it. SQLite would otherwise leave an empty journal there,
   *   and could not read in a folder that may not be written to.
   */
  constructor(path: string, options: { readonly readOnly: boolean; readonly immutable?: boolean }) {
    this.path = path;
    this.#marksDamage = !options.readOnly && path !== ':memory:';
    try {
      const name = options.immutable ? `${pathToFileURL(path).href}?immutable=1` : path;
      this.#sqlite = new DatabaseSync(name, { readOnly: options.readOnly, timeout: BUSY_TIMEOUT_MS });
    } catch (error) {
      throw stateError(error, 'open', path);
    }
  }

  /** For what stands outside transactions: pragmas. */
  exec(sql: string): void {
    this.#guard(() => this.#sqlite.exec(sql));
  }

  prepare(sql: string): StatementSync {
    return this.#guard(() => this.#sqlite.prepare(sql));
  }

  /**
   * Runs statements that only read. They share one transaction with all reading up to the next writing: beginning and ending one for
   * each look-up would cost ten times the look-up (7 µs against 0.7), all of it in file locks.
   */
  read<T>(work: () => T): T {
    return this.#guard(() => {
      if (!this.#isReading) this.#sqlite.exec('BEGIN');
      this.#isReading = true;
      return work();
    });
  }

  /** Runs statements in one transaction: all of it is kept, or, when it throws, nothing. */
  write<T>(work: () => T): T {
    return this.#guard(() => {
      this.#endReading();
      this.#sqlite.exec('BEGIN IMMEDIATE');
      let done: T;
      try {
        done = work();
        this.#sqlite.exec('COMMIT');
      } catch (error) {
        if (this.#sqlite.isTransaction) this.#sqlite.exec('ROLLBACK');
        throw error;
      }
      return done;
    });
  }

  /** Does nothing when closed already. */
  close(): void {
    if (!this.#sqlite.isOpen) return;
    this.#guard(() => {
      this.#endReading();
      this.#sqlite.close();
    });
  }

  #endReading(): void {
    if (!this.#isReading) return;
    this.#isReading = false;
    // After some errors SQLite has ended it already.
    if (this.#sqlite.isTransaction) this.#sqlite.exec('COMMIT');
  }

  /** Translates what SQLite throws into STATE_…. */
  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw this.#translated(error);
    }
  }

  #translated(error: unknown): unknown {
    const translated = stateError(error, 'use', this.path);
    if (this.#marksDamage && isO365WazuhError(translated) && translated.code === 'STATE_CORRUPT') {
      try {
        writeFileSync(suspectMarker(this.path), `${translated.message}\n`, { mode: 0o600 });
      } catch {
        // The check after an unclean end finds the damage as well.
      }
    }
    return translated;
  }
}
