import { defineRule } from './define-rule.ts';
import type { FieldCondition, Rule, Sample } from './model.ts';

/** What makes an event a repetition, and how it shows. */
export interface RepeatDraft {
  /** Id of the branching point; the quiet rule below it has the next one. */
  readonly id: number;
  readonly timeframeSeconds: number;
  /**
   * A group that the alert alone has. Needed where another rule counts the alert by a group: analysisd keeps one list for a rule, and one
   * counted by its id would leave that of its groups.
   */
  readonly ownGroup?: string;
  /** Fields below `office_365.` that must be equal. */
  readonly same: readonly string[];
  readonly sameAddress?: true;
  /** What a repetition must meet besides, so that it takes nothing from graver alerts beside this one. */
  readonly also?: readonly FieldCondition[];
  /** Of the quiet alert. */
  readonly level: number;
  readonly description: string;
  readonly hits: readonly Sample[];
  readonly misses: readonly Sample[];
}

/** Groups that an alert counts by; a repetition must not be counted again. */
const COUNTED = new Set(['attack', 'o365_suspicious_sign_in', 'o365_defence_off']);

/**
 * Lets an alert come once and turns what follows within a time into a quiet one: the same user signing in again, the next role of the same
 * account. Wazuh's own `ignore` is no good for that: it holds for all users at once, and shows the parent instead, which below a branching
 * point means no alert at all.
 *
 * It is a branching point one level above the alert, so that it is tried first, with the quiet rule below it. It raises nothing itself.
 *
 * @param alert the rule whose repetitions are meant; its conditions hold for them too. It must stand before them in the file.
 */
export function quietRepeats(alert: Rule, draft: RepeatDraft): readonly Rule[] {
  const { id, timeframeSeconds, ownGroup, same, sameAddress, also = [], ...quiet } = draft;
  return [
    {
      id,
      level: alert.level + 1,
      node: true,
      parents: alert.parents,
      fields: [...alert.fields, ...also],
      correlation: {
        frequency: 2,
        timeframeSeconds,
        ...(ownGroup === undefined ? { matchedRule: alert.id } : { matchedGroup: ownGroup }),
        same,
        ...(sameAddress === undefined ? {} : { sameAddress }),
      },
      description: 'Repetitions of another alert (branching point, never alerts).',
      groups: [],
      mitre: [],
      why: 'Takes what follows an alert, so that the alert does not come again and again.',
      whatToDo: '',
      hits: [],
      misses: [],
    },
    defineRule({
      ...quiet,
      id: id + 1,
      parent: id,
      groups: alert.groups.filter(group => group !== ownGroup && !COUNTED.has(group)),
      mitre: alert.mitre,
      why: 'It follows an alert that says what it is about, and is kept for the record.',
      whatToDo: 'Work on the alert before it.',
    }),
  ];
}
