import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../src/collect/ports.ts';
import { ERROR_TABLE } from '../../../src/error-table.ts';
import { API_CODES } from '../../../src/microsoft/api-codes.ts';
import type { HttpAnswer } from '../../../src/microsoft/http.ts';
import { judgeAnswer, type JudgeContext } from '../../../src/microsoft/judge.ts';
import { LOGIN_CODES } from '../../../src/microsoft/login-codes.ts';

const context: JudgeContext = {
  operation: 'list content',
  contentType: 'Audit.Exchange',
  apiUrl: 'https://manage.office.com',
  token: 'opaque',
  nowMs: Date.UTC(2026, 0, 1),
  clockSkewMs: 0,
};

function answer(status: number, body: unknown = '', headers: Record<string, string> = {}): HttpAnswer {
  return {
    status,
    headers: new Map(Object.entries(headers)),
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  };
}

const coded = (code: string, status = 400) => answer(status, { error: { code, message: 'Said so.' } });

function verdict(outcome: Outcome<unknown>): string {
  return outcome.status === 'ok' ? 'ok' : `${outcome.status} ${outcome.error.code}`;
}

describe('the judgement of an answer', () => {
  it('knows every code of Microsoft’s reference and every one seen at live tenants', () => {
    const expected = [
      10001, 20001, 20002, 20003, 20010, 20011, 20012, 20013, 20020, 20021, 20022, 20023, 20024, 20030,
    ]
      .concat([20031, 20050, 20051, 20052, 20053, 20054, 20055, 429, 50000, 50005, 50006])
      .map(number => `AF${number}`);
    expect(Object.keys(API_CODES).sort()).toEqual(expected.sort());
  });

  it('has a meaning and a cure for every code of both tables', () => {
    for (const row of [...Object.values(API_CODES), ...Object.values(LOGIN_CODES)]) {
      expect(row.meaning).toMatch(/\.$/);
      expect((row.cure ?? ERROR_TABLE[row.error].cure).length).toBeGreaterThan(10);
    }
  });

  it.each([
    ['AF10001', 401, 'fatal PERMISSION_MISSING', undefined],
    ['AF20001', 400, 'retry REQUEST_REFUSED', 3_600_000],
    ['AF20010', 400, 'fatal TENANT_MISMATCH', undefined],
    ['AF20011', 400, 'fatal TENANT_UNKNOWN', undefined],
    ['AF20012', 400, 'fatal TENANT_UNKNOWN', undefined],
    ['AF20013', 400, 'fatal TENANT_MISMATCH', undefined],
    ['AF20020', 400, 'retry REQUEST_REFUSED', 3_600_000],
    ['AF20022', 404, 'retry SUBSCRIPTION_MISSING', 900_000],
    ['AF20023', 400, 'retry SUBSCRIPTION_DISABLED', 900_000],
    ['AF20024', 400, 'ok', undefined],
    ['AF20030', 400, 'retry WINDOW_REFUSED', undefined],
    ['AF20031', 400, 'retry NEXT_PAGE_REFUSED', undefined],
    ['AF20050', 404, 'retry REQUEST_REFUSED', 3_600_000],
    ['AF20055', 400, 'retry WINDOW_REFUSED', undefined],
    ['AF429', 403, 'retry THROTTLED', undefined],
    ['AF50000', 500, 'retry MICROSOFT_UNAVAILABLE', undefined],
    ['AF50000', 400, 'retry MICROSOFT_UNAVAILABLE', undefined],
    ['AF50007', 400, 'retry MICROSOFT_UNAVAILABLE', undefined],
    ['AF29999', 400, 'retry REQUEST_REFUSED', 3_600_000],
    ['AF29999', 503, 'retry MICROSOFT_UNAVAILABLE', undefined],
    ['AF29999', 429, 'retry THROTTLED', undefined],
    ['AF29999', 404, 'retry REQUEST_REFUSED', 3_600_000],
  ])('goes by the code first: %s with %i', (code, status, expected, afterMs) => {
    const outcome = judgeAnswer(coded(code, status), context);
    expect(verdict(outcome)).toBe(expected);
    expect(outcome.status === 'retry' ? outcome.afterMs : undefined).toBe(afterMs);
  });

  it.each([
    ['AF20050', 404, 'missing'],
    ['AF20051', 410, 'expired'],
    ['AF20052', 400, 'invalid'],
    ['AF29999', 404, 'missing'],
    ['AF29999', 410, 'missing'],
  ])('skips a blob refused with %s and %i', (code, status, reason) => {
    expect(judgeAnswer(coded(code, status), { ...context, operation: 'fetch blob' })).toMatchObject({
      status: 'skip',
      reason,
    });
  });

  it.each([
    [200, '', 'ok'],
    [204, '', 'ok'],
    [304, '', 'retry REDIRECT_REFUSED'],
    [302, '', 'retry REDIRECT_REFUSED'],
    [401, { Message: 'Authorization has been denied for this request.' }, 'fatal TOKEN_DENIED'],
    [401, '', 'fatal TOKEN_DENIED'],
    [403, '<html>blocked</html>', 'retry MICROSOFT_UNAVAILABLE'],
    [403, { Message: 'Forbidden' }, 'retry REQUEST_REFUSED'],
    [404, '<html>not here</html>', 'retry MICROSOFT_UNAVAILABLE'],
    [408, '', 'retry MICROSOFT_UNAVAILABLE'],
    [411, '<h1>Length Required</h1>', 'retry MICROSOFT_UNAVAILABLE'],
    [429, '', 'retry THROTTLED'],
    [500, { Message: 'An error has occurred.' }, 'retry MICROSOFT_UNAVAILABLE'],
    [502, '<html>', 'retry MICROSOFT_UNAVAILABLE'],
    [503, '', 'retry MICROSOFT_UNAVAILABLE'],
    [504, '', 'retry MICROSOFT_UNAVAILABLE'],
  ])('goes by the status where there is no code: %i %j', (status, body, expected) => {
    expect(verdict(judgeAnswer(answer(status, body), context))).toBe(expected);
  });

  it('tells a start that came too soon from throttling', () => {
    const start = { ...context, operation: 'start' } as const;
    const tooSoon = answer(
      429,
      'Too many frequent subscription start requests. Please retry again after 14m 56s',
    );
    expect(judgeAnswer(tooSoon, start)).toMatchObject({
      afterMs: 896_000,
      error: { code: 'START_TOO_SOON' },
    });
    expect(verdict(judgeAnswer(coded('AF429', 429), start))).toBe('retry THROTTLED');
  });

  it('reads a Retry-After date by the server’s clock, not by ours', () => {
    const date = new Date(context.nowMs + 3_600_000 + 30_000).toUTCString();
    const outcome = judgeAnswer(answer(503, '', { 'retry-after': date }), {
      ...context,
      clockSkewMs: 3_600_000,
    });
    expect(outcome).toMatchObject({ afterMs: 30_000 });
  });

  it.each([
    ['the API’s own application id', 'c5393580-f805-4401-95e8-94b7a6ef2fc2', 'fatal TOKEN_DENIED'],
    ['the right host', 'https://manage.office.com/', 'fatal TOKEN_DENIED'],
    ['another cloud', 'https://manage.office365.us', 'fatal CLOUD_WRONG'],
  ])('looks at the audience of a refused token: %s', (_, aud, expected) => {
    const token = `e30.${Buffer.from(JSON.stringify({ aud })).toString('base64url')}.x`;
    expect(verdict(judgeAnswer(answer(401), { ...context, token }))).toBe(expected);
  });

  it('says what was asked for, what came, and where to look, without control characters', () => {
    const outcome = judgeAnswer(
      answer(400, { error: { code: 'AF20012', message: 'Line\r\nbreak \u001b[31m' } }),
      context,
    );
    expect(outcome).toMatchObject({
      error: {
        message: 'Microsoft answered list content of Audit.Exchange with 400: AF20012: Line break [31m',
        hint: expect.stringContaining('support ticket') as string,
        details: {
          operation: 'list content',
          status: 400,
          contentType: 'Audit.Exchange',
          microsoftCode: 'AF20012',
        },
      },
    });
  });
});
