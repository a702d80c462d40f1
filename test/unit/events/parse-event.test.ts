import { describe, expect, it } from 'vitest';
import { parseEvent } from '../../../src/events/parse-event.ts';

describe('reading an event', () => {
  it('reads what JSON.parse reads', () => {
    const text =
      '{"Id":"x","RecordType":15,"Size":-1.25,"List":[1,{"a":null}],"Text":":1234567890123456789"}';
    expect(parseEvent(text)).toEqual(JSON.parse(text));
  });

  it.each([
    ['{"a":9007199254740993}', { a: '9007199254740993' }],
    ['{"a":[-12345678901234567890]}', { a: ['-12345678901234567890'] }],
    ['{"a": 0.12345678901234567}', { a: '0.12345678901234567' }],
    ['{"a":1e400}', { a: '1e400' }],
    [
      '{"a":9007199254740991,"b":1e3,"c":0.123456789012345}',
      { a: 9007199254740991, b: 1000, c: 0.123456789012345 },
    ],
  ])('keeps the digits that a double would lose: %s', (text, event) => {
    expect(parseEvent(text)).toEqual(event);
  });

  it.each(['', '{', '[1]', '"x"', '12', 'null', '{"a":01}'])('takes %j for no event', text => {
    expect(parseEvent(text)).toBeUndefined();
  });
});
