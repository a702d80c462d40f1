import {
  type DescribedCommand,
  type DescribedTerm,
  describeCommand,
  flattenCommands,
} from './command-tree.ts';
import { EXIT_CODES } from '../error-table.ts';
import type { Command } from 'commander';

/** `docs/commands.md`: every command with its arguments, options and examples, from what parses the command line. */
export function commandsDocument(program: Command): string {
  const tree = describeCommand(program);
  const commands = flattenCommands(tree).slice(1);
  const exits = Object.entries(EXIT_CODES).map(([name, code]) => `${code} ${name}`);
  return `# Commands

\`npx o365-wazuh COMMAND\`, or \`o365-wazuh COMMAND\` where the package is installed. \`--help\` after any of them prints what is written here.

| command | what it does |
|---|---|
${commands
  .filter(one => one.subcommands.length === 0)
  .map(one => `| [\`${nameOf(one)}\`](#${anchorOf(one)}) | ${cell(one.description)} |`)
  .join('\n')}

Exit codes: ${exits.join(', ')}. [Errors](errors.md) says what each code of an error means. A first SIGINT (Ctrl-C) or SIGTERM ends a command
in good order.

${commands.map(section).join('\n\n')}
`;
}

function section(command: DescribedCommand): string {
  const isGroup = command.subcommands.length > 0;
  const parts = [
    `## ${nameOf(command)}`,
    sentence(command.description),
    ...(isGroup ? [] : [`\`\`\`\n${`${command.path} ${command.usage}`.trim()}\n\`\`\``]),
    ...(command.arguments.length > 0 ? [terms('Argument', command.arguments)] : []),
    ...command.options.map(({ heading, terms: list }) =>
      heading === 'Options' ? terms('Option', list) : `${heading}:\n\n${terms('Option', list)}`,
    ),
    ...(command.closing === '' ? [] : [closing(command.closing)]),
  ];
  return parts.join('\n\n');
}

function terms(heading: string, list: readonly DescribedTerm[]): string {
  const rows = list.map(({ term, description }) => `| \`${oneLine(term)}\` | ${cell(description)} |`);
  return [`| ${heading.toLowerCase()} | meaning |`, '|---|---|', ...rows].join('\n');
}

function closing(text: string): string {
  return `\`\`\`\n${text.replace(/^Examples?:\n/, '').replace(/^ {2}/gm, '')}\n\`\`\``;
}

function nameOf({ path }: DescribedCommand): string {
  return path.slice(path.indexOf(' ') + 1);
}

function anchorOf(command: DescribedCommand): string {
  return nameOf(command).replaceAll(' ', '-');
}

function cell(text: string): string {
  return oneLine(text).replaceAll('<', '&lt;');
}

/** In a table even code ends at a bar; but a code span shows entities as they are written. */
function oneLine(text: string): string {
  return text.replaceAll('|', String.raw`\|`).replaceAll('\n', ' ');
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
}
