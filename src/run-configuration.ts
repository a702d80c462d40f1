import type { Config } from './config/config.ts';
import { configFromFlags, type LegacyFlags } from './config/legacy-flags.ts';
import { loadConfig } from './config/load.ts';
import { O365WazuhError } from './errors.ts';
import type { Places } from './wiring.ts';

/**
 * The configuration of a run: the file, or what the flags of the blog's script say.
 *
 * @param onRefused called for each file of tenants that is left out because of its mistakes.
 * @throws CONFIG_…, USAGE.
 */
export function readConfiguration(
  flags: LegacyFlags,
  places: Places,
  onRefused: (error: O365WazuhError) => void,
): Config {
  // Any of the blog's own flags means the blog's way of running; its ids would contradict a configuration.
  if (flags.tenantId !== undefined || flags.clientId !== undefined) return configFromFlags(flags);
  if (places.configFile === undefined) {
    throw new O365WazuhError('USAGE', 'Neither a configuration nor --tenantId and --clientId are given.');
  }
  const config = loadConfig(places.configFile, onRefused);
  return {
    ...config,
    ...(flags.insecureFiles ? { insecureFiles: true } : {}),
    tenants: config.tenants.map(tenant => ({
      ...tenant,
      ...(flags.loginUrl === undefined ? {} : { loginUrl: flags.loginUrl }),
      ...(flags.apiUrl === undefined ? {} : { apiUrl: flags.apiUrl }),
      ...(flags.stopOthers ? { stopOthers: true } : {}),
    })),
  };
}
