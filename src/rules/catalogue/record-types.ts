import { defineNode, defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE, GENERIC_RULE_ID } from '../id-blocks.ts';
import type { Theme } from '../model.ts';
import { isNot, matches } from '../patterns.ts';
import { RECORD_TYPE_NAMES } from './record-type-names.ts';
import { BLOG_OPERATIONS } from './workloads.ts';

const FIRST_LABEL = DEFAULT_RULE_BASE + 101;
const LABELS_NODE = DEFAULT_RULE_BASE + 83;
const FIRST_BUCKET_NODE = DEFAULT_RULE_BASE + 84;

/** Spans of record types, first to last, so that an event meets some thirty tests at most and not all of them. */
const BUCKETS: readonly (readonly [first: number, last: number, pattern: RegExp])[] = [
  [-1, 9, /^-?\d$/],
  [10, 19, /^1\d$/],
  [20, 29, /^2\d$/],
  [30, 39, /^3\d$/],
  [40, 49, /^4\d$/],
  [50, 59, /^5\d$/],
  [60, 69, /^6\d$/],
  [70, 79, /^7\d$/],
  [80, 89, /^8\d$/],
  [90, 99, /^9\d$/],
  [100, 199, /^1\d\d$/],
  [200, 259, /^2[0-5]\d$/],
  [260, 299, /^2[6-9]\d$/],
  [300, 329, /^3[0-2]\d$/],
  [330, 369, /^3[3-6]\d$/],
  [370, 699, /^(?:3[7-9]|[4-6]\d)\d$/],
];

/**
 * Record types of which a detection claims every event: their labels are met only once a user takes that detection away. They are kept
 * so that no type is ever without a name.
 */
export const CLAIMED_RECORD_TYPES: ReadonlySet<number> = new Set([
  51, 62, 64, 78, 85, 86, 89, 90, 98, 113, 117, 187, 256, 294, 295, 296, 297, 307, 310, 311, 312, 313, 314,
  315, 316, 317, 318, 319, 320, 321, 322, 323, 324, 325, 332, 362, 373, 383, 384, 389, 390,
]);

interface RecordType {
  readonly number: number;
  readonly name: string;
  readonly group: string;
}

const RECORD_TYPES: readonly RecordType[] = Object.entries(RECORD_TYPE_NAMES)
  .flatMap(([group, text]) =>
    text.split(', ').map(entry => {
      const [number, name] = entry.split(' ');
      return { number: Number(number), name: name ?? '', group };
    }),
  )
  .sort((a, b) => a.number - b.number);

/** A label a record type: what is left when neither a detection nor the blog's operations claim an event. Less urgent than an event nobody can name. */
export const RECORD_TYPE_LABELS: Theme = {
  name: 'record-types',
  title: 'Record types',
  rules: [
    defineNode({
      id: LABELS_NODE,
      parent: GENERIC_RULE_ID,
      what: 'record types',
      fields: [isNot('Operation', ...BLOG_OPERATIONS)],
    }),
    ...BUCKETS.map(([first, last, pattern], index) =>
      defineNode({
        id: FIRST_BUCKET_NODE + index,
        parent: LABELS_NODE,
        what: `record types ${first} to ${last}`,
        fields: [matches('RecordType', pattern)],
      }),
    ),
    ...RECORD_TYPES.map(labelRule),
  ],
};

function labelRule({ number, name, group }: RecordType) {
  const sample = { Workload: 'SomeService', Operation: 'SomeOperation', UserId: 'ada@contoso.example' };
  const bucket = BUCKETS.findIndex(([first, last]) => number >= first && number <= last);
  return defineRule({
    id: FIRST_LABEL + number,
    level: 3,
    parent: FIRST_BUCKET_NODE + bucket,
    fields: [{ name: 'RecordType', kind: 'osregex', pattern: `^${number}$` }],
    description: `$(office_365.Workload) $(office_365.Operation) by $(office_365.UserId) (${name}).`,
    groups: [group],
    why: `Any other event of record type ${number}, ${name}.`,
    hits: CLAIMED_RECORD_TYPES.has(number) ? [] : [{ RecordType: number, ...sample }],
    misses: [{ RecordType: 9900 + number, ...sample }],
  });
}
