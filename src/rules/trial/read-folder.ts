import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { O365WazuhError } from '../../errors.ts';
import { PACKAGE_ROOT } from '../../package-root.ts';
import type { RulesetSource } from '../preview/load-ruleset.ts';
import type { RulesetFile } from '../preview/read-decoders.ts';
import { RULE_FILES } from '../rule-files.ts';

/** Files as they were found, before it is decided what belongs to a ruleset. */
export interface RulesetFolder {
  readonly rules: readonly RulesetFile[];
  readonly decoders: readonly RulesetFile[];
  /** By the path that ossec.conf has for them, such as `etc/lists/o365-vip-users`. */
  readonly lists: Readonly<Record<string, string>>;
}

/** A file larger than this is no rule file. */
const MAX_FILE_BYTES = 16 * 1024 * 1024;

/**
 * Reads the XML files of paths, folders with all below them. A file whose first element is a decoder holds decoders. Files in a folder
 * called `lists` are CDB lists.
 *
 * @throws O365WazuhError `USAGE` for a path that cannot be read.
 */
export function readRulesetFolder(paths: readonly string[]): RulesetFolder {
  const found = {
    rules: [] as RulesetFile[],
    decoders: [] as RulesetFile[],
    lists: {} as Record<string, string>,
  };
  for (const path of paths) {
    for (const file of filesBelow(path)) {
      const inLists = /(?:^|\/)lists\/(?<rest>[^]+)$/.exec(file)?.groups?.['rest'];
      if (file.endsWith('.xml')) {
        const text = read(file);
        (holdsDecoders(text) ? found.decoders : found.rules).push({ name: file, text });
      } else if (inLists !== undefined && isListFile(file)) found.lists[`etc/lists/${inLists}`] = read(file);
    }
  }
  return found;
}

/**
 * Reads every CDB list below a folder, whatever its name.
 *
 * @throws O365WazuhError `USAGE` for a folder that cannot be read.
 */
export function readLists(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    filesBelow(folder)
      .filter(isListFile)
      .map(file => [`etc/lists/${relative(folder, file)}`, read(file)]),
  );
}

/** The rules, decoders and empty lists of this package, as an installation gets them. */
export function packagedRuleset(): Required<RulesetSource> {
  const rules = RULE_FILES.filter(file => file.installation !== 'optional').map(({ path }) => ({
    name: path,
    text: read(join(PACKAGE_ROOT, path)),
  }));
  const decoders = readRulesetFolder([join(PACKAGE_ROOT, 'decoders')]).decoders;
  return {
    files: rules,
    decoders: decoders.map(({ name, text }) => ({ name: relative(PACKAGE_ROOT, name), text })),
    lists: readLists(join(PACKAGE_ROOT, 'lists')),
  };
}

function isListFile(file: string): boolean {
  return !/\.(?:cdb|xml|md|tmp|bak)$|\/\.[^/]*$/.test(file);
}

function filesBelow(path: string): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile() || entry.isSymbolicLink())
      .map(entry => join(entry.parentPath, entry.name))
      .sort();
  } catch (error) {
    throw unreadable(path, error);
  }
}

function read(path: string): string {
  try {
    const { size } = statSync(path);
    if (size > MAX_FILE_BYTES) {
      throw new O365WazuhError(
        'USAGE',
        `${path} has ${size} bytes; rule files have at most ${MAX_FILE_BYTES}.`,
      );
    }
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): unknown {
  if (error instanceof O365WazuhError) return error;
  return new O365WazuhError('USAGE', `Cannot read ${path}: ${(error as Error).message}`, { cause: error });
}

/** Comments may stand before the first element. */
function holdsDecoders(text: string): boolean {
  const first = /<(?<name>[a-zA-Z_]+)/.exec(text.replace(/<!--[^]*?-->/g, ''))?.groups?.['name'];
  return first?.toLowerCase() === 'decoder' || (first?.toLowerCase() === 'var' && /<decoder[\s>]/.test(text));
}
