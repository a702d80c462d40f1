import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { extract } from 'tar';
import { O365WazuhError } from '../../src/errors.ts';
import type { BundleArch } from './bundle-files.ts';

/** Fifty megabytes over a slow line. */
const FETCH_TIMEOUT_MS = 10 * 60_000;

/**
 * Finds the npm package with the pinned runtime for a processor: beside ours or above, as npm lays it; else, since npm installs only that of
 * this machine, npm is asked for it.
 *
 * @param scratch an empty folder for what is fetched.
 * @param onFetch told before npm is started.
 * @throws INSTALL_PARTS_MISSING when npm cannot give it; the signal's reason when it aborts.
 */
export async function findRuntimePackage(
  packageRoot: string,
  arch: BundleArch,
  scratch: string,
  signal: AbortSignal,
  onFetch: (name: string) => void,
): Promise<string> {
  const name = `node-linux-${arch}`;
  const version = pinnedVersion(packageRoot, name);
  for (let folder = packageRoot; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'bin/node'))) return candidate;
    if (dirname(folder) === folder) break;
  }
  onFetch(`${name}@${version}`);
  try {
    await promisify(execFile)('npm', ['pack', '--silent', `${name}@${version}`], {
      cwd: scratch,
      timeout: FETCH_TIMEOUT_MS,
      signal,
    });
    const archive = readdirSync(scratch).find(file => file.endsWith('.tgz')) ?? '';
    await extract({
      file: join(scratch, archive),
      cwd: scratch,
      filter: path => /^package\/(?:bin\/node|LICENSE)$/.test(path),
    });
    return join(scratch, 'package');
  } catch (error) {
    signal.throwIfAborted();
    const why = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
    throw new O365WazuhError(
      'INSTALL_PARTS_MISSING',
      `The runtime ${name}@${version} is not installed here, and npm cannot fetch it: ${why}`,
      {
        hint: `Make the bundle where npm reaches its registry; or install the package ${name}@${version} beside o365-wazuh.`,
        cause: error,
      },
    );
  }
}

function pinnedVersion(packageRoot: string, name: string): string {
  const { optionalDependencies = {} } = JSON.parse(
    readFileSync(join(packageRoot, 'package.json'), 'utf8'),
  ) as { readonly optionalDependencies?: Readonly<Record<string, string>> };
  return optionalDependencies[name] ?? process.versions.node;
}
