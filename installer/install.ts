import { O365WazuhError } from '../src/errors.ts';
import type { HomeType } from '../src/wazuh/home.ts';
import { VERSION } from '../src/version.ts';
import { applyPlan } from './apply.ts';
import { checkRuleIds } from './checks/rule-ids.ts';
import { checkRulesetFolders } from './checks/ruleset-folders.ts';
import { coexistenceNotices } from './checks/coexistence.ts';
import { contentOfBytes } from './images.ts';
import { type Manifest, manifestBytes, readManifest } from './manifest.ts';
import type { InstallOptions } from './options.ts';
import { readConfFacts } from './ossec-conf/conf-facts.ts';
import { patch } from './ossec-conf/patch.ts';
import { DEFAULT_TIMEOUT_SECONDS, unusableInCommand, type WodleOptions } from './ossec-conf/wodle-options.ts';
import { findPackageFiles } from './package-files.ts';
import { planChanges, type Wanted } from './plan.ts';
import type { InstallerDeps } from './ports.ts';
import { presentOf } from './present.ts';
import { type OssecConf, readOssecConf } from './read-ossec-conf.ts';
import { homeReport, type InstallReport, type Notice } from './report.ts';
import { type Session, withHome } from './session.ts';
import { wantedCode } from './wanted-code.ts';
import { wantedConfig } from './wanted-config.ts';
import { privateImage, shippedFiles, type WantedRules, wantedRules } from './wanted-rules.ts';

/**
 * Installs o365-wazuh into a Wazuh home, or brings an installation that is there up to this version. Run again with nothing new it changes
 * nothing and restarts nothing. Edits that the user made to rules, config.yml or the wodle stay.
 *
 * Does not talk to Microsoft: the first run of the collector does.
 *
 * @throws INSTALL_* with nothing changed, or with everything taken back.
 */
export async function install(options: InstallOptions, deps: InstallerDeps): Promise<InstallReport> {
  return withHome(options.home, options.dryRun ?? false, deps, async session => {
    const desired = await desiredInstall(session, options, deps);
    const plan = planChanges(desired.wanted, await presentOf(desired.wanted));
    const report = {
      command: 'install' as const,
      home: homeReport(session.home),
      plan,
      conflicts: desired.conflicts,
    };
    const notices = [...session.notices, ...desired.notices];
    if (options.dryRun) return { ...report, status: 'planned', activation: 'none', notices, next: [] };
    if (plan.changes.length === 0)
      return { ...report, status: 'unchanged', activation: 'none', notices, next: [] };

    const applied = await applyPlan(
      session,
      { command: 'install', plan, restart: options.restart ?? true, tolerateBroken: false },
      deps,
    );
    return {
      ...report,
      status: 'changed',
      activation: applied.activation,
      ...(applied.activationCommand === undefined ? {} : { activationCommand: applied.activationCommand }),
      notices: [...notices, ...applied.notices],
      next: nextSteps(session, applied.activationCommand),
    };
  });
}

interface Desired {
  readonly wanted: readonly Wanted[];
  readonly notices: readonly Notice[];
  readonly conflicts: InstallReport['conflicts'];
}

async function desiredInstall(
  session: Session,
  options: InstallOptions,
  deps: InstallerDeps,
): Promise<Desired> {
  const { home, layout, admin } = session;
  const conf = await readOssecConf(layout.ossecConf);
  const facts = readConfFacts(conf.conf);
  const previous = await readManifest(layout);
  const files = findPackageFiles(deps.packageRoot);
  const notices: Notice[] = [];

  const isWorker = home.conf.cluster?.enabled === true && home.conf.cluster.nodeType === 'worker';
  const takesRules = home.type !== 'agent' && !isWorker;
  if (!takesRules) notices.push(rulesElsewhere(home.type));
  const ruleBase = options.ruleBase ?? previous?.ruleBase;
  const shipped = takesRules ? shippedFiles(files, ruleBase) : [];
  if (takesRules) {
    checkRulesetFolders(
      conf,
      facts,
      home.path,
      shipped.map(file => file.name),
    );
    checkRuleIds(home.path, facts, shipped);
  }
  const rules: WantedRules = takesRules
    ? await wantedRules({ layout, shipped, installed: previous?.files ?? {}, owner: session.owner, admin })
    : { wanted: [], files: {}, notices: [], conflicts: [] };

  const config = await wantedConfig(layout, options, admin);
  const { wanted: confWanted, wodle, kept } = wantedConf(conf, layoutCommand(session), options, previous);
  for (const name of kept)
    notices.push({ code: 'wodle-edited', text: `The wodle's <${name}> was edited by you and stays.` });
  notices.push(...coexistenceNotices(facts, tenantIdsOf(config)), ...rules.notices);

  const manifest: Manifest = {
    format: 1,
    version: VERSION,
    ...(ruleBase === undefined ? {} : { ruleBase }),
    wodle,
    files: rules.files,
  };
  const wanted = [
    ...(await wantedCode(layout, files, admin)),
    ...config,
    ...rules.wanted,
    {
      path: layout.manifest,
      image: privateImage(manifestBytes(manifest), admin),
      reason: 'what is installed',
    },
    confWanted,
  ];
  return { wanted, notices, conflicts: rules.conflicts };
}

/** The wodle's command. @throws INSTALL_PATH_UNUSABLE when the home's path cannot stand in it. */
function layoutCommand({ layout }: Session): string {
  const problem = unusableInCommand(layout.home);
  if (problem !== undefined)
    throw new O365WazuhError('INSTALL_PATH_UNUSABLE', `${problem[0]?.toUpperCase()}${problem.slice(1)}.`);
  return `${layout.runtime} ${layout.collector}`;
}

function wantedConf(
  conf: OssecConf,
  command: string,
  options: InstallOptions,
  previous: Manifest | undefined,
): { wanted: Wanted; wodle: WodleOptions; kept: readonly string[] } {
  const interval = options.interval ?? previous?.wodle.interval ?? '5m';
  const wodle: WodleOptions = { command, interval, timeout: DEFAULT_TIMEOUT_SECONDS };
  const patched = patch(conf.conf, {
    wanted: wodle,
    ...(previous ? { previous: previous.wodle } : {}),
    insist: options.interval === undefined ? [] : ['interval'],
  });
  const image = { ...conf.image, content: contentOfBytes(Buffer.from(patched.text, 'latin1')) };
  return {
    wanted: { path: conf.path, image, reason: 'the wodle that runs the collector' },
    wodle,
    kept: patched.kept,
  };
}

function tenantIdsOf(config: readonly Wanted[]): string[] {
  return config.flatMap(({ image }) => {
    if (image?.kind !== 'file' || !('bytes' in image.content)) return [];
    return [...image.content.bytes.toString('utf8').matchAll(/tenant_id:\s*["']?(?<id>[0-9a-f-]{36})/gi)].map(
      match => match.groups?.['id']?.toLowerCase() ?? '',
    );
  });
}

function rulesElsewhere(type: HomeType): Notice {
  return type === 'agent'
    ? {
        code: 'rules-elsewhere',
        text: 'This is an agent: rules and decoders belong on its manager. Install there too, with --no-collector or copy them.',
      }
    : {
        code: 'rules-elsewhere',
        text: 'This is a cluster worker: its rules come from the master. Install on the master for rules and decoders; the collector may run here, on exactly one node.',
      };
}

function nextSteps({ home, layout }: Session, pending: string | undefined): string[] {
  return [
    ...(pending === undefined ? [] : [`Restart Wazuh when it suits you: ${pending}`]),
    `Watch the collector: tail -f ${home.path}/logs/o365-wazuh.log`,
    ...(home.type !== 'agent'
      ? [`See the first alert: tail -f ${home.path}/logs/alerts/alerts.json | grep office_365`]
      : []),
    `Change settings: ${layout.config}`,
  ];
}
