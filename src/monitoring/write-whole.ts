import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';

/**
 * Writes a small file so that whoever reads it sees the old one or the new one, never a part: a new file beside it, then renamed over
 * it. A symbolic link at `path` is replaced, not followed; one at the temporary name is refused, since the folder may belong to an
 * account that must not make us write elsewhere.
 *
 * @param options.gid the file's group where we are root; otherwise it stays ours.
 * @throws what the file system throws; then the old file stays.
 */
export function writeWhole(
  path: string,
  text: string,
  options: { readonly mode: number; readonly gid?: number },
): void {
  const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;
  const temporary = `${path}.${process.pid}.temp`;
  rmSync(temporary, { force: true });
  const file = openSync(temporary, O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY, 0o600);
  try {
    try {
      writeFileSync(file, text);
      if (options.gid !== undefined && process.getuid?.() === 0) fchownSync(file, 0, options.gid);
      fchmodSync(file, options.mode);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
