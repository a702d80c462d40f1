import { Command } from 'commander';
import { homeOption } from './common-options.ts';
import { diffRules } from '../../installer/rules-state/diff-rules.ts';
import { readRulesState } from '../../installer/rules-state/read-rules-state.ts';
import { systemDeps } from '../../installer/system-deps.ts';

/** `rules diff`: the user's changes of the installed rules, as a unified diff. */
export function rulesDiffCommand(): Command {
  return new Command('diff')
    .description('what you changed in the installed rules and decoders, as a unified diff')
    .argument('[id...]', 'rule ids or decoder names (default: everything)')
    .addOption(homeOption())
    .addHelpText('after', '\nExample:\n  o365-wazuh rules diff 100002')
    .action(async (ids: string[], { home }: { home?: string }) => {
      const deps = systemDeps(new AbortController().signal, () => undefined);
      process.stdout.write(diffRules(await readRulesState(home, deps), ids));
    });
}
