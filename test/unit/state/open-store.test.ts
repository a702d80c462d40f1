import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it } from 'vitest';
import { isO365WazuhError } from '../../../src/errors.ts';
import { openDatabase } from '../../../src/state/open-database.ts';
import { openStore } from '../../../src/state/open-store.ts';
import { MIGRATIONS } from '../../../src/state/schema.ts';
import { SqliteStore } from '../../../src/state/sqlite-store.ts';
import { ManualClock } from '../../stand-ins/manual-clock.ts';
import { blob, EXCHANGE, finished, identity, NOON_MS, progress } from './samples.ts';
import { tempFolder } from './temp-folder.ts';

const clock = new ManualClock(NOON_MS);
let folder: string;
let path: string;

beforeEach(() => {
  folder = tempFolder();
  path = join(folder, 'state', 'state.db');
});

/** A state file of some size, closed cleanly or left as a killed process leaves it. */
function fill(end: 'clean' | 'unclean'): void {
  const store = openStore({ path, clock });
  const partition = store.partition(EXCHANGE);
  const blobs = Array.from({ length: 500 }, (_, n) => blob(`blob-${n}`));
  partition.commit({ listed: blobs, cursorMs: 77 });
  for (const { contentId } of blobs.slice(0, 100)) {
    const identities = Array.from({ length: 200 }, (_, n) => identity(n, NOON_MS + n * 1_000));
    partition.commit({ progress: progress(contentId, identities), finished: finished(contentId, 200) });
  }
  store.close();
  if (end === 'unclean') edit(db => db.exec("UPDATE meta SET value = '0' WHERE key = 'clean'"));
}

function edit(change: (db: DatabaseSync) => void): void {
  const db = new DatabaseSync(path);
  change(db);
  db.close();
}

function overwrite(fromByte: number, bytes: number): void {
  const content = readFileSync(path);
  content.fill(0x5a, fromByte, fromByte + bytes);
  writeFileSync(path, content);
}

function codeOf(work: () => unknown): string {
  try {
    work();
    return 'none';
  } catch (error) {
    return isO365WazuhError(error) ? error.code : String(error);
  }
}

describe('opening the state', () => {
  it('makes the folder and the file for root alone', () => {
    const store = openStore({ path, clock });
    const modes = ['', '-wal', '-shm'].map(suffix => statSync(path + suffix).mode & 0o777);
    expect([statSync(join(folder, 'state')).mode & 0o777, ...modes]).toEqual([0o700, 0o600, 0o600, 0o600]);
    expect(store.recovered).toBeUndefined();
    store.close();
    expect(readdirSync(join(folder, 'state'))).toEqual(['state.db']);
  });

  it('brings an empty file and every older version up to date', () => {
    for (let version = 0; version < MIGRATIONS.length; version += 1) {
      path = join(folder, `v${version}.db`);
      edit(db => {
        for (const sql of MIGRATIONS.slice(0, version)) db.exec(sql);
        db.exec(`PRAGMA user_version = ${version}`);
      });
      const store = openStore({ path, clock });
      expect(store.partition(EXCHANGE).commit({ listed: [blob('a')] })).toEqual({ newlyListed: 1 });
      expect(store.recovered).toBeUndefined();
      store.close();
      edit(db =>
        expect(db.prepare('PRAGMA user_version').get()).toEqual({ user_version: MIGRATIONS.length }),
      );
    }
  });

  it('counts what an older version’s daily figures and ledger tell into the books', () => {
    path = join(folder, 'old.db');
    edit(db => {
      db.exec(MIGRATIONS[0] ?? '');
      db.exec('PRAGMA user_version = 1');
      const { tenantId, contentType } = EXCHANGE;
      db.prepare('INSERT INTO partition (id, tenant_id, content_type) VALUES (7, ?, ?)').run(
        tenantId,
        contentType,
      );
      db.exec(`INSERT INTO daily (day, partition, blobs, delivered) VALUES (1, 7, 2, 10), (2, 7, 3, 20)`);
      db.exec(`INSERT INTO blob (partition, content_id, created_ms, expires_ms, state, first_seen_ms)
        VALUES (7, 'lost', 1, 2, 3, 1)`);
    });
    const store = openStore({ path, clock });
    expect(store.partition(EXCHANGE).books()).toMatchObject({ blobs: 5, delivered: 30, blobsLost: 1 });
    store.close();
  });

  it('keeps small texts by key', () => {
    const store = openStore({ path, clock });
    store.setMeta('clean', 'a key of the user');
    store.setMeta('k', 'v1');
    store.setMeta('k', 'v2');
    store.close();
    const again = openStore({ path, clock });
    expect([again.meta('k'), again.meta('clean'), again.meta('none')]).toEqual([
      'v2',
      'a key of the user',
      undefined,
    ]);
    again.close();
  });

  it('may be closed twice', () => {
    const store = openStore({ path, clock });
    store.close();
    expect(() => store.close()).not.toThrow();
  });

  it('refuses the file of a newer version and leaves it as it is', () => {
    fill('clean');
    edit(db => db.exec(`PRAGMA user_version = ${MIGRATIONS.length + 1}`));
    expect(codeOf(() => openStore({ path, clock }))).toBe('STATE_TOO_NEW');
    edit(db => expect(db.prepare('SELECT count(*) AS n FROM blob').get()).toEqual({ n: 500 }));
  });

  it('says that the folder can’t be made', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(codeOf(() => openStore({ path: join(folder, 'file', 'state.db'), clock }))).toBe(
      'STATE_UNWRITABLE',
    );
    symlinkSync(join(folder, 'nowhere'), join(folder, 'link'));
    expect(codeOf(() => openStore({ path: join(folder, 'link', 'state.db'), clock }))).toBe(
      'STATE_UNWRITABLE',
    );
  });

  it('says that a folder stands in the file’s place', () => {
    mkdirSync(path, { recursive: true });
    expect(codeOf(() => openStore({ path, clock }))).toBe('STATE_UNWRITABLE');
  });
});

describe('a damaged state file', () => {
  it.each([
    ['a destroyed header', 'clean', () => overwrite(0, 100)],
    ['no database at all', 'clean', () => writeFileSync(path, 'hello '.repeat(1_000))],
    ['a file cut off in the middle', 'unclean', () => truncateSync(path, 3 * 4096)],
    ['overwritten pages after an unclean end', 'unclean', () => overwrite(5 * 4096, 20 * 4096)],
    ['another program’s database', 'clean', () => edit(db => db.exec('DROP TABLE meta'))],
  ] as const)('with %s is set aside and a new one begun', (_, end, damage) => {
    fill(end);
    damage();

    const store = openStore({ path, clock });
    const aside = store.recovered?.path ?? '';
    expect(aside).toBe(`${path}.corrupt-20261124T120000Z`);
    expect(existsSync(aside)).toBe(true);
    expect(store.recovered?.reason).not.toBe('');
    expect(store.partition(EXCHANGE).cursorMs).toBeUndefined();
    expect(store.partition(EXCHANGE).commit({ listed: [blob('a')] })).toEqual({ newlyListed: 1 });
    store.close();

    const next = openStore({ path, clock });
    expect(next.recovered).toBeUndefined();
    expect(next.partition(EXCHANGE).dueBlobs(NOON_MS, 9, new Set())).toHaveLength(1);
    next.close();
  });

  it('takes its journal along, and does not overwrite an earlier one', () => {
    fill('clean');
    for (const suffix of ['.corrupt-20261124T120000Z', '-wal']) writeFileSync(path + suffix, 'kept');
    writeFileSync(`${path}.suspect`, 'found damaged in a run');
    const store = openStore({ path, clock });
    expect(store.recovered?.path).toBe(`${path}.corrupt-20261124T120000Z-2`);
    expect(readFileSync(`${path}.corrupt-20261124T120000Z`, 'utf8')).toBe('kept');
    expect(readFileSync(`${path}.corrupt-20261124T120000Z-2-wal`, 'utf8')).toBe('kept');
    store.close();
  });

  it('that shows its damage in the middle of a run ends that run, and is set aside by the next', () => {
    fill('clean');
    overwrite(8 * 4096, statSync(path).size - 8 * 4096);
    const store = openStore({ path, clock });
    expect(store.recovered).toBeUndefined();
    const partition = store.partition(EXCHANGE);
    const use = () => {
      for (let n = 0; n < 500; n += 1) partition.ledgerRows([`blob-${n}`]);
      for (let n = 0; n < 200; n += 1) partition.remembers(identity(n, NOON_MS + n * 1_000));
    };
    expect(codeOf(use)).toBe('STATE_CORRUPT');
    store.close();

    const next = openStore({ path, clock });
    expect(next.recovered?.path).toContain('.corrupt-');
    expect(existsSync(`${path}.suspect`)).toBe(false);
    next.close();
  });
});

describe('a full disk', () => {
  it('keeps nothing of the step, neither on disk nor in memory, and the next step works when there is room', () => {
    const { db } = openDatabase(path, NOON_MS);
    const store = new SqliteStore(db, clock);
    const partition = store.partition(EXCHANGE);
    partition.commit({ listed: [blob('a')], cursorMs: 5 });
    const pages = Number(db.prepare('PRAGMA page_count').get()?.['page_count']);
    db.exec(`PRAGMA max_page_count = ${pages + 2}`);
    const identities = Array.from({ length: 5_000 }, (_, n) => identity(n));
    const step = { progress: progress('a', identities), finished: finished('a', 5_000), cursorMs: 9 };

    expect(codeOf(() => partition.commit(step))).toBe('STATE_DISK_FULL');
    expect([partition.cursorMs, partition.remembers(identity(0))]).toEqual([5, false]);
    expect(partition.dueBlobs(NOON_MS, 9, new Set()).map(work => work.eventsDone)).toEqual([0]);

    db.exec('PRAGMA max_page_count = 1000000');
    partition.commit(step);
    expect([partition.cursorMs, partition.remembers(identity(4_999))]).toEqual([9, true]);
    store.close();
  });
});
