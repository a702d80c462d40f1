import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { O365WazuhError } from '../../src/errors.ts';
import { installScript } from './install-script.ts';

/** Processors that the runtime and the addon exist for, with what `uname -m` calls them. */
export const MACHINES = { x64: 'x86_64', arm64: 'aarch64' } as const;
export type BundleArch = keyof typeof MACHINES;

export interface BundleFile {
  /** In the bundle's folder. */
  readonly path: string;
  readonly mode: 0o644 | 0o755;
  readonly bytes: Buffer;
}

export interface BundleInput {
  /** The package as npm unpacked it, or the source tree after a build. */
  readonly packageRoot: string;
  /** Folder of the npm package `node-linux-ARCH`, of which the program and the licence are taken. */
  readonly runtimeFolder: string;
  readonly version: string;
  readonly arch: BundleArch;
}

/**
 * Everything that a bundle holds, in the order of the paths: the package, the runtime, install.sh, and SHA256SUMS over all of it.
 *
 * @throws INSTALL_PARTS_MISSING naming what is not there.
 */
export function bundleFiles({ packageRoot, runtimeFolder, version, arch }: BundleInput): BundleFile[] {
  const files = new Map<string, BundleFile>();
  const add = (path: string, bytes: Buffer, mode: BundleFile['mode'] = 0o644): void =>
    void files.set(path, { path, mode, bytes });

  for (const path of packagePaths(packageRoot, arch)) {
    const mode = path === 'dist/launcher.cjs' ? 0o755 : 0o644;
    add(`package/${path}`, readFileSync(join(packageRoot, path)), mode);
  }
  const runtime = `package/node_modules/node-linux-${arch}`;
  add(`${runtime}/bin/node`, readPart(join(runtimeFolder, 'bin/node')), 0o755);
  add(`${runtime}/LICENSE`, readPart(join(runtimeFolder, 'LICENSE')));
  add('install.sh', Buffer.from(installScript({ version, arch, machine: MACHINES[arch] })), 0o755);

  const listed = sorted(files);
  const sums = listed.map(({ path, bytes }) => `${sha256(bytes)}  ${path}\n`).join('');
  add('SHA256SUMS', Buffer.from(sums));
  return sorted(files);
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** What the npm package holds, without the addon of other processors. */
function packagePaths(root: string, arch: BundleArch): string[] {
  const { files } = JSON.parse(readPart(join(root, 'package.json')).toString('utf8')) as {
    readonly files: readonly string[];
  };
  const addon = `dist/native/linux-${arch}/unix_dgram.node`;
  const needed = ['dist/launcher.cjs', 'dist/cli.cjs', 'dist/collector.cjs', addon];
  const missing = needed.filter(path => !existsSync(join(root, path)));
  if (missing.length > 0) {
    throw new O365WazuhError('INSTALL_PARTS_MISSING', `The package lacks ${missing.join(', ')}.`);
  }
  return ['package.json', ...files]
    .flatMap(name => pathsBelow(root, name))
    .filter(path => !path.startsWith('dist/native/') || path === addon);
}

function pathsBelow(root: string, name: string): string[] {
  const stats = statSync(join(root, name), { throwIfNoEntry: false });
  if (!stats) return [];
  if (!stats.isDirectory()) return [name];
  return readdirSync(join(root, name)).flatMap(entry => pathsBelow(root, `${name}/${entry}`));
}

function readPart(path: string): Buffer {
  if (existsSync(path)) return readFileSync(path);
  throw new O365WazuhError('INSTALL_PARTS_MISSING', `There is no ${path}.`);
}

function sorted(files: ReadonlyMap<string, BundleFile>): BundleFile[] {
  return [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}
