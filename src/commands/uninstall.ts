import { Command } from 'commander';
import { homeOption, withTransactionOptions } from './common-options.ts';
import { runInstaller } from '../../installer/run-installer.ts';
import { uninstall } from '../../installer/uninstall.ts';

interface Flags {
  readonly home?: string;
  readonly purge?: boolean;
  readonly restart: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly yes?: boolean;
}

/** `uninstall`: the inverse of `install`. */
export function uninstallCommand(): Command {
  return withTransactionOptions(
    new Command('uninstall')
      .description('take everything out of a Wazuh home again; ossec.conf becomes what it was, byte for byte')
      .addOption(homeOption())
      .option(
        '--purge',
        'also remove configuration, secrets, state, log and backups; where you edited rules or filled lists, one backup stays',
      ),
  )
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
