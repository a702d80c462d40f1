import type { CatalogueEntry } from './catalogue-index.ts';
import type { Rule } from './model.ts';

/**
 * The catalogue with other ids, as an installation with another base has them.
 *
 * @param move maps ids of the catalogue; ids of Wazuh's own rules are left alone.
 */
export function moveEntries(
  entries: readonly CatalogueEntry[],
  move: (id: number) => number,
): readonly CatalogueEntry[] {
  const moved = (id: number): number => (id < 100_000 ? id : move(id));
  return entries.map(entry => ({ ...entry, rule: moveRule(entry.rule, moved) }));
}

function moveRule(rule: Rule, moved: (id: number) => number): Rule {
  const { correlation } = rule;
  const { matchedRule } = correlation ?? {};
  return {
    ...rule,
    id: moved(rule.id),
    parents: rule.parents.map(moved),
    ...(correlation === undefined || matchedRule === undefined
      ? {}
      : { correlation: { ...correlation, matchedRule: moved(matchedRule) } }),
  };
}
