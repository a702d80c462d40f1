import type { Argument, Command, Help, Option } from 'commander';

/** What can follow an option, or stand for an argument. */
export type Completable =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'anything' }
  | { readonly kind: 'file' }
  | { readonly kind: 'folder' }
  | { readonly kind: 'words'; readonly words: readonly string[] };

export interface CompletableOption {
  /** `-o`; undefined where it has none. */
  readonly short: string | undefined;
  /** `--out`. */
  readonly long: string;
  readonly description: string;
  readonly value: Completable;
}

/** One command of the tree, as a shell offers it. */
export interface CompletableCommand {
  /** `o365-wazuh dashboard import`. */
  readonly path: string;
  readonly name: string;
  readonly description: string;
  readonly options: readonly CompletableOption[];
  readonly arguments: readonly Completable[];
  readonly subcommands: readonly CompletableCommand[];
}

/** What a command line can be completed to, from the objects that parse it: hidden commands and options are left out. */
export function completableCommand(command: Command, above = ''): CompletableCommand {
  const help = command.createHelp();
  const path = above === '' ? command.name() : `${above} ${command.name()}`;
  return {
    path,
    name: command.name(),
    description: firstSentence(command.description()),
    options: help.visibleOptions(command).flatMap(option => optionOf(option, help)),
    arguments: command.registeredArguments.map(argumentOf),
    // The help command that commander adds to groups is none of ours.
    subcommands: command.commands
      .filter(one => help.visibleCommands(command).includes(one))
      .map(one => completableCommand(one, path)),
  };
}

/** The command and all below it, parents first. */
export function allCommands(command: CompletableCommand): readonly CompletableCommand[] {
  return [command, ...command.subcommands.flatMap(allCommands)];
}

function optionOf(option: Option, help: Help): CompletableOption[] {
  if (option.long === undefined) return [];
  const takesValue = option.required || option.optional;
  return [
    {
      short: option.short,
      long: option.long,
      description: firstSentence(help.optionDescription(option)),
      value: takesValue ? completable(option.flags, option.argChoices) : { kind: 'nothing' },
    },
  ];
}

function argumentOf(argument: Argument): Completable {
  return completable(`<${argument.name()}>`, argument.argChoices);
}

/** The placeholder says what is meant: `<file>`, `<dir>`; anything else is the user's to know. */
function completable(flags: string, choices: readonly string[] | undefined): Completable {
  if (choices !== undefined) return { kind: 'words', words: choices };
  const placeholder = /[<[](?<name>[a-z-]+)/i.exec(flags)?.groups?.['name'] ?? '';
  if (/^(?:file|path|socket|page)s?$/.test(placeholder)) return { kind: 'file' };
  return /^(?:dir|folder)s?$/.test(placeholder) ? { kind: 'folder' } : { kind: 'anything' };
}

/** Shells show one line. */
function firstSentence(text: string): string {
  return text.replaceAll('\n', ' ').split(/[;:.] /, 1)[0] ?? '';
}
