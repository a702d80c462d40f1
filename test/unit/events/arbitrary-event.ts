import * as fc from 'fast-check';
import type { AuditEvent, Json } from '../../../src/events/audit-event.ts';

/** Names that collide, merge, explode or break something somewhere. */
const name = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      'a',
      'b',
      'A',
      'Parameters',
      'ModifiedProperties',
      'Item',
      'Value',
      'Name',
      'n',
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'a.b',
      'Item.a',
      'a@odata.type',
      '.',
      'a.',
      '.b',
      'a..b',
      'item.A.n',
      'a_b',
      'a_2',
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '',
      ' ',
      '__proto__',
      'constructor',
      'n\0',
      '\ud800',
      'b[]',
      'K'.repeat(200),
      'ключ',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'o365_wazuh_more',
      'o365_wazuh_trimmed',
      'o365_wazuh_converted',
      'a_text',
      'value',
    ),
  },
  { weight: 1, arbitrary: fc.uuid() },
);

/** Texts that Wazuh or the indexer may take for something else. */
const TRICKY_TEXTS = [
  '',
  '12',
  '1.5',
  '-7',
  'true',
  'False',
  'null',
  '\ud83d',
  'a\0b',
  '\u0001',
  'C:\\users\\u0000',
];
const LISTS_AS_TEXT = [
  '[1]',
  '["x","y"]',
  '[{"Name":"n","Value":"v"}]',
  '{"a":1}',
  '[01]',
  '[ "x", 2 ]',
  '[',
  '[x]',
  '[1] to [2]',
  '[]',
];

const text = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'grapheme', maxLength: 20 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 10 }) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(...TRICKY_TEXTS, ...LISTS_AS_TEXT),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('x', 'ж', '😀', '\u0001', '"'), fc.constantFrom(9_000, 32_001, 70_000))
      .map(([unit, length]) => unit.repeat(length)),
  },
);

const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 2 ** 31, -(2 ** 31), 1_700_000_000_000, 1e21, 0.5),
);

const { value } = fc.letrec<{ value: Json }>(tie => ({
  value: fc.oneof(
    { maxDepth: 5, depthSize: 'small' },
    text,
    number,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(name, tie('value'), { maxKeys: 6 }),
  ),
}));

/** Objects or lists within each other, up to 40 deep. */
const deep = fc
  .tuple(value, fc.array(fc.constantFrom('[]', 'd', 'd', 'e.f', 'g.h.i'), { minLength: 8, maxLength: 40 }))
  .map(([inner, levels]) =>
    levels.reduce<Json>((held, key) => (key === '[]' ? [held] : { [key]: held }), inner),
  );

const wide = fc.integer({ min: 150, max: 600 }).chain(count =>
  fc.record({ prefix: fc.constantFrom('w', 'x'), inner: value }).map(({ prefix, inner }) => {
    const object: AuditEvent = {};
    for (let n = 0; n < count; n += 1) object[`${prefix}${n}`] = n % 7 === 0 ? inner : n;
    return object;
  }),
);

/** Any event, and mostly one that breaks several limits. */
export const arbitraryEvent: fc.Arbitrary<AuditEvent> = fc
  .tuple(
    fc.dictionary(name, value, { maxKeys: 12 }),
    fc.record(
      {
        Id: fc.uuid(),
        CreationTime: fc.constantFrom('2026-02-03T04:05:06', '2026-02-03 04:05:06Z', 'soon', ''),
        Operation: text,
        RecordType: fc.oneof(fc.integer(), text),
        Wide: wide,
        Deep: deep,
        Parameters: value,
      },
      { requiredKeys: [] },
    ),
  )
  .map(([any, record]) => ({ ...record, ...any }));
