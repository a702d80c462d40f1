import type { Outcome } from '../../collect/ports.ts';
import { O365WazuhError } from '../../errors.ts';
import type { HttpAnswer } from '../http.ts';
import { retryAfterMs } from '../retry-after.ts';
import { parseServiceError, plainLine } from '../service-error.ts';
import type { FreshToken } from '../token.ts';
import { readIssuedToken } from './issued-token.ts';

/**
 * Says what a token service of a managed identity answered. 404, 410, 429 and 5xx are worth another try, as Microsoft's page on
 * retries says; a 400 means that there is no such identity.
 */
export function judgeIdentityAnswer(answer: HttpAnswer, host: string, nowMs: number): Outcome<FreshToken> {
  const { status } = answer;
  if (status === 200) {
    const token = readIssuedToken(answer.body.toString('utf8'), nowMs);
    if (typeof token !== 'string') return { status: 'ok', value: token };
    const message = `The token service ${host} answered 200, but ${token}.`;
    return { status: 'retry', error: new O365WazuhError('IDENTITY_UNAVAILABLE', message) };
  }
  const said = messageOf(answer.body);
  const message = `The token service ${host} answered with ${status}: ${said}`;
  if (status === 404 || status === 410 || status === 429 || status >= 500) {
    const afterMs = retryAfterMs(answer.headers.get('retry-after'), said, nowMs);
    const error = new O365WazuhError('IDENTITY_UNAVAILABLE', message, { details: { status } });
    return { status: 'retry', ...(afterMs === undefined ? {} : { afterMs }), error };
  }
  const code = status === 400 ? 'IDENTITY_MISSING' : 'LOGIN_REFUSED';
  return { status: 'fatal', error: new O365WazuhError(code, message, { details: { status } }) };
}

function messageOf(body: Buffer): string {
  try {
    const { error_description: described, message } = JSON.parse(body.toString('utf8')) as Record<
      string,
      unknown
    >;
    const said = described ?? message;
    if (typeof said === 'string') return plainLine(said);
  } catch {
    // No JSON object: described below.
  }
  return parseServiceError(body).message || 'no reason given';
}
