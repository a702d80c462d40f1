import { DatagramSocket } from '../wazuh/datagram-socket.ts';
import { O365WazuhError } from '../errors.ts';

/** Stands where analysisd listens and keeps what arrives. */
export interface QueueListener {
  /** Whole datagrams, in order of arrival. */
  readonly datagrams: readonly string[];
  close(): void;
}

/** Binds the queue socket. @throws INTERNAL when the path cannot be bound. */
export function listenOnQueue(path: string, onArrival: (count: number) => void): QueueListener {
  const datagrams: string[] = [];
  const socket = new DatagramSocket(message => {
    datagrams.push(message.toString('utf8'));
    onArrival(datagrams.length);
  });
  const problem = socket.bind(path);
  if (problem !== undefined)
    throw new O365WazuhError('INTERNAL', `Cannot bind the demo's queue socket ${path}: ${problem}.`);
  return { datagrams, close: () => socket.close() };
}
