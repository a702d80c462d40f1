import type { Clock } from '../../collect/ports.ts';
import type { CredentialConfig } from '../../config/credential-config.ts';
import { readSecretFile, type SecretRules } from '../../config/secret-file.ts';
import { readSecret } from '../../config/secrets.ts';
import { certificateCredential } from './certificate.ts';
import { clientSecret } from './client-secret.ts';
import type { Credential } from './credential.ts';
import { execCredential } from './exec.ts';
import { managedIdentity } from './managed-identity.ts';
import { workloadIdentity } from './workload-identity.ts';

export interface CredentialParts {
  readonly clock: Clock;
  /** Told every secret that is read, so that it can be kept out of logs. */
  readonly onSecret?: (secret: string) => void;
  readonly rules?: SecretRules;
}

/** Makes the credential that the configuration names. Reads nothing and runs nothing yet. */
export function openCredential(config: CredentialConfig, parts: CredentialParts): Credential {
  const onSecret = parts.onSecret ?? (() => undefined);
  const credential = open(config, { ...parts, onSecret });
  return {
    kind: credential.kind,
    get expiresAtMs() {
      return credential.expiresAtMs;
    },
    inspect: () => credential.inspect(),
    requestToken: async (target, signal) => {
      const outcome = await credential.requestToken(target, signal);
      if (outcome.status === 'ok') onSecret(outcome.value.value);
      return outcome;
    },
  };
}

function open(
  config: CredentialConfig,
  parts: CredentialParts & Required<Pick<CredentialParts, 'onSecret'>>,
): Credential {
  const { clock, onSecret, rules = {} } = parts;
  const environment = rules.environment ?? process.env;
  const told = (secret: string): string => {
    onSecret(secret);
    return secret;
  };
  switch (config.type) {
    case 'client_secret':
      return clientSecret(() => told(readSecret(config.secret, rules)));
    case 'certificate':
      return certificateCredential(() => {
        const { file, keyFile, passwordFile } = config;
        return {
          file: readSecretFile(file, rules),
          ...(keyFile === undefined ? {} : { keyFile: readSecretFile(keyFile, rules) }),
          ...(passwordFile === undefined
            ? {}
            : { password: told(readSecret({ kind: 'file', path: passwordFile }, rules)) }),
        };
      }, clock);
    case 'managed_identity':
      return managedIdentity(config, { clock, environment, onSecret });
    case 'workload_identity':
      return workloadIdentity(config.tokenFile, { environment, onSecret });
    case 'exec':
      return execCredential(config, { clock, environment, rules });
  }
}
