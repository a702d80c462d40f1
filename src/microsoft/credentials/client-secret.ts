import { isO365WazuhError, O365WazuhError } from '../../errors.ts';
import type { Credential } from './credential.ts';
import { requestToken } from './request-token.ts';

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The application's client secret.
 *
 * @param readSecret gives the secret's value; called for each new token. What it throws ends the attempt as `fatal`, in our
 *   words unless it is an error of ours.
 */
export function clientSecret(readSecret: () => string | Promise<string>): Credential {
  return {
    kind: 'client secret',
    async requestToken(target, signal) {
      let secret: string;
      try {
        secret = (await readSecret()).trim();
        if (secret === '') throw new O365WazuhError('SECRET_UNREADABLE', 'The client secret is empty.');
      } catch (error) {
        if (isO365WazuhError(error)) return { status: 'fatal', error };
        const code = (error as NodeJS.ErrnoException | null)?.code ?? 'unknown reason';
        const message = `The client secret cannot be read (${code}).`;
        return { status: 'fatal', error: new O365WazuhError('SECRET_UNREADABLE', message) };
      }

      const outcome = await requestToken(target, { client_secret: secret }, signal);
      if (outcome.status !== 'fatal' || outcome.error.code !== 'SECRET_WRONG' || !GUID.test(secret)) {
        return outcome;
      }
      const { message, details } = outcome.error;
      const hint =
        'The configured secret has the form of a secret ID. Entra shows two columns: use the one named Value, which is shown only when the secret is made.';
      return { status: 'fatal', error: new O365WazuhError('SECRET_WRONG', message, { hint, details }) };
    },
  };
}
