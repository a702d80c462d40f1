import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The XML files of one folder, by name. */
export function readXmlFiles(folder: string): ReadonlyMap<string, string> {
  const names = readdirSync(folder).filter(name => name.endsWith('.xml'));
  return new Map(names.sort().map(name => [name, readFileSync(join(folder, name), 'utf8')]));
}
