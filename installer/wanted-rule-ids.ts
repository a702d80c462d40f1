import { DEFAULT_RULE_BASE, GENERIC_OFFSET, GENERIC_RULE_ID, moveRuleIds } from '../src/rules/id-blocks.ts';
import type { Manifest } from './manifest.ts';

/** Where our rules stand in one home. */
export interface RuleIds {
  /** First id of the block. */
  readonly base: number;
  /** Id of the generic rule: 100002, unless another rule has that. */
  readonly genericRule: number;
}

/** Where they stand in a home with this manifest. */
export function installedRuleIds(manifest: Manifest | undefined): RuleIds {
  return {
    base: manifest?.ruleBase ?? DEFAULT_RULE_BASE,
    genericRule: manifest?.genericRule ?? GENERIC_RULE_ID,
  };
}

/**
 * Decides where they are to stand. Without a base that is asked for everything stays where it is: ids are in saved searches, in rules of the
 * user's, and in alerts of the past.
 *
 * @param base what `--rule-base` says.
 * @param isGenericTaken another rule has 100002.
 */
export function wantedRuleIds(
  base: number | undefined,
  previous: Manifest | undefined,
  isGenericTaken: boolean,
): RuleIds {
  const now = installedRuleIds(previous);
  if (base === undefined || (base === now.base && now.genericRule !== GENERIC_RULE_ID)) return now;
  return { base, genericRule: isGenericTaken ? base + GENERIC_OFFSET : GENERIC_RULE_ID };
}

/** Maps ids of the catalogue to those of a home. Undefined where they are the same. */
export function moveTo({ base, genericRule }: RuleIds): ((id: number) => number) | undefined {
  const isUsual = base === DEFAULT_RULE_BASE && genericRule === GENERIC_RULE_ID;
  return isUsual ? undefined : moveRuleIds(base, genericRule);
}

/** Maps ids of ours as one installation has them to those of another. Undefined where they are the same. */
export function moveBetween(from: RuleIds, to: RuleIds): ((id: number) => number) | undefined {
  if (from.base === to.base && from.genericRule === to.genericRule) return undefined;
  return id => (id === from.genericRule ? to.genericRule : id - from.base + to.base);
}
