import { Command } from 'commander';
import { VERSION } from './version.ts';
import { backfillCommand } from './commands/backfill.ts';
import { bundleCommand } from './commands/bundle.ts';
import { collectCommand } from './commands/collect.ts';
import { completionCommand } from './commands/completion.ts';
import { configCommand } from './commands/config.ts';
import { dashboardCommand } from './commands/dashboard.ts';
import { deadLetterCommand } from './commands/dead-letter.ts';
import { demoCommand } from './commands/demo.ts';
import { doctorCommand } from './commands/doctor.ts';
import { filterCommand } from './commands/filter.ts';
import { installCommand } from './commands/install.ts';
import { reportCommand } from './commands/report.ts';
import { restoreCommand } from './commands/restore.ts';
import { rulesCommand } from './commands/rules.ts';
import { simulateCommand } from './commands/simulate.ts';
import { statusCommand } from './commands/status.ts';
import { supportBundleCommand } from './commands/support-bundle.ts';
import { tenantCommand } from './commands/tenant.ts';
import { uninstallCommand } from './commands/uninstall.ts';
import { upgradeCommand } from './commands/upgrade.ts';
import { verifyCommand } from './commands/verify.ts';

/** In the order of `--help`: the life of an installation first, then what can be looked at and tried. */
const COMMANDS: readonly (() => Command)[] = [
  installCommand,
  upgradeCommand,
  uninstallCommand,
  restoreCommand,
  doctorCommand,
  statusCommand,
  supportBundleCommand,
  tenantCommand,
  configCommand,
  filterCommand,
  rulesCommand,
  collectCommand,
  verifyCommand,
  backfillCommand,
  deadLetterCommand,
  dashboardCommand,
  reportCommand,
  demoCommand,
  simulateCommand,
  bundleCommand,
  completionCommand,
];

/**
 * The whole command line as a tree of commands: what runs, what completion offers, and what the documentation lists.
 *
 * Runs nothing and reads nothing from the machine.
 */
export function buildProgram(): Command {
  const program = new Command('o365-wazuh')
    .description('Brings every Microsoft 365 audit event into Wazuh.')
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help');
  for (const make of COMMANDS) program.addCommand(make());
  return program;
}
