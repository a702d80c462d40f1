import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { O365WazuhError } from '../errors.ts';
import { MAX_SOCKET_PATH_BYTES } from './datagram-socket.ts';

const START_WAZUH =
  'Start Wazuh (systemctl start wazuh-manager or wazuh-agent); the next run goes on by itself.';

/** Says in words why the queue socket cannot be reached, and what to do: each errno has its own cure. */
export function queueError(errno: string, path: string): O365WazuhError {
  const unreachable = (message: string, hint: string) =>
    new O365WazuhError('QUEUE_UNREACHABLE', message, { hint, details: { path, errno } });
  switch (errno) {
    case 'ENOENT':
      return existsSync(dirname(path))
        ? unreachable(`Wazuh is not running: there is no queue socket at ${path}.`, START_WAZUH)
        : unreachable(
            `There is no folder ${dirname(path)}.`,
            'Is this the right Wazuh home? Name the right one with --home.',
          );
    case 'ECONNREFUSED':
      return unreachable(`Nobody listens on ${path}: Wazuh is stopped or just restarting.`, START_WAZUH);
    case 'EACCES':
    case 'EPERM':
      return unreachable(`No permission to send to ${path}.`, 'Run as root.');
    case 'ENAMETOOLONG':
      return unreachable(
        `The path ${path} is longer than the ${MAX_SOCKET_PATH_BYTES} bytes that a unix socket may have.`,
        'Reach the Wazuh home by a shorter path, for example through a symbolic link.',
      );
    default:
      return unreachable(`Sending to ${path} fails with ${errno}.`, START_WAZUH);
  }
}

/** True for a failure that waiting does not cure. */
export function isLasting(errno: string, path: string): boolean {
  if (errno === 'ENOENT') return !existsSync(dirname(path));
  return ['EACCES', 'EPERM', 'ENAMETOOLONG', 'ENOTDIR', 'EPROTOTYPE'].includes(errno);
}
