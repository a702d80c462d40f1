import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  type Stats,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** Stamped on every file: long before anything that a test writes. */
const CHANGED_AT_S = 1_700_000_000;

interface Entry {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly bytes: Buffer | undefined;
}

/** A folder with all that is in it, kept in memory, to be put back as often as needed. Files and folders only; sockets stay as they are. */
export class FolderCopy {
  readonly #root: string;
  /** By relative name, each folder before what is in it. */
  readonly #entries = new Map<string, Entry>();

  constructor(root: string) {
    this.#root = root;
    this.#read('');
  }

  /** Puts back what differs by name, size, time, owner or mode. */
  restore(): void {
    this.#removeStrangers('');
    for (const [name, entry] of this.#entries) this.#putBack(join(this.#root, name), entry);
  }

  #removeStrangers(folder: string): void {
    for (const child of readdirSync(join(this.#root, folder))) {
      const name = join(folder, child);
      const stats = lstatSync(join(this.#root, name));
      if (!stats.isFile() && !stats.isDirectory() && !stats.isSymbolicLink()) continue;
      const entry = this.#entries.get(name);
      const isSameKind = entry && (entry.bytes === undefined) === stats.isDirectory();
      if (!isSameKind) rmSync(join(this.#root, name), { recursive: true });
      else if (stats.isDirectory()) this.#removeStrangers(name);
    }
  }

  #putBack(path: string, { mode, uid, gid, bytes }: Entry): void {
    const now = lstatSync(path, { throwIfNoEntry: false });
    const isSame = now?.uid === uid && now.gid === gid && (now.mode & 0o7777) === mode;
    if (bytes === undefined) {
      if (isSame) return;
      mkdirSync(path, { recursive: true });
    } else {
      if (isSame && isUntouched(now, bytes)) return;
      // A new file: the old one may have a second name.
      rmSync(path, { force: true });
      writeFileSync(path, bytes);
    }
    chownSync(path, uid, gid);
    chmodSync(path, mode);
    if (bytes) utimesSync(path, CHANGED_AT_S, CHANGED_AT_S);
  }

  #read(name: string): void {
    const path = join(this.#root, name);
    const stats = lstatSync(path);
    if (!stats.isFile() && !stats.isDirectory()) return;
    const { uid, gid } = stats;
    const bytes = stats.isDirectory() ? undefined : readFileSync(path);
    this.#entries.set(name, { mode: stats.mode & 0o7777, uid, gid, bytes });
    if (bytes) utimesSync(path, CHANGED_AT_S, CHANGED_AT_S);
    else for (const entry of readdirSync(path)) this.#read(join(name, entry));
  }
}

function isUntouched(now: Stats, bytes: Buffer): boolean {
  return now.mtimeMs === CHANGED_AT_S * 1000 && now.size === bytes.length && now.nlink === 1;
}
