import { layoutOf } from '../../installer/layout.ts';
import { readManifest } from '../../installer/manifest.ts';
import { installedRuleIds, moveTo } from '../../installer/wanted-rule-ids.ts';
import { catalogueEntries, type CatalogueEntry } from '../rules/catalogue-index.ts';
import { moveEntries } from '../rules/move-entries.ts';
import { detectHome } from '../wazuh/home.ts';

/**
 * The catalogue with the ids that an installation on this machine has. Where there is none, or none that can be read, with the usual ids.
 *
 * @param home must be a Wazuh home where it is named.
 * @throws what `detectHome` and `readManifest` throw for a home that is named.
 */
export async function installedEntries(home: string | undefined): Promise<readonly CatalogueEntry[]> {
  const entries = catalogueEntries();
  const move = await installedMove(home);
  return move === undefined ? entries : moveEntries(entries, move);
}

async function installedMove(home: string | undefined): Promise<((id: number) => number) | undefined> {
  try {
    const { path } = await detectHome(home === undefined ? {} : { home });
    return moveTo(installedRuleIds(await readManifest(layoutOf(path))));
  } catch (error) {
    if (home !== undefined) throw error;
    return undefined;
  }
}
