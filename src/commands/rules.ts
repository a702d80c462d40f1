import { Command } from 'commander';
import { rulesStatusCommand } from './rules-status.ts';

/** `rules`: everything about the detections. Each subcommand has a file of its own, `rules-*.ts`. */
export function rulesCommand(): Command {
  return new Command('rules')
    .description('look at the rules and work with them')
    .addCommand(rulesStatusCommand());
}
