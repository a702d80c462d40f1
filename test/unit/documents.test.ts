import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ERROR_TABLE } from '../../src/error-table.ts';
import { PACKAGE_ROOT } from '../../src/package-root.ts';
import { buildProgram } from '../../src/program.ts';

const documents = [
  ...readdirSync(PACKAGE_ROOT).filter(name => name.endsWith('.md')),
  ...readdirSync(join(PACKAGE_ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.md'))
    .map(name => join('docs', name)),
];

function textOf(document: string): string {
  return readFileSync(join(PACKAGE_ROOT, document), 'utf8');
}

/** Anchors as code hosts make them of headings: lower case, blanks to hyphens, other punctuation gone. */
function anchorsOf(document: string): ReadonlySet<string> {
  const headings = [...textOf(document).matchAll(/^#{1,6} (?<title>.+)$/gm)];
  return new Set(
    headings.map(({ groups }) =>
      (groups?.['title'] ?? '')
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

describe('the documents', () => {
  it('are found', () => {
    expect(documents).toEqual(expect.arrayContaining(['README.md', 'docs/delivery.md', 'docs/commands.md']));
  });

  it.each(documents)('%s links only to files and headings that exist', document => {
    const text = textOf(document).replaceAll(/```[^]*?```/g, '');
    const links = [...text.matchAll(/\]\((?<target>[^()\s]+)\)/g)].map(
      ({ groups }) => groups?.['target'] ?? '',
    );
    const broken = links.filter(link => {
      if (/^(?:https?|mailto):/.test(link)) return false;
      const [path = '', anchor] = link.split('#');
      const file =
        path === '' ? join(PACKAGE_ROOT, document) : resolve(PACKAGE_ROOT, dirname(document), path);
      if (!existsSync(file)) return true;
      return anchor !== undefined && !anchorsOf(relative(PACKAGE_ROOT, file)).has(anchor);
    });

    expect(broken).toEqual([]);
  });

  it.each(documents)('%s shows only commands and options that there are', document => {
    const shown = [
      ...textOf(document)
        .replaceAll(/\\\n\s*/g, ' ')
        .matchAll(/\bo365-wazuh(?:@latest)? (?<line>[a-z][^\n`#]*)/g),
    ];
    const wrong = shown.flatMap(({ groups }) => problemsOf(groups?.['line'] ?? ''));

    expect(wrong).toEqual([]);
  });

  it('name only npm scripts that there are', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
    const named = documents.flatMap(document =>
      [...textOf(document).matchAll(/\bnpm run (?<name>[a-z][\w:-]*)/g)].map(
        ({ groups }) => `${document}: ${groups?.['name']}`,
      ),
    );

    expect(named.length).toBeGreaterThan(3);
    expect(named.filter(one => scripts[one.slice(one.indexOf(': ') + 2)] === undefined)).toEqual([]);
  });

  it('name only error codes that there are', () => {
    const known = new Set(Object.keys(ERROR_TABLE));
    const prefixes = new Set([...known].map(code => code.split('_')[0]));
    const named = documents
      .filter(document => document !== 'docs/errors.md')
      .flatMap(document => [...textOf(document).matchAll(/`(?<code>[A-Z]+(?:_[A-Z]+)+)`/g)])
      .map(({ groups }) => groups?.['code'] ?? '')
      .filter(code => prefixes.has(code.split('_')[0] ?? ''));

    expect(named.filter(code => !known.has(code))).toEqual([]);
  });
});

/** What of a command line the program would not understand. Prose after the name of the product is not looked at. */
function problemsOf(line: string): string[] {
  const words = line.trim().split(/\s+/);
  let command = buildProgram();
  const path: string[] = [];
  for (const word of words) {
    const next = command.commands.find(one => one.name() === word);
    if (!next) break;
    command = next;
    path.push(word);
  }
  if (path.length === 0) return [];
  const known = new Set(
    [...command.options, ...buildProgram().options].flatMap(option => [option.long, option.short]),
  );
  return words
    .map(word => /^--?[a-zA-Z][\w-]*/.exec(word)?.[0])
    .filter(word => word !== undefined && !known.has(word) && word !== '--help' && word !== '-h')
    .map(word => `${path.join(' ')} ${word}`);
}
