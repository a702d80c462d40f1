import { createHash } from 'node:crypto';
import { createReadStream, type Stats } from 'node:fs';
import { lstat, readFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { O365WazuhError } from '../src/errors.ts';
import type { Content, Image } from './plan.ts';

/** Above this a file is named by its path instead of being carried in the plan: only the runtime is that large. */
const MAX_CARRIED_BYTES = 16 * 1024 * 1024;

/**
 * Reads what a path holds now, following no link.
 *
 * @param mayHaveLinks a file with several names is read as well.
 * @returns undefined where there is nothing.
 * @throws INSTALL_FILE_UNSAFE for anything that is neither a file nor a folder, and for a file with several hard links, since replacing
 *   one name would leave the others behind.
 */
export async function readImage(path: string, mayHaveLinks = false): Promise<Image | undefined> {
  const stats = await lstatIfAny(path);
  if (stats === undefined) return undefined;
  const attributes = { mode: stats.mode & 0o7777, uid: stats.uid, gid: stats.gid };
  if (stats.isDirectory()) return { kind: 'directory', ...attributes };
  if (!stats.isFile()) {
    const what = stats.isSymbolicLink() ? 'a symbolic link' : 'no regular file';
    throw new O365WazuhError('INSTALL_FILE_UNSAFE', `${path} is ${what}; only a regular file is replaced.`);
  }
  if (stats.nlink > 1 && !mayHaveLinks) {
    throw new O365WazuhError(
      'INSTALL_FILE_UNSAFE',
      `${path} has ${stats.nlink} hard links; only a file with one name is replaced.`,
    );
  }
  try {
    return { kind: 'file', content: await contentOfFile(path), ...attributes };
  } catch (error) {
    // Gone since the look at it, as files that the collector writes go at any time.
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Reads a file as content; large ones are hashed as a stream and named by their path. */
export async function contentOfFile(path: string): Promise<Content> {
  const { size } = await lstat(path);
  if (size <= MAX_CARRIED_BYTES) return contentOfBytes(await readFile(path));
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return { sha256: hash.digest('hex'), size, source: path };
}

export function contentOfBytes(bytes: Buffer): Content {
  return { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length, bytes };
}

export async function lstatIfAny(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** The `code` of a file system error, or undefined. */
export function errnoOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}
