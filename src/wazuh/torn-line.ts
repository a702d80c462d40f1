import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/**
 * True when a file of lines ends in the middle of one: a killed analysisd leaves alerts.json so, and the first alert after it is written
 * behind that half. While analysisd runs it means nothing: its buffer goes out in pieces.
 */
export function endsInTornLine(path: string): boolean {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch {
    return false;
  }
  try {
    const { size } = fstatSync(fd);
    const last = Buffer.alloc(1);
    return size > 0 && readSync(fd, last, 0, 1, size - 1) === 1 && last.toString() !== '\n';
  } finally {
    closeSync(fd);
  }
}
