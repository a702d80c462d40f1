import { link, readdir, readFile, rename, rm } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { O365WazuhError } from '../src/errors.ts';
import { contentOfBytes, errnoOf } from './images.ts';
import { removeIfPossible, stagedPath, writeWhole } from './safe-write.ts';

/** Held by one installer run per home. The file names its holder, so that one left by a dead process is told from a live one. */
export type Lock = AsyncDisposable;

/**
 * Takes the home for this process.
 *
 * @throws INSTALL_BUSY when a live process holds it.
 */
export async function takeLock(home: string): Promise<Lock> {
  const path = join(home, 'wodles', '.o365-wazuh.lock');
  const claim = `${path}.${process.pid}`;
  const bytes = Buffer.from(`${identityOf(process.pid) ?? String(process.pid)}\n`);
  await sweepClaims(dirname(path));
  try {
    await writeWhole(claim, { ...contentOfBytes(bytes), bytes });
    for (let attempt = 0; attempt < 2; attempt++) {
      try {
        await link(claim, path);
        // One that cannot be removed is that of a dead process soon.
        return { [Symbol.asyncDispose]: () => removeIfPossible(path) };
      } catch (error) {
        if (errnoOf(error) !== 'EEXIST') throw error;
        await removeIfStale(path);
      }
    }
  } finally {
    await removeIfPossible(stagedPath(claim));
    await removeIfPossible(claim);
  }
  throw new O365WazuhError('INSTALL_BUSY', `${path} was taken by another run at the same moment.`);
}

/** Removes what runs left that were killed while they took the lock, also one that had our process id before us. */
async function sweepClaims(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = Number(/^\.{1,2}o365-wazuh\.lock\.(?<pid>\d+)(?:\.\w+)?$/.exec(name)?.groups?.['pid'] ?? NaN);
    const isLeft = pid === process.pid || (pid > 0 && identityOf(pid) === undefined);
    if (isLeft) await removeIfPossible(join(folder, name));
  }
}

async function removeIfStale(path: string): Promise<void> {
  const holder = await readHolder(path);
  if (holder === undefined) return;
  const pid = Number(holder.split(' ', 1)[0]);
  if (identityOf(pid) === holder) {
    throw new O365WazuhError(
      'INSTALL_BUSY',
      `Another o365-wazuh command (process ${pid}) is changing this home.`,
      { details: { pid } },
    );
  }
  // Moved away under our own name first: of two runs that find the same stale lock only one succeeds.
  const aside = `${path}.${process.pid}.stale`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return;
    throw error;
  }
  // What was moved may be the fresh lock of a run that was quicker: then it goes back, and that run holds the home.
  if ((await readHolder(aside)) !== holder) await rename(aside, path);
  await rm(aside, { force: true });
}

async function readHolder(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Process id, its start time and the boot it belongs to: ids are used again, these three together are not. */
export function identityOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command name stands in brackets and may hold blanks; the start time is the 20th field behind it.
    const startTime = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${pid} ${startTime} ${boot}`;
  } catch {
    return undefined;
  }
}
