import type { Outcome } from '../collect/ports.ts';
import type { ErrorCode } from '../error-table.ts';
import { O365WazuhError } from '../errors.ts';
import type { HttpAnswer } from './http.ts';
import { cloudsNamedIn } from './clouds.ts';
import { LOGIN_CODES } from './login-codes.ts';
import { MUCH_LATER_MS } from './retry.ts';
import { retryAfterMs } from './retry-after.ts';
import { parseServiceError, plainLine } from './service-error.ts';

/** An error as Entra's token endpoint words it. */
interface LoginError {
  /** OAuth's own word: `invalid_client`. */
  readonly error: string;
  readonly aadsts: number | undefined;
  readonly message: string;
}

/**
 * Says what an answer of the token endpoint other than 200 means.
 *
 * @param secrets texts that must not appear in the message, should the answer repeat them.
 */
export function judgeLoginError(answer: HttpAnswer, secrets: readonly string[]): Outcome<never> {
  const { status } = answer;
  if (status < 400) {
    const message = `The login answered with ${status}; a redirect is never followed.`;
    return {
      status: 'retry',
      afterMs: MUCH_LATER_MS,
      error: new O365WazuhError('REDIRECT_REFUSED', message),
    };
  }
  const login = parseLoginError(redact(answer.body.toString('utf8'), secrets));
  const row = login.aadsts === undefined ? undefined : LOGIN_CODES[login.aadsts];
  const failure = (code: ErrorCode): O365WazuhError =>
    new O365WazuhError(code, `Microsoft’s login answered with ${status}: ${login.message}`, {
      ...hintOf(code, row?.cure, login.message),
      details: { status, ...(login.aadsts === undefined ? {} : { microsoftCode: `AADSTS${login.aadsts}` }) },
    });
  const dateMs = Date.parse(answer.headers.get('date') ?? '');
  const afterMs = retryAfterMs(answer.headers.get('retry-after'), login.message, dateMs);
  const wait = afterMs === undefined ? {} : { afterMs };

  switch (row?.disposition) {
    case 'fatal':
      return { status: 'fatal', error: failure(row.error) };
    case 'later':
      return { status: 'retry', afterMs: MUCH_LATER_MS, error: failure(row.error) };
    case 'retry':
      return { status: 'retry', ...wait, error: failure(row.error) };
    case undefined:
      break;
  }
  if (status === 429) return { status: 'retry', ...wait, error: failure('THROTTLED') };
  // Entra words its refusals in OAuth's form; a 4xx without it comes from something in between.
  if (status >= 500 || status === 408 || login.error === '' || login.error === 'temporarily_unavailable') {
    return { status: 'retry', ...wait, error: failure('MICROSOFT_UNAVAILABLE') };
  }
  return { status: 'fatal', error: failure('LOGIN_REFUSED') };
}

/** A login that redirects to another cloud's names it in its text. */
function hintOf(code: ErrorCode, cure: string | undefined, message: string): { hint?: string } {
  const clouds = code === 'CLOUD_WRONG' || code === 'TENANT_UNKNOWN' ? cloudsNamedIn(message) : [];
  if (clouds.length > 0)
    return { hint: `The tenant lives in another cloud: set cloud to ${clouds.join(' or ')}.` };
  return cure === undefined ? {} : { hint: cure };
}

/** Takes the secrets out in every form in which they may be repeated: as they are, in a form, in a URL, in JSON. */
function redact(text: string, secrets: readonly string[]): string {
  const forms = secrets.flatMap(secret => [
    secret,
    new URLSearchParams([['', secret]]).toString().slice(1),
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
  ]);
  return forms.filter(form => form !== '').reduce((kept, form) => kept.replaceAll(form, '***'), text);
}

function parseLoginError(body: string): LoginError {
  try {
    const reply = JSON.parse(body) as Record<string, unknown> | null;
    const error = reply?.['error'];
    if (typeof error === 'string') {
      const described = reply?.['error_description'];
      const description = typeof described === 'string' ? described : '';
      const codes = reply?.['error_codes'];
      const first: unknown = Array.isArray(codes) ? codes[0] : undefined;
      const aadsts = typeof first === 'number' ? first : Number(/AADSTS(\d+)/.exec(description)?.[1] ?? NaN);
      // Trace and correlation ids follow; they say nothing to the reader.
      const said = description.split(/\s*Trace ID:/)[0] ?? '';
      return {
        error,
        aadsts: Number.isNaN(aadsts) ? undefined : aadsts,
        message: plainLine(said || error),
      };
    }
  } catch {
    // Not JSON: described below.
  }
  const { message } = parseServiceError(Buffer.from(body));
  return { error: '', aadsts: undefined, message: message || 'no reason given' };
}
