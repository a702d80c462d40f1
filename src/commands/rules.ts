import { Command } from 'commander';
import { rulesCoverageCommand } from './rules-coverage.ts';
import { rulesDiffCommand } from './rules-diff.ts';
import { rulesExplainCommand } from './rules-explain.ts';
import { rulesLintCommand } from './rules-lint.ts';
import { rulesListCommand } from './rules-list.ts';
import { rulesRestoreCommand } from './rules-restore.ts';
import { rulesStatusCommand } from './rules-status.ts';
import { rulesTestCommand } from './rules-test.ts';

/** `rules`: everything about the detections. Each subcommand has a file of its own, `rules-*.ts`. */
export function rulesCommand(): Command {
  return new Command('rules')
    .description('look at the rules and work with them')
    .addCommand(rulesStatusCommand())
    .addCommand(rulesDiffCommand())
    .addCommand(rulesRestoreCommand())
    .addCommand(rulesListCommand())
    .addCommand(rulesExplainCommand())
    .addCommand(rulesCoverageCommand())
    .addCommand(rulesTestCommand())
    .addCommand(rulesLintCommand());
}
