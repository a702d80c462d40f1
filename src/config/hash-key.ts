import { O365WazuhError } from '../errors.ts';
import type { HashingConfig } from './config.ts';
import type { SecretRules } from './secret-file.ts';
import { readSecret } from './secrets.ts';

/** What `openssl rand -hex 16` gives: 128 bits. */
const MIN_KEY_LENGTH = 32;

/**
 * Reads the key of the hashes: the file's first line.
 *
 * @throws SECRET_UNREADABLE also for one that is too short; SECRET_EXPOSED, SECRET_UNSAFE.
 */
export function readHashKey({ keyFile }: HashingConfig, rules: SecretRules): string {
  const key = readSecret({ kind: 'file', path: keyFile }, rules);
  if (key.length >= MIN_KEY_LENGTH) return key;
  throw new O365WazuhError(
    'SECRET_UNREADABLE',
    `The key in ${keyFile} has ${key.length} characters; it must have at least ${MIN_KEY_LENGTH}.`,
    { hint: `openssl rand -hex 32 > ${keyFile} && chmod 600 ${keyFile}` },
  );
}
