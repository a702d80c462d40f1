import { rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Where rules are tried out, relative to the home since analysisd reads it after its chroot. `wodles/` can be read by the daemons' account
 * and written by root alone.
 */
export const STAGING = 'wodles/.o365-wazuh.staging';

/** Removes it, also what a run left behind that was killed while it tested. */
export async function removeStaging(home: string): Promise<void> {
  await rm(join(home, STAGING), { recursive: true, force: true });
}
