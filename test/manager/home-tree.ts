import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Everything that the installer may change. */
const FOLDERS = ['etc', 'ruleset', 'wodles'];

/** Mode, owner and content (SHA-256, or a link's target) of everything in these folders, by path in the home. */
export function treeOf(home: string): Record<string, string> {
  const tree: Record<string, string> = {};
  for (const folder of FOLDERS) {
    for (const name of readdirSync(join(home, folder), { recursive: true, encoding: 'utf8' })) {
      const path = join(home, folder, name);
      const { mode, uid, gid } = lstatSync(path);
      tree[join(folder, name)] = `${mode.toString(8)} ${uid}:${gid} ${contentOf(path)}`;
    }
  }
  return tree;
}

function contentOf(path: string): string {
  const stats = lstatSync(path);
  if (stats.isFile()) return createHash('sha256').update(readFileSync(path)).digest('hex');
  return stats.isSymbolicLink() ? readlinkSync(path) : '';
}
