import type { Outcome } from '../../collect/ports.ts';
import { O365WazuhError } from '../../errors.ts';
import type { HttpAnswer } from '../http.ts';
import { judgeLoginError } from '../login-error.ts';
import type { FreshToken } from '../token.ts';
import type { TokenTarget } from './credential.ts';

const MAX_TOKEN_ANSWER_BYTES = 1024 * 1024;

/**
 * Asks the v2 token endpoint for a token of the application itself (grant `client_credentials`), once.
 *
 * @param proof the credential's own form fields, for example `client_secret`. Their values never appear in an error.
 * @throws the signal's reason when it aborts.
 */
export async function requestToken(
  target: TokenTarget,
  proof: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Outcome<FreshToken>> {
  const outcome = await target.sender.send(
    {
      method: 'POST',
      url: target.tokenUrl,
      form: new URLSearchParams({
        client_id: target.clientId,
        scope: `${target.apiUrl}/.default`,
        grant_type: 'client_credentials',
        ...proof,
      }),
      limits: { overallMs: target.timeoutMs, maxBytes: MAX_TOKEN_ANSWER_BYTES },
    },
    signal,
  );
  if (outcome.status !== 'ok') return outcome;
  const answer = outcome.value;
  return answer.status === 200 ? readToken(answer) : judgeLoginError(answer, Object.values(proof));
}

function readToken(answer: HttpAnswer): Outcome<FreshToken> {
  let token: unknown;
  let lifetimeSeconds = NaN;
  try {
    const reply = JSON.parse(answer.body.toString('utf8')) as Record<string, unknown> | null;
    token = reply?.['access_token'];
    // A number at the v2 endpoint, a string at the old one and at some gateways.
    lifetimeSeconds = Number(reply?.['expires_in']);
  } catch {
    token = undefined;
  }
  // Anything but visible ASCII could not be sent as a header.
  if (typeof token === 'string' && /^[\x21-\x7e]+$/.test(token) && lifetimeSeconds > 0) {
    return { status: 'ok', value: { value: token, lifetimeMs: lifetimeSeconds * 1000 } };
  }
  const message = 'The login answered 200 without a usable access_token and expires_in.';
  return { status: 'retry', error: new O365WazuhError('RESPONSE_NOT_JSON', message) };
}
