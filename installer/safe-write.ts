import { constants, type Stats } from 'node:fs';
import { chmod, chown, copyFile, link, mkdir, open, rename, rm, rmdir, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { O365WazuhError } from '../src/errors.ts';
import { asFileError } from './file-error.ts';
import { contentOfFile, errnoOf, lstatIfAny } from './images.ts';
import type { Content, DirectoryImage, FileImage } from './plan.ts';
import type { FileLabels } from './ports.ts';

/*
 * The one module that changes files. Nothing here decides what to write; every function leaves either the old or the new state behind.
 * Names never end in `.xml`: Wazuh loads whatever in etc/rules does, hidden or not.
 */

/** Where the new content waits beside its target, so that the rename stays on one file system. */
export function stagedPath(target: string): string {
  return join(dirname(target), `.${basename(target)}.o365tmp`);
}

/** Where the old file waits until the change is final. */
export function savedPath(target: string): string {
  return join(dirname(target), `.${basename(target)}.o365old`);
}

/**
 * Writes the new content beside its target with final owner and mode, durably, and with the security context of the file that stands
 * there. The file is created exclusively: what stands at that name was left by a run that was cut short, and goes first.
 *
 * @param labels left out for files that only this program reads.
 */
export async function stageFile(target: string, image: FileImage, labels?: FileLabels): Promise<void> {
  const staged = stagedPath(target);
  await guarded(target, async () => {
    await rm(staged, { force: true });
    if ('source' in image.content)
      await copyFile(image.content.source, staged, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    const flags =
      constants.O_RDWR |
      constants.O_NOFOLLOW |
      ('source' in image.content ? 0 : constants.O_CREAT | constants.O_EXCL);
    const file = await open(staged, flags, 0o600);
    try {
      if ('bytes' in image.content) await file.writeFile(image.content.bytes);
      // chown clears the set-id bits, so it comes before chmod.
      await file.chown(image.uid, image.gid);
      await file.chmod(image.mode);
      await file.sync();
    } finally {
      await file.close();
    }
  });
  if (labels && (await lstatIfAny(target)) !== undefined) await labels.copy(target, staged);
}

/**
 * Keeps the old file under a second name. A hard link keeps everything of it; where the file is a mount of its own a copy has to do,
 * which is read back before it is trusted.
 *
 * @param isWritten somebody writes it at this time: what it holds at any moment is as good, and where it is gone nothing is kept.
 */
export async function saveFile(
  target: string,
  before: FileImage,
  labels: FileLabels,
  isWritten = false,
): Promise<void> {
  const saved = savedPath(target);
  await guarded(target, async () => {
    await rm(saved, { force: true });
    try {
      await link(target, saved);
    } catch (error) {
      if (isWritten && errnoOf(error) === 'ENOENT') return;
      if (['EROFS', 'ENOSPC', 'EDQUOT', 'EIO'].includes(errnoOf(error) ?? '')) throw error;
      // EPERM: a file system without hard links, or an immutable file, which then cannot be opened for writing either.
      await (await open(target, constants.O_RDWR | constants.O_NOFOLLOW)).close();
      await saveCopy(target, before, isWritten ? undefined : before.content.sha256, labels);
    }
    await syncFolder(dirname(target));
  });
}

/** A copy that shares nothing with the file. Under another name until it is whole: half a copy must never be brought back. */
async function saveCopy(
  target: string,
  attributes: Attributes,
  sha256: string | undefined,
  labels: FileLabels,
): Promise<void> {
  const saved = savedPath(target);
  const part = stagedPath(saved);
  await rm(part, { force: true });
  await copyFile(target, part, constants.COPYFILE_EXCL);
  await copyAttributes(part, attributes);
  await labels.copy(target, part);
  if (sha256 !== undefined && (await contentOfFile(part)).sha256 !== sha256) throw changedMeanwhile(target);
  await syncFile(part);
  await rename(part, saved);
}

/** Puts the staged file in its target's place. */
export async function swapIn(target: string, labels: FileLabels): Promise<void> {
  await guarded(target, () => moveOver(stagedPath(target), target, () => keepApart(target, labels)));
}

/** The saved copy may be a second name of the file that is about to be overwritten: then it must become a file of its own first. */
async function keepApart(target: string, labels: FileLabels): Promise<void> {
  const [old, now] = [await lstatIfAny(savedPath(target)), await lstatIfAny(target)];
  if (!old || !now || !isSameFile(old, now)) return;
  const attributes = { mode: now.mode & 0o7777, uid: now.uid, gid: now.gid };
  await saveCopy(target, attributes, (await contentOfFile(target)).sha256, labels);
  await syncFolder(dirname(target));
}

/**
 * Takes the target away. Its saved copy stays.
 *
 * @param isWritten whoever writes it may have taken it away already.
 */
export async function takeAway(target: string, isWritten = false): Promise<void> {
  await guarded(target, async () => {
    try {
      await unlink(target);
    } catch (error) {
      if (!isWritten || errnoOf(error) !== 'ENOENT') throw error;
    }
    await syncFolder(dirname(target));
  });
}

/** Brings the saved file back, with everything it had. Does nothing when none was saved. */
export async function bringBack(target: string): Promise<void> {
  const saved = savedPath(target);
  const [old, now] = [await lstatIfAny(saved), await lstatIfAny(target)];
  if (old === undefined) return;
  // rename() between two names of one file does nothing and keeps both, so the second name is simply dropped.
  if ((now && isSameFile(old, now)) || (await isUnchanged(target, saved))) await unlink(saved);
  else await moveOver(saved, target);
  await syncFolder(dirname(target));
}

function isSameFile(one: Stats, other: Stats): boolean {
  return one.ino === other.ino && one.dev === other.dev;
}

/** Whether a copy holds what the file itself still holds: then the file was protected, and must not be written to now. */
async function isUnchanged(target: string, saved: string): Promise<boolean> {
  const [now, old] = [await lstatIfAny(target), await lstatIfAny(saved)];
  if (!now?.isFile() || !old || now.size !== old.size) return false;
  if (now.mode !== old.mode || now.uid !== old.uid || now.gid !== old.gid) return false;
  return (await contentOfFile(target)).sha256 === (await contentOfFile(saved)).sha256;
}

/** Forgets the saved and the staged copy. */
export async function dropCopies(target: string): Promise<void> {
  await rm(stagedPath(target), { force: true });
  await rm(stagedPath(savedPath(target)), { force: true });
  await rm(savedPath(target), { force: true });
}

/** Makes a folder with exactly this owner and mode, whatever the umask. */
export async function makeFolder(path: string, image: DirectoryImage): Promise<void> {
  await guarded(path, async () => {
    await mkdir(path, { mode: 0o700 });
    await copyAttributes(path, image);
    await syncFolder(dirname(path));
  });
}

/** Removes a folder if it is empty. @returns false when something else is in it, which then stays. */
export async function removeFolder(path: string): Promise<boolean> {
  try {
    await rmdir(path);
    await syncFolder(dirname(path));
    return true;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return true;
    if (errnoOf(error) === 'ENOTEMPTY' || errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}

type Attributes = Pick<FileImage, 'mode' | 'uid' | 'gid'>;

export async function copyAttributes(path: string, image: Attributes): Promise<void> {
  await chown(path, image.uid, image.gid);
  await chmod(path, image.mode);
}

/** Writes a small file of our own (journal, lock) so that readers see all of it or nothing. */
export async function writeWhole(path: string, content: Content & { readonly bytes: Buffer }): Promise<void> {
  await stageFile(path, {
    kind: 'file',
    content,
    mode: 0o600,
    uid: process.geteuid?.() ?? 0,
    gid: process.getegid?.() ?? 0,
  });
  await guarded(path, () => moveOver(stagedPath(path), path));
}

/** Removes a file of our own that nothing depends on: what cannot be removed stays. */
export async function removeIfPossible(path: string): Promise<void> {
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      return await rm(path, { force: true });
    } catch {
      // Once more; then whoever comes next has to do it.
    }
  }
}

/**
 * Renames over the target. A bind-mounted file cannot be replaced (EBUSY), nor one that a layered or quota-ridden file system keeps apart
 * from its neighbour (EXDEV): then its content is overwritten in place, which the saved copy makes undoable.
 *
 * @param beforeOverwriting sees to that copy.
 */
async function moveOver(
  from: string,
  target: string,
  beforeOverwriting?: () => Promise<void>,
): Promise<void> {
  try {
    await rename(from, target);
  } catch (error) {
    const mayOverwrite = ['EBUSY', 'EXDEV'].includes(errnoOf(error) ?? '');
    if (!mayOverwrite || (await lstatIfAny(target)) === undefined) throw error;
    await beforeOverwriting?.();
    await overwrite(from, target);
    await unlink(from);
  }
  await syncFolder(dirname(target));
}

async function overwrite(from: string, target: string): Promise<void> {
  const source = await open(from, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    // Not emptied first: what the file takes up stays its own, so that the old content fits again whatever fills the disk meanwhile.
    const file = await open(target, constants.O_WRONLY | constants.O_NOFOLLOW);
    try {
      const bytes = await source.readFile();
      await file.writeFile(bytes);
      await file.truncate(bytes.length);
      const { uid, gid, mode } = await source.stat();
      await file.chown(uid, gid);
      await file.chmod(mode & 0o7777);
      await file.sync();
    } finally {
      await file.close();
    }
  } finally {
    await source.close();
  }
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes lasting what names are in a folder. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Names the file that was being changed when the file system refused. */
async function guarded<T>(target: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asFileError(error, target);
  }
}

export function changedMeanwhile(path: string): O365WazuhError {
  return new O365WazuhError(
    'INSTALL_FILE_CHANGED',
    `${path} was changed by someone else while this command ran.`,
    { details: { path } },
  );
}
