import { Argument, Command, Option } from 'commander';
import { describe, expect, it } from 'vitest';
import { describeCommand, flattenCommands } from '../../../src/manual/command-tree.ts';
import { commandsDocument } from '../../../src/manual/commands-document.ts';
import { manPage } from '../../../src/manual/man-page.ts';
import { buildProgram } from '../../../src/program.ts';

function small(): Command {
  return new Command('tool')
    .description('Does things.')
    .addCommand(
      new Command('group')
        .description('a group')
        .addCommand(
          new Command('leaf')
            .description('cut a | b off')
            .addArgument(new Argument('<file>', 'what to cut'))
            .option('-o, --out <file>', "'where' to put it", 'a\\b.txt')
            .addOption(new Option('--secret').hideHelp())
            .optionsGroup('Rarely:')
            .option('--odd', '.begins with a dot')
            .addHelpText('after', '\nExamples:\n  tool group leaf x\n'),
        ),
    );
}

describe('the manuals', () => {
  it('describe what --help shows, hidden options and --help itself left out', () => {
    const leaf = flattenCommands(describeCommand(small())).find(one => one.path === 'tool group leaf');

    expect(leaf).toEqual({
      path: 'tool group leaf',
      description: 'cut a | b off',
      usage: '[options] <file>',
      arguments: [{ term: 'file', description: 'what to cut' }],
      options: [
        {
          heading: 'Options',
          terms: [{ term: '-o, --out <file>', description: '\'where\' to put it (default: "a\\\\b.txt")' }],
        },
        { heading: 'Rarely', terms: [{ term: '--odd', description: '.begins with a dot' }] },
      ],
      closing: 'Examples:\n  tool group leaf x',
      subcommands: [],
    });
  });

  it('keep tables whole and link each command that can be run', () => {
    const text = commandsDocument(small());

    expect(text).toContain('| [`group leaf`](#group-leaf) | cut a \\| b off |');
    expect(text).toContain('## group leaf\n\nCut a | b off.');
    expect(text).toContain('```\ntool group leaf x\n```');
    expect(text).not.toContain('--secret');
  });

  it('write roff in which no text is taken for a request or an escape', () => {
    const page = manPage(small(), '1.2.3');

    expect(page).toContain(String.raw`.B \-o, \-\-out <file>`);
    expect(page).toContain(String.raw`\&'where' to put it (default: "a\e\eb.txt")`);
    expect(page).toContain(String.raw`\&.begins with a dot`);
    for (const line of page.split('\n').filter(one => one.startsWith('.'))) {
      expect(line).toMatch(/^\.(?:TH|SH|SS|B|I|TP|PP|nf|fi)(?: |$)/);
    }
  });

  it('describe every command of the program with at least one sentence each', () => {
    const commands = flattenCommands(describeCommand(buildProgram()));

    expect(commands.length).toBeGreaterThan(12);
    for (const { path, description } of commands) expect(description, path).not.toBe('');
  });
});
