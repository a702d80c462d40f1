import { allCommands, type Completable, type CompletableCommand } from './completion-tree.ts';

/** A completion script for fish 3 and later. */
export function fishCompletion(root: CompletableCommand): string {
  const commands = allCommands(root);
  const steps = commands.slice(1).map(command => quoted(command.path));
  const complete = `complete -c ${root.name}`;
  const lines = commands.flatMap(command => {
    const at = `${complete} -n ${quoted(`__o365_wazuh_at '${command.path}'`)}`;
    return [
      ...command.subcommands.map(one => `${at} -a ${quoted(one.name)} -d ${quoted(one.description)}`),
      ...command.arguments.flatMap(one => argumentLines(one, at)),
      ...command.options.map(({ short, long, description, value }) =>
        [
          at,
          ...(short === undefined ? [] : [`-s ${short.slice(1)}`]),
          `-l ${long.slice(2)}`,
          ...valueFlags(value),
          `-d ${quoted(description)}`,
        ].join(' '),
      ),
    ];
  });
  return `# fish completion of ${root.name}. Keep it: ${root.name} completion fish > ~/.config/fish/completions/${root.name}.fish
function __o365_wazuh_at
  set -l path ${root.name}
  set -l words (commandline -opc)
  set -e words[1]
  for word in $words
    if contains -- "$path $word" ${steps.join(' ')}
      set path "$path $word"
    end
  end
  test "$path" = "$argv[1]"
end
${complete} -f
${lines.join('\n')}
`;
}

function argumentLines(argument: Completable, at: string): string[] {
  if (argument.kind === 'words') return [`${at} -a ${quoted(argument.words.join(' '))}`];
  return argument.kind === 'file' ? [`${at} -F`] : [];
}

function valueFlags(value: Completable): string[] {
  switch (value.kind) {
    case 'nothing':
      return [];
    case 'anything':
      return ['-x'];
    case 'file':
      return ['-r', '-F'];
    case 'folder':
      return ['-x', `-a '(__fish_complete_directories)'`];
    case 'words':
      return ['-x', `-a ${quoted(value.words.join(' '))}`];
  }
}

/** Within single quotes fish knows two escapes. */
function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;
}
