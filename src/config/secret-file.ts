import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { O365WazuhError } from '../errors.ts';

/** What a secret file must be, and where systemd's credentials are. */
export interface SecretRules {
  /** Take files that others can read, or that another user owns. */
  readonly insecureFiles?: boolean;
  /** The process's own by default. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** Far more than a key, a certificate chain or a PFX file needs. */
const MAX_SECRET_BYTES = 1024 * 1024;

const SYSTEMD = 'systemd:';

/**
 * Reads a file that holds a secret, whole. It must be a regular file of root or of the user that runs this, closed to all others; a symbolic
 * link on the way must belong to one of the two as well, or another user could point us at any file of the machine.
 *
 * @param path an absolute path, or `systemd:NAME` for a credential of the service: systemd guards those itself, so only their size is checked.
 * @throws SECRET_UNREADABLE when it is absent, too large or may not be read; SECRET_EXPOSED when others than the owner can read or write
 *   it; SECRET_UNSAFE when it is no regular file or somebody else's.
 */
export function readSecretFile(path: string, rules: SecretRules = {}): Buffer {
  const isSystemd = path.startsWith(SYSTEMD);
  const file = isSystemd ? systemdPath(path.slice(SYSTEMD.length), rules) : path;
  let descriptor: number | undefined;
  try {
    const link = lstatSync(file);
    // Not blocking: a FIFO in the file's place would hold the run for ever.
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) {
      throw new O365WazuhError('SECRET_UNSAFE', `The secret file ${path} is no regular file.`);
    }
    if (!isSystemd && !rules.insecureFiles) {
      if (link.isSymbolicLink()) checkOwner(link, path, 'symbolic link');
      checkOwner(stat, path, 'secret file');
      checkMode(stat, path);
    }
    if (stat.size > MAX_SECRET_BYTES) {
      const message = `The secret file ${path} has ${stat.size} bytes; at most ${MAX_SECRET_BYTES} are read.`;
      throw new O365WazuhError('SECRET_UNREADABLE', message);
    }
    return readAll(descriptor);
  } catch (error) {
    if (error instanceof O365WazuhError) throw error;
    throw new O365WazuhError(
      'SECRET_UNREADABLE',
      `Cannot read the secret file ${path}: ${(error as Error).message}`,
      { cause: error },
    );
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function systemdPath(name: string, { environment = process.env }: SecretRules): string {
  const folder = environment['CREDENTIALS_DIRECTORY'];
  if (folder) return join(folder, name);
  throw new O365WazuhError(
    'SECRET_UNREADABLE',
    `systemd hands this service no credentials (CREDENTIALS_DIRECTORY is not set), so ${SYSTEMD}${name} cannot be read.`,
    {
      hint: `Add LoadCredential=${name}:/path/of/the/file to the service: systemctl edit wazuh-manager. By hand, run: systemd-run --pipe -p LoadCredential=${name}:… o365-wazuh …`,
    },
  );
}

function checkOwner(stat: Stats, path: string, what: string): void {
  const uid = process.geteuid?.() ?? 0;
  if (stat.uid === 0 || stat.uid === uid) return;
  throw new O365WazuhError(
    'SECRET_UNSAFE',
    `The ${what} ${path} belongs to user ${stat.uid}; it must belong to root or to the user that runs this (${uid}).`,
    { hint: `${what === 'symbolic link' ? 'chown -h' : 'chown'} root ${path}` },
  );
}

function checkMode(stat: Stats, path: string): void {
  const mode = stat.mode & 0o777;
  if ((mode & 0o077) === 0) return;
  throw new O365WazuhError(
    'SECRET_EXPOSED',
    `The secret file ${path} has mode 0${mode.toString(8)}; it must be open to its owner alone.`,
    { hint: `chmod 600 ${path}` },
  );
}

function readAll(descriptor: number): Buffer {
  const buffer = Buffer.alloc(MAX_SECRET_BYTES + 1);
  let length = 0;
  for (;;) {
    const count = readSync(descriptor, buffer, length, buffer.length - length, null);
    length += count;
    if (count === 0 || length === buffer.length) break;
  }
  return Buffer.from(buffer.subarray(0, length));
}
