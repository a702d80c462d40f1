import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { O365WazuhError } from '../src/errors.ts';
import { applyPlan } from './apply.ts';
import { contentOfBytes, errnoOf, readImage } from './images.ts';
import type { Layout } from './layout.ts';
import { type Manifest, readManifest } from './manifest.ts';
import type { UninstallOptions } from './options.ts';
import { ownWodles } from './ossec-conf/find-wodle.ts';
import { unpatch } from './ossec-conf/patch.ts';
import { planChanges, type Wanted } from './plan.ts';
import type { InstallerDeps } from './ports.ts';
import { presentOf } from './present.ts';
import { readOssecConf } from './read-ossec-conf.ts';
import { homeReport, type InstallReport, type Notice } from './report.ts';
import { type Session, withHome } from './session.ts';

/**
 * Takes an installation out again: ossec.conf becomes what it was, byte for byte, and every file that was installed goes. Configuration,
 * secrets, state and backups stay unless `purge` is asked for. Rule files that the user edited go too, but are kept in the backup.
 *
 * @throws INSTALL_NOT_INSTALLED when there is nothing of ours; other INSTALL_* with nothing changed, or with everything taken back.
 */
export async function uninstall(options: UninstallOptions, deps: InstallerDeps): Promise<InstallReport> {
  return withHome(options.home, options.dryRun ?? false, deps, async session => {
    const { wanted, notices } = await desiredUninstall(session, options.purge ?? false);
    const plan = planChanges(wanted, await presentOf(wanted));
    const report = {
      command: 'uninstall' as const,
      home: homeReport(session.home),
      plan,
      conflicts: [],
      next: [],
    };
    const all = [...session.notices, ...notices];
    if (options.dryRun) return { ...report, status: 'planned', activation: 'none', notices: all };
    const applied = await applyPlan(
      session,
      { command: 'uninstall', plan, restart: options.restart ?? true, tolerateBroken: true },
      deps,
    );
    return { ...report, status: 'changed', ...applied, notices: [...all, ...applied.notices] };
  });
}

async function desiredUninstall(
  session: Session,
  purge: boolean,
): Promise<{ wanted: readonly Wanted[]; notices: readonly Notice[] }> {
  const { layout } = session;
  const manifest = await readManifest(layout);
  const conf = await readOssecConf(layout.ossecConf);
  if (manifest === undefined && ownWodles(conf.conf.roots).length === 0) {
    throw new O365WazuhError('INSTALL_NOT_INSTALLED', `${layout.home} holds no o365-wazuh.`);
  }
  const without = contentOfBytes(Buffer.from(unpatch(conf.conf), 'latin1'));
  const reason = purge ? 'purged' : 'uninstalled';
  const gone = (path: string): Wanted => ({ path, image: undefined, reason });
  const rules = await installedRules(layout, manifest);
  const trees = purge ? [layout.code, layout.configFolder, layout.state] : [layout.code];
  const kept = purge ? [] : [layout.backups];
  const inTrees = (await Promise.all(trees.map(tree => everythingIn(tree, kept)))).flat();
  return {
    wanted: [
      { path: conf.path, image: { ...conf.image, content: without }, reason: 'without the wodle' },
      ...rules.paths.map(gone),
      ...inTrees.map(gone),
    ],
    notices: rules.notices,
  };
}

async function installedRules(
  layout: Layout,
  manifest: Manifest | undefined,
): Promise<{ paths: readonly string[]; notices: readonly Notice[] }> {
  const paths: string[] = [];
  const notices: Notice[] = [];
  for (const [name, sha256] of Object.entries(manifest?.files ?? {})) {
    const path = join(layout.home, 'etc', name);
    const image = await readImage(path);
    if (image?.kind !== 'file') continue;
    paths.push(path);
    if (image.content.sha256 !== sha256) {
      notices.push({ code: 'edited', text: `${path} held edits of yours; it is kept in the backup.` });
    }
  }
  return { paths, notices };
}

/** A folder and all below it, except `kept` and what is below that. */
async function everythingIn(folder: string, kept: readonly string[]): Promise<string[]> {
  if (kept.includes(folder)) return [];
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const below = await Promise.all(
      entries.map(async entry => {
        const path = join(folder, entry.name);
        return entry.isDirectory() ? everythingIn(path, kept) : [path];
      }),
    );
    return [folder, ...below.flat()];
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}
