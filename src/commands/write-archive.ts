import { open, rename, rm } from 'node:fs/promises';
import { O365WazuhError } from '../errors.ts';

/**
 * Writes an archive under another name until it is whole: half of one must not pass for one.
 *
 * @throws USAGE when the file cannot be written; then nothing is left behind.
 */
export async function writeArchive(path: string, bytes: Buffer, mode: 0o600 | 0o644): Promise<void> {
  const part = `${path}.${process.pid}.part`;
  try {
    const file = await open(part, 'wx', mode);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw new O365WazuhError('USAGE', `Cannot write ${path}: ${(error as Error).message}`, {
      hint: 'Name another file with -o.',
      cause: error,
    });
  }
}
