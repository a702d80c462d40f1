import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { O365WazuhError } from '../../src/errors.ts';
import { VERSION } from '../../src/version.ts';
import { contentOfBytes, errnoOf } from '../images.ts';
import type { Layout } from '../layout.ts';
import type { Image, Plan, Wanted } from '../plan.ts';
import { presentOf } from '../present.ts';
import type { Session } from '../session.ts';
import { packSnapshot, type Snapshot, unpackSnapshot } from './snapshot.ts';

/** How many backups are kept; the oldest go first. */
const KEPT = 10;
const SUFFIX = '.tar.gz';

/** Ids of the backups in a home, oldest first. */
export async function listBackups(layout: Layout): Promise<string[]> {
  try {
    const names = await readdir(layout.backups);
    return names.flatMap(name => (name.endsWith(SUFFIX) ? [name.slice(0, -SUFFIX.length)] : [])).sort();
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/** @throws INSTALL_BACKUP_UNKNOWN, INSTALL_BACKUP_BROKEN. */
export async function readBackup(layout: Layout, id: string): Promise<Snapshot> {
  if (!(await listBackups(layout)).includes(id)) {
    throw new O365WazuhError(
      'INSTALL_BACKUP_UNKNOWN',
      `There is no backup ${JSON.stringify(id)} in ${layout.backups}.`,
    );
  }
  return unpackSnapshot(await readFile(backupPath(layout, id)), id, layout.home);
}

/** Path of a backup's archive. */
export function backupPath(layout: Layout, id: string): string {
  return join(layout.backups, `${id}${SUFFIX}`);
}

export interface PlannedBackup {
  readonly id: string;
  /** The archive itself, and the old ones that go for it. */
  readonly wanted: readonly Wanted[];
}

/**
 * Plans the backup of everything a plan changes and everything else that is installed, as it is now. Neither secrets, the
 * runtime nor what the collector wrote are in it.
 *
 * @param managed paths that belong to the installation, changed or not.
 */
export async function planBackup(
  session: Session,
  command: string,
  plan: Plan,
  managed: readonly string[],
  madeAtMs: number,
): Promise<PlannedBackup> {
  const { layout, admin, home } = session;
  const images = new Map<string, Image | undefined>();
  for (const { path, before, after } of plan.changes) {
    // A folder that was not there is no loss when it stays, and may hold what the backup knows nothing of.
    if (before !== undefined || after?.kind === 'file') images.set(path, before);
  }
  for (const [path, image] of await presentOf(
    managed.filter(path => !images.has(path)).map(path => ({ path })),
  )) {
    images.set(path, image);
  }
  for (const [path, image] of images) {
    const tooLarge = path === layout.runtime && image !== undefined;
    const notOurs = [layout.backups, layout.state, layout.log].some(place => path.startsWith(place));
    if (path.endsWith('.secret') || notOurs || tooLarge) images.delete(path);
  }

  const existing = await listBackups(layout);
  const id = freeId(
    `${new Date(madeAtMs)
      .toISOString()
      .replace(/\.\d+Z$/, 'Z')
      .replaceAll(':', '-')}-${command}`,
    existing,
  );
  const snapshot = { id, command, version: VERSION, images };
  const bytes = await packSnapshot(snapshot, home.path, new Date(madeAtMs));
  const path = backupPath(layout, id);
  const archive: Wanted = {
    path,
    image: { kind: 'file', content: contentOfBytes(bytes), mode: 0o600, ...admin },
    reason: 'backup of what changes',
  };
  const tooOld = existing.slice(0, Math.max(0, existing.length + 1 - KEPT));
  return {
    id,
    wanted: [
      archive,
      ...tooOld.map(old => ({
        path: backupPath(layout, old),
        image: undefined,
        reason: `only ${KEPT} backups are kept`,
      })),
    ],
  };
}

function freeId(wish: string, taken: readonly string[]): string {
  let id = wish;
  for (let number = 2; taken.includes(id); number++) id = `${wish}-${number}`;
  return id;
}
