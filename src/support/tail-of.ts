import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/**
 * The last lines of a log, whole ones only. Follows no link and opens no pipe: the folder belongs to another user, and we are root.
 *
 * @param maxBytes how much of the end is read.
 * @throws whatever opening throws, such as ENOENT, and ELOOP for a link.
 */
export function tailOf(path: string, maxBytes: number): readonly string[] {
  const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;
  const fd = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile()) throw new Error(`${path} is no file`);
    const from = Math.max(0, stats.size - maxBytes);
    const bytes = Buffer.alloc(stats.size - from);
    const read = readSync(fd, bytes, 0, bytes.length, from);
    const lines = bytes.subarray(0, read).toString('utf8').split('\n');
    if (from > 0) lines.shift();
    return lines.filter(line => line !== '');
  } finally {
    closeSync(fd);
  }
}
