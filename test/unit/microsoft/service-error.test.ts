import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseServiceError } from '../../../src/microsoft/service-error.ts';

const parse = (body: unknown) =>
  parseServiceError(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));

describe('parseServiceError', () => {
  it.each([
    [
      'the documented shape',
      { error: { code: 'AF20022', message: 'No subscription found.' } },
      { shape: 'api', code: 'AF20022', message: 'No subscription found.' },
    ],
    ['a code in lower case', { error: { code: 'af429' } }, { shape: 'api', code: 'AF429', message: '' }],
    [
      'ASP.NET’s shape',
      { Message: 'Authorization has been denied for this request.' },
      { shape: 'aspnet', message: 'Authorization has been denied for this request.' },
    ],
    [
      'half an exception in place of the code, behind ids that fill more than a line',
      {
        error: {
          code: `StartSubscription [CorrId=1] [TenantId=${'2'.repeat(300)},ContentType=Audit.General][AppId`,
          message:
            '3] failed. Exception: X.DataServiceException: Tenant 2 does not exist.\r\n   at X.Y()\r\n   at X.Z()',
        },
      },
      {
        shape: 'exception',
        message: 'X.DataServiceException: Tenant 2 does not exist.',
      },
    ],
    [
      'the single quotes of the documentation',
      "{'error':{ 'code':'AF429', 'message': 'Too many requests. Method=GetBlob, PublisherId=0' }}",
      { shape: 'api', code: 'AF429', message: 'Too many requests. Method=GetBlob, PublisherId=0' },
    ],
    ['OAuth’s word', { error: 'invalid_token' }, { shape: 'api', code: 'invalid_token', message: '' }],
    [
      'HTML',
      '<html><style>b{}</style><h1>502</h1>\n<p>Bad&nbsp;gateway</p></html>',
      { shape: 'none', message: '502 Bad&nbsp;gateway' },
    ],
    ['nothing', '', { shape: 'none', message: '' }],
    ['an empty object', {}, { shape: 'none', message: '{}' }],
    ['an array', [], { shape: 'none', message: '[]' }],
    ['an audit event with a Message', { Id: '1', Message: 'hello' }, { shape: 'none' }],
  ])('reads %s', (_, body, expected) => {
    expect(parse(body)).toMatchObject(expected);
  });

  it('never throws, and always gives one short printable line', () => {
    const bodies = fc.oneof(
      fc.uint8Array({ maxLength: 600 }).map(bytes => Buffer.from(bytes)),
      fc.json().map(text => Buffer.from(text)),
      fc
        .record({
          error: fc.record({
            code: fc.string({ unit: 'binary' }),
            message: fc.string({ unit: 'binary', maxLength: 900 }),
          }),
        })
        .map(value => Buffer.from(JSON.stringify(value))),
    );
    fc.assert(
      fc.property(bodies, body => {
        const { message } = parseServiceError(body);
        expect(message.length).toBeLessThanOrEqual(300);
        expect(message).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
      }),
      { numRuns: 300 },
    );
  });
});
