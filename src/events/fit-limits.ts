/** What an event must keep to, so that neither Wazuh nor its indexer loses it or a part of it. */
export interface FitLimits {
  /** The event's own JSON text; what the envelope adds is taken off already (`envelope.ts`). */
  readonly maxEventBytes: number;
  /** Fields as Wazuh's decoder counts them: scalars and lists outside lists. It drops each one beyond 256 and logs an error for it. */
  readonly maxLeaves: number;
  /** UTF-8 bytes of one value. The indexer refuses a document with a term over 32,766 bytes. */
  readonly maxStringBytes: number;
  /** Objects and lists within each other. The indexer allows 20 levels, two of which stand above the event. */
  readonly maxDepth: number;
}

export const DEFAULT_LIMITS: FitLimits = {
  maxEventBytes: 64_000,
  maxLeaves: 200,
  maxStringBytes: 32_000,
  maxDepth: 16,
};

/** What identifies an event and what most rules ask for: cut last, and moved out of its place never. */
export const IDENTITY_FIELDS: ReadonlySet<string> = new Set([
  'CreationTime',
  'Id',
  'Operation',
  'OrganizationId',
  'RecordType',
  'ResultStatus',
  'UserId',
  'Workload',
  'ClientIP',
  'ObjectId',
]);

/** In the event: the paths of what was cut. The full text is in the dead letters. */
export const TRIMMED_FIELD = 'o365_wazuh_trimmed';
/** In the event: the paths of what is there whole, but in another form than Microsoft sent. */
export const CONVERTED_FIELD = 'o365_wazuh_converted';
/** Characters of one path in the two. */
export const MAX_MARK_LENGTH = 200;
/** In any object: the JSON text of those of its fields that found no room as fields. */
export const MORE_FIELD = 'o365_wazuh_more';

/** Fields that we add: they find room in every object, however many fields it has. */
export const OWN_FIELDS: ReadonlySet<string> = new Set([TRIMMED_FIELD, CONVERTED_FIELD, MORE_FIELD]);
