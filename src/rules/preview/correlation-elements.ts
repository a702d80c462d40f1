import type { StaticField } from './event-fields.ts';

/** What a `same_…` or `different_…` element of a rule compares. */
export interface CorrelationElement {
  readonly side: 'same' | 'different';
  /** A static field; `field` for the dynamic one named in the element's text; `agent` for what Wazuh has given up. */
  readonly subject: StaticField | 'location' | 'field' | 'agent' | 'srcgeoip' | 'dstgeoip';
  /** The tag counts in this case only. */
  readonly exactCase: boolean;
}

type Subject = CorrelationElement['subject'];

/** The names behind `same_` and `different_`. */
const SUBJECTS: readonly (readonly [suffix: string, subject: Subject])[] = [
  ['srcip', 'srcip'],
  ['dstip', 'dstip'],
  ['src_port', 'srcport'],
  ['srcport', 'srcport'],
  ['dst_port', 'dstport'],
  ['dstport', 'dstport'],
  ['srcuser', 'srcuser'],
  ['user', 'dstuser'],
  ['location', 'location'],
  ['protocol', 'protocol'],
  ['action', 'action'],
  ['id', 'id'],
  ['url', 'url'],
  ['data', 'data'],
  ['extra_data', 'extra_data'],
  ['status', 'status'],
  ['system_name', 'system_name'],
  ['srcgeoip', 'srcgeoip'],
  ['dstgeoip', 'dstgeoip'],
  ['field', 'field'],
];

/** Further names, older ones. */
const OTHERS: readonly (readonly [tag: string, side: CorrelationElement['side'], subject: Subject])[] = [
  ['same_source_ip', 'same', 'srcip'],
  ['same_agent', 'same', 'agent'],
  ['not_same_source_ip', 'different', 'srcip'],
  ['not_same_user', 'different', 'dstuser'],
  ['not_same_agent', 'different', 'agent'],
  ['not_same_id', 'different', 'id'],
  ['not_same_field', 'different', 'field'],
];

/** analysisd compares these tags with their case, all others without. */
const EXACT_CASE: ReadonlySet<string> = new Set([
  ...['id', 'url', 'data', 'extra_data', 'status', 'system_name', 'srcgeoip', 'dstgeoip'].flatMap(suffix => [
    `same_${suffix}`,
    `different_${suffix}`,
  ]),
  'different_srcip',
  'not_same_source_ip',
  'different_protocol',
  'different_action',
  'not_same_id',
]);

const ELEMENTS: ReadonlyMap<string, CorrelationElement> = new Map(
  [
    ...SUBJECTS.flatMap(([suffix, subject]) => [
      [`same_${suffix}`, 'same', subject] as const,
      [`different_${suffix}`, 'different', subject] as const,
    ]),
    ...OTHERS,
  ].map(([tag, side, subject]) => [tag, { side, subject, exactCase: EXACT_CASE.has(tag) }]),
);

/** The comparison that a tag asks for, or undefined for any other tag. */
export function correlationElement(tag: string): CorrelationElement | undefined {
  const lower = tag.toLowerCase();
  const element = ELEMENTS.get(lower);
  return element && (!element.exactCase || tag === lower) ? element : undefined;
}
