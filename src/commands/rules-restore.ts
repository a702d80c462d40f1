import { Command } from 'commander';
import { homeOption, withTransactionOptions } from './common-options.ts';
import { restoreRules } from '../../installer/rules-state/restore-rules.ts';
import { runInstaller } from '../../installer/run-installer.ts';

interface Flags {
  readonly home?: string;
  readonly restart: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly yes?: boolean;
}

/** `rules restore`: rules of ours as they were installed. */
export function rulesRestoreCommand(): Command {
  return withTransactionOptions(
    new Command('restore')
      .description('put rules, or whole rule and decoder files, back to what was installed')
      .argument('<id-or-file...>', 'rule ids, decoder names, or names of files below etc/')
      .addOption(homeOption()),
  )
    .addHelpText(
      'after',
      '\nExample:\n  o365-wazuh rules restore 100002 --dry-run\n  o365-wazuh rules restore 0992-o365-wazuh_detections.xml',
    )
    .action((what: string[], { home, restart, ...flags }: Flags) =>
      runInstaller(flags, (dryRun, deps) =>
        restoreRules({ ...(home === undefined ? {} : { home }), what, restart, dryRun }, deps),
      ),
    );
}
