import type { Outcome } from '../collect/ports.ts';
import type { ErrorCode } from '../error-table.ts';
import { O365WazuhError } from '../errors.ts';
import type { ContentType } from '../events/content-type.ts';
import { API_CODES, type ApiCode } from './api-codes.ts';
import { cloudOfApiHost } from './clouds.ts';
import type { HttpAnswer } from './http.ts';
import { MUCH_LATER_MS } from './retry.ts';
import { retryAfterMs } from './retry-after.ts';
import { parseServiceError, type ServiceError } from './service-error.ts';
import { readTokenClaims } from './token-claims.ts';

/** The calls of the Activity API, as messages name them. */
export type Operation = 'list subscriptions' | 'start' | 'stop' | 'list content' | 'fetch blob';

/** What the judgement of an answer may depend on beside the answer. */
export interface JudgeContext {
  readonly operation: Operation;
  readonly contentType?: ContentType;
  readonly apiUrl: string;
  /** The token that was sent; only its claims are looked at. */
  readonly token: string;
  readonly nowMs: number;
  readonly clockSkewMs: number | undefined;
}

/** Entra and the API bear about five minutes between two clocks. */
const BEARABLE_SKEW_MS = 5 * 60_000;

/** Says what became of a request: `ok` for 2xx, and for the one error code that means success (AF20024); else why not. */
export function judgeAnswer(answer: HttpAnswer, context: JudgeContext): Outcome<HttpAnswer> {
  if (answer.status >= 200 && answer.status < 300) return { status: 'ok', value: answer };
  if (answer.status < 400) {
    const message = `Microsoft answered ${context.operation} with a redirect (${answer.status}), which is never followed.`;
    return {
      status: 'retry',
      afterMs: MUCH_LATER_MS,
      error: new O365WazuhError('REDIRECT_REFUSED', message),
    };
  }
  return judgeError(parseServiceError(answer.body), answer, context);
}

/** Judges an error, also one that came inside a 200. The code decides first, the HTTP status second. */
export function judgeError(
  error: ServiceError,
  answer: HttpAnswer,
  context: JudgeContext,
): Outcome<HttpAnswer> {
  const row = error.code === undefined ? undefined : API_CODES[error.code];
  return row ? byCode(row, error, answer, context) : byStatus(error, answer, context);
}

function byCode(
  row: ApiCode,
  error: ServiceError,
  answer: HttpAnswer,
  context: JudgeContext,
): Outcome<HttpAnswer> {
  const failure = (code: ErrorCode = row.error): O365WazuhError =>
    describe(code, error, answer, context, code === row.error ? row.cure : undefined);
  if (row.disposition === 'success') return { status: 'ok', value: answer };
  if (row.disposition === 'fatal') {
    const code = row.error === 'PERMISSION_MISSING' ? missingPermission(error, context) : row.error;
    return { status: 'fatal', error: failure(code) };
  }
  if (row.disposition === 'skip') {
    return context.operation === 'fetch blob'
      ? { status: 'skip', reason: row.reason, error: failure() }
      : { status: 'retry', afterMs: MUCH_LATER_MS, error: failure('REQUEST_REFUSED') };
  }
  const wait = row.disposition === 'later' ? { afterMs: row.afterMs } : waitOf(answer, error, context);
  return { status: 'retry', ...wait, error: failure() };
}

function byStatus(error: ServiceError, answer: HttpAnswer, context: JudgeContext): Outcome<HttpAnswer> {
  const { status } = answer;
  const failure = (code: ErrorCode): O365WazuhError => describe(code, error, answer, context);
  if (error.shape === 'exception' && /Tenant \S+ does not exist/i.test(error.message)) {
    return { status: 'fatal', error: failure('AUDITING_OFF') };
  }
  if (status === 401) {
    const { code, hint } = whyDenied(context);
    return { status: 'fatal', error: describe(code, error, answer, context, hint) };
  }
  if (status === 429) {
    // Without a code it is the rule of one start in 15 minutes, which concerns nothing but the start.
    const code = context.operation === 'start' ? 'START_TOO_SOON' : 'THROTTLED';
    return { status: 'retry', ...waitOf(answer, error, context), error: failure(code) };
  }
  const serverFault = status >= 500 || status === 408 || error.code?.startsWith('AF5') === true;
  // Without an error of the API's own, the answer comes from something in front of it and is not its verdict.
  const frontEnd = error.shape === 'none' || (status < 400 && error.shape === 'aspnet');
  if (serverFault || frontEnd) {
    return { status: 'retry', ...waitOf(answer, error, context), error: failure('MICROSOFT_UNAVAILABLE') };
  }
  if (context.operation === 'fetch blob' && (status === 404 || status === 410)) {
    return { status: 'skip', reason: 'missing', error: failure('BLOB_MISSING') };
  }
  // Unknown refusals are permanent for this request but prove nothing about others, nor about tomorrow.
  return { status: 'retry', afterMs: MUCH_LATER_MS, error: failure('REQUEST_REFUSED') };
}

function waitOf(answer: HttpAnswer, error: ServiceError, context: JudgeContext): { afterMs?: number } {
  const serverNowMs = context.nowMs + (context.clockSkewMs ?? 0);
  const afterMs = retryAfterMs(answer.headers.get('retry-after'), error.message, serverNowMs);
  return afterMs === undefined ? {} : { afterMs };
}

/** `DLP.All` needs a second permission; without the first none of the content types works. */
function missingPermission(error: ServiceError, context: JudgeContext): ErrorCode {
  const roles = readTokenClaims(context.token)?.roles;
  const hasRead = roles ? roles.includes('ActivityFeed.Read') : !error.message.includes('()');
  return context.contentType === 'DLP.All' && hasRead ? 'READ_DLP_MISSING' : 'PERMISSION_MISSING';
}

/** A token refused although it is new: for another cloud, at another time, or for reasons that Microsoft keeps. */
function whyDenied(context: JudgeContext): { readonly code: ErrorCode; readonly hint?: string } {
  // The audience may also be the API's application id, the same in every cloud.
  const audience = URL.parse(readTokenClaims(context.token)?.aud ?? '');
  if (audience && audience.origin !== context.apiUrl) {
    const cloud = cloudOfApiHost(audience.host);
    const hint =
      cloud &&
      `The token is for the cloud ${cloud}: set cloud to ${cloud}, or have a token made for ${context.apiUrl}.`;
    return { code: 'CLOUD_WRONG', ...(hint === undefined ? {} : { hint }) };
  }
  return { code: Math.abs(context.clockSkewMs ?? 0) > BEARABLE_SKEW_MS ? 'CLOCK_SKEWED' : 'TOKEN_DENIED' };
}

function describe(
  code: ErrorCode,
  error: ServiceError,
  answer: HttpAnswer,
  context: JudgeContext,
  hint?: string,
): O365WazuhError {
  const { operation, contentType } = context;
  const what = contentType === undefined ? operation : `${operation} of ${contentType}`;
  const said = [error.code, error.message].filter(Boolean).join(': ') || 'no reason given';
  return new O365WazuhError(code, `Microsoft answered ${what} with ${answer.status}: ${said}`, {
    ...(hint === undefined ? {} : { hint }),
    details: {
      operation,
      status: answer.status,
      ...(contentType === undefined ? {} : { contentType }),
      ...(error.code === undefined ? {} : { microsoftCode: error.code }),
    },
  });
}
