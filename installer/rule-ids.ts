import { readdirSync, readFileSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';
import { errnoOf } from './images.ts';
import type { Located } from './ossec-conf/conf-facts.ts';
import { childrenNamed, type WazuhElement } from './wazuh-xml/element.ts';
import { parseWazuhXml } from './wazuh-xml/parse-wazuh-xml.ts';

/** A rule in some file. */
export interface RuleSite {
  readonly id: number;
  readonly file: string;
  readonly line: number;
  /** `overwrite="yes"`: changes another rule instead of being one. */
  readonly overwrites: boolean;
  /** Ids in `if_sid` and `if_matched_sid`. */
  readonly parents: readonly number[];
  /** CDB lists that it looks up, as the rule names them. */
  readonly lists?: readonly string[];
}

/** The rules of one file's text, in order. A file that cannot be read has none: `-t` is the judge of that. */
export function rulesIn(text: string, file: string): RuleSite[] {
  const parsed = parseWazuhXml(text);
  if (!parsed.ok) return [];
  return parsed.roots.flatMap(group =>
    group.children.filter(child => child.name === 'rule').map(rule => siteOf(rule, file)),
  );
}

/** The rules of every file that analysisd would load from these folders, except the files named in `without`. */
export function rulesInFolders(
  home: string,
  folders: readonly Located[],
  without: ReadonlySet<string>,
): RuleSite[] {
  return folders.flatMap(folder => {
    const path = isAbsolute(folder.value) ? folder.value : join(home, folder.value);
    return xmlFiles(path)
      .map(name => join(path, name))
      .filter(file => !without.has(file))
      .flatMap(file => rulesIn(readFileSync(file, 'latin1'), file));
  });
}

/** The CDB lists that the rules of one file's text look up, as they name them. */
export function listsLookedUp(text: string): string[] {
  return rulesIn(text, '').flatMap(rule => rule.lists ?? []);
}

/** Rules that carry one of these ids themselves. An overwrite of ours is a customisation, not a clash. */
export function clashes(sites: readonly RuleSite[], ids: ReadonlySet<number>): RuleSite[] {
  return sites.filter(site => ids.has(site.id) && !site.overwrites);
}

/** Rules that need one of these ids to exist. */
export function dependents(sites: readonly RuleSite[], ids: ReadonlySet<number>): RuleSite[] {
  return sites.filter(
    site => site.parents.some(parent => ids.has(parent)) || (site.overwrites && ids.has(site.id)),
  );
}

export function describeSite(site: RuleSite): string {
  return `${site.id} in ${basename(site.file)} line ${site.line}`;
}

function siteOf(rule: WazuhElement, file: string): RuleSite {
  const parents = rule.children
    .filter(child => child.name === 'if_sid' || child.name === 'if_matched_sid')
    .flatMap(child =>
      child.value
        .split(/[\s,]+/)
        .filter(text => text !== '')
        .map(Number),
    );
  return {
    id: Number(rule.attributes.get('id')),
    file,
    line: rule.line,
    overwrites: rule.attributes.get('overwrite') === 'yes',
    parents,
    lists: childrenNamed(rule, 'list').map(list => list.value.trim()),
  };
}

/** Names of the files in a folder that Wazuh would take for rules or decoders, sorted. None where there is no folder. */
export function xmlFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter(name => name.endsWith('.xml'))
      .sort();
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}
