import { Command } from 'commander';
import { jsonOption } from './common-options.ts';
import { O365WazuhError } from '../errors.ts';
import { explainAsText, explainRule } from '../rules/explain-rule.ts';
import { installedEntries } from './installed-entries.ts';

/** `rules explain`: one rule in full. */
export function rulesExplainCommand(): Command {
  return new Command('explain')
    .description('tell all of one rule: what it means, what to do, what meets it, how to change it')
    .argument('<id>', 'id of the rule, as alerts show it')
    .option(
      '--home <dir>',
      'Wazuh home whose ids count, where --rule-base moved them (default: found by itself)',
    )
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  o365-wazuh rules explain 111401')
    .action(async (id: string, flags: { home?: string; json?: boolean }) => {
      const entries = await installedEntries(flags.home);
      const entry = entries.find(one => String(one.rule.id) === id.trim());
      if (!entry) {
        throw new O365WazuhError('USAGE', `There is no rule ${id} in the catalogue.`, {
          hint: 'See `rules list --optional`. An installation with another --rule-base has other ids: name its home with --home.',
        });
      }
      const explained = explainRule(entry, entries);
      process.stdout.write(flags.json ? `${JSON.stringify(explained)}\n` : explainAsText(explained));
    });
}
