import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** A folder with all that is in it, kept in memory, to be put back as often as needed. Files and folders only. */
export class FolderCopy {
  readonly #root: string;
  readonly #entries: { path: string; mode: number; uid: number; gid: number; bytes: Buffer | undefined }[] =
    [];

  constructor(root: string) {
    this.#root = root;
    this.#read('');
  }

  restore(): void {
    rmSync(this.#root, { recursive: true, force: true });
    for (const { path, mode, uid, gid, bytes } of this.#entries) {
      if (bytes) writeFileSync(path, bytes);
      else mkdirSync(path);
      chownSync(path, uid, gid);
      chmodSync(path, mode);
    }
  }

  #read(name: string): void {
    const path = join(this.#root, name);
    const stats = lstatSync(path);
    const { uid, gid } = stats;
    const bytes = stats.isDirectory() ? undefined : readFileSync(path);
    this.#entries.push({ path, mode: stats.mode & 0o7777, uid, gid, bytes });
    if (bytes === undefined) for (const entry of readdirSync(path)) this.#read(join(name, entry));
  }
}
