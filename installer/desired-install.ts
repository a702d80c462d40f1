import { O365WazuhError } from '../src/errors.ts';
import { DEFAULT_RULE_BASE, GENERIC_RULE_ID } from '../src/rules/id-blocks.ts';
import { VERSION } from '../src/version.ts';
import type { Desired } from './carry-out.ts';
import { clusterListNotices } from './checks/cluster-lists.ts';
import { alertNotices } from './checks/coexistence.ts';
import { containerNotices } from './checks/container.ts';
import { checkRuleIds, isGenericTaken } from './checks/rule-ids.ts';
import { checkRulesetFolders } from './checks/ruleset-folders.ts';
import { rulesElsewhere } from './checks/rules-elsewhere.ts';
import { sharedConfNotices } from './checks/shared-confs.ts';
import { type Manifest, manifestBytes, readManifest, requireNotNewer } from './manifest.ts';
import type { InstallOptions } from './options.ts';
import { readConfFacts } from './ossec-conf/conf-facts.ts';
import { foundTenants } from './ossec-conf/found-collectors.ts';
import { declareLists } from './ossec-conf/list-lines.ts';
import { readSharedConfs } from './ossec-conf/shared-confs.ts';
import { findPackageFiles } from './package-files.ts';
import type { InstallerDeps } from './ports.ts';
import { readOssecConf, rereadText, wantedConf } from './read-ossec-conf.ts';
import type { Session } from './session.ts';
import { wantedMemory } from './wanted-code.ts';
import { wantedCollector } from './wanted-collector.ts';
import { wantedLists, workerLists } from './wanted-lists.ts';
import { installedRuleIds, moveBetween, moveTo, wantedRuleIds } from './wanted-rule-ids.ts';
import { wantedOptionalRules } from './wanted-optional-rules.ts';
import { privateImage, shippedFiles, shippedNames, wantedRules } from './wanted-rules.ts';

/**
 * Everything that a home should hold once o365-wazuh is installed with these options. Looks at the home, changes nothing.
 *
 * @throws INSTALL_* when the home cannot take it; USAGE and CONFIG_INVALID for what was asked.
 */
export async function desiredInstall(
  session: Session,
  options: InstallOptions,
  deps: InstallerDeps,
): Promise<Desired> {
  const { home, layout, admin, owner } = session;
  const conf = await readOssecConf(layout.ossecConf);
  const facts = readConfFacts(conf.conf);
  const previous = await readManifest(layout);
  requireNotNewer(layout, previous);
  const files = findPackageFiles(deps.packageRoot);

  const elsewhere = rulesElsewhere(home);
  const rulesOnly = isRulesOnly(options, previous);
  if (rulesOnly && elsewhere)
    throw new O365WazuhError('USAGE', `Rules alone cannot be installed here. ${elsewhere.text}`);
  const ids = wantedRuleIds(
    options.ruleBase,
    previous,
    isGenericTaken(home.path, facts, shippedNames(files)),
  );
  const shipped = elsewhere === undefined ? shippedFiles(files, moveTo(ids)) : [];
  const folders =
    elsewhere === undefined
      ? checkRulesetFolders(
          conf,
          facts,
          home.path,
          shipped.map(file => file.name),
        )
      : [];
  const optional =
    elsewhere === undefined
      ? await wantedOptionalRules({
          layout,
          owner,
          from: installedRuleIds(previous),
          to: ids,
          isAsked: options.ruleBase !== undefined,
        })
      : { wanted: [], moved: [], notices: [] };
  if (elsewhere === undefined) checkRuleIds(home.path, facts, [...shipped, ...optional.moved]);
  const installed = previous?.files ?? {};
  const rules = await wantedRules({
    layout,
    shipped,
    installed,
    owner,
    admin,
    keepMine: options.keepMine ?? false,
    move: moveBetween(installedRuleIds(previous), ids),
  });
  const lists =
    elsewhere === undefined
      ? await wantedLists(session, {
          conf: conf.conf,
          names: files.lists,
          rules: rules.contents,
          previous,
        })
      : workerLists(layout, home.type === 'agent' ? [] : files.lists, conf.conf, previous);
  const declaring = rereadText(conf.path, declareLists(conf.conf, lists.needed));
  const withLists = { ...conf, conf: declaring };
  const collector = rulesOnly
    ? undefined
    : await wantedCollector(session, {
        conf: withLists,
        facts,
        found: options.takeOver ? foundTenants(conf.conf) : [],
        options,
        previous,
        files,
        nowMs: deps.clock.now(),
      });

  const manifest: Manifest = {
    format: 1,
    version: VERSION,
    ...(ids.base === DEFAULT_RULE_BASE && previous?.ruleBase === undefined ? {} : { ruleBase: ids.base }),
    ...(ids.genericRule === GENERIC_RULE_ID ? {} : { genericRule: ids.genericRule }),
    ...(collector === undefined ? {} : { wodle: collector.wodle }),
    files: rules.files,
    ...(lists.made.length === 0 ? {} : { lists: [...lists.made] }),
    ...(lists.madeFolder ? { listsFolder: true } : {}),
    ...(lists.declared.length === 0 ? {} : { declaredLists: [...lists.declared] }),
  };
  return {
    wanted: [
      ...wantedMemory(layout, admin, {
        withRules: shipped.length > 0,
        madeWodles: session.madeWodles,
      }),
      ...(collector?.wanted ?? []),
      ...rules.wanted,
      ...optional.wanted,
      ...lists.wanted,
      {
        path: layout.manifest,
        image: privateImage(manifestBytes(manifest), admin),
        reason: 'what is installed',
      },
      // ossec.conf last: until then nothing refers to what is new.
      collector?.wantedConf ?? wantedConf(withLists, 'the lists of the rules'),
    ],
    conf,
    notices: [
      ...(elsewhere === undefined ? [] : [elsewhere]),
      ...folders,
      ...(collector?.notices ?? []),
      ...(collector ? sharedConfNotices(readSharedConfs(home), collector.tenantIds) : []),
      ...(home.type === 'agent' ? [] : alertNotices(facts)),
      ...clusterListNotices(home, lists.needed),
      ...containerNotices(home, {
        block: collector?.block,
        lists: lists.needed,
        takenOver: options.takeOver ? collector?.tenantIds : undefined,
      }),
      ...rules.notices,
      ...optional.notices,
    ],
    conflicts: rules.conflicts,
    next: nextSteps(session, rulesOnly),
  };
}

/** Once rules alone, always rules alone, until a tenant is named. */
function isRulesOnly(options: InstallOptions, previous: Manifest | undefined): boolean {
  if (!options.rulesOnly) {
    return previous !== undefined && previous.wodle === undefined && options.tenantId === undefined;
  }
  if (previous?.wodle === undefined) return true;
  throw new O365WazuhError('USAGE', 'The collector is installed here; --rules-only does not take it away.', {
    hint: 'Run o365-wazuh uninstall first, then install --rules-only.',
  });
}

function nextSteps({ home, layout }: Session, rulesOnly: boolean): string[] {
  const alerts = `See the first alert: tail -f ${home.files.alertsJson} | grep office_365`;
  if (rulesOnly) return [alerts];
  return [
    `Watch the collector: tail -f ${home.files.log}`,
    ...(home.type === 'agent' ? [] : [alerts]),
    `Change settings: ${layout.config}`,
  ];
}
