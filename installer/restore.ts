import { listBackups, readBackup } from './backup/backups.ts';
import { wantedBySnapshot } from './backup/snapshot.ts';
import { carryOut } from './carry-out.ts';
import { contentOfFile, lstatIfAny } from './images.ts';
import type { RestoreOptions } from './options.ts';
import { findPackageFiles } from './package-files.ts';
import type { Wanted } from './plan.ts';
import type { InstallerDeps } from './ports.ts';
import { readOssecConf } from './read-ossec-conf.ts';
import type { InstallReport, Notice } from './report.ts';
import { type Session, withHome } from './session.ts';

/**
 * Brings every managed file back to what it was when a backup was made, including files that were not there then. What is there now goes
 * into a backup of its own first. Secrets and the collector's state are not touched.
 *
 * @throws INSTALL_BACKUP_UNKNOWN, INSTALL_BACKUP_BROKEN; other INSTALL_* with everything taken back.
 */
export async function restore(options: RestoreOptions, deps: InstallerDeps): Promise<InstallReport> {
  return withHome(options.home, options.dryRun ?? false, deps, async session => {
    const snapshot = await readBackup(session.layout, options.id);
    const conf = await readOssecConf(session.layout.ossecConf);
    const restored = wantedBySnapshot(snapshot);
    const wanted = [...restored, ...(await runtimeIfMissing(session, restored, deps))];
    const { restart, dryRun } = options;
    const desired = { wanted, conf, notices: await missingSecret(session, restored) };
    return carryOut(session, desired, { command: 'restore', restart, dryRun, tolerateBroken: true }, deps);
  });
}

/** Ids of the backups of a home, oldest first. Changes nothing. */
export async function listHomeBackups(
  home: string | undefined,
  deps: InstallerDeps,
): Promise<readonly string[]> {
  return withHome(home, true, deps, session => listBackups(session.layout));
}

/** The runtime is too large to be in a backup; where an uninstallation took it, the package brings it again. */
async function runtimeIfMissing(
  { layout, admin }: Session,
  restored: readonly Wanted[],
  deps: InstallerDeps,
): Promise<Wanted[]> {
  const needed = restored.some(want => want.path === layout.collector && want.image !== undefined);
  if (!needed || (await lstatIfAny(layout.runtime)) !== undefined) return [];
  const content = await contentOfFile(findPackageFiles(deps.packageRoot).runtime);
  const reason = 'Node runtime of the collector';
  return [
    { path: layout.runtimeFolder, image: { kind: 'directory', mode: 0o750, ...admin }, reason },
    { path: layout.runtime, image: { kind: 'file', content, mode: 0o750, ...admin }, reason },
  ];
}

async function missingSecret({ layout }: Session, restored: readonly Wanted[]): Promise<Notice[]> {
  const config = restored.find(want => want.path === layout.config)?.image;
  if (config?.kind !== 'file' || !('bytes' in config.content)) return [];
  const files = config.content.bytes
    .toString('utf8')
    .matchAll(/client_secret_file:\s*["']?(?<path>\/[^\s"'#]+)/g);
  const notices: Notice[] = [];
  for (const { groups } of files) {
    const path = groups?.['path'] ?? '';
    if ((await lstatIfAny(path)) === undefined) {
      notices.push({
        code: 'secret-missing',
        text: `${path} is gone, and secrets are in no backup: give it again with install --client-secret-file.`,
      });
    }
  }
  return notices;
}
