import type { RulesetSource } from '../preview/load-ruleset.ts';
import type { RulesetFile } from '../preview/read-decoders.ts';
import type { RulesetFolder } from './read-folder.ts';

/** A ruleset to try, and whether this package's own files are in it. */
export interface JoinedRuleset extends Required<RulesetSource> {
  readonly withOurs: boolean;
  /** Where files are read in another order than their names have on a manager. */
  readonly notes: readonly string[];
}

/**
 * Completes a user's rules: where they build on ours (as a child, by counting, by an overwrite) ours are added, but for files of the same
 * name; where they stand alone, as a copy of a whole ruleset does, nothing is added. Our decoders and empty lists fill in where there are
 * none.
 */
export function completeRuleset(
  folder: RulesetFolder,
  ours: Required<RulesetSource>,
): Required<RulesetSource> & { readonly withOurs: boolean } {
  const names = new Set([...folder.rules, ...folder.decoders].map(baseName));
  const missing = (files: readonly RulesetFile[]): RulesetFile[] =>
    files.filter(file => !names.has(baseName(file)));
  const withOurs = buildsOnOurs(folder.rules, ours.files);
  return {
    files: withOurs ? [...folder.rules, ...missing(ours.files)] : folder.rules,
    decoders:
      folder.decoders.length > 0
        ? [...folder.decoders, ...(withOurs ? missing(ours.decoders) : [])]
        : ours.decoders,
    lists: { ...ours.lists, ...folder.lists },
    withOurs,
  };
}

/**
 * The same for trying events. Loose files, in no folder of a manager's and without a number before their names, are read in the order in
 * which they can work: decoders before Wazuh's own for JSON, overwrites behind what they overwrite.
 */
export function joinRulesets(found: RulesetFolder, ours: Required<RulesetSource>): JoinedRuleset {
  const notes: string[] = [];
  return { ...completeRuleset(inWorkingOrder(found, notes), ours), notes };
}

function inWorkingOrder(folder: RulesetFolder, notes: string[]): RulesetFolder {
  const decoders = folder.decoders.map(file => {
    if (!isLoose(file)) return file;
    notes.push(
      `${file.name} is read before Wazuh's own decoders; on a manager its name must sort before 0006-json_decoders.xml.`,
    );
    return { ...file, sortAs: `0005-${baseName(file)}` };
  });
  const rules = folder.rules.map(file => {
    const overwritten = new Set(
      ruleTags([file])
        .filter(tag => tag.overwrites)
        .map(tag => tag.id),
    );
    const behind = folder.rules.filter(
      other =>
        baseName(other) > baseName(file) &&
        ruleTags([other]).some(tag => !tag.overwrites && overwritten.has(tag.id)),
    );
    const last = behind.map(baseName).sort().at(-1);
    if (!isLoose(file) || last === undefined) return file;
    notes.push(
      `${file.name} is read behind ${last}, which it overwrites; on a manager its name must sort behind it.`,
    );
    return { ...file, sortAs: `${last}~` };
  });
  return { ...folder, decoders, rules };
}

function isLoose(file: RulesetFile): boolean {
  return !/(?:^|\/)(?:rules|decoders)\/(?:[^/]*\/)*[^/]*$/.test(file.name) && !/^\d/.test(baseName(file));
}

function buildsOnOurs(rules: readonly RulesetFile[], ours: readonly RulesetFile[]): boolean {
  if (rules.length === 0) return true;
  const known = new Set(ruleTags(ours).map(tag => tag.id));
  const tags = ruleTags(rules);
  const defined = new Set(tags.filter(tag => !tag.overwrites).map(tag => tag.id));
  const wanted = [...tags.filter(tag => tag.overwrites).map(tag => tag.id), ...parentIds(rules)];
  return wanted.some(id => !defined.has(id) && known.has(id));
}

function ruleTags(files: readonly RulesetFile[]): { readonly id: string; readonly overwrites: boolean }[] {
  return files.flatMap(({ text }) =>
    [...text.matchAll(/<rule\s(?<attributes>[^>]*)>/gi)].map(match => {
      const attributes = match.groups?.['attributes'] ?? '';
      const id = /\bid\s*=\s*["'](?<id>\d+)/i.exec(attributes)?.groups?.['id'] ?? '';
      return { id, overwrites: /\boverwrite\s*=\s*["']yes/i.test(attributes) };
    }),
  );
}

function parentIds(files: readonly RulesetFile[]): string[] {
  return files.flatMap(({ text }) =>
    [...text.matchAll(/<if_(?:matched_)?sid>(?<ids>[^<]*)</gi)].flatMap(
      match => match.groups?.['ids']?.match(/\d+/g) ?? [],
    ),
  );
}

function baseName({ name }: RulesetFile): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
