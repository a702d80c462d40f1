import { Command } from 'commander';
import { tenantListCommand } from './tenant/list.ts';
import { tenantTestCommand } from './tenant/test.ts';

/** `tenant`: the tenants of an installation. */
export function tenantCommand(): Command {
  return new Command('tenant')
    .description('see, test, add and remove the tenants that are collected')
    .addCommand(tenantListCommand())
    .addCommand(tenantTestCommand());
}
