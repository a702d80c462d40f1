import type { Command } from 'commander';
import {
  type DescribedCommand,
  type DescribedTerm,
  describeCommand,
  flattenCommands,
} from './command-tree.ts';
import { EXIT_CODES } from '../error-table.ts';

const FILES: readonly DescribedTerm[] = [
  { term: 'HOME/etc/o365-wazuh/config.yml', description: 'Configuration; read at every run.' },
  { term: 'HOME/wodles/o365-wazuh/', description: 'Collector, its runtime, backups.' },
  { term: 'HOME/queue/o365-wazuh/', description: 'State: what was delivered, and the dead letters.' },
  { term: 'HOME/logs/o365-wazuh.log', description: 'Log of the collector.' },
  {
    term: 'HOME/etc/rules/, HOME/etc/decoders/',
    description: 'Rules and decoder; edits of them are kept by upgrade.',
  },
];

/**
 * The manual page in section 1, in the man macros that every man program reads. It is made from what parses the command line.
 *
 * @param version of the package.
 */
export function manPage(program: Command, version: string): string {
  const tree = describeCommand(program);
  const lines = [
    `.TH O365\\-WAZUH 1 "" "o365\\-wazuh ${version}" "User Commands"`,
    '.SH NAME',
    `o365\\-wazuh \\- ${escape(tree.description.replace(/\.$/, ''))}`,
    '.SH SYNOPSIS',
    '.B o365\\-wazuh',
    '.I COMMAND',
    '[options]',
    '.SH DESCRIPTION',
    ...prose(
      'Reads the Office 365 Management Activity API and hands each event to the Wazuh manager or agent of this machine, acknowledged, ' +
        'none lost. HOME below is the Wazuh home, usually /var/ossec.',
    ),
    '.SH COMMANDS',
    ...flattenCommands(tree).slice(1).flatMap(commandLines),
    '.SH EXIT STATUS',
    ...Object.entries(EXIT_CODES).flatMap(([name, code]) => tagged(String(code), name)),
    '.SH FILES',
    ...FILES.flatMap(({ term, description }) => tagged(term, description)),
  ];
  return `${lines.join('\n')}\n`;
}

function commandLines(command: DescribedCommand): string[] {
  const name = command.path.slice(command.path.indexOf(' ') + 1);
  if (command.subcommands.length > 0) return [];
  return [
    `.SS ${escape(name)} ${escape(command.usage)}`.trimEnd(),
    ...prose(command.description),
    ...command.arguments.flatMap(({ term, description }) => tagged(term, description)),
    ...command.options.flatMap(({ heading, terms }) => [
      ...(heading === 'Options' ? [] : ['.PP', escape(heading)]),
      ...terms.flatMap(({ term, description }) => tagged(term, description)),
    ]),
    ...(command.closing === ''
      ? []
      : ['.PP', '.nf', ...command.closing.split('\n').map(line => escape(line)), '.fi']),
  ];
}

function tagged(term: string, description: string): string[] {
  return ['.TP', `.B ${escape(term)}`, ...prose(description)];
}

function prose(text: string): string[] {
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(escape);
}

/** Roff reads a leading dot or apostrophe as a request, a bare hyphen as a typographic one, and a backslash as the start of an escape. */
function escape(line: string): string {
  const plain = line
    .replaceAll('\\', String.raw`\e`)
    .replaceAll('-', String.raw`\-`)
    .replaceAll('’', "'");
  return /^[.']/.test(plain) ? `\\&${plain}` : plain;
}
