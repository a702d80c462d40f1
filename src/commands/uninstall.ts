import { Command } from 'commander';
import { runInstaller } from '../../installer/run-installer.ts';
import { uninstall } from '../../installer/uninstall.ts';

interface Flags {
  readonly home?: string;
  readonly purge?: boolean;
  readonly restart: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly yes?: boolean;
}

/** `uninstall`: the inverse of `install`. */
export function uninstallCommand(): Command {
  return new Command('uninstall')
    .description('take everything out of a Wazuh home again; ossec.conf becomes what it was, byte for byte')
    .option('--home <dir>', 'Wazuh home (default: found by itself)')
    .option(
      '--purge',
      'also remove configuration, secrets, state, log and backups; where you edited rules or filled lists, one backup stays',
    )
    .option('--no-restart', 'leave the restart to you; prints its command')
    .option('--dry-run', 'print the plan with all differences and change nothing')
    .option('--json', 'print the result as JSON')
    .option('-y, --yes', 'do not ask before changing anything')
    .addHelpText('after', '\nExample:\n  o365-wazuh uninstall --dry-run')
    .action((flags: Flags) =>
      runInstaller(flags, (dryRun, deps) =>
        uninstall(
          {
            ...(flags.home === undefined ? {} : { home: flags.home }),
            purge: flags.purge ?? false,
            restart: flags.restart,
            dryRun,
          },
          deps,
        ),
      ),
    );
}
