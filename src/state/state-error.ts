import { type ErrorCode } from '../error-table.ts';
import { isO365WazuhError, O365WazuhError } from '../errors.ts';

/** SQLite's primary result codes: https://www.sqlite.org/rescode.html */
const BY_SQLITE_CODE: Readonly<Record<number, ErrorCode>> = {
  3: 'STATE_UNWRITABLE',
  5: 'STATE_BUSY',
  6: 'STATE_BUSY',
  8: 'STATE_UNWRITABLE',
  10: 'STATE_WRITE_FAILED',
  11: 'STATE_CORRUPT',
  13: 'STATE_DISK_FULL',
  14: 'STATE_UNWRITABLE',
  15: 'STATE_BUSY',
  23: 'STATE_UNWRITABLE',
  26: 'STATE_CORRUPT',
};

const BY_SYSTEM_CODE: Readonly<Record<string, ErrorCode>> = {
  EACCES: 'STATE_UNWRITABLE',
  EPERM: 'STATE_UNWRITABLE',
  EROFS: 'STATE_UNWRITABLE',
  ENOENT: 'STATE_UNWRITABLE',
  ENOTDIR: 'STATE_UNWRITABLE',
  EISDIR: 'STATE_UNWRITABLE',
  EEXIST: 'STATE_UNWRITABLE',
  ELOOP: 'STATE_UNWRITABLE',
  ENOSPC: 'STATE_DISK_FULL',
  EDQUOT: 'STATE_DISK_FULL',
  EIO: 'STATE_WRITE_FAILED',
};

/**
 * Turns what SQLite or the file system throws into our error. Errors that are ours, and defects, pass unchanged.
 *
 * @param doing what was tried: `write`, `open`, …
 */
export function stateError(error: unknown, doing: string, path: string): unknown {
  if (isO365WazuhError(error) || !(error instanceof Error)) return error;
  const { code, errcode } = error as { code?: string; errcode?: number };
  const known =
    code === 'ERR_SQLITE_ERROR' && errcode !== undefined
      ? BY_SQLITE_CODE[errcode & 0xff]
      : BY_SYSTEM_CODE[code ?? ''];
  if (known === undefined) return error;
  return new O365WazuhError(known, `Cannot ${doing} ${path}: ${error.message}`, {
    cause: error,
    details: { path },
  });
}
