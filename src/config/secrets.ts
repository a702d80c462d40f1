import type { SecretSource } from './credential-config.ts';
import { readSecretFile, type SecretRules } from './secret-file.ts';
import { O365WazuhError } from '../errors.ts';

/**
 * Reads a secret's value: the first line, without white space around it. Read anew at each call, so that a rotated
 * secret works without a restart.
 *
 * @throws SECRET_UNREADABLE when it is absent, empty or may not be read; SECRET_EXPOSED and SECRET_UNSAFE as `readSecretFile`.
 */
export function readSecret(source: SecretSource, rules: SecretRules = {}): string {
  switch (source.kind) {
    case 'value':
      return source.value;
    case 'env': {
      const value = (rules.environment ?? process.env)[source.name]?.trim();
      if (!value)
        throw new O365WazuhError('SECRET_UNREADABLE', `The environment variable ${source.name} is not set.`);
      return value;
    }
    case 'file': {
      const text = readSecretFile(source.path, rules)
        .toString('utf8')
        .replace(/^\uFEFF/, '');
      const secret = (text.split('\n', 1)[0] ?? '').trim();
      if (!secret) throw new O365WazuhError('SECRET_UNREADABLE', `The secret file ${source.path} is empty.`);
      return secret;
    }
  }
}
