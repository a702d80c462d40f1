import { O365WazuhError } from '../../errors.ts';
import { resolvePlaces } from '../../wiring.ts';

/** The config.yml that is meant: the one named, else the home's. @throws USAGE, HOME_NOT_FOUND. */
export async function requireConfigFile(flags: {
  readonly config?: string;
  readonly home?: string;
}): Promise<string> {
  const path = flags.config ?? (await resolvePlaces(flags)).configFile;
  if (path !== undefined) return path;
  throw new O365WazuhError('USAGE', 'No configuration is named and no Wazuh home is found.');
}
