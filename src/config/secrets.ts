import { readFileSync, statSync } from 'node:fs';
import { O365WazuhError } from '../errors.ts';
import type { SecretSource } from './config.ts';

/**
 * Reads a client secret's value: the first line, without white space around it. Read anew at each call, so that a rotated
 * secret works without a restart.
 *
 * @throws SECRET_UNREADABLE when it is absent, empty or may not be read; SECRET_EXPOSED when the file is readable by others
 *   than its owner.
 */
export function readSecret(source: SecretSource): string {
  switch (source.kind) {
    case 'value':
      return source.value;
    case 'env': {
      const value = process.env[source.name]?.trim();
      if (!value)
        throw new O365WazuhError('SECRET_UNREADABLE', `The environment variable ${source.name} is not set.`);
      return value;
    }
    case 'file':
      return readSecretFile(source.path);
  }
}

function readSecretFile(path: string): string {
  let text: string;
  try {
    const mode = statSync(path).mode & 0o777;
    if (mode & 0o077) {
      throw new O365WazuhError(
        'SECRET_EXPOSED',
        `The secret file ${path} has mode 0${mode.toString(8)}; it must be readable by its owner alone.`,
        { hint: `chmod 600 ${path}` },
      );
    }
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof O365WazuhError) throw error;
    throw new O365WazuhError(
      'SECRET_UNREADABLE',
      `Cannot read the secret file ${path}: ${(error as Error).message}`,
      {
        cause: error,
      },
    );
  }
  const secret = (text.split('\n', 1)[0] ?? '').trim();
  if (!secret) throw new O365WazuhError('SECRET_UNREADABLE', `The secret file ${path} is empty.`);
  return secret;
}
