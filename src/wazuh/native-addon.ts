import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { O365WazuhError } from '../errors.ts';
import { CODE_DIR, PACKAGE_ROOT } from '../package-root.ts';

/**
 * The raw functions of `unix_dgram.node` (npm `unix-dgram`, `src/unix_dgram.cc`). Each returns a non-negative result or a negative
 * errno; `send` also returns 1 when the receiver's queue is full, and then calls `onWritable` once it is not.
 */
export interface UnixDgram {
  readonly AF_UNIX: number;
  readonly SOCK_DGRAM: number;
  socket(
    domain: number,
    type: number,
    protocol: number,
    onReceive: (status: number, message: Buffer | null, path: string | null) => void,
    onWritable: () => void,
  ): number;
  bind(fd: number, path: string): number;
  connect(fd: number, path: string): number;
  send(fd: number, message: Buffer): number;
  close(fd: number): number;
}

let loaded: UnixDgram | undefined;

/**
 * Loads the datagram addon by its path, once a process. Node itself has no unix datagram sockets.
 *
 * Looks beside the running bundle first (the installed collector), then in the package's `dist/native`. Does not use
 * `require`: inside a bundle there is none that takes a path.
 *
 * @throws NATIVE_ADDON_MISSING when no file is there, NATIVE_ADDON_UNUSABLE when this Node cannot load it.
 */
export function loadUnixDgram(candidates: readonly string[] = addonCandidates()): UnixDgram {
  if (loaded) return loaded;
  const path = candidates.find(candidate => existsSync(candidate));
  if (path === undefined) {
    throw new O365WazuhError(
      'NATIVE_ADDON_MISSING',
      `unix_dgram.node is not there. Looked for: ${candidates.join(', ')}`,
      { details: { candidates, arch: process.arch } },
    );
  }
  const addon = { exports: {} as UnixDgram };
  try {
    process.dlopen(addon, path);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n').join(' ') : String(error);
    throw new O365WazuhError(
      'NATIVE_ADDON_UNUSABLE',
      `Node ${process.version} on ${process.arch} cannot load ${path}: ${reason}`,
      { cause: error, details: { path, node: process.version, arch: process.arch } },
    );
  }
  loaded = addon.exports;
  return loaded;
}

function addonCandidates(): string[] {
  return [
    join(CODE_DIR, 'unix_dgram.node'),
    join(PACKAGE_ROOT, 'dist', 'native', `linux-${process.arch}`, 'unix_dgram.node'),
  ];
}
