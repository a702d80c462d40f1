import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Redactor } from '../wazuh/redactor.ts';

/** No key, certificate or secret is larger. */
const MAX_SECRET_FILE_BYTES = 256 * 1024;

/**
 * Teaches the redactor a secret in every form that it could have in a log: as it is, in a URL with either case of escapes, and in
 * base64, alone or in the middle of something longer, such as `user:password` of a proxy.
 */
export function learnSecret(redactor: Redactor, secret: string): void {
  if (secret.length < 6) return;
  redactor.add(secret);
  redactor.add(encodeURIComponent(secret).replace(/%[\dA-F]{2}/g, escape => escape.toLowerCase()));
  const bytes = Buffer.from(secret);
  for (const shift of [0, 1, 2]) {
    const text = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // The characters at both ends hold bits of the neighbours as well.
    const inner = text.slice(shift === 0 ? 0 : shift + 1, (bytes.length + shift) % 3 === 0 ? undefined : -1);
    redactor.add(inner);
    redactor.add(inner.replaceAll('+', '-').replaceAll('/', '_'));
  }
}

/** Learns each line of a file that holds a secret. A file that cannot be read has nothing that could get out. */
export function learnSecretFile(redactor: Redactor, path: string): void {
  try {
    const stats = statSync(path);
    if (!stats.isFile() || stats.size > MAX_SECRET_FILE_BYTES) return;
    for (const line of readFileSync(path, 'utf8').split('\n')) learnSecret(redactor, line.trim());
  } catch {
    // Absent or closed.
  }
}

/** Learns every file of the configuration's folder that is not YAML: secrets are kept there under any name. */
export function learnSecretFolder(redactor: Redactor, folder: string): void {
  try {
    for (const name of readdirSync(folder)) {
      if (!/\.ya?ml/.test(name)) learnSecretFile(redactor, join(folder, name));
    }
  } catch {
    // Absent or closed.
  }
}
