import { describe, expect, it } from 'vitest';
import { judgeLoginError } from '../../../src/microsoft/login-error.ts';

function judge(status: number, body: unknown, headers: Record<string, string> = {}, secrets: string[] = []) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const outcome = judgeLoginError(
    { status, headers: new Map(Object.entries(headers)), body: Buffer.from(text) },
    secrets,
  );
  if (outcome.status === 'ok') throw new Error('An answer of the login other than 200 is never ok.');
  return { ...outcome, verdict: `${outcome.status} ${outcome.error.code}` };
}

const said = 'AADSTS7000215: Invalid client secret provided. Trace ID: 1 Correlation ID: 2';

describe('judgeLoginError', () => {
  it('finds the code in the text where the list of codes is missing', () => {
    const outcome = judge(401, { error: 'invalid_client', error_description: said });
    expect(outcome.verdict).toBe('fatal SECRET_WRONG');
    expect(outcome.error.message).toBe(
      'Microsoft’s login answered with 401: AADSTS7000215: Invalid client secret provided.',
    );
    expect(outcome.error.details).toEqual({ status: 401, microsoftCode: 'AADSTS7000215' });
  });

  it.each([
    [
      'an unknown refusal',
      400,
      { error: 'invalid_request', error_description: 'AADSTS999: No.' },
      'fatal LOGIN_REFUSED',
    ],
    ['a refusal without a code', 400, { error: 'unauthorized_client' }, 'fatal LOGIN_REFUSED'],
    ['a passing trouble', 400, { error: 'temporarily_unavailable' }, 'retry MICROSOFT_UNAVAILABLE'],
    ['a server fault', 500, { error: 'server_error' }, 'retry MICROSOFT_UNAVAILABLE'],
    ['a page of something in between', 403, '<html>Blocked by policy</html>', 'retry MICROSOFT_UNAVAILABLE'],
    ['an empty 404', 404, '', 'retry MICROSOFT_UNAVAILABLE'],
    ['JSON null', 400, 'null', 'retry MICROSOFT_UNAVAILABLE'],
    ['too many requests', 429, '', 'retry THROTTLED'],
    ['a 204', 204, '', 'retry REDIRECT_REFUSED'],
  ])('goes by status and error for %s', (_, status, body, expected) => {
    expect(judge(status, body).verdict).toBe(expected);
  });

  it('waits as long as it is told, also by a date', () => {
    const date = 'Thu, 01 Jan 2026 12:00:00 GMT';
    const later = 'Thu, 01 Jan 2026 12:00:09 GMT';
    expect(judge(503, '', { date, 'retry-after': later })).toMatchObject({ afterMs: 9_000 });
    expect(judge(503, '', { 'retry-after': later })).not.toHaveProperty('afterMs');
  });

  it('takes the secrets out of a message that repeats them in any form', () => {
    const secret = 'a~b+c/"d"=';
    const forms = [
      secret,
      encodeURIComponent(secret),
      new URLSearchParams({ s: secret }).toString().slice(2),
    ];
    const { message } = judge(
      401,
      { error: 'invalid_client', error_description: `AADSTS7000215: ${forms.join(' and ')}` },
      {},
      [secret, ''],
    ).error;
    expect(message).toBe('Microsoft’s login answered with 401: AADSTS7000215: *** and *** and ***');
  });
});
