import { type Segment, segmentsOf } from '../merge/segments.ts';

/**
 * - `edited`: differs from what was installed; `conflict`: differs, and a new version of it that also differs waits to be merged.
 * - `missing`: deleted by the user; `added`: the user's own, in a file of ours.
 */
export type RuleState = 'unedited' | 'edited' | 'conflict' | 'missing' | 'added';

/** A rule (or decoder) of a file of ours. */
export interface ComparedRule {
  /** Rule id or decoder name. */
  readonly id: string;
  readonly state: RuleState;
  /** As installed, and as it is now; absent where it is not there. */
  readonly installed?: string;
  readonly current?: string;
}

/**
 * Compares the rules of a file with those that were installed, in file order; what the user added comes last.
 *
 * @param installed the pristine copy; `current` the file as it is; `waiting` the new version that was put aside. One character per byte.
 * @returns undefined when one of them cannot be read as XML by Wazuh.
 */
export function compareRules(
  installed: string,
  current: string,
  waiting: string | undefined,
): ComparedRule[] | undefined {
  const [was, is] = [unitsOf(installed), unitsOf(current)];
  const next = waiting === undefined ? new Map<string, Segment>() : unitsOf(waiting);
  if (!was || !is || !next) return undefined;
  const rules: ComparedRule[] = [];
  for (const [key, segment] of was) {
    const now = is.get(key);
    rules.push({
      id: segment.id ?? '',
      state: stateOf(segment, now, next.get(key)),
      installed: segment.text,
      ...(now ? { current: now.text } : {}),
    });
  }
  for (const [key, { id = '', text }] of is) {
    if (!was.has(key)) rules.push({ id, state: 'added', current: text });
  }
  return rules;
}

function stateOf(was: Segment, now: Segment | undefined, next: Segment | undefined): RuleState {
  if (now === undefined) return 'missing';
  if (now.text === was.text) return 'unedited';
  return next === undefined || next.text === was.text || next.text === now.text ? 'edited' : 'conflict';
}

function unitsOf(text: string): Map<string, Segment> | undefined {
  const units = segmentsOf(text)?.filter(segment => segment.id !== undefined);
  return units && new Map(units.map(segment => [segment.key, segment]));
}
