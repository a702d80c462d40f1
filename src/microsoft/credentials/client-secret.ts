import type { Outcome } from '../../collect/ports.ts';
import { O365WazuhError } from '../../errors.ts';
import type { FreshToken } from '../token.ts';
import type { Credential } from './credential.ts';
import { asOurs, withReread } from './reread.ts';
import { requestToken } from './request-token.ts';

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The application's client secret.
 *
 * @param readSecret gives the secret's value; called for each new token, and again when Microsoft refuses the value. What it throws ends
 *   the attempt as `fatal`, in our words unless it is an error of ours.
 */
export function clientSecret(readSecret: () => string | Promise<string>): Credential {
  const read = async (): Promise<string> => {
    try {
      const secret = (await readSecret()).trim();
      if (secret === '') throw new O365WazuhError('SECRET_UNREADABLE', 'The client secret is empty.');
      return secret;
    } catch (error) {
      throw asOurs(error, 'SECRET_UNREADABLE', 'The client secret cannot be read');
    }
  };
  return {
    kind: 'client secret',
    inspect: async () => {
      await read();
      return { description: 'client secret' };
    },
    requestToken: (target, signal) =>
      withReread({
        read,
        isSame: (one, other) => one === other,
        ask: async secret => explain(await requestToken(target, { client_secret: secret }, signal), secret),
        refusals: ['SECRET_WRONG', 'SECRET_EXPIRED'],
      }),
  };
}

function explain(outcome: Outcome<FreshToken>, secret: string): Outcome<FreshToken> {
  if (outcome.status !== 'fatal' || outcome.error.code !== 'SECRET_WRONG' || !GUID.test(secret))
    return outcome;
  const { message, details } = outcome.error;
  const hint =
    'The configured secret has the form of a secret ID. Entra shows two columns: use the one named Value, which is shown only when the secret is made.';
  return { status: 'fatal', error: new O365WazuhError('SECRET_WRONG', message, { hint, details }) };
}
