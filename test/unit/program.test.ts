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

/** Options that mean something else there than elsewhere; `*`: at each command. */
const OF_ITS_OWN: Readonly<Record<string, readonly string[]>> = {
  '--home': ['rules list', 'rules explain', 'rules test', 'rules lint'],
  '--json': ['status', 'rules test', 'dead-letter list', 'simulate'],
  '--dry-run': [
    'support-bundle',
    'bundle',
    'collect',
    'backfill',
    'dead-letter resend',
    'dashboard import',
    'dashboard remove',
  ],
  '--tenant-id': ['simulate'],
  '--client-id': ['simulate'],
  '--content-types': ['simulate'],
  '--queue': ['verify'],
  '--no-test': ['install'],
  '--tenant': ['*'],
  '--output': ['*'],
  '--out': ['*'],
  '--all': ['*'],
  '--events': ['*'],
  '--lists': ['*'],
  '--index-pattern': ['*'],
  '--port': ['*'],
};

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

  it('words an option alike wherever it stands, but where it means something of its own', () => {
    const wordings = new Map<string, Map<string, string[]>>();
    for (const { name, command } of leaves) {
      for (const { long, flags, description, hidden } of command.options) {
        if (long === undefined || long === null || hidden) continue;
        if (OF_ITS_OWN[long]?.some(one => one === '*' || one === name)) continue;
        const text = `${flags}: ${description}`;
        const known = wordings.get(long) ?? new Map<string, string[]>();
        wordings.set(long, known.set(text, [...(known.get(text) ?? []), name]));
      }
    }
    const differing = [...wordings.values()].filter(known => known.size > 1);

    expect(differing.map(known => Object.fromEntries(known))).toEqual([]);
    for (const long of ['--home', '--json', '--dry-run', '--yes', '--config', '--no-restart'])
      expect([...(wordings.get(long)?.values() ?? [])].flat().length, long).toBeGreaterThan(4);
  });

  it('lists no option as one of its own that is none', () => {
    for (const [long, names] of Object.entries(OF_ITS_OWN)) {
      const having = leaves.filter(({ command }) => command.options.some(option => option.long === long));
      for (const name of names)
        if (name !== '*')
          expect(
            having.map(leaf => leaf.name),
            long,
          ).toContain(name);
    }
  });

  it.each(CHANGING)('%s shows with --dry-run what it would do', name => {
    const options = leaves.find(leaf => leaf.name === name)?.command.options ?? [];

    expect(options.map(option => option.long)).toContain('--dry-run');
  });
});
