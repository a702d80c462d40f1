import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { O365WazuhError } from '../src/errors.ts';

/** What the package brings: the files that go into a home. */
export interface PackageFiles {
  readonly collector: string;
  readonly addon: string;
  readonly runtime: string;
  /** File names of `rules/*.xml`, without `rules/optional`. */
  readonly rules: readonly string[];
  /** File names of `rules/lists/*.xml`: rules that look up CDB lists. */
  readonly listRules: readonly string[];
  readonly decoders: readonly string[];
  /** File names of `lists/*`. */
  readonly lists: readonly string[];
  readonly root: string;
}

/** The oldest Node that runs the collector when the pinned runtime is not installed. */
const OLDEST_USABLE = [22, 13] as const;

/**
 * Finds what is to be installed.
 *
 * @param root the package's folder.
 * @throws INSTALL_PARTS_MISSING naming what is not there.
 */
export function findPackageFiles(root: string): PackageFiles {
  const collector = join(root, 'dist', 'collector.cjs');
  const addon = join(root, 'dist', 'native', `linux-${process.arch}`, 'unix_dgram.node');
  const missing = [collector, addon].filter(path => !existsSync(path));
  if (missing.length > 0)
    throw new O365WazuhError('INSTALL_PARTS_MISSING', `The package lacks ${missing.join(' and ')}.`);
  return {
    collector,
    addon,
    runtime: findRuntime(root),
    rules: xmlFilesIn(join(root, 'rules')),
    listRules: xmlFilesIn(join(root, 'rules', 'lists')),
    decoders: xmlFilesIn(join(root, 'decoders')),
    lists: filesIn(join(root, 'lists')),
    root,
  };
}

/** The pinned runtime, beside our package or below it as npm hoists; else the Node that runs this, if it is recent enough. */
function findRuntime(root: string): string {
  const name = `node-linux-${process.arch}`;
  for (let folder = root; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name, 'bin', 'node');
    if (existsSync(candidate)) return candidate;
    if (dirname(folder) === folder) break;
  }
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_USABLE[0] || (major === OLDEST_USABLE[0] && minor >= OLDEST_USABLE[1]))
    return process.execPath;
  throw new O365WazuhError(
    'INSTALL_PARTS_MISSING',
    `There is no runtime to install: the package ${name} is absent and this Node is ${process.versions.node}, older than ${OLDEST_USABLE.join('.')}.`,
  );
}

function xmlFilesIn(folder: string): string[] {
  return filesIn(folder).filter(name => name.endsWith('.xml'));
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .flatMap(entry => (entry.isFile() ? [entry.name] : []))
    .sort();
}
