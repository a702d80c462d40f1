import type { O365WazuhError } from '../errors.ts';
import type { Config } from './config.ts';
import { invalidConfig } from './config-problem.ts';
import type { PlacedTenant } from './merge-tenants.ts';
import { readConfig } from './read-config.ts';
import { readConfigFile, readTenantFiles } from './tenant-files.ts';
import type { ConfigFile } from './yaml-text.ts';

/**
 * Reads the text of a config.yml, and of the files in tenants.d if there are any. Does not touch the file system: whether secret files
 * exist is found out when they are used.
 *
 * @param tenantFiles in the order in which their tenants follow those of config.yml.
 * @throws CONFIG_INVALID with every problem of every file at once (`details.problems` is `ConfigProblem[]`).
 */
export function parseConfig(text: string, fileName: string, tenantFiles: readonly ConfigFile[] = []): Config {
  return parsePlacedConfig({ name: fileName, text }, tenantFiles).config;
}

/** As `parseConfig`, with where each tenant is written. */
export function parsePlacedConfig(
  main: ConfigFile,
  tenantFiles: readonly ConfigFile[],
): { readonly config: Config; readonly tenants: readonly PlacedTenant[] } {
  const { config, tenants, problems } = readConfig(main, tenantFiles);
  if (config && problems.length === 0) return { config, tenants };
  throw invalidConfig(main.name, problems);
}

/** As `loadConfig` without tolerance, with where each tenant is written. */
export function loadPlacedConfig(path: string): ReturnType<typeof parsePlacedConfig> {
  return parsePlacedConfig(readConfigFile(path), readTenantFiles(path));
}

/**
 * Reads a config.yml and the files of tenants.d beside it from disk.
 *
 * @param onRefused told of each file in tenants.d that cannot be used; its tenants are then left out, so that one bad file of
 *   hundreds does not stop the others. Without it such a file is an error of the whole.
 * @throws CONFIG_UNREADABLE when a file is absent or may not be read, CONFIG_INVALID as `parseConfig`.
 */
export function loadConfig(path: string, onRefused?: (error: O365WazuhError) => void): Config {
  const main = readConfigFile(path);
  const { config, problems } = readConfig(main, readTenantFiles(path, onRefused));
  if (config && (problems.length === 0 || (onRefused && config.tenants.length > 0))) {
    if (problems.length > 0) onRefused?.(invalidConfig(path, problems));
    return config;
  }
  throw invalidConfig(path, problems);
}
