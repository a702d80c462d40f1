import { join } from 'node:path';
import { O365WazuhError } from '../src/errors.ts';
import { hasFeature } from '../src/wazuh/home.ts';
import { backupPath, listBackups } from './backup/backups.ts';
import { carryOut, type Desired } from './carry-out.ts';
import { contentOfBytes, readImage } from './images.ts';
import type { Layout } from './layout.ts';
import { everythingIn } from './managed-paths.ts';
import { type Manifest, readManifest } from './manifest.ts';
import type { UninstallOptions } from './options.ts';
import { readConfFacts } from './ossec-conf/conf-facts.ts';
import { ownWodles } from './ossec-conf/find-wodle.ts';
import { unpatch } from './ossec-conf/patch.ts';
import { giveBack } from './ossec-conf/take-over.ts';
import type { Wanted } from './plan.ts';
import type { InstallerDeps } from './ports.ts';
import { type OssecConf, readOssecConf, rereadText } from './read-ossec-conf.ts';
import type { InstallReport, Notice } from './report.ts';
import { dependents, describeSite, rulesIn, rulesInFolders } from './rule-ids.ts';
import { type Session, withHome } from './session.ts';

/**
 * Takes an installation out again: ossec.conf becomes what it was, byte for byte, and every file that was installed goes. Configuration,
 * secrets, state, log and backups stay unless `purge` is asked for. Rule files that the user edited go too, but are kept in the backup, which
 * even `purge` then leaves.
 *
 * @throws INSTALL_NOT_INSTALLED when there is nothing of ours, INSTALL_RULES_IN_USE where a manager would not start without our rules;
 *   other INSTALL_* with nothing changed, or with everything taken back.
 */
export async function uninstall(options: UninstallOptions, deps: InstallerDeps): Promise<InstallReport> {
  return withHome(options.home, options.dryRun ?? false, deps, async session => {
    const { layout } = session;
    const purge = options.purge ?? false;
    const manifest = await readManifest(layout);
    const conf = await readOssecConf(layout.ossecConf);
    if (manifest === undefined && ownWodles(conf.conf.roots).length === 0) {
      throw new O365WazuhError('INSTALL_NOT_INSTALLED', `${layout.home} holds no o365-wazuh.`);
    }
    const rules = await installedRules(layout, manifest);
    const inUse = await rulesInUse(session, conf, rules.paths);
    const keepsBackup = !purge || rules.notices.length > 0;
    const desired: Desired = {
      wanted: await wantedGone(session, conf, rules.paths, purge, keepsBackup),
      conf,
      notices: [...inUse, ...rules.notices],
    };
    const { restart, dryRun } = options;
    return carryOut(
      session,
      desired,
      { command: 'uninstall', restart, dryRun, withoutBackup: !keepsBackup, tolerateBroken: true },
      deps,
    );
  });
}

async function wantedGone(
  { layout }: Session,
  conf: OssecConf,
  rules: readonly string[],
  purge: boolean,
  keepsBackup: boolean,
): Promise<Wanted[]> {
  const without = unpatch(rereadText(conf.path, giveBack(conf.conf)));
  const trees = purge ? [layout.code, layout.configFolder, layout.state] : [layout.code];
  const paths = [...rules];
  if (purge) {
    paths.push(
      ...(await listBackups(layout)).map(id => backupPath(layout, id)),
      layout.log,
      `${layout.log}.1`,
    );
  }
  for (const tree of trees) paths.push(...(await everythingIn(tree, keepsBackup ? [layout.backups] : [])));
  return [
    {
      path: conf.path,
      image: { ...conf.image, content: contentOfBytes(Buffer.from(without, 'latin1')) },
      reason: 'as it was before o365-wazuh',
    },
    ...paths.map(path => ({ path, image: undefined, reason: purge ? 'purged' : 'uninstalled' })),
  ];
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
      notices.push({ code: 'edited', text: `${path} holds edits of yours: it is kept in the backup.` });
    }
  }
  return { paths, notices };
}

/** Rules of others that need ours. From 4.3 on they are skipped with a warning; before, the manager would not start. */
async function rulesInUse({ home }: Session, conf: OssecConf, own: readonly string[]): Promise<Notice[]> {
  const ids = new Set<number>();
  for (const path of own) {
    const image = await readImage(path);
    if (image?.kind !== 'file' || !('bytes' in image.content)) continue;
    for (const rule of rulesIn(image.content.bytes.toString('latin1'), path)) ids.add(rule.id);
  }
  const others = dependents(rulesInFolders(home.path, readConfFacts(conf.conf).ruleDirs, new Set(own)), ids);
  if (others.length === 0) return [];
  const shown = others.slice(0, 10).map(describeSite).join(', ');
  if (hasFeature(home, 'lenientRules') === false) {
    throw new O365WazuhError(
      'INSTALL_RULES_IN_USE',
      `Rules refer to ours, and Wazuh ${home.version ?? ''} would not start without them: ${shown}.`,
      {
        details: { rules: others.map(({ id, file, line }) => ({ id, file, line })) },
      },
    );
  }
  return [
    { code: 'rules-in-use', text: `These rules refer to ours and will be ignored from now on: ${shown}.` },
  ];
}
