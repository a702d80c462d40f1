import type { WazuhXmlElement } from '../read/wazuh-xml.ts';
import type { DayCheck, TimeCheck } from './clock-checks.ts';
import type { Category } from './decoder-model.ts';
import type { StaticField } from './event-fields.ts';
import type { PatternType } from './expression.ts';
import type { CdbList, ListLookup } from './list-lookup.ts';
import type { ProblemLog } from './problem.ts';
import { MitreIds } from './read-mitre.ts';
import type { RuleAttributes } from './read-rule-attributes.ts';
import type { EventText, FieldCheck } from './rule-model.ts';

/** Texts of rules are kept in 2048 bytes; patterns of `<field>` are not. */
const MAX_TEXT_BYTES = 2048;

/** What a rule is read against. */
export interface RuleContext {
  readonly log: ProblemLog;
  readonly decoderNames: ReadonlySet<string>;
  readonly lists: ReadonlyMap<string, CdbList>;
}

export interface PatternText {
  readonly text: string | undefined;
  readonly type: PatternType;
  readonly negate: boolean;
  readonly line: number;
}

/** A `<rule>` while its elements are read. All texts are byte strings. */
export interface RuleDraft {
  readonly attributes: RuleAttributes;
  readonly line: number;
  readonly patterns: Map<EventText | StaticField, PatternText>;
  readonly fields: FieldCheck[];
  readonly networks: Map<
    'srcip' | 'dstip',
    { readonly texts: string[]; negate: boolean; readonly line: number }
  >;
  readonly lists: ListLookup[];
  readonly mitre: MitreIds;
  readonly sameStatics: (StaticField | 'location')[];
  readonly differentStatics: (StaticField | 'location')[];
  readonly sameFields: string[];
  readonly differentFields: string[];
  group: string | undefined;
  description: string | undefined;
  decodedAs: string | undefined;
  category: Category;
  time: TimeCheck | undefined;
  day: DayCheck | undefined;
  ifSid: string | undefined;
  ifGroup: string | undefined;
  ifLevel: string | undefined;
  ifMatchedGroup: string | undefined;
  ifMatchedSid: number;
  /** Counts earlier events, by whatever element. */
  correlates: boolean;
  anyAgent: boolean;
  logAlert: boolean | undefined;
  noCounter: boolean;
  /** The first element that the preview does not know. */
  unsupported: string | undefined;
}

export function newRuleDraft(attributes: RuleAttributes, line: number, group: string): RuleDraft {
  return {
    attributes,
    line,
    patterns: new Map(),
    fields: [],
    networks: new Map(),
    lists: [],
    mitre: new MitreIds(),
    sameStatics: [],
    differentStatics: [],
    sameFields: [],
    differentFields: [],
    group,
    description: undefined,
    decodedAs: undefined,
    category: 'syslog',
    time: undefined,
    day: undefined,
    ifSid: undefined,
    ifGroup: undefined,
    ifLevel: undefined,
    ifMatchedGroup: undefined,
    ifMatchedSid: 0,
    correlates: false,
    anyAgent: false,
    logAlert: undefined,
    noCounter: false,
    unsupported: undefined,
  };
}

/**
 * Joins the text of a repeated element to what was read before it.
 *
 * @returns the joined text; undefined, with a finding, where it is too long: Wazuh then drops it and goes on as if the element were not there.
 */
export function joinText(
  before: string | undefined,
  text: string,
  element: WazuhXmlElement,
  draft: RuleDraft,
  log: ProblemLog,
): string | undefined {
  const fits =
    before === undefined
      ? text.length < MAX_TEXT_BYTES
      : before.length <= MAX_TEXT_BYTES && text.length <= MAX_TEXT_BYTES;
  if (fits) return (before ?? '') + text;
  const { id } = draft.attributes;
  log.error(
    '1104',
    element.line,
    `Maximum string size reached for: <${element.name}> of rule ${id}; the element is dropped.`,
    id,
  );
  return undefined;
}
