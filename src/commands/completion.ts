import { Argument, Command } from 'commander';
import type { CompletableCommand } from '../completion/completion-tree.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

/** `completion`: a script for the shell, made of the very commands that this program has. */
export function completionCommand(): Command {
  return new Command('completion')
    .description('print a script that completes commands and options in a shell')
    .addArgument(new Argument('<shell>', 'which shell the script is for').choices(SHELLS))
    .addHelpText(
      'after',
      `
Print it again after an upgrade: it holds the commands of this version.

Examples:
  o365-wazuh completion bash > /etc/bash_completion.d/o365-wazuh
  o365-wazuh completion zsh > /usr/local/share/zsh/site-functions/_o365-wazuh
  o365-wazuh completion fish > ~/.config/fish/completions/o365-wazuh.fish`,
    )
    .action(async (shell: Shell, _flags: unknown, command: Command) => {
      const { completableCommand } = await import('../completion/completion-tree.ts');
      const tree = completableCommand(rootOf(command));
      process.stdout.write(await scriptFor(shell, tree));
    });
}

async function scriptFor(shell: Shell, tree: CompletableCommand): Promise<string> {
  switch (shell) {
    case 'bash':
      return (await import('../completion/bash-completion.ts')).bashCompletion(tree);
    case 'zsh':
      return (await import('../completion/zsh-completion.ts')).zshCompletion(tree);
    case 'fish':
      return (await import('../completion/fish-completion.ts')).fishCompletion(tree);
  }
}

function rootOf(command: Command): Command {
  return command.parent === null ? command : rootOf(command.parent);
}
