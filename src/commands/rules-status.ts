import { Command } from 'commander';
import { homeOption, jsonOption } from './common-options.ts';
import { readRulesState } from '../../installer/rules-state/read-rules-state.ts';
import { renderRulesState, rulesStateAsJson } from '../../installer/rules-state/render-rules-state.ts';
import { systemDeps } from '../../installer/system-deps.ts';

/** `rules status`: what became of the installed rules since. */
export function rulesStatusCommand(): Command {
  return new Command('status')
    .description('what you changed in the installed rules and decoders, file by file and rule by rule')
    .addOption(homeOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  o365-wazuh rules status')
    .action(async ({ home, json }: { home?: string; json?: boolean }) => {
      const deps = systemDeps(new AbortController().signal, () => undefined);
      const state = await readRulesState(home, deps);
      process.stdout.write(json ? `${JSON.stringify(rulesStateAsJson(state))}\n` : renderRulesState(state));
    });
}
