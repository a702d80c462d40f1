import { mergeRuleFile } from './merge/merge-rule-file.ts';

/** A rule or decoder file: as the last installation left it, as it is now, as the package brings it. Undefined: not there. */
export interface ThreeWays {
  readonly pristine: Buffer | undefined;
  readonly current: Buffer | undefined;
  readonly shipped: Buffer | undefined;
}

export type RuleFileDecision =
  /** Nothing of the user's is in the way: write (or remove) as shipped. */
  | { readonly kind: 'take-shipped' }
  /** The user's file stays; the new version changes nothing that matters to it, or removes it. */
  | { readonly kind: 'keep-current' }
  /** The user deleted it: it stays deleted. */
  | { readonly kind: 'stay-deleted' }
  | { readonly kind: 'merge'; readonly merged: Buffer }
  /** Both sides changed the same rules. */
  | { readonly kind: 'conflict'; readonly ids: readonly string[] };

/** Decides what becomes of one rule or decoder file. The user's edits always win. */
export function decideRuleFile({ pristine, current, shipped }: ThreeWays): RuleFileDecision {
  if (current === undefined) return { kind: pristine === undefined ? 'take-shipped' : 'stay-deleted' };
  if (shipped !== undefined && current.equals(shipped)) return { kind: 'take-shipped' };
  if (pristine === undefined) return { kind: 'conflict', ids: [] };
  if (current.equals(pristine)) return { kind: 'take-shipped' };
  if (shipped === undefined || shipped.equals(pristine)) return { kind: 'keep-current' };

  const merged = mergeRuleFile(
    pristine.toString('latin1'),
    current.toString('latin1'),
    shipped.toString('latin1'),
  );
  if (merged.ok) return { kind: 'merge', merged: Buffer.from(merged.text, 'latin1') };
  return { kind: 'conflict', ids: merged.ids };
}
