import { Command } from 'commander';
import { upgrade } from '../../installer/install.ts';
import { runInstaller } from '../../installer/run-installer.ts';

interface Flags {
  readonly home?: string;
  readonly keepMine?: boolean;
  readonly restart: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly yes?: boolean;
}

/** `upgrade`: an installation up to this version, with the user's edits kept. */
export function upgradeCommand(): Command {
  return new Command('upgrade')
    .description(
      'bring an installation up to this version; your edits to rules, config.yml and the wodle stay',
    )
    .option('--home <dir>', 'Wazuh home (default: found by itself)')
    .option('--keep-mine', 'where you and the new version changed the same rule, keep yours for good')
    .option('--no-restart', 'leave the restart to you; prints its command')
    .option('--dry-run', 'print the plan with all differences and change nothing')
    .option('--json', 'print the result as JSON')
    .option('-y, --yes', 'do not ask before changing anything')
    .addHelpText('after', '\nExample:\n  npx o365-wazuh@latest upgrade --dry-run')
    .action(({ home, keepMine = false, restart, ...flags }: Flags) =>
      runInstaller(flags, (dryRun, deps) =>
        upgrade({ ...(home === undefined ? {} : { home }), keepMine, restart, dryRun }, deps),
      ),
    );
}
