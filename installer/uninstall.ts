import { join } from 'node:path';
import { O365WazuhError } from '../src/errors.ts';
import { hasFeature } from '../src/wazuh/home.ts';
import { backupPath, listBackups } from './backup/backups.ts';
import { leftInMountedConf } from './checks/container.ts';
import { carryOut, type Desired } from './carry-out.ts';
import { readImage } from './images.ts';
import { installedLists } from './installed-lists.ts';
import type { Layout } from './layout.ts';
import { everythingIn } from './managed-paths.ts';
import { type Manifest, readManifest } from './manifest.ts';
import type { UninstallOptions } from './options.ts';
import { readConfFacts } from './ossec-conf/conf-facts.ts';
import { ownWodles } from './ossec-conf/find-wodle.ts';
import { undeclareLists } from './ossec-conf/list-lines.ts';
import { unpatch } from './ossec-conf/patch.ts';
import type { Conf } from './ossec-conf/read-conf.ts';
import { giveBack } from './ossec-conf/take-over.ts';
import type { Wanted } from './plan.ts';
import type { InstallerDeps } from './ports.ts';
import { clearLeftovers, rotatedLogs, writtenByCollector } from './purge-leftovers.ts';
import { type OssecConf, readOssecConf, rereadText, wantedConf } from './read-ossec-conf.ts';
import type { InstallReport, Notice } from './report.ts';
import { dependents, describeSite, rulesIn, rulesInFolders, type RuleSite } from './rule-ids.ts';
import { untilCollectorRests } from './until-collector-rests.ts';
import { type Session, withHome } from './session.ts';

/**
 * Takes an installation out again: ossec.conf becomes what it was, byte for byte, and every file that was installed goes. Configuration,
 * secrets, state, log and backups stay unless `purge` is asked for. Rule files that the user edited go too, but are kept in the backup, which
 * even `purge` then leaves; lists that the user filled as well.
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
    const running = purge && !options.dryRun ? await untilCollectorRests(layout, deps) : undefined;
    const rules = await installedRules(layout, manifest);
    const others = rulesOfOthers(session, conf, rules.paths);
    const inUse = await rulesInUse(session, others, rules.paths);
    const lists = await installedLists(layout, manifest, others);
    const kept = [...rules.notices, ...lists.notices];
    const keepsBackup = !purge || kept.length > 0;
    const files = [...rules.paths, ...lists.paths];
    const desired: Desired = {
      wanted: await wantedGone(session, withoutUs(conf, lists.undeclared), files, purge, keepsBackup),
      conf,
      notices: [
        ...inUse,
        ...kept,
        ...(purge ? await rotatedLogs(layout) : []),
        ...leftInMountedConf(session.home),
      ],
    };
    const { restart, dryRun } = options;
    const report = await carryOut(
      session,
      desired,
      { command: 'uninstall', restart, dryRun, withoutBackup: !keepsBackup, tolerateBroken: true },
      deps,
    );
    if (!purge || report.status !== 'changed') return report;
    return { ...report, notices: [...report.notices, ...(await clearLeftovers(layout, running))] };
  });
}

async function wantedGone(
  { layout }: Session,
  conf: OssecConf,
  files: readonly string[],
  purge: boolean,
  keepsBackup: boolean,
): Promise<Wanted[]> {
  const trees = purge ? [layout.code, layout.configFolder, layout.state] : [layout.code];
  const paths = [...files];
  if (purge) {
    paths.push(
      ...(await listBackups(layout)).map(id => backupPath(layout, id)),
      ...writtenByCollector(layout).filter(path => path !== layout.state),
    );
  }
  for (const tree of trees) paths.push(...(await everythingIn(tree, keepsBackup ? [layout.backups] : [])));
  // Where no run has been there is no state to keep; one that comes makes its folder anew.
  const state = await everythingIn(layout.state, []);
  if (!purge && state.length === 1) paths.push(...state);
  return [
    wantedConf(conf, 'as it was before o365-wazuh'),
    ...paths.map(path => ({
      path,
      image: undefined,
      reason: purge ? 'purged' : 'uninstalled',
      ...(isWrittenByCollector(layout, path) ? { written: true } : {}),
    })),
  ];
}

function isWrittenByCollector(layout: Layout, path: string): boolean {
  return path !== layout.state && writtenByCollector(layout).some(one => `${path}/`.startsWith(`${one}/`));
}

/** ossec.conf with everything of ours taken out of it. */
function withoutUs(conf: OssecConf, lists: readonly string[]): OssecConf {
  const again = (text: string): Conf => rereadText(conf.path, text);
  const undeclared = again(undeclareLists(again(giveBack(conf.conf)), lists));
  return { ...conf, conf: again(unpatch(undeclared)) };
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

function rulesOfOthers({ home }: Session, conf: OssecConf, own: readonly string[]): RuleSite[] {
  return rulesInFolders(home.path, readConfFacts(conf.conf).ruleDirs, new Set(own));
}

/** Rules of others that need ours. From 4.3 on they are skipped with a warning; before, the manager would not start. */
async function rulesInUse(
  { home }: Session,
  sites: readonly RuleSite[],
  own: readonly string[],
): Promise<Notice[]> {
  const ids = new Set<number>();
  for (const path of own) {
    const image = await readImage(path);
    if (image?.kind !== 'file' || !('bytes' in image.content)) continue;
    for (const rule of rulesIn(image.content.bytes.toString('latin1'), path)) ids.add(rule.id);
  }
  const others = dependents(sites, ids);
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
