import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../../src/package-root.ts';

const FOLDER = join(PACKAGE_ROOT, '../shared/data/wazuh/ossec-conf');

/** Stock ossec.conf files of several releases, where they are at hand. */
export function realConfs(): { readonly name: string; readonly bytes: Buffer }[] {
  if (!existsSync(FOLDER)) {
    console.log(`No stock configurations in ${FOLDER}: the cases that need them are skipped.`);
    return [];
  }
  return readdirSync(FOLDER).map(name => ({ name, bytes: readFileSync(join(FOLDER, name)) }));
}
