import { type Command, Option } from 'commander';

/*
 * Options that mean the same wherever they stand, and so are worded once.
 */

export function homeOption(): Option {
  return new Option('--home <dir>', 'Wazuh home (default: found by itself)');
}

export function configOption(): Option {
  return new Option('--config <file>', 'configuration (default: HOME/etc/o365-wazuh/config.yml)');
}

export function jsonOption(): Option {
  return new Option('--json', 'print the result as JSON');
}

/** Of commands that change files as a transaction; others say what they would do in their own words. */
export function planOption(): Option {
  return new Option('--dry-run', 'print the plan with all differences and change nothing');
}

/** Of the same commands. */
export function verboseOption(): Option {
  return new Option('--verbose', 'when it is done, name each path that changed, not only how many');
}

export function yesOption(): Option {
  return new Option('-y, --yes', 'do not ask before changing anything');
}

export function noRestartOption(): Option {
  return new Option('--no-restart', 'leave the restart or reload to you; prints its command');
}

/** Adds what all commands have that change a home as one transaction. */
export function withTransactionOptions(command: Command): Command {
  return command
    .addOption(noRestartOption())
    .addOption(planOption())
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addOption(yesOption());
}
