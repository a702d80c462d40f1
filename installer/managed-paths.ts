import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { tenantFolder } from '../src/config/tenant-files.ts';
import { errnoOf } from './images.ts';
import type { Layout } from './layout.ts';
import { readManifest } from './manifest.ts';
import { compiledPath } from './wanted-lists.ts';

/** Everything of an installation that a backup keeps: its files in etc/, its code without the runtime, and ossec.conf. */
export async function managedPaths(layout: Layout, confPath: string): Promise<string[]> {
  const manifest = await readManifest(layout);
  return [
    confPath,
    layout.configFolder,
    layout.config,
    ...(await everythingIn(tenantFolder(layout.config), [])),
    ...Object.keys(manifest?.files ?? {}).map(name => join(layout.home, 'etc', name)),
    ...(manifest?.lists ?? [])
      .map(name => join(layout.lists, name))
      .flatMap(path => [path, compiledPath(path)]),
    ...(await everythingIn(layout.code, [layout.backups, layout.runtime])),
  ];
}

/**
 * A folder and all below it, without `kept` and what is below that. A folder that holds something kept is left out too: it cannot go.
 */
export async function everythingIn(folder: string, kept: readonly string[]): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const below: string[] = [];
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (kept.includes(path)) continue;
      if (entry.isDirectory()) below.push(...(await everythingIn(path, kept)));
      else below.push(path);
    }
    const holdsKept = entries.some(entry => kept.includes(join(folder, entry.name)));
    return holdsKept ? below : [folder, ...below];
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}
