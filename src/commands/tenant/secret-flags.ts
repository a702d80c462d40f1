import { readFileSync } from 'node:fs';
import { O365WazuhError } from '../../errors.ts';

/** The ways to give a client secret. None of them puts its value into the process list. */
export interface SecretFlags {
  readonly secretFile?: string | undefined;
  readonly secretEnv?: string;
  readonly secretStdin?: boolean | undefined;
}

/**
 * Reads the secret's value: the first line, without white space around it.
 *
 * @returns undefined when no way is named.
 * @throws USAGE when several are named, or the value is absent or empty; the value itself is in no message.
 */
export function readSecretFlags(flags: SecretFlags): string | undefined {
  const ways = [flags.secretFile, flags.secretEnv, flags.secretStdin || undefined].filter(
    way => way !== undefined,
  );
  if (ways.length === 0) return undefined;
  if (ways.length > 1)
    throw new O365WazuhError('USAGE', '--secret-file, --secret-env and --secret-stdin exclude each other.');
  const [from, text] = read(flags);
  const value = (text.replace(/^\uFEFF/, '').split('\n', 1)[0] ?? '').trim();
  if (value === '')
    throw new O365WazuhError('USAGE', `${from} is empty; it must be the client secret’s value.`);
  return value;
}

function read(flags: SecretFlags): [from: string, text: string] {
  if (flags.secretEnv !== undefined) {
    const value = process.env[flags.secretEnv];
    if (value !== undefined) return [`The environment variable ${flags.secretEnv}`, value];
    throw new O365WazuhError('USAGE', `The environment variable ${flags.secretEnv} is not set.`);
  }
  const from = flags.secretFile ?? 'standard input';
  try {
    return [`The first line of ${from}`, readFileSync(flags.secretFile ?? 0, 'utf8')];
  } catch (error) {
    throw new O365WazuhError(
      'USAGE',
      `The client secret cannot be read from ${from}: ${(error as Error).message}`,
      { cause: error },
    );
  }
}
