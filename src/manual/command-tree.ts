import { EventEmitter } from 'node:events';
import type { Command, Help, Option } from 'commander';

/** One command or group of commands, as the manuals show it. */
export interface DescribedCommand {
  /** `o365-wazuh dashboard import`. */
  readonly path: string;
  readonly description: string;
  /** What follows the path on a command line: `[options] <file>`. */
  readonly usage: string;
  readonly arguments: readonly DescribedTerm[];
  /** Under their headings; options without one of their own are under `Options`. */
  readonly options: readonly { readonly heading: string; readonly terms: readonly DescribedTerm[] }[];
  /** The examples and remarks that end the help, without surrounding blank lines; may be empty. */
  readonly closing: string;
  readonly subcommands: readonly DescribedCommand[];
}

export interface DescribedTerm {
  /** `-o, --out <file>`. */
  readonly term: string;
  /** With the default, choices and environment variable, as `--help` shows them. */
  readonly description: string;
}

const DEFAULT_HEADING = 'Options';

/**
 * Describes a command and all below it from the very objects that parse the command line and print `--help`. Hidden commands and options,
 * and the help option that every command has, are left out.
 */
export function describeCommand(command: Command, above = ''): DescribedCommand {
  const help = command.createHelp();
  const path = above === '' ? command.name() : `${above} ${command.name()}`;
  return {
    path,
    description: command.description(),
    usage: command.usage(),
    arguments: help.visibleArguments(command).map(argument => ({
      term: help.argumentTerm(argument),
      description: help.argumentDescription(argument),
    })),
    options: optionGroups(command, help),
    closing: closingOf(command),
    subcommands: command.commands
      .filter(one => help.visibleCommands(command).includes(one))
      .map(one => describeCommand(one, path)),
  };
}

/** The command and all below it, parents first. */
export function flattenCommands(command: DescribedCommand): readonly DescribedCommand[] {
  return [command, ...command.subcommands.flatMap(flattenCommands)];
}

function optionGroups(command: Command, help: Help): DescribedCommand['options'] {
  const groups = new Map<string, DescribedTerm[]>();
  for (const option of help.visibleOptions(command)) {
    if (option.long === '--help') continue;
    const heading = headingOf(option);
    const terms = groups.get(heading) ?? [];
    terms.push({ term: help.optionTerm(option), description: help.optionDescription(option) });
    groups.set(heading, terms);
  }
  return [...groups].map(([heading, terms]) => ({ heading, terms }));
}

function headingOf(option: Option): string {
  return option.helpGroupHeading?.replace(/:$/, '') ?? DEFAULT_HEADING;
}

/** Commander keeps what `addHelpText('after', …)` adds as listeners of an event of its own. */
function closingOf(command: Command): string {
  const emitter: unknown = command;
  let text = '';
  if (emitter instanceof EventEmitter) {
    const write = (part: string): void => {
      text += part;
    };
    emitter.emit('afterHelp', { error: false, command, write });
  }
  return text.replace(/^\s*\n|\s+$/g, '');
}
