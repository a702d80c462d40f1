import { Command } from 'commander';
import { homeOption, jsonOption, planOption, yesOption } from '../common-options.ts';
import { importTenants, type TenantImport } from '../../../installer/tenants/import-tenants.ts';
import { runTenantChange } from '../../../installer/tenants/run-tenant-change.ts';

interface Flags {
  readonly home?: string;
  readonly test?: boolean;
  readonly insecureFiles?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly yes?: boolean;
}

/** `tenant import`: many tenants at once. */
export function tenantImportCommand(): Command {
  return new Command('import')
    .description(
      'add the tenants of a CSV file, each in a file of its own in tenants.d: all of them, or none',
    )
    .argument('<file>', 'CSV file in UTF-8; the first line names the columns')
    .option('--test', 'ask Microsoft about each tenant first; one that fails keeps all of them out')
    .option('--insecure-files', 'take secret files that others can read or that another user owns')
    .addOption(homeOption())
    .addOption(planOption())
    .addOption(jsonOption())
    .addOption(yesOption())
    .addHelpText(
      'after',
      `
Columns are the keys of a tenant in config.yml, in any order: name and tenant_id are needed, then client_id, cloud, content_types and the
rest; KEY.INNER for a key within a key, such as credential.type. The secret comes from the column client_secret_file (a file, relative to
the CSV file) or client_secret (its value); either way it gets a file of its own, mode 0600. An empty cell says nothing. Values of a list are
separated by blanks or semicolons. Quotes as in RFC 4180; where the first line has semicolons and no comma, they separate the fields.

A tenant that is there already is changed where it is written. Bad rows are named by line, and then nothing is imported.

Example:
  $ cat tenants.csv
  name,tenant_id,client_id,client_secret_file,cloud,content_types
  fabrikam,22222222-3333-4444-5555-666666666666,bbbbbbbb-cccc-dddd-eeee-ffffffffffff,fabrikam.secret,gcc,Audit.Exchange Audit.General
  $ o365-wazuh tenant import tenants.csv --dry-run`,
    )
    .action(async (file: string, flags: Flags) => {
      const home = flags.home === undefined ? {} : { home: flags.home };
      let planned: TenantImport | undefined;
      await runTenantChange(
        { ...flags, test: flags.test ?? false },
        async (dryRun, deps) => {
          planned = await importTenants(
            { ...home, file, insecureFiles: flags.insecureFiles ?? false, dryRun },
            deps,
          );
          return planned;
        },
        name => planned?.orders.find(order => order.name === name)?.secret,
      );
    });
}
