import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf, readImage } from './images.ts';
import type { Layout } from './layout.ts';
import type { Manifest } from './manifest.ts';
import type { Notice } from './report.ts';
import { describeSite, type RuleSite } from './rule-ids.ts';
import { compiledPath, listReference } from './wanted-lists.ts';

/** The lists that go with an uninstallation. */
export interface InstalledLists {
  readonly paths: readonly string[];
  /** Declarations to take out of ossec.conf, as written there. */
  readonly undeclared: readonly string[];
  /** Lists that hold entries of the user's, or that stay. */
  readonly notices: readonly Notice[];
}

/**
 * Finds the lists that an installation made. One that a rule of the user's looks up stays where it is.
 *
 * @param others the rules that are not ours.
 */
export async function installedLists(
  layout: Layout,
  manifest: Manifest | undefined,
  others: readonly RuleSite[],
): Promise<InstalledLists> {
  const paths: string[] = [];
  const notices: Notice[] = [];
  const kept = new Set<string>();
  for (const name of manifest?.lists ?? []) {
    const path = join(layout.lists, name);
    const user = others.find(rule => rule.lists?.includes(listReference(name)));
    if (user !== undefined) {
      kept.add(listReference(name));
      notices.push({ code: 'list-in-use', text: `${path} stays: rule ${describeSite(user)} looks it up.` });
      continue;
    }
    const image = await readImage(path);
    if (image?.kind !== 'file') continue;
    paths.push(path, compiledPath(path));
    if (image.content.size > 0) {
      notices.push({
        code: 'list-filled',
        text: `${path} holds entries of yours: it is kept in the backup.`,
      });
    }
  }
  if (manifest?.listsFolder && (await holdsNothingElse(layout.lists, paths))) paths.push(layout.lists);
  return {
    paths,
    undeclared: (manifest?.declaredLists ?? []).filter(reference => !kept.has(reference)),
    notices,
  };
}

async function holdsNothingElse(folder: string, paths: readonly string[]): Promise<boolean> {
  try {
    return (await readdir(folder)).every(name => paths.includes(join(folder, name)));
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
}
