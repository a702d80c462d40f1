import { Command } from 'commander';
import { homeOption, withTransactionOptions } from './common-options.ts';
import { upgrade } from '../../installer/install.ts';
import { runInstaller } from '../../installer/run-installer.ts';

interface Flags {
  readonly home?: string;
  readonly keepMine?: boolean;
  readonly restart: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly yes?: boolean;
}

/** `upgrade`: an installation up to this version, with the user's edits kept. */
export function upgradeCommand(): Command {
  return withTransactionOptions(
    new Command('upgrade')
      .description(
        'bring an installation up to this version; your edits to rules, config.yml and the wodle stay',
      )
      .addOption(homeOption())
      .option('--keep-mine', 'where you and the new version changed the same rule, keep yours for good'),
  )
    .addHelpText('after', '\nExample:\n  npx o365-wazuh@latest upgrade --dry-run')
    .action(({ home, keepMine = false, restart, ...flags }: Flags) =>
      runInstaller(flags, (dryRun, deps) =>
        upgrade({ ...(home === undefined ? {} : { home }), keepMine, restart, dryRun }, deps),
      ),
    );
}
