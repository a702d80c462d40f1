import { O365WazuhError } from '../src/errors.ts';
import { carryOut } from './carry-out.ts';
import { desiredInstall } from './desired-install.ts';
import { readManifest } from './manifest.ts';
import type { InstallOptions, UpgradeOptions } from './options.ts';
import type { InstallerDeps } from './ports.ts';
import type { InstallReport } from './report.ts';
import { withHome } from './session.ts';

/**
 * Installs o365-wazuh into a Wazuh home, or brings an installation that is there up to this version. Run again with nothing new it changes
 * nothing and restarts nothing. Edits that the user made to rules, config.yml or the wodle stay.
 *
 * Does not talk to Microsoft: the first run of the collector does.
 *
 * @throws INSTALL_* with nothing changed, or with everything taken back.
 */
export async function install(options: InstallOptions, deps: InstallerDeps): Promise<InstallReport> {
  return withHome(options.home, options.dryRun ?? false, deps, async session =>
    carryOut(
      session,
      await desiredInstall(session, options, deps),
      { command: 'install', restart: options.restart, dryRun: options.dryRun, tolerateBroken: false },
      deps,
    ),
  );
}

/**
 * Brings an installation up to this version: as `install` without any option, but only where one is. Rules that the user edited are merged
 * with the new ones; where both sides changed the same rule the user's file stays and the report names it.
 *
 * @throws INSTALL_NOT_INSTALLED, and what `install` throws.
 */
export async function upgrade(options: UpgradeOptions, deps: InstallerDeps): Promise<InstallReport> {
  return withHome(options.home, options.dryRun ?? false, deps, async session => {
    if ((await readManifest(session.layout)) === undefined) {
      throw new O365WazuhError(
        'INSTALL_NOT_INSTALLED',
        `${session.home.path} holds no o365-wazuh to upgrade.`,
      );
    }
    const desired = await desiredInstall(session, options, deps);
    const { restart, dryRun } = options;
    return carryOut(session, desired, { command: 'upgrade', restart, dryRun, tolerateBroken: false }, deps);
  });
}
