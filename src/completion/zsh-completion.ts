import { allCommands, type Completable, type CompletableCommand } from './completion-tree.ts';
import { shellQuoted } from './shell-quoted.ts';

/** A completion script for zsh: as a file named `_o365-wazuh` in `$fpath`, or sourced after `compinit`. */
export function zshCompletion(root: CompletableCommand): string {
  const commands = allCommands(root);
  const steps = commands.slice(1).map(command => shellQuoted(command.path));
  const values = commands.flatMap(command =>
    command.options.flatMap(({ short, long, value }) => {
      const reply = replyOf(value);
      if (reply === undefined) return [];
      const names = [long, ...(short === undefined ? [] : [short])];
      return `    ${names.map(name => `(${shellQuoted(`${command.path} ${name}`)})`).join('|')}) ${reply}; return ;;`;
    }),
  );
  const items = commands.map(command => {
    const options = command.options.map(({ long, description }) => described(long, description));
    const words = [
      ...command.subcommands.map(one => described(one.name, one.description)),
      ...command.arguments.flatMap(one => (one.kind === 'words' ? one.words.map(shellQuoted) : [])),
    ];
    const files = command.arguments.some(one => one.kind === 'file') ? ' _files;' : '';
    return `    ${shellQuoted(command.path)})${files} items=(${words.join(' ')}) options=(${options.join(' ')}) ;;`;
  });
  return `#compdef ${root.name}
# zsh completion of ${root.name}. Keep it: ${root.name} completion zsh > "\${fpath[1]}/_${root.name}"
_o365_wazuh() {
  local cmd=${root.name} i
  local -a items options
  for ((i = 2; i < CURRENT; i++)); do
    case "$cmd $words[i]" in
    ${steps.map(step => `(${step})`).join('|')}) cmd="$cmd $words[i]" ;;
    esac
  done
  case "$cmd $words[CURRENT-1]" in
${values.join('\n')}
  esac
  case "$cmd" in
${items.join('\n')}
  esac
  (( $#items )) && _describe 'command' items
  _describe -o 'option' options
}
if [[ "$funcstack[1]" == _${root.name} ]]; then
  _o365_wazuh "$@"
else
  compdef _o365_wazuh ${root.name}
fi
`;
}

/** In `_describe` the first colon ends the word. */
function described(word: string, description: string): string {
  return shellQuoted(`${word}:${description}`);
}

function replyOf(value: Completable): string | undefined {
  switch (value.kind) {
    case 'nothing':
      return undefined;
    case 'anything':
      return ':';
    case 'file':
      return '_files';
    case 'folder':
      return '_files -/';
    case 'words':
      return `compadd -- ${value.words.map(shellQuoted).join(' ')}`;
  }
}
