import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** Where runtimes are kept that are not this machine's or not the pinned one: outside the project, shared by all its checkouts. */
const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'o365-wazuh');

/** The version of a runtime package that package.json pins. */
export function pinnedVersion(name: string): string {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly optionalDependencies: Readonly<Record<string, string>>;
  };
  return manifest.optionalDependencies[name] ?? '';
}

/**
 * The folder of a runtime package (`bin/node`, `include/node`): in node_modules, or in the cache.
 *
 * @param options.version another than the pinned one.
 * @param options.marker a file by which the package is known to be there.
 * @param options.fetch have npm fetch it into the cache where it is nowhere.
 * @returns undefined when it is nowhere and not to be fetched.
 */
export function runtimePackage(
  name: string,
  options: { readonly version?: string; readonly fetch: boolean; readonly marker?: string },
): string | undefined {
  const { marker = 'bin/node' } = options;
  const pinned = pinnedVersion(name);
  const version = options.version ?? pinned;
  const installed = join(root, 'node_modules', name);
  if (version === pinned && existsSync(join(installed, marker))) return installed;
  const cached = join(cache, `${name}-${version}`);
  if (existsSync(join(cached, marker))) return cached;
  return options.fetch ? fetchInto(cached, `${name}@${version}`) : undefined;
}

function fetchInto(folder: string, spec: string): string {
  mkdirSync(cache, { recursive: true });
  const scratch = mkdtempSync(join(cache, '.fetch-'));
  try {
    console.log(`Fetching ${spec} into ${cache}`);
    const packed = execFileSync('npm', ['pack', '--silent', spec], { cwd: scratch, encoding: 'utf8' });
    execFileSync('tar', ['xzf', packed.trim().split('\n').at(-1) ?? ''], { cwd: scratch });
    rmSync(folder, { recursive: true, force: true });
    renameSync(join(scratch, 'package'), folder);
    return folder;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
