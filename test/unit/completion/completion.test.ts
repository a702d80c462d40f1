import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bashCompletion } from '../../../src/completion/bash-completion.ts';
import {
  allCommands,
  completableCommand,
  type CompletableCommand,
} from '../../../src/completion/completion-tree.ts';
import { fishCompletion } from '../../../src/completion/fish-completion.ts';
import { zshCompletion } from '../../../src/completion/zsh-completion.ts';
import { buildProgram } from '../../../src/program.ts';

const root = completableCommand(buildProgram());
const commands = allCommands(root);
const SHELLS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };
const there = (shell: string): boolean => {
  const isThere = spawnSync(shell, ['-c', 'exit 0']).status === 0;
  if (!isThere) console.log(`There is no ${shell} here: its completion is not run.`);
  return isThere;
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'o365-completion-'));
  mkdirSync(join(folder, 'a folder'));
  writeFileSync(join(folder, 'a file.yml'), '');
  for (const [shell, script] of Object.entries(SHELLS)) writeFileSync(join(folder, shell), script(root));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(shell: string, code: string): string[] {
  const { status, stdout, stderr } = spawnSync(shell, ['-c', code], { cwd: folder, encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return stdout.split('\n').filter(Boolean);
}

/** What bash offers for the last of these words. */
function bash(...words: readonly string[]): string[] {
  const line = ['o365-wazuh', ...words].map(word => `'${word}'`).join(' ');
  return run(
    'bash',
    `source ./bash; COMP_WORDS=(${line}); COMP_CWORD=${words.length}; _o365_wazuh; printf '%s\\n' "\${COMPREPLY[@]}"`,
  );
}

/** The same of zsh, whose own functions only work while somebody types: they print what they are given. */
function zsh(...words: readonly string[]): string[] {
  const line = ['o365-wazuh', ...words].map(word => `'${word}'`).join(' ');
  const stubs = `compdef() { : }; _files() { print files $@ }; compadd() { shift; print -l -- $@ }
_describe() { [[ $1 = -o ]] && shift; print -l -- \${(P)2%%:*} }`;
  return run('zsh', `${stubs}\nsource ./zsh; words=(${line}); CURRENT=${words.length + 1}; _o365_wazuh`);
}

function fish(...words: readonly string[]): string[] {
  const offered = run('fish', `source ./fish; complete -C "o365-wazuh ${words.join(' ')}"`);
  return offered.map(one => one.split('\t', 1)[0] ?? '');
}

const names = (list: readonly CompletableCommand[]): string[] => list.map(one => one.name).toSorted();
const longs = (path: string): string[] =>
  (commands.find(one => one.path === path)?.options ?? []).map(option => option.long);

describe('completion', () => {
  it.each(Object.entries(SHELLS))('for %s holds every command and every option', (_, script) => {
    const text = script(root);

    for (const { path, options } of commands.slice(1)) {
      expect(text).toContain(`'${path}'`);
      for (const { long } of options) expect(text).toContain(long.slice(2));
    }
  });

  it('leaves out what is hidden', () => {
    expect(longs('o365-wazuh collect')).toContain('--contentTypes');
    expect(longs('o365-wazuh collect')).not.toContain('--contentType');
  });

  describe.skipIf(!there('bash'))('in bash', () => {
    it('offers the commands, and those below a command', () => {
      expect(bash('in')).toEqual(['install']);
      expect(
        bash('')
          .filter(word => !word.startsWith('-'))
          .toSorted(),
      ).toEqual(names(root.subcommands));
      expect(bash('dashboard', 'e')).toEqual(['export']);
    });

    it('offers the options of the command that is being typed, also behind others and their values', () => {
      expect(bash('doctor', '--o')).toEqual(['--offline']);
      expect(bash('install', '--name', 'status', '--rule')).toEqual(['--rule-base', '--rules-only']);
    });

    it('offers words where only those are taken', () => {
      expect(bash('completion', '')).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish']));
    });

    it('offers folders and files with blanks in their names where such are wanted', () => {
      expect(bash('doctor', '--home', 'a')).toEqual(['a folder']);
      expect(bash('dashboard', 'export', '-o', 'a')).toEqual(
        expect.arrayContaining(['a file.yml', 'a folder']),
      );
    });

    it('offers nothing for a value that it cannot know', () => {
      expect(bash('doctor', '--tenant', '')).toEqual([]);
    });
  });

  describe.skipIf(!there('zsh'))('in zsh', () => {
    it('offers commands, options, words, files and folders', () => {
      expect(zsh('')).toEqual(expect.arrayContaining(names(root.subcommands)));
      expect(zsh('doctor', '')).toEqual(longs('o365-wazuh doctor'));
      expect(zsh('completion', '')).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish']));
      expect(zsh('doctor', '--home', '')).toEqual(['files -/']);
      expect(zsh('doctor', '--tenant', '')).toEqual([]);
    });
  });

  describe.skipIf(!there('fish'))('in fish', () => {
    it('offers commands, options, words, files and folders', () => {
      expect(fish('in')).toEqual(['install']);
      expect(fish('dashboard', 'e')).toEqual(['export']);
      expect(fish('doctor', '--o')).toEqual(['--offline']);
      expect(fish('completion', 'z')).toEqual(['zsh']);
      expect(fish('doctor', '--home', 'a')).toEqual(['a folder/']);
      expect(fish('doctor', '--tenant', '')).toEqual([]);
    });
  });
});
