import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { O365WazuhError } from '../errors.ts';

/** Ten thousand tenants need a tenth of it. */
const MAX_BYTES = 32 * 1024 * 1024;

/** A CSV file as text, and whether others than its owner can read it. */
export interface CsvFile {
  readonly text: string;
  readonly mode: number;
}

/** @throws USAGE when it cannot be read, is too large, or is not UTF-8. */
export function readCsvFile(path: string): CsvFile {
  let bytes: Buffer;
  let mode: number;
  try {
    const descriptor = openSync(path, 'r');
    try {
      const stats = fstatSync(descriptor);
      if (stats.size > MAX_BYTES) throw new Error(`it has more than ${MAX_BYTES} bytes`);
      mode = stats.mode & 0o777;
      bytes = readFileSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw new O365WazuhError('USAGE', `Cannot read ${path}: ${(error as Error).message}`, { cause: error });
  }
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw new O365WazuhError('USAGE', `${path} is UTF-16; it must be UTF-8.`, {
      hint: 'Save it anew as “CSV UTF-8”.',
    });
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), mode };
  } catch {
    throw new O365WazuhError('USAGE', `${path} holds bytes that are not UTF-8.`, {
      hint: 'Save it anew as “CSV UTF-8”.',
    });
  }
}
