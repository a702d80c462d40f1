import type { CatalogueEntry } from '../catalogue-index.ts';
import { type Tactic, TACTICS } from './tactics.ts';
import { techniqueName, TECHNIQUES } from './techniques.ts';

/** A technique and the rules that name it. */
export interface CoveredTechnique {
  readonly id: string;
  readonly name: string;
  readonly tactics: readonly Tactic[];
  /** In file order. */
  readonly rules: readonly {
    readonly id: number;
    readonly level: number;
    readonly description: string;
    readonly correlates: boolean;
  }[];
}

/** What the rules cover of ATT&CK, by technique id. Branching points, labels and copies for native events name no technique of their own. */
export function coveredTechniques(entries: readonly CatalogueEntry[]): readonly CoveredTechnique[] {
  const found = new Map<string, CoveredTechnique['rules'][number][]>();
  for (const { rule } of entries) {
    if (rule.node === true) continue;
    for (const id of rule.mitre) {
      const rules = found.get(id) ?? [];
      found.set(id, rules);
      const { level, description } = rule;
      rules.push({ id: rule.id, level, description, correlates: rule.correlation !== undefined });
    }
  }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, rules]) => ({ id, name: techniqueName(id), tactics: TECHNIQUES[id]?.tactics ?? [], rules }));
}

/** The matrix as text: each tactic with its techniques, and of each the number of rules and the highest level. ★ counts events. */
export function coverageText(techniques: readonly CoveredTechnique[]): string {
  const width = Math.max(...techniques.map(({ name }) => name.length));
  const lines: string[] = [];
  for (const [tactic, title] of Object.entries(TACTICS)) {
    const held = techniques.filter(one => one.tactics.some(name => name === tactic));
    const rules = new Set(held.flatMap(one => one.rules.map(rule => rule.id)));
    lines.push('', `${title}: ${count(held.length, 'technique')}, ${count(rules.size, 'rule')}`);
    for (const { id, name, rules: of } of held) {
      const counting = of.filter(rule => rule.correlates).length;
      const highest = Math.max(...of.map(rule => rule.level));
      const stars = counting === 0 ? '' : `  ★ ${counting}`;
      lines.push(
        `  ${id.padEnd(9)}  ${name.padEnd(width)}  ${count(of.length, 'rule').padStart(9)}, up to level ${String(highest).padStart(2)}${stars}`,
      );
    }
  }
  const all = new Set(techniques.flatMap(one => one.rules.map(rule => rule.id)));
  lines.push(
    '',
    `${count(techniques.length, 'technique')}, ${count(all.size, 'rule')}. ★ rules that count earlier events.`,
    '',
  );
  return lines.slice(1).join('\n');
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}
