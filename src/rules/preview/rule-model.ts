import type { Category } from './decoder-model.ts';
import type { StaticField } from './event-fields.ts';
import type { Expression } from './expression.ts';
import type { DayCheck, TimeCheck } from './clock-checks.ts';
import type { ListLookup } from './list-lookup.ts';

/** A pattern on one text of the event; an absent text meets neither form. */
export interface PatternCheck {
  readonly expression: Expression;
  readonly negate: boolean;
}

/** The texts of an event, besides its fields, that a rule may look at. */
export type EventText = 'match' | 'regex' | 'location' | 'hostname' | 'program_name' | 'user';

export interface FieldCheck extends PatternCheck {
  /** ASCII lower case. */
  readonly lowerName: string;
}

/** Whose earlier events a correlation counts: an index into the session's histories. */
export type HistoryIndex = number;

/** Comparisons between this event and an earlier one. */
export interface Correlation {
  readonly sameStatics: readonly (StaticField | 'location')[];
  readonly differentStatics: readonly (StaticField | 'location')[];
  /** ASCII lower case. */
  readonly sameFields: readonly string[];
  readonly differentFields: readonly string[];
  /** Without it only events of the same agent count. */
  readonly anyAgent: boolean;
}

/**
 * The part of a rule that `overwrite="yes"` replaces. Parents, and whose events are counted, stay those of the first definition.
 */
export interface RuleBody {
  readonly file: string;
  readonly line: number;
  /** 0…16, what alerts show. */
  readonly level: number;
  /** What siblings are ordered by: level 0 before all, `accuracy="0"` after all. */
  readonly order: number;
  readonly category: Category;
  readonly decodedAs: string | undefined;
  readonly texts: ReadonlyMap<EventText, PatternCheck>;
  readonly statics: ReadonlyMap<StaticField, PatternCheck>;
  readonly fields: readonly FieldCheck[];
  readonly lists: readonly ListLookup[];
  /** Bytes the log must have at least; 0 for any. */
  readonly minSize: number;
  readonly time: TimeCheck | undefined;
  readonly day: DayCheck | undefined;
  /** The rule counts earlier events. */
  readonly correlates: boolean;
  readonly correlation: Correlation;
  /** Earlier events needed besides the last one: the attribute minus two. */
  readonly frequency: number;
  readonly timeframeSeconds: number;
  readonly ignoreSeconds: number;
  readonly noAlert: boolean;
  /** Whether analysisd writes its alerts: by level, `log_alert`, `no_log`. Undefined leaves it to the level. */
  readonly logAlert: boolean | undefined;
  readonly noCounter: boolean;
  /** All group names, joined as the engine joins them. Byte string. */
  readonly group: string;
  /** The names that alerts show. */
  readonly alertGroups: readonly string[];
  /** Byte string with its `$(field)` parts. */
  readonly description: string;
  readonly mitre: readonly string[];
  /** The first thing in the rule that analysisd knows and the preview does not: the rule cannot be answered for. */
  readonly unsupported: string | undefined;
}

/** One rule. The same rule may stand at several places of the tree. */
export interface Rule {
  readonly id: number;
  /** Index of the rule's own counters in a session. */
  readonly index: number;
  body: RuleBody;
  /** Whose events it counts, fixed by its first definition. Without a history nothing is ever found, and the rule never fires. */
  counts: { readonly history: HistoryIndex | undefined } | undefined;
  /** Where its events are kept for a rule with `if_matched_sid`. */
  ownHistory: HistoryIndex | undefined;
  /** Where its events are kept for rules with `if_matched_group`; once for every place in the tree, as in the engine. */
  readonly groupHistories: HistoryIndex[];
}

export interface RuleNode {
  readonly rule: Rule;
  /** In the order they are tried. */
  readonly children: RuleNode[];
}

/** What names the parents of a rule. Kept apart from the body since an overwrite cannot change it. */
export interface RuleParents {
  ifSid: string | undefined;
  ifGroup: string | undefined;
  ifLevel: string | undefined;
  ifMatchedGroup: { readonly text: string; readonly expression: Expression } | undefined;
  ifMatchedSid: number | undefined;
}

/** A `<rule>` as read, before it has its place. */
export interface ReadRule {
  readonly id: number;
  readonly line: number;
  readonly overwrite: boolean;
  readonly body: RuleBody;
  readonly parents: RuleParents;
}
