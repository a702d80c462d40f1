import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptyCdb } from './cdb.ts';
import { contentOfBytes, errnoOf, lstatIfAny } from './images.ts';
import type { Layout } from './layout.ts';
import type { Manifest } from './manifest.ts';
import { declaredLists } from './ossec-conf/list-lines.ts';
import type { Conf } from './ossec-conf/read-conf.ts';
import type { FileImage, Wanted } from './plan.ts';
import { listsLookedUp } from './rule-ids.ts';
import type { Session } from './session.ts';

/** The CDB lists that our rules look up. */
export interface WantedLists {
  readonly wanted: readonly Wanted[];
  /** Every list that must be declared in ossec.conf, as written there. */
  readonly needed: readonly string[];
  /** For the manifest: those that we made, and those whose declaration is ours. */
  readonly made: readonly string[];
  readonly declared: readonly string[];
  /** The folder of lists is ours: it was not there before. */
  readonly madeFolder: boolean;
}

const PREFIX = 'etc/lists/';

/** How ossec.conf and rules name a list. */
export function listReference(name: string): string {
  return PREFIX + name;
}

export interface WantedListsInput {
  readonly conf: Conf;
  /** File names of the lists that the package brings. */
  readonly names: readonly string[];
  /** The rule files as they will be: what they do not look up is not needed. */
  readonly rules: readonly Buffer[];
  readonly previous: Manifest | undefined;
}

/**
 * Plans the lists of our rules: new ones are empty, with their compiled form beside them; one that is there stays as it is, whoever filled it.
 *
 * Nobody but the user ever writes into a list.
 */
export async function wantedLists(
  { layout, owner, admin }: Session,
  { conf, names, rules, previous }: WantedListsInput,
): Promise<WantedLists> {
  const lookedUp = new Set(rules.flatMap(bytes => listsLookedUp(bytes.toString('latin1'))));
  const needed = names.filter(name => lookedUp.has(listReference(name)));
  const wanted: Wanted[] = [];
  const made: string[] = [];
  for (const name of needed) {
    const path = join(layout.lists, name);
    const isThere = (await lstatIfAny(path)) !== undefined;
    if (!isThere || previous?.lists?.includes(name)) made.push(name);
    if (isThere) continue;
    const file = (bytes: Buffer): FileImage => ({
      kind: 'file',
      content: contentOfBytes(bytes),
      mode: 0o660,
      ...owner,
    });
    wanted.push(
      { path, image: file(Buffer.alloc(0)), reason: 'list for entries of yours' },
      // After the text: analysisd compiles anew what is older than its text.
      { path: compiledPath(path), image: file(emptyCdb()), reason: 'the same, compiled' },
    );
  }
  const makesFolder = wanted.length > 0 && (await lstatIfAny(layout.lists)) === undefined;
  if (makesFolder) {
    wanted.unshift({
      path: layout.lists,
      image: { kind: 'directory', mode: 0o770, ...admin },
      reason: 'lists',
    });
  }
  const madeFolder = makesFolder || (previous?.listsFolder ?? false);
  return { wanted, made, madeFolder, ...declarations(conf, needed, previous) };
}

/**
 * On a cluster worker rules and lists come from the master, but which lists are loaded is said by each node's own ossec.conf.
 *
 * @returns what must be declared here; empty as long as the master has sent nothing.
 */
export function workerLists(
  layout: Layout,
  names: readonly string[],
  conf: Conf,
  previous: Manifest | undefined,
): WantedLists {
  const present = namesIn(layout.lists);
  const lookedUp = new Set(
    namesIn(layout.rules)
      .filter(name => name.endsWith('.xml'))
      .flatMap(name => listsLookedUp(readFileSync(join(layout.rules, name), 'latin1'))),
  );
  const needed = names.filter(name => present.includes(name) && lookedUp.has(listReference(name)));
  return { wanted: [], made: [], madeFolder: false, ...declarations(conf, needed, previous) };
}

/** The list's form that analysisd looks up. */
export function compiledPath(path: string): string {
  return `${path}.cdb`;
}

function declarations(
  conf: Conf,
  needed: readonly string[],
  previous: Manifest | undefined,
): Pick<WantedLists, 'needed' | 'declared'> {
  const references = needed.map(listReference);
  const there = new Set(declaredLists(conf));
  const ours = new Set(previous?.declaredLists);
  return {
    needed: references,
    declared: references.filter(reference => ours.has(reference) || !there.has(reference)),
  };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}
