import { readFileSync } from 'node:fs';
import { O365WazuhError } from '../../errors.ts';
import type { Environment } from '../proxy-for.ts';
import { ASSERTION_TYPE } from './certificate.ts';
import type { Credential } from './credential.ts';
import { asOurs, withReread } from './reread.ts';
import { requestToken } from './request-token.ts';

/** A Kubernetes token has about 1 kB. */
const MAX_TOKEN_CHARS = 64 * 1024;

interface Parts {
  readonly environment: Environment;
  readonly onSecret: (secret: string) => void;
}

/**
 * Workload identity federation: the token of another issuer (Kubernetes, GitHub, another cloud) stands in for a secret. Its file is read
 * anew at each renewal, since such tokens live for an hour or less.
 *
 * Does not ask for a mode of the file: Kubernetes mounts it readable, and the token is worth nothing beyond its hour.
 *
 * @param tokenFile `AZURE_FEDERATED_TOKEN_FILE` names it when undefined.
 */
export function workloadIdentity(
  tokenFile: string | undefined,
  { environment, onSecret }: Parts,
): Credential {
  const read = (): string => {
    const path = tokenFile ?? environment['AZURE_FEDERATED_TOKEN_FILE'];
    if (!path) {
      throw new O365WazuhError(
        'SECRET_UNREADABLE',
        'Neither credential.token_file nor AZURE_FEDERATED_TOKEN_FILE names the file with the federated token.',
        { hint: 'Set credential.token_file to the path of the token.' },
      );
    }
    let token: string;
    try {
      token = readFileSync(path, 'utf8').trim();
    } catch (error) {
      throw asOurs(error, 'SECRET_UNREADABLE', `The federated token ${path} cannot be read`);
    }
    if (token.length > MAX_TOKEN_CHARS || !/^[\w-]+\.[\w-]+\.[\w-]*$/.test(token)) {
      const hint = 'It must hold one JSON Web Token and nothing else.';
      throw new O365WazuhError('SECRET_UNREADABLE', `The file ${path} holds no federated token.`, { hint });
    }
    onSecret(token);
    return token;
  };
  return {
    kind: 'workload identity',
    inspect: () =>
      Promise.resolve().then(() => {
        read();
        return { description: 'workload identity federation' };
      }),
    requestToken: (target, signal) =>
      withReread({
        read,
        isSame: (one, other) => one === other,
        ask: token =>
          requestToken(target, { client_assertion_type: ASSERTION_TYPE, client_assertion: token }, signal),
        refusals: ['ASSERTION_REFUSED', 'CLOCK_SKEWED'],
      }),
  };
}
