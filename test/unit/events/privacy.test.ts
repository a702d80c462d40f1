import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { AuditEvent } from '../../../src/events/audit-event.ts';
import { parseFieldPath } from '../../../src/events/field-path.ts';
import { FieldHasher } from '../../../src/events/hash-fields.ts';
import { createPrivacy } from '../../../src/events/privacy.ts';

const KEY = 'k'.repeat(32);
const hashOf = (value: string): string =>
  `hmac:${createHmac('sha256', KEY).update(value).digest('hex').slice(0, 32)}`;

function hasher(...fields: string[]): FieldHasher {
  return new FieldHasher(
    KEY,
    fields.map(field => {
      const path = parseFieldPath(field);
      if ('message' in path) throw new Error(path.message);
      return path;
    }),
  );
}

const redactor = createPrivacy({ detectedValues: 'redact', hasher: undefined });
const redact = (event: AuditEvent) => redactor.apply(event, JSON.stringify(event));
const hash = (event: AuditEvent, ...fields: string[]) =>
  createPrivacy({ detectedValues: 'keep', hasher: hasher(...fields) }).apply(event, JSON.stringify(event));

describe('detected values', () => {
  it('are taken out, how many there were and what they were found to be stays', () => {
    const found = {
      SensitiveType: 'a',
      Count: 2,
      DetectedValues: [
        { Name: '4111', Value: 'my card 4111' },
        { Name: 5, Value: true },
      ],
    };
    const event = { Id: 'x', PolicyDetails: [{ Rules: [{ SensitiveInformation: [found] }] }] };

    const done = redact(event);

    expect(done.event).toEqual({
      Id: 'x',
      PolicyDetails: [
        {
          Rules: [
            {
              SensitiveInformation: [
                {
                  SensitiveType: 'a',
                  Count: 2,
                  DetectedValues: [
                    { Name: '[redacted]', Value: '[redacted]' },
                    { Name: '[redacted]', Value: '[redacted]' },
                  ],
                },
              ],
            },
          ],
        },
      ],
    });
    expect(done.redacted).toEqual(['PolicyDetails[].Rules[].SensitiveInformation[].DetectedValues']);
    expect(event.PolicyDetails[0]?.Rules[0]?.SensitiveInformation[0]).toBe(found);
  });

  it.each<[string, AuditEvent]>([
    ['in another case', { detectedvalues: ['S3CRET'] }],
    ['as a plain text', { DetectedValues: 'S3CRET' }],
    ['as names of fields', { DetectedValues: { 'S3CRET 1': 1 } }],
    ['in JSON within a text', { Data: JSON.stringify({ a: [{ DetectedValues: ['S3CRET'] }], b: 1 }) }],
    [
      'in JSON within JSON within a text',
      { Data: JSON.stringify({ x: JSON.stringify({ DetectedValues: 'S3CRET' }) }) },
    ],
    ['in JSON that was cut off', { Data: '{"a":1,"DetectedValues":[{"Name":"S3CRET' }],
    [
      'in JSON within a text, with escapes in the name',
      { Data: String.raw`{"\u0044etectedValues":"S3CRET"}` },
    ],
    ['in a list of texts', { Data: ['x', '{"DetectedValues":["S3CRET"]}'] }],
    ['deep in JSON within JSON', { Data: nest({ DetectedValues: 'S3CRET' }, 8) }],
  ])('%s are taken out, and marked', (_, event) => {
    const done = redact(event);

    expect(JSON.stringify(done.event)).not.toContain('S3CRET');
    expect(done.redacted).toHaveLength(1);
  });

  it('leave what is beside them in JSON within a text', () => {
    const { event } = redact({ Data: '{"a":1,"DetectedValues":["S3CRET"],"b":[2]}' });

    expect(event['Data']).toBe('{"a":1,"DetectedValues":["[redacted]"],"b":[2]}');
  });

  it.each<[AuditEvent]>([
    [{ Id: 'x', UserId: 'amy', Data: '{"a":1}', Text: String.raw`a \u0026 b` }],
    [{ DetectedValues: [] }],
  ])('that are not there change nothing: %j is the same object', event => {
    const done = redact(event);

    expect(done.event).toBe(event);
    expect(done.redacted).toEqual([]);
  });

  it('stay when told so', () => {
    const event = { DetectedValues: ['S3CRET'] };

    expect(createPrivacy({ detectedValues: 'keep', hasher: undefined }).apply(event, '').event).toBe(event);
  });
});

function nest(value: unknown, times: number): string {
  let text = JSON.stringify(value);
  for (let n = 0; n < times; n += 1) text = JSON.stringify({ x: text });
  return text;
}

describe('hashed fields', () => {
  it('hold a keyed hash of 32 digits, the same for one user in any case, and marks', () => {
    const one = hash({ UserId: 'Amy@contoso.com', Id: 'x' }, 'UserId');
    const other = hash({ UserId: ' amy@CONTOSO.com' }, 'UserId');

    expect(one.event).toEqual({ UserId: hashOf('amy@contoso.com'), Id: 'x' });
    expect(other.event['UserId']).toBe(one.event['UserId']);
    expect(one.hashed).toEqual(['UserId']);
  });

  it('may be nested, in lists, in lists of names and values, objects, and numbers', () => {
    const event = {
      Actor: [{ ID: 'amy1' }, { ID: 7 }, { Type: 1 }],
      Parameters: [
        { Name: 'Identity', Value: 'amy2' },
        { Name: 'Other', Value: 'kept' },
      ],
      Item: { Owner: { a: 'amy3', b: ['amy4', null, ''] } },
    };
    const done = hash(event, 'actor.id', 'Parameters["Identity"]', 'Item.Owner', 'Missing.X');

    expect(done.event).toEqual({
      Actor: [{ ID: hashOf('amy1') }, { ID: hashOf('7') }, { Type: 1 }],
      Parameters: [
        { Name: 'Identity', Value: hashOf('amy2') },
        { Name: 'Other', Value: 'kept' },
      ],
      Item: { Owner: { a: hashOf('amy3'), b: [hashOf('amy4'), null, ''] } },
    });
    expect(done.hashed).toEqual(['Actor[].ID', 'Parameters[].Value', 'Item.Owner.a', 'Item.Owner.b[]']);
  });

  it.each<[string, AuditEvent['x']]>([
    ['as another field', 'AMY@contoso.com'],
    ['within a text', 'i:0h.f|membership|amy@contoso.com (a user)'],
    ['twice in a text', 'amy@contoso.com,amy@contoso.com'],
    ['in a URL', 'https://x.example/?u=amy%40contoso.com&x=1'],
    ['in the address of a OneDrive', 'https://contoso-my.sharepoint.com/personal/amy_contoso_com/Documents'],
    ['in JSON within a text', '{"user":"amy\\u0040contoso.com"}'],
    ['in JSON within JSON within a text', '{"user":"{\\"u\\":\\"amy\\\\u0040contoso.com\\"}"}'],
    ['in an object in a list', [{ deep: { er: 'amy@contoso.com' } }]],
    ['as the name of a field', { 'amy@contoso.com': 1 }],
  ])('hide their value %s as well', (_, other) => {
    const done = hash({ UserId: 'amy@contoso.com', Other: other }, 'UserId');

    expect(JSON.stringify(done.event)).not.toMatch(/amy/i);
    expect(JSON.stringify(done.event['Other'])).toContain(hashOf('amy@contoso.com'));
    expect(done.hashed).toHaveLength(2);
  });

  it('give one client one hash, with a port or without, also elsewhere', () => {
    for (const address of ['192.0.2.7', '192.0.2.7:50211', '::ffff:192.0.2.7', '[::ffff:192.0.2.7]:443']) {
      const { event } = hash(
        { ClientIP: address, ActorIpAddress: '192.0.2.7', Text: 'from 192.0.2.7.' },
        'ClientIP',
      );
      const expected = hashOf('192.0.2.7');
      expect(event).toEqual({ ClientIP: expected, ActorIpAddress: expected, Text: `from ${expected}.` });
    }
    expect(hash({ ClientIP: '[2001:db8::1]:443' }, 'ClientIP').event['ClientIP']).toBe(hashOf('2001:db8::1'));
  });

  it('leave short values alone elsewhere, and what is hashed already', () => {
    const done = hash({ UserType: 5, Other: '5', Text: '5 of 5', UserId: hashOf('x') }, 'UserType', 'UserId');

    expect(done.event).toEqual({ UserType: hashOf('5'), Other: '5', Text: '5 of 5', UserId: hashOf('x') });
  });

  it('hash what only looks like a hash', () => {
    expect(hash({ UserId: 'hmac:amy' }, 'UserId').event['UserId']).toBe(hashOf('hmac:amy'));
  });

  it('are done with quickly, whatever stands in the event', () => {
    const event = {
      UserId: '@@@@(a+)+$',
      Text: '\\'.repeat(60_000) + '_'.repeat(60_000),
      Many: Array.from({ length: 2_000 }, (_, n) => `user-${n}@contoso.com`),
    };
    const done = hash(event, 'UserId', 'Many');

    expect(JSON.stringify(done.event)).not.toContain('user-1999@');
  });
});

describe('a text that is no event', () => {
  it('is kept whole unless something in it may have to be hidden: then only its size and sum are', () => {
    const hidden = /^\[redacted: \d+ bytes that are no JSON object, SHA-256 [0-9a-f]{64}\]$/;
    const withHasher = createPrivacy({ detectedValues: 'keep', hasher: hasher('UserId') });

    expect(redactor.unreadable('{"a":')).toBe('{"a":');
    expect(redactor.unreadable('{"DetectedValues":["S3')).toMatch(hidden);
    expect(withHasher.unreadable('{"UserId":"amy')).toMatch(hidden);
  });
});
