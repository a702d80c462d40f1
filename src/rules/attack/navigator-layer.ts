import type { CoveredTechnique } from './coverage.ts';
import { ATTACK_RELEASE } from './tactics.ts';

/** A layer for the ATT&CK Navigator, format 4.5. */
export interface NavigatorLayer {
  readonly name: string;
  readonly versions: { readonly attack: string; readonly navigator: string; readonly layer: '4.5' };
  readonly domain: 'enterprise-attack';
  readonly description: string;
  readonly sorting: 3;
  readonly layout: Readonly<Record<string, string | boolean>>;
  readonly hideDisabled: false;
  readonly techniques: readonly {
    readonly techniqueID: string;
    readonly score: number;
    readonly comment: string;
    readonly enabled: true;
    readonly metadata: readonly { readonly name: string; readonly value: string }[];
    readonly showSubtechniques: boolean;
  }[];
  readonly gradient: {
    readonly colors: readonly string[];
    readonly minValue: number;
    readonly maxValue: number;
  };
  readonly legendItems: readonly { readonly label: string; readonly color: string }[];
}

/**
 * Writes the layer: a technique's score is its number of rules, its comment the rules themselves.
 *
 * Parents of covered sub-techniques are in it without rules of their own so that the Navigator unfolds them.
 */
export function navigatorLayer(techniques: readonly CoveredTechnique[], version: string): NavigatorLayer {
  const covered = new Set(techniques.map(one => one.id));
  const parents = new Set(
    techniques.flatMap(({ id }) => (id.includes('.') ? [id.slice(0, id.indexOf('.'))] : [])),
  );
  const most = Math.max(1, ...techniques.map(one => one.rules.length));
  return {
    name: 'o365-wazuh: Microsoft 365',
    versions: { attack: ATTACK_RELEASE, navigator: '5.1.0', layer: '4.5' },
    domain: 'enterprise-attack',
    description: `What the rules of o365-wazuh ${version} see of Microsoft 365's audit logs. The score is the number of rules.`,
    sorting: 3,
    layout: {
      layout: 'side',
      aggregateFunction: 'sum',
      showID: true,
      showName: true,
      showAggregateScores: true,
    },
    hideDisabled: false,
    techniques: [
      ...techniques.map(({ id, rules }) => ({
        techniqueID: id,
        score: rules.length,
        comment: rules.map(rule => `${rule.id} (level ${rule.level}): ${rule.description}`).join('\n'),
        enabled: true as const,
        metadata: [
          { name: 'rules', value: rules.map(rule => rule.id).join(', ') },
          { name: 'highest level', value: String(Math.max(...rules.map(rule => rule.level))) },
        ],
        showSubtechniques: parents.has(id),
      })),
      ...[...parents]
        .filter(id => !covered.has(id))
        .map(id => ({
          techniqueID: id,
          score: 0,
          comment: 'Covered by sub-techniques.',
          enabled: true as const,
          metadata: [],
          showSubtechniques: true,
        })),
    ],
    gradient: { colors: ['#ffffff', '#9ecae1', '#08519c'], minValue: 0, maxValue: most },
    legendItems: [{ label: `number of rules, 0 to ${most}`, color: '#08519c' }],
  };
}
