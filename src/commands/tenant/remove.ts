import { Command } from 'commander';
import { homeOption, jsonOption, planOption, yesOption } from '../common-options.ts';
import { removeTenant } from '../../../installer/tenants/remove-tenant.ts';
import { runTenantChange } from '../../../installer/tenants/run-tenant-change.ts';

interface Flags {
  readonly home?: string;
  readonly purgeState?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly yes?: boolean;
}

/** `tenant remove`: one tenant less. */
export function tenantRemoveCommand(): Command {
  return new Command('remove')
    .description(
      'take a tenant out of the configuration, with its secret file; what was delivered stays remembered',
    )
    .argument('<name>', 'label of the tenant')
    .option('--purge-state', 'also forget what was delivered: added again, the tenant would start anew')
    .addOption(homeOption())
    .addOption(planOption())
    .addOption(jsonOption())
    .addOption(yesOption())
    .addHelpText(
      'after',
      `
A tenant that is not there is no error. A backup is made; secrets are in none. At Microsoft nothing is stopped: the app's subscriptions
go on for whoever else reads them.

Example:
  o365-wazuh tenant remove fabrikam --dry-run`,
    )
    .action(async (name: string, flags: Flags) => {
      const home = flags.home === undefined ? {} : { home: flags.home };
      await runTenantChange({ ...flags, test: false }, (dryRun, deps) =>
        removeTenant({ ...home, name, purgeState: flags.purgeState ?? false, dryRun }, deps),
      );
    });
}
