import { COMPLIANCE, type ComplianceProfile } from './compliance.ts';
import type { Rule, Sample } from './model.ts';

/** A rule as the catalogue's authors write it: everything that has a usual value may be left out. */
export interface RuleDraft extends Omit<
  Rule,
  'parents' | 'fields' | 'groups' | 'mitre' | 'whatToDo' | 'hits' | 'misses'
> {
  readonly parent: number | readonly number[];
  readonly fields?: Rule['fields'];
  readonly groups?: readonly string[];
  readonly compliance?: ComplianceProfile;
  readonly mitre?: readonly string[];
  readonly whatToDo?: string;
  readonly hits?: readonly Sample[];
  readonly misses?: readonly Sample[];
}

/** Completes a draft. Compliance tags go behind the groups, as in Wazuh's own rules. */
export function defineRule(draft: RuleDraft): Rule {
  const { parent, compliance, ...rest } = draft;
  return {
    fields: [],
    mitre: [],
    whatToDo: '',
    hits: [],
    misses: [],
    ...rest,
    parents: typeof parent === 'number' ? [parent] : parent,
    groups: [...(draft.groups ?? []), ...(compliance === undefined ? [] : COMPLIANCE[compliance])],
  };
}

/** A branching point that never alerts: it spares the events that do not meet it the tests of everything below. */
export function defineNode(
  draft: Pick<RuleDraft, 'id' | 'parent' | 'fields'> & { readonly what: string },
): Rule {
  const { what, ...rest } = draft;
  return defineRule({
    ...rest,
    level: 0,
    node: true,
    description: `${what} (branching point, never alerts).`,
    why: `Spares all other events the tests of the rules for ${what}.`,
  });
}
