import type { Expression, FindingExpression } from './expression.ts';
import type { StaticField } from './event-fields.ts';
import type { FlattenOptions } from './flatten-json.ts';

/** The kinds of log that choose the root rule; every event without a decoder that says otherwise is `syslog`. */
export type Category =
  'syslog' | 'firewall' | 'ids' | 'web-log' | 'squid' | 'windows' | 'ossec' | 'host-information';

/** Where in the log a pattern of a decoder begins to look. */
export type DecoderOffset = 'log' | 'after_parent' | 'after_prematch' | 'after_regex';

export interface Decoder {
  /** Its own name in the file. */
  readonly ownName: string;
  /** The name that events and `decoded_as` know: a child has its parent's, unless `use_own_name`. */
  readonly name: string;
  readonly parent: string | undefined;
  readonly type: Category;
  readonly programName: Expression | undefined;
  readonly prematch: FindingExpression | undefined;
  readonly prematchOffset: DecoderOffset;
  readonly regex: FindingExpression | undefined;
  readonly regexOffset: DecoderOffset;
  /** What the groups of the regex fill. */
  readonly order: readonly OrderItem[];
  /** `JSON_Decoder` is the only plugin the preview runs. */
  readonly plugin: 'json' | 'other' | undefined;
  readonly pluginOffset: DecoderOffset;
  readonly flatten: FlattenOptions;
  /** What in it the preview does not run; named when an event gets here. */
  readonly unsupported: string | undefined;
  /** A later sibling has the same name: it is tried next, whether this one matched or not. */
  getNext: boolean;
}

export type OrderItem = { readonly static: StaticField } | { readonly dynamic: string };

export interface DecoderNode {
  readonly decoder: Decoder;
  readonly children: Decoder[];
}

/** The decoders of a manager, in the order they are tried. */
export interface DecoderTree {
  /** For logs with a syslog program name. */
  readonly withProgramName: DecoderNode[];
  readonly withoutProgramName: DecoderNode[];
  /** Every name that a rule's `decoded_as` may use. */
  readonly names: Set<string>;
}
