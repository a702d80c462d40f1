import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { isO365WazuhError, O365WazuhError } from '../errors.ts';
import { Database, suspectMarker } from './database.ts';
import { MIGRATIONS } from './schema.ts';
import { stateError } from './state-error.ts';

/** A damaged state file that was set aside. */
export interface Recovered {
  /** Where it is now. */
  readonly path: string;
  readonly reason: string;
}

/** In `meta`: '1' while no run has the file open. Anything else at opening is an unclean end. */
const CLEAN_KEY = 'clean';

/**
 * Opens the state file for a run, making it and its folder if absent, and brings its schema up to date. A damaged file is set
 * aside with its journal, and a new one begun: a broken memory must not stop the feed. After an unclean end the file is checked
 * first (about 2 s for 10 million identities).
 *
 * The caller holds the run lock: of two that set the same file aside, one would set aside the other's new file.
 *
 * @throws STATE_TOO_NEW, STATE_UNWRITABLE, STATE_DISK_FULL, STATE_WRITE_FAILED, STATE_BUSY.
 */
export function openDatabase(
  path: string,
  nowMs: number,
): { readonly db: Database; readonly recovered?: Recovered } {
  if (path === ':memory:') return { db: begin(new Database(path, { readOnly: false })) };
  makeFile(path);
  let damage = readSuspicion(path);
  if (damage === undefined) {
    const db = new Database(path, { readOnly: false });
    try {
      return { db: begin(db) };
    } catch (error) {
      closeQuietly(db);
      damage = damageOf(error);
      if (damage === undefined) throw error;
    }
  }
  const recovered = setAside(path, damage, nowMs);
  makeFile(path);
  return { recovered, db: begin(new Database(path, { readOnly: false })) };
}

/** Marks the file as whole and closes it. */
export function closeDatabase(db: Database): void {
  try {
    setClean(db, '1');
  } catch {
    // Without the mark (the disk is full, say) the next opening checks the file. That is all.
  }
  db.close();
}

/**
 * Opens the state file beside a run that may have it open. Changes nothing.
 *
 * @throws STATE_ABSENT, STATE_TOO_NEW, STATE_CORRUPT, STATE_UNWRITABLE; STATE_BUSY for a file of an older version, which the
 *   next run brings up to date.
 */
export function openDatabaseForReading(path: string): Database {
  if (!existsSync(path))
    throw new O365WazuhError('STATE_ABSENT', `There is no ${path}.`, { details: { path } });
  const db = new Database(path, { readOnly: true, immutable: !existsSync(`${path}-wal`) });
  try {
    const version = versionOf(db);
    if (version === 0) throw new O365WazuhError('STATE_ABSENT', `${path} is empty.`, { details: { path } });
    if (version < MIGRATIONS.length) {
      throw new O365WazuhError(
        'STATE_BUSY',
        `${path} has schema version ${version}, this program reads ${MIGRATIONS.length}.`,
        {
          hint: 'Wait for the next run of the collector: it brings the file up to date.',
        },
      );
    }
    return db;
  } catch (error) {
    closeQuietly(db);
    throw error;
  }
}

function begin(db: Database): Database {
  db.exec('PRAGMA journal_mode = WAL');
  db.exec('PRAGMA synchronous = NORMAL');
  db.exec('PRAGMA cache_size = -2000');
  db.exec('PRAGMA journal_size_limit = 67108864');
  if (versionOf(db) > 0 && !isClean(db)) check(db);
  migrate(db);
  setClean(db, '0');
  return db;
}

/** Why this file can never be opened; undefined when another file would fare no better. */
function damageOf(error: unknown): string | undefined {
  if (isO365WazuhError(error)) return error.code === 'STATE_CORRUPT' ? error.message : undefined;
  // SQLITE_ERROR: our tables are not there, or others are. The file is somebody else's.
  const { errcode, message } = error as { errcode?: number; message?: string };
  return errcode === 1 ? `not a state file of this program: ${message}` : undefined;
}

/** @throws STATE_TOO_NEW */
function versionOf(db: Database): number {
  const row = db.read(() => db.prepare('PRAGMA user_version').get());
  const version = Number(row?.['user_version']);
  if (version > MIGRATIONS.length) {
    throw new O365WazuhError(
      'STATE_TOO_NEW',
      `${db.path} has schema version ${version}; this program knows versions up to ${MIGRATIONS.length}.`,
      { details: { path: db.path, version, known: MIGRATIONS.length } },
    );
  }
  return version;
}

function migrate(db: Database): void {
  const from = versionOf(db);
  for (const [index, sql] of MIGRATIONS.entries()) {
    if (index < from) continue;
    db.write(() => {
      db.exec(sql);
      db.exec(`PRAGMA user_version = ${index + 1}`);
    });
  }
}

function check(db: Database): void {
  const row = db.read(() => db.prepare('PRAGMA quick_check(1)').get());
  const finding = String(row?.['quick_check']);
  if (finding !== 'ok') {
    throw new O365WazuhError('STATE_CORRUPT', `${db.path} is damaged: ${finding}`, {
      details: { path: db.path },
    });
  }
}

function isClean(db: Database): boolean {
  return db.read(() => db.prepare('SELECT value FROM meta WHERE key = ?').get(CLEAN_KEY))?.['value'] === '1';
}

function setClean(db: Database, value: '0' | '1'): void {
  db.write(() => db.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)').run(CLEAN_KEY, value));
}

function makeFile(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // Only when absent: closing a second handle on an open database would drop the locks that SQLite holds on it (POSIX).
    if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
  } catch (error) {
    throw stateError(error, 'make', path);
  }
}

function readSuspicion(path: string): string | undefined {
  const marker = suspectMarker(path);
  return existsSync(marker) ? readFileSync(marker, 'utf8').trim() : undefined;
}

function setAside(path: string, reason: string, nowMs: number): Recovered {
  const stamp = new Date(nowMs).toISOString().replace(/[-:]/g, '').replace(/\..*/, 'Z');
  let target = `${path}.corrupt-${stamp}`;
  for (let n = 2; existsSync(target); n += 1) target = `${path}.corrupt-${stamp}-${n}`;
  try {
    // The journal belongs to its file: left behind, it would be played into the new one.
    for (const suffix of ['-wal', '-shm', '']) {
      if (existsSync(path + suffix)) renameSync(path + suffix, target + suffix);
    }
    rmSync(suspectMarker(path), { force: true });
  } catch (error) {
    throw stateError(error, 'set aside', path);
  }
  return { path: target, reason };
}

function closeQuietly(db: Database): void {
  try {
    db.close();
  } catch {
    // The first error tells more.
  }
}
