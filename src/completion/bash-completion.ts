import { allCommands, type Completable, type CompletableCommand } from './completion-tree.ts';
import { shellQuoted } from './shell-quoted.ts';

/** A completion script for bash 4 and later. Needs no other package. */
export function bashCompletion(root: CompletableCommand): string {
  const commands = allCommands(root);
  const steps = commands.slice(1).map(command => shellQuoted(command.path));
  const values = commands.flatMap(command =>
    command.options.flatMap(({ short, long, value }) => {
      const reply = replyOf(value);
      if (reply === undefined) return [];
      const names = [long, ...(short === undefined ? [] : [short])];
      return `    ${names.map(name => shellQuoted(`${command.path} ${name}`)).join(' | ')}) ${reply} ;;`;
    }),
  );
  const words = commands.map(command => {
    const choices = command.arguments.flatMap(one => (one.kind === 'words' ? one.words : []));
    const all = [
      ...command.subcommands.map(one => one.name),
      ...choices,
      ...command.options.flatMap(({ short, long }) => [long, ...(short === undefined ? [] : [short])]),
    ];
    return `    ${shellQuoted(command.path)}) words=${shellQuoted(all.join(' '))} ;;`;
  });
  return `# bash completion of ${root.name}. Use it now: source <(${root.name} completion bash)
_o365_wazuh() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} path=${root.name} words='' i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$path \${COMP_WORDS[i]}" in
    ${steps.join(' | ')}) path="$path \${COMP_WORDS[i]}" ;;
    esac
  done
  COMPREPLY=()
  case "$path $prev" in
${values.join('\n')}
  esac
  case "$path" in
${words.join('\n')}
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
}
_o365_wazuh_paths() {
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen "$1" -- "$2")
}
complete -o default -F _o365_wazuh ${root.name}
`;
}

function replyOf(value: Completable): string | undefined {
  switch (value.kind) {
    case 'nothing':
      return undefined;
    case 'anything':
      return 'return';
    case 'file':
      return '_o365_wazuh_paths -f "$cur"; return';
    case 'folder':
      return '_o365_wazuh_paths -d "$cur"; return';
    case 'words':
      return `mapfile -t COMPREPLY < <(compgen -W ${shellQuoted(value.words.join(' '))} -- "$cur"); return`;
  }
}
