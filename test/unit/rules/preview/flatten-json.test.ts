import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildAlertData } from '../../../../src/rules/preview/alert-data.ts';
import { toByteString } from '../../../../src/rules/preview/byte-string.ts';
import { EventFields } from '../../../../src/rules/preview/event-fields.ts';
import { flattenJson } from '../../../../src/rules/preview/flatten-json.ts';

function flatten(text: string, options: Partial<Parameters<typeof flattenJson>[1]> = {}): EventFields {
  const fields = new EventFields();
  flattenJson(toByteString(text), { nulls: 'string', arrays: 'array', ...options }, fields);
  return fields;
}

function leaves(text: string, options?: Parameters<typeof flatten>[1]): Record<string, string> {
  return Object.fromEntries(flatten(text, options).dynamics.map(({ name, value }) => [name, value]));
}

function data(text: string): unknown {
  return buildAlertData(flatten(text), true);
}

describe('the fields of a JSON event', () => {
  it('are named by their path', () => {
    expect(leaves('{"a":{"b":"c","d.e":"f"},"g":"h"}')).toEqual({ 'a.b': 'c', 'a.d.e': 'f', g: 'h' });
  });

  it.each([
    ['15', '15'],
    ['-0', '0'],
    ['1.5', '1.500000'],
    ['2147483647', '2147483647'],
    ['2147483648', '2147483648.000000'],
    ['-2147483649', '-2147483649.000000'],
    ['1700000000000', '1700000000000.000000'],
    ['1e2', '100'],
    ['01', '1'],
    ['0.0078125', '0.007812'],
    ['0.0234375', '0.023438'],
    ['-0.0000001', '-0.000000'],
    ['1e22', '10000000000000000000000.000000'],
    ['1e400', 'inf'],
    ['1e300', '1000000000000000052504760255204420248704468581108159154915854'.slice(0, 61) + '11'],
    ['true', 'true'],
    ['null', 'null'],
  ])('hold the number or word %s as %s', (json, text) => {
    expect(leaves(`{"n":${json}}`)['n']).toBe(text);
  });

  it('leave out empty objects, and keep empty texts for rules but not for alerts', () => {
    expect(leaves('{"a":{},"b":""}')).toEqual({ b: '' });
    expect(data('{"a":{},"b":"","c":"x"}')).toEqual({ c: 'x' });
  });

  it('hold an array as indented JSON', () => {
    expect(leaves('{"P":[{"Name":"ForwardTo","Value":[1,2.5]},{}],"e":[]}')).toEqual({
      P: '[{\n\t\t"Name":\t"ForwardTo",\n\t\t"Value":\t[1, 2.5]\n\t}, {\n\t}]',
      e: '[]',
    });
  });

  it('can hold arrays with commas instead, and leave nulls out', () => {
    const options = { arrays: 'csv', nulls: 'discard' } as const;
    expect(leaves('{"a":["x",1,{"y":2},true,1.5],"b":[],"c":null}', options)).toEqual({
      a: 'x,1,true,1.500000',
    });
  });

  it('are found in any case, the first of one name', () => {
    const fields = flatten('{"Op":"first","OP":"second"}');
    expect(fields.dynamic('op')).toBe('first');
    expect(data('{"Op":"first","OP":"second"}')).toEqual({ Op: 'first' });
  });

  it('fill the places of their own from top-level keys only', () => {
    const fields = flatten(
      '{"srcip":"192.0.2.1","dstuser":"d","systemname":"s","x":{"srcip":"y"},"SrcIp":"z"}',
    );
    expect(fields.statics).toEqual({ srcip: '192.0.2.1', dstuser: 'd', system_name: 's' });
    expect(fields.dynamics.map(field => field.name)).toEqual(['x.srcip', 'SrcIp']);
  });

  it('take user for dstuser while that is empty', () => {
    expect(flatten('{"user":"u"}').statics.dstuser).toBe('u');
    const both = flatten('{"dstuser":"d","user":"u"}');
    expect([both.statics.dstuser, both.dynamic('user')]).toEqual(['d', 'u']);
    expect(flatten('{"user":"u","dstuser":"d"}').statics.dstuser).toBe('d');
  });

  it('number 256 at most; the rest is dropped', () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`f${i}`, 'x']));
    const fields = flatten(JSON.stringify({ srcip: '192.0.2.1', ...many }));
    expect(fields.dynamics).toHaveLength(256);
    expect(fields.dynamic('f256')).toBeUndefined();
  });

  it('end where a \\u0000 stands', () => {
    expect(leaves(String.raw`{"a":"x\u0000y","b\u0000c":"z"}`)).toEqual({ a: 'x', b: 'z' });
    expect(leaves(String.raw`{"a":"x\uZZZZy"}`)).toEqual({ a: 'x' });
  });

  it.each([
    ['a lone surrogate', String.raw`{"a":"\ud800"}`],
    ['a trailing surrogate', String.raw`{"a":"\udc00x"}`],
    ['NaN', '{"a":NaN}'],
    ['a trailing comma', '{"a":1,}'],
    ['an unknown escape', String.raw`{"a":"\x41"}`],
    ['single quotes', "{'a':1}"],
    ['more than 1000 levels', `${'{"a":'.repeat(1001)}1${'}'.repeat(1001)}`],
    ['an end too early', '{"a":1'],
  ])('are none for an event with %s', (_, text) => {
    expect(flatten(text).dynamics).toEqual([]);
  });

  it('do not mind text behind the event, control characters in texts, or pairs of escapes', () => {
    expect(leaves('{"a":"x\ty"} and more')).toEqual({ a: 'x\ty' });
    expect(data(String.raw`{"a":"\ud83d\ude00"}`)).toEqual({ a: '😀' });
  });

  it('become arrays in the alert where a text is a whole JSON array', () => {
    expect(
      data(JSON.stringify({ a: '[1,"x",{"y":null}]', b: '[1] ', c: '[1', d: [0.1 + 0.2, 1e21] })),
    ).toEqual({
      a: [1, 'x', { y: null }],
      b: '[1] ',
      c: '[1',
      d: [0.3, 1e21],
    });
  });

  it('nest again in the alert; what meets a text on its way is lost', () => {
    expect(data('{"a":"x","A.b":"y","c.d":"1","C":{"e":"2"}}')).toEqual({ a: 'x', c: { d: '1', e: '2' } });
  });

  it('may be called __proto__', () => {
    const built = data('{"__proto__":{"x":"y"}}');
    expect(JSON.stringify(built)).toBe('{"__proto__":{"x":"y"}}');
    expect(Object.getPrototypeOf(built)).toBe(Object.prototype);
  });

  it('give back every text of every event that has no two names alike', () => {
    const key = fc
      .string({ minLength: 1, maxLength: 6 })
      .filter(name => !/[.\0]/.test(name) && name.isWellFormed());
    const text = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter(value => !value.includes('\0') && !value.startsWith('['));
    const { tree } = fc.letrec<{ tree: unknown }>(tie => ({
      tree: fc.dictionary(key, fc.oneof({ depthSize: 'small' }, text, tie('tree')), {
        minKeys: 1,
        maxKeys: 4,
      }),
    }));
    const distinct = (value: unknown): boolean => {
      if (typeof value !== 'object' || value === null) return true;
      const names = Object.keys(value).map(name => name.toLowerCase());
      return new Set(names).size === names.length && Object.values(value).every(distinct);
    };
    fc.assert(
      fc.property(tree.filter(distinct), event => {
        const wrapped = { office_365: event };
        expect(data(JSON.stringify(wrapped))).toEqual(JSON.parse(JSON.stringify(wrapped)));
      }),
      { numRuns: 200 },
    );
  });
});
