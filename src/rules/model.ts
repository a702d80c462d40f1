/** One pattern on one field of the event. The name is below `office_365.` unless it starts with `o365_wazuh.`. */
export interface FieldCondition {
  readonly name: string;
  /** Text of the pattern; `kind` says in which of Wazuh's three languages. */
  readonly pattern: string;
  readonly kind: 'pcre2' | 'osregex' | 'osmatch';
  /** The field must be there and must not match. An absent field meets neither form. */
  readonly negate?: true;
}

/** A lookup in a CDB list of the user's. */
export interface ListCondition {
  /** File name below `etc/lists/`. */
  readonly list: string;
  /** `srcip`, or a field below `office_365.`. */
  readonly field: string;
  readonly lookup: 'match_key' | 'not_match_key' | 'address_match_key';
}

/**
 * Counts earlier events. analysisd counts by the time of arrival, not by the event's own `CreationTime`, and only events whose
 * alert was exactly `matchedRule` (or any rule of `matchedGroup`).
 */
export interface Correlation {
  /** Events needed, the present one included; 2…9999. */
  readonly frequency: number;
  readonly timeframeSeconds: number;
  /** Silence of this rule after it fired, for every user at once: keep it short. */
  readonly ignoreSeconds?: number;
  readonly matchedRule?: number;
  readonly matchedGroup?: string;
  /** Fields below `office_365.` that must be equal in all. */
  readonly same?: readonly string[];
  /** Fields below `office_365.` that must differ from the present event's (the earlier ones may equal each other). */
  readonly different?: readonly string[];
  readonly sameAddress?: true;
  readonly differentAddress?: true;
}

/** An audit event for the tests of one rule: what `office_365` holds, or what stands beside it too. */
export type SampleEvent = Readonly<Record<string, unknown>>;

/** Events in order of arrival; the last one is judged. */
export type Sample = SampleEvent | readonly SampleEvent[];

/** One rule of the catalogue: what the engine needs, and what a person who meets its alert needs. */
export interface Rule {
  /** Relative to the catalogue's own numbering; `renumber` of the generator moves it. */
  readonly id: number;
  /** 0…16. With `node` it only says when the children are tried. */
  readonly level: number;
  /** A mere branching point: its children are tried, and where none matches the search goes on beside it. */
  readonly node?: true;
  /** Rules with children of their own may have one parent only: analysisd hangs a child below the first place it finds. */
  readonly parents: readonly number[];
  /** At most 1,024 bytes once the `$(field)` parts are filled, or analysisd prints the template. */
  readonly description: string;
  readonly decodedAs?: string;
  readonly location?: string;
  readonly fields: readonly FieldCondition[];
  /** Addresses or CIDR blocks of `srcip`. */
  readonly address?: { readonly anyOf: readonly string[]; readonly negate?: true };
  readonly lists?: readonly ListCondition[];
  readonly correlation?: Correlation;
  /** Groups beside `office_365`, which every rule has. */
  readonly groups: readonly string[];
  readonly mitre: readonly string[];
  /** What the alert means and why it matters. */
  readonly why: string;
  /** What the analyst does next. */
  readonly whatToDo: string;
  readonly falsePositives?: string;
  /** Where the idea is known from, for the curious: vendor documentation, peers. */
  readonly origin?: string;
  /** Each must alert as this very rule. */
  readonly hits: readonly Sample[];
  /** Each comes close and must not alert as this rule. */
  readonly misses: readonly Sample[];
}

/** A theme of the catalogue: a span of ids and its rules in file order. */
export interface Theme {
  readonly name: string;
  readonly title: string;
  readonly rules: readonly Rule[];
}
