import type { Rule, Theme } from './model.ts';
import { type Installation, RULE_FILES } from './rule-files.ts';

/** A rule of the catalogue with the place it has there. */
export interface CatalogueEntry {
  readonly rule: Rule;
  readonly theme: Theme;
  /** The file it is written to, relative to the package root. */
  readonly file: string;
  readonly installation: Installation;
}

/** Every rule of the catalogue, branching points included, in file order. */
export function catalogueEntries(): readonly CatalogueEntry[] {
  return RULE_FILES.flatMap(({ path, installation, themes }) =>
    themes.flatMap(theme => theme.rules.map(rule => ({ rule, theme, file: path, installation }))),
  );
}

/** The rules from the top down to one, that one excluded. Rules with several parents are followed by the first. */
export function parentChain(rule: Rule, entries: readonly CatalogueEntry[]): readonly Rule[] {
  const byId = new Map(entries.map(entry => [entry.rule.id, entry.rule]));
  const chain: Rule[] = [];
  for (let above = parentOf(rule); above !== undefined;) {
    const parent = byId.get(above);
    if (!parent || chain.includes(parent)) break;
    chain.unshift(parent);
    above = parentOf(parent);
  }
  return chain;
}

function parentOf({ parents, correlation }: Rule): number | undefined {
  return parents[0] ?? correlation?.matchedRule;
}

/** Names of the themes, in file order. */
export function catalogueThemes(): readonly string[] {
  return [...new Set(RULE_FILES.flatMap(file => file.themes.map(theme => theme.name)))];
}
