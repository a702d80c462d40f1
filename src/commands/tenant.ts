import { Command } from 'commander';
import { tenantAddCommand } from './tenant/add.ts';
import { tenantImportCommand } from './tenant/import.ts';
import { tenantListCommand } from './tenant/list.ts';
import { tenantRemoveCommand } from './tenant/remove.ts';
import { tenantTestCommand } from './tenant/test.ts';

/** `tenant`: the tenants of an installation. */
export function tenantCommand(): Command {
  return new Command('tenant')
    .description('see, test, add, remove and import the tenants that are collected')
    .addCommand(tenantListCommand())
    .addCommand(tenantTestCommand())
    .addCommand(tenantAddCommand())
    .addCommand(tenantRemoveCommand())
    .addCommand(tenantImportCommand());
}
