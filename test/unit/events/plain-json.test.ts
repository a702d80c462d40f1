import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuditEvent } from '../../../src/events/audit-event.ts';
import { identityOf, sortedJson } from '../../../src/events/identity.ts';
import { PlainJson } from '../../../src/events/plain-json.ts';

/** One for all, as in the collector: what one event leaves behind must not show in the next. */
const plain = new PlainJson();

function sortedOf(text: string): string | undefined {
  const bytes = Buffer.from(`[${text},`);
  return plain.sorted(bytes, 1, bytes.length - 1)?.toString();
}

const name = fc.oneof(
  fc.constantFrom('Id', 'Name', 'Value', 'CreationTime', 'UserId', 'ID', 'IDs', 'a', 'ab', 'b'),
  fc.string({ maxLength: 4 }),
  fc.string({ unit: 'grapheme', maxLength: 4 }),
);
const scalar = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.string({ minLength: 80, maxLength: 120 }),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.maxSafeInteger(),
  fc.boolean(),
  fc.constant(null),
);
const { value } = fc.letrec(tie => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(name, tie('value'), { maxKeys: 8, noNullPrototype: true }),
  ),
}));
const event = fc.dictionary(name, value, { maxKeys: 12, noNullPrototype: true }) as fc.Arbitrary<AuditEvent>;

describe('an event in the bytes of JSON.stringify', () => {
  it('comes out with its keys in order, or is left to the slower way', () => {
    let plainOnes = 0;
    fc.assert(
      fc.property(event, one => {
        const sorted = sortedOf(JSON.stringify(one));
        if (sorted === undefined) return;
        plainOnes += 1;
        expect(sorted).toBe(sortedJson(one));
        expect(plain.sortedText(JSON.stringify(one))?.toString()).toBe(sorted);
      }),
      { numRuns: 2_000 },
    );
    expect(plainOnes).toBeGreaterThan(200);
  });

  it.each([
    '{}',
    '{"b":1,"a":2}',
    '{"UserId":"x","Id":"y","User":"z","IdX":null}',
    '{"b":[{"Name":"n","Value":"v"},{"Value":"v","Name":"n"},[],{}],"a":{"d":{"f":true,"e":false},"c":-12}}',
    '{"text":"\\"quoted\\" and \\\\ and \\n","é":1}'.replace('"é":1', '"e":"é 💡 \u2028"'),
    '{"":0,"_":123456789012345}',
    `{"long":"${'x'.repeat(200)}","a":"${'y'.repeat(64)}"}`,
  ])('is plain: %s', text => {
    expect(sortedOf(text)).toBe(sortedJson(JSON.parse(text) as AuditEvent));
  });

  it('keeps each event’s order to itself when others of as many keys came before', () => {
    for (const text of [
      '{"c":1,"a":2,"b":3}',
      '{"a":1,"b":2,"c":3}',
      '{"b":1,"c":2,"a":3}',
      '{"z":1,"y":2,"x":3}',
    ]) {
      expect(sortedOf(text)).toBe(sortedJson(JSON.parse(text) as AuditEvent));
    }
  });

  it('is not led astray by an event with a key twice', () => {
    expect(sortedOf('{"c":1,"a":2,"c":3,"b":4}')).toBeUndefined();
    expect(sortedOf('{"d":1,"c":2,"b":3,"a":4}')).toBe('{"a":4,"b":3,"c":2,"d":1}');
  });
});

describe('any other bytes', () => {
  it.each([
    ['blanks', '{"a": 1}'],
    ['a line break', '{\n"a":1}'],
    ['a blank behind a value', '{"a":1 }'],
    ['a needless escape', '{"a":"https:\\/\\/contoso.example"}'],
    ['an escaped letter', '{"a":"\\u0041"}'],
    ['an escape in a key', '{"\\u0061":1}'],
    ['a key beyond ASCII', '{"é":1}'],
    ['a key like a number', '{"b":1,"1":2}'],
    ['a key twice', '{"a":1,"a":2}'],
    ['a key twice, apart', '{"a":1,"b":2,"a":3}'],
    ['a key twice within', '{"x":{"a":1,"a":2}}'],
    ['a fraction', '{"a":1.0}'],
    ['an exponent', '{"a":1e3}'],
    ['minus zero', '{"a":-0}'],
    ['a number that a double does not hold', '{"a":12345678901234567890}'],
    ['no object', '[1]'],
    ['an end that is not the event’s', '{"a":1},{"b":2}'],
    ['an event cut short', '{"a":"b'],
    ['too many levels', `{"a":${'['.repeat(30)}${']'.repeat(30)}}`],
    ['more than Wazuh takes', `{"a":"${'x'.repeat(70_000)}"}`],
    ['very many members', `{${Array.from({ length: 2_000 }, (_, n) => `"k${n}":1`).join()}}`],
  ])('are left to the slower way: %s', (_what, text) => {
    expect(sortedOf(text)).toBeUndefined();
  });

  it('are plain only if JSON.stringify would write them so, whatever is changed in them', () => {
    const splice = fc.constantFrom(
      ' ',
      '\\',
      '"',
      ',',
      ':',
      '{',
      '}',
      '[',
      ']',
      '0',
      '.5',
      'e1',
      '-',
      '\\u0041',
      '\\/',
      'null',
      'x',
    );
    let validOnes = 0;
    fc.assert(
      fc.property(event, fc.nat(), fc.nat(3), splice, (one, where, dropped, put) => {
        const text = JSON.stringify(one);
        const at = where % (text.length + 1);
        const changed = (text.slice(0, at) + put + text.slice(at + dropped)).toWellFormed();
        let read: AuditEvent;
        try {
          read = JSON.parse(changed) as AuditEvent;
        } catch {
          // The caller reads it first, and finds that it is no event.
          sortedOf(changed);
          return;
        }
        validOnes += 1;
        const sorted = sortedOf(changed);
        if (sorted === undefined) return;
        expect(JSON.stringify(read)).toBe(changed);
        expect(sorted).toBe(sortedJson(read));
      }),
      { numRuns: 5_000 },
    );
    expect(validOnes).toBeGreaterThan(500);
  });
});

describe('the identity', () => {
  it('is that of an event however it was written', () => {
    const written = '{"Url":"https:\\/\\/contoso.example\\/", "Name":"\\u00e9","Id":"1"}';
    const one = JSON.parse(written) as AuditEvent;
    expect(sortedOf(written)).toBeUndefined();
    const sorted = plain.sortedText(JSON.stringify(one));
    expect(sorted?.toString()).toBe('{"Id":"1","Name":"é","Url":"https://contoso.example/"}');
    expect(identityOf(one, sorted)).toBe(identityOf(one));
  });

  it('is the same both ways', () => {
    const text =
      '{"Workload":"Exchange","CreationTime":"2026-02-03T04:05:06","Id":"1","Parameters":[{"Value":"v","Name":"n"}]}';
    const bytes = Buffer.from(text);
    const sorted = plain.sorted(bytes, 0, bytes.length);
    expect(sorted).toBeDefined();
    const one = JSON.parse(text) as AuditEvent;
    expect(identityOf(one, sorted)).toEqual(identityOf(one));
  });
});
