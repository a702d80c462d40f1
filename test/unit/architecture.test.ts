import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../../src/package-root.ts';

/** What each room may import from, besides itself and the ground floor (errors, memory, version, package-root). */
const MAY_IMPORT: Record<string, readonly string[]> = {
  'src/events': [],
  'src/rules': ['src/events'],
  'src/filters': ['src/events', 'src/rules'],
  'src/simulator': ['src/events'],
  'src/dashboards': ['src/events', 'src/rules', 'src/config'],
  'src/report': ['src/events', 'src/config', 'src/dashboards'],
  'src/config': ['src/events', 'src/filters'],
  'src/collect': ['src/events'],
  'src/microsoft': ['src/collect', 'src/config', 'src/events'],
  'src/tenants': ['src/microsoft', 'src/collect', 'src/config', 'src/events'],
  'src/wazuh': ['src/collect', 'src/config', 'src/events'],
  'src/monitoring': ['src/collect', 'src/events', 'src/config'],
  'src/state': ['src/collect', 'src/config', 'src/events'],
};
const GROUND = [
  'src/errors.ts',
  'src/error-table.ts',
  'src/free-memory.ts',
  'src/version.ts',
  'src/package-root.ts',
];
/** Rooms of values in, values out. `read-` files beside them read from disk for others. */
const PURE = ['src/events', 'src/rules/preview', 'src/rules/catalogue', 'src/collect', 'src/filters'];
const ALLOWED_IN_PURE = ['node:buffer', 'node:crypto'];

interface Import {
  readonly from: string;
  readonly to: string;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(join(PACKAGE_ROOT, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.ts'))
    .map(entry => relative(PACKAGE_ROOT, join(entry.parentPath, entry.name)));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(PACKAGE_ROOT, file), 'utf8');
  return [...text.matchAll(/\bfrom '(?<specifier>[^']+)'|\bimport\('(?<dynamic>[^']+)'\)/g)].map(match => {
    const specifier = match.groups?.['specifier'] ?? match.groups?.['dynamic'] ?? '';
    return { from: file, to: specifier.startsWith('.') ? join(dirname(file), specifier) : specifier };
  });
}

const files = [...sourceFiles('src'), ...sourceFiles('installer')];
const imports = files.flatMap(importsOf);

describe('the floors of the house', () => {
  it('is looked at whole', () => {
    expect(files.length).toBeGreaterThan(30);
    expect(imports.length).toBeGreaterThan(100);
  });

  it.each(Object.entries(MAY_IMPORT))('%s imports only from floors below it', (room, allowed) => {
    const roofs = imports.filter(
      one =>
        one.from.startsWith(`${room}/`) &&
        one.to.startsWith('src/') &&
        !GROUND.includes(one.to) &&
        ![room, ...allowed].some(below => one.to.startsWith(`${below}/`)),
    );

    expect(roofs).toEqual([]);
  });

  it('nobody but commands and entry files imports commands', () => {
    const bad = imports.filter(
      one =>
        one.to.startsWith('src/commands/') &&
        !/^src\/(?:commands\/|program\.ts|collector\.ts)/.test(one.from),
    );

    expect(bad).toEqual([]);
  });

  it('pure rooms use nothing of the machine', () => {
    const impure = imports.filter(
      one =>
        PURE.some(room => one.from.startsWith(`${room}/`)) &&
        one.to.startsWith('node:') &&
        !ALLOWED_IN_PURE.includes(one.to),
    );

    expect(impure).toEqual([]);
  });

  it('has no barrels and no rooms named after nothing', () => {
    expect(files.filter(file => /(?:^|\/)(?:index|utils|helpers|common|misc)\.ts$/.test(file))).toEqual([]);
  });
});
