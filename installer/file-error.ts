import { isO365WazuhError, O365WazuhError } from '../src/errors.ts';
import { errnoOf } from './images.ts';

const PROTECTED = new Set(['EROFS', 'EPERM', 'EACCES']);

const WHY_NO_ROOM: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left on its file system',
  EDQUOT: 'the disk quota is used up',
};

/** Of these the system's own words are the best there are. */
const FAILED = new Set('EIO EFBIG EMFILE ENFILE ENOMEM EXDEV EBUSY ETXTBSY ESTALE ENODEV ENXIO'.split(' '));

/**
 * Says in our terms what the file system refused. Anything else comes back as it is.
 *
 * @param path what was being changed, where the caller knows better than the error.
 * @returns INSTALL_FILE_PROTECTED, INSTALL_NO_SPACE or INSTALL_FILE_FAILED; or `error` itself.
 */
export function asFileError(error: unknown, path = pathOf(error)): unknown {
  const errno = errnoOf(error);
  if (errno === undefined || isO365WazuhError(error)) return error;
  const options = { cause: error, details: { path, errno } };
  const what = path ?? 'A file';
  if (PROTECTED.has(errno)) {
    const text = `${what} cannot be changed: ${whyProtected(errno)}.`;
    return new O365WazuhError('INSTALL_FILE_PROTECTED', text, options);
  }
  if (errno in WHY_NO_ROOM) {
    const text = `${what} cannot be written: ${WHY_NO_ROOM[errno]}.`;
    return new O365WazuhError('INSTALL_NO_SPACE', text, options);
  }
  if (!FAILED.has(errno)) return error;
  const said = error instanceof Error ? error.message : errno;
  return new O365WazuhError('INSTALL_FILE_FAILED', `${what} cannot be read or written: ${said}.`, options);
}

function whyProtected(errno: string): string {
  if (errno === 'EROFS') return 'its file system is mounted read-only';
  const uid = process.geteuid?.() ?? 0;
  return `the system does not permit it${uid === 0 ? ', even to root' : ` to user ${uid}`}`;
}

function pathOf(error: unknown): string | undefined {
  const { dest, path } = (error ?? {}) as { readonly dest?: string; readonly path?: string };
  return dest ?? path;
}
