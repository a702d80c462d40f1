import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitEvents } from '../../../src/events/split-events.ts';

function elementsOf(text: string | Buffer): string[] {
  const body = Buffer.from(text);
  const spans = splitEvents(body);
  if (!spans.ok) throw new Error(`${spans.problem} at ${spans.atByte}`);
  return Array.from({ length: spans.count }, (_, index) =>
    body.toString('utf8', spans.start(index), spans.end(index)),
  );
}

function problemOf(text: string): string {
  const spans = splitEvents(Buffer.from(text));
  return spans.ok ? 'none' : spans.problem;
}

describe('splitting a blob', () => {
  it('gives each element as it stands in the body', () => {
    expect(elementsOf('[{"a":"]}"},{"b":[1,{"c":"\\"}"}]}]')).toEqual([
      '{"a":"]}"}',
      '{"b":[1,{"c":"\\"}"}]}',
    ]);
  });

  it('takes an empty array, blanks anywhere, and a byte order mark', () => {
    expect(elementsOf('[]')).toEqual([]);
    expect(elementsOf(' \r\n[\t{"a" : 1} ,\n{ } ]\n')).toEqual(['{"a" : 1}', '{ }']);
    expect(elementsOf('\ufeff[{"a":1}]')).toEqual(['{"a":1}']);
  });

  it('tells elements that are no objects', () => {
    const spans = splitEvents(Buffer.from('[{"a":1},"x",12,null,[{}]]'));
    const kinds = spans.ok ? Array.from({ length: spans.count }, (_, index) => spans.isObject(index)) : [];
    expect(kinds).toEqual([true, false, false, false, false]);
  });

  it('finds the elements of any array of JSON values', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.constantFrom(undefined, 1, '\t'), (values, indent) => {
        const elements = elementsOf(JSON.stringify(values, null, indent));
        expect(elements.map(text => JSON.parse(text) as unknown)).toEqual(JSON.parse(JSON.stringify(values)));
      }),
    );
  });

  it('says so at every place where a body may be cut', () => {
    const whole = '[{"a":"x\\"}","b":[1,{"c":"ж"}]},{"d":null}]';
    for (let length = 1; length < whole.length; length += 1) {
      expect([length, problemOf(whole.slice(0, length))]).toEqual([length, 'cut-short']);
    }
  });

  it.each([
    ['', 'empty'],
    [' \n', 'empty'],
    ['{"error":{"code":"AF50000"}}', 'not-an-array'],
    ['<html></html>', 'not-an-array'],
    ['[{"a":1}{"b":2}]', 'malformed'],
    ['[{"a":1},]', 'malformed'],
    ['[,{"a":1}]', 'malformed'],
    ['[{"a":1]}', 'malformed'],
    ['[{"a":1}] x', 'malformed'],
    [`[${'['.repeat(600)}]`, 'cut-short'],
    [`[${'1,'.repeat(1_000_000)}1]`, 'too-many-events'],
  ])('names what is wrong with %j', (body, problem) => {
    expect(problemOf(body)).toBe(problem);
  });

  it.each([
    ['nests too deep', `${'['.repeat(600)}${']'.repeat(600)}`, 'too-deep'],
    ['nests far too deep', `${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`, 'too-deep'],
    ['is too large', `{"a":"${'x'.repeat(16 * 1024 * 1024)}"}`, 'too-large'],
    ['holds too many values', `{"a":[${'1,'.repeat(50_001)}1]}`, 'too-many-values'],
    ['holds many commas in a text', `{"a":"${'1,'.repeat(50_001)}"}`, undefined],
    ['nests as deep as allowed', `${'['.repeat(512)}${']'.repeat(512)}`, undefined],
  ])('marks an element that %s, and goes on with the next', (_, element, flaw) => {
    const body = Buffer.from(`[{"b":1},${element},{"c":[{}]}]`);
    const spans = splitEvents(body);
    if (!spans.ok) throw new Error(spans.problem);
    expect([0, 1, 2].map(index => spans.flaw(index))).toEqual([undefined, flaw, undefined]);
    expect(body.toString('utf8', spans.start(2), spans.end(2))).toBe('{"c":[{}]}');
  });

  it('holds more elements than it had room for at first', () => {
    expect(elementsOf(`[${Array.from({ length: 5_000 }, (_, n) => `{"n":${n}}`).join(',')}]`)[4_999]).toBe(
      '{"n":4999}',
    );
  });
});
