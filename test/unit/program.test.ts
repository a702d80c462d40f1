import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../src/program.ts';

interface Listed {
  readonly name: string;
  readonly command: Command;
}

function leavesOf(command: Command, before: string): Listed[] {
  const name = `${before} ${command.name()}`.trim();
  const below = command.commands.flatMap(one => leavesOf(one, name));
  return below.length > 0 ? below : [{ name, command }];
}

function helpOf(command: Command): string {
  const written: string[] = [];
  command.configureOutput({ writeOut: text => void written.push(text) });
  command.outputHelp();
  return written.join('');
}

const leaves = buildProgram().commands.flatMap(command => leavesOf(command, ''));
/** What changes a home, sends events, or writes an archive. */
const CHANGING = [
  'install',
  'upgrade',
  'uninstall',
  'restore',
  'tenant add',
  'tenant remove',
  'tenant import',
  'rules restore',
  'collect',
  'dashboard import',
  'dashboard remove',
  'bundle',
  'support-bundle',
];

describe('the command line', () => {
  it('is looked at whole', () => expect(leaves.length).toBeGreaterThan(20));

  it.each(leaves)('$name says what it does, with an example', ({ command }) => {
    expect(command.description()).not.toBe('');
    expect(helpOf(command)).toMatch(/\bExamples?:\n/);
  });

  it.each(leaves)('$name describes each option and argument', ({ command }) => {
    const silent = [...command.options, ...command.registeredArguments].filter(
      one => one.description === '' && !('hidden' in one && one.hidden),
    );
    expect(silent).toEqual([]);
  });

  it.each(leaves.filter(({ name }) => name !== 'collect'))('$name has names in kebab-case', ({ command }) => {
    for (const { long } of command.options) expect(long).toMatch(/^--[a-z0-9]+(?:-[a-z0-9]+)*$/);
  });

  it.each([
    ['--json', /^print .*\bJSON\b/],
    ['--dry-run', /^(?:print|list|say) .*/],
    ['--home', /\bWazuh home\b/],
  ])('describes %s alike everywhere', (long, text) => {
    const descriptions = leaves.flatMap(({ command }) =>
      command.options.filter(option => option.long === long).map(option => option.description),
    );

    expect(descriptions.length).toBeGreaterThan(4);
    for (const description of descriptions) expect(description).toMatch(text);
  });

  it.each(CHANGING)('%s shows with --dry-run what it would do', name => {
    const options = leaves.find(leaf => leaf.name === name)?.command.options ?? [];

    expect(options.map(option => option.long)).toContain('--dry-run');
  });
});
