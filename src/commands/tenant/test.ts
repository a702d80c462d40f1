import { Command } from 'commander';
import { configOption, homeOption, jsonOption } from '../common-options.ts';
import { loadConfig } from '../../config/load.ts';
import type { TenantConfig } from '../../config/config.ts';
import { EXIT_CODES } from '../../error-table.ts';
import { O365WazuhError } from '../../errors.ts';
import { abortOnSignals } from '../../abort-on-signals.ts';
import { exitOfReports, testTenants } from '../../tenant-test-run.ts';
import { renderTenantReport, renderTotals, reportsAsJson } from '../../tenants/render-tenants.ts';
import { passed, type TenantReport } from '../../tenants/tenant-check.ts';
import { requireConfigFile } from './config-file.ts';

interface Flags {
  readonly home?: string;
  readonly config?: string;
  readonly all?: boolean;
  readonly start?: boolean;
  readonly json?: boolean;
}

/** `tenant test`: whether Microsoft lets a tenant be collected, and if not, what to do. */
export function tenantTestCommand(): Command {
  return new Command('test')
    .description(
      'ask Microsoft whether tenants can be collected: token, permissions, cloud, clock, content types',
    )
    .argument('[name...]', 'labels of tenants (default: all)')
    .option('--all', 'all tenants; failed ones in full, of the others only how many')
    .option(
      '--start',
      'start subscriptions that are missing, as the first run would; only this shows whether auditing is on',
    )
    .addOption(homeOption())
    .addOption(configOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Changes nothing, neither here nor (without --start) at Microsoft. Exit codes: 0 all can be collected, 3 a setting or secret is wrong,
4 Microsoft refuses (see the cure of each finding), 5 Microsoft or the way to it is down.

Examples:
  o365-wazuh tenant test contoso
  o365-wazuh tenant test --all --json`,
    )
    .action(async (names: readonly string[], flags: Flags) => {
      const config = loadConfig(await requireConfigFile(flags));
      const tenants = choose(config.tenants, names, flags.all ?? false);
      const isBrief = flags.all === true && !flags.json;
      const counter = progress(tenants.length, isBrief);
      using stop = abortOnSignals();
      const reports = await testTenants(
        config,
        tenants,
        { start: flags.start ?? false, onReport: counter.count },
        stop.signal,
      );
      counter.end();
      const exit = exitOfReports(reports);
      process.exitCode = EXIT_CODES[exit];
      process.stdout.write(
        flags.json ? `${JSON.stringify(reportsAsJson(reports, exit))}\n` : asText(reports, isBrief),
      );
    });
}

function choose(
  tenants: readonly TenantConfig[],
  names: readonly string[],
  all: boolean,
): readonly TenantConfig[] {
  if (all && names.length > 0) throw new O365WazuhError('USAGE', '--all and a name exclude each other.');
  if (names.length === 0) return tenants;
  return [...new Set(names)].map(name => {
    const found = tenants.find(tenant => tenant.name === name);
    if (found) return found;
    const known = tenants.map(tenant => tenant.name).slice(0, 20);
    throw new O365WazuhError('TENANT_NOT_CONFIGURED', `There is no tenant ${JSON.stringify(name)}.`, {
      hint: `There are: ${known.join(', ')}${tenants.length > known.length ? ', …' : ''}.`,
    });
  });
}

function asText(reports: readonly TenantReport[], isBrief: boolean): string {
  const shown = isBrief ? reports.filter(report => !passed(report)) : reports;
  const texts = shown.map(renderTenantReport);
  if (isBrief || reports.length > 1) texts.push(renderTotals(reports));
  return texts.join('\n');
}

/** A running count on a terminal, where it takes longer than a person likes to look at nothing. */
function progress(total: number, wanted: boolean): { count: () => void; end: () => void } {
  const isShown = wanted && process.stderr.isTTY && total > 1;
  let done = 0;
  return {
    count: () => {
      done += 1;
      if (isShown) process.stderr.write(`\r${done} of ${total} tenants asked about`);
    },
    end: () => {
      if (isShown) process.stderr.write('\r\u001b[K');
    },
  };
}
