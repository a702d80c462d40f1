import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isO365WazuhError, O365WazuhError } from '../errors.ts';
import type { ConfigFile } from './yaml-text.ts';

/** The folder beside a config.yml whose files hold further tenants. */
export function tenantFolder(configPath: string): string {
  return join(dirname(configPath), 'tenants.d');
}

/** True for the names that count in that folder: `*.yml` and `*.yaml`, none of them hidden. */
export function isTenantFileName(name: string): boolean {
  return /^[^.].*\.ya?ml$/.test(name);
}

/**
 * Reads all files of tenants.d, in the order of their names (by code unit, so the same under every locale). Other names are
 * left alone: a file is switched off by renaming it.
 *
 * @param onRefused told of each file that cannot be read; without it that is an error of the whole.
 * @returns nothing when the folder does not exist.
 * @throws CONFIG_UNREADABLE naming the file or folder.
 */
export function readTenantFiles(
  configPath: string,
  onRefused?: (error: O365WazuhError) => void,
): ConfigFile[] {
  const folder = tenantFolder(configPath);
  return namesIn(folder).flatMap(name => {
    try {
      return [readConfigFile(join(folder, name))];
    } catch (error) {
      if (!onRefused || !isO365WazuhError(error)) throw error;
      onRefused(error);
      return [];
    }
  });
}

/** @throws CONFIG_UNREADABLE when the file is absent or may not be read. */
export function readConfigFile(path: string): ConfigFile {
  try {
    return { name: path, text: readFileSync(path, 'utf8') };
  } catch (error) {
    throw unreadable(path, error);
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter(isTenantFileName).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw unreadable(folder, error);
  }
}

function unreadable(path: string, error: unknown): O365WazuhError {
  return new O365WazuhError(
    'CONFIG_UNREADABLE',
    `Cannot read the configuration ${path}: ${(error as Error).message}`,
    { cause: error },
  );
}
