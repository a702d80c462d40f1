import { O365WazuhError, toO365WazuhError } from '../errors.ts';
import { queueError } from './queue-error.ts';

/*
 * What a delivery is given up for, in words.
 */

/** What a caller gets whose signal aborted before its messages were known to be taken. */
export function interrupted(): O365WazuhError {
  return new O365WazuhError('INTERRUPTED', 'The delivery was ended before it was confirmed.');
}

/** analysisd without its stream socket is not running: the user knows it by its queue. */
export function awayError(error: unknown, queuePath: string): O365WazuhError {
  const known = toO365WazuhError(error);
  const { reason } = known.details;
  return reason === 'ENOENT' || reason === 'ECONNREFUSED' ? queueError(reason, queuePath) : known;
}

/** Somebody holds the reload lock. */
export function reloading(): O365WazuhError {
  return new O365WazuhError('RELOAD_IN_PROGRESS', 'The rules are being reloaded and sending waits for it.');
}

/** Others leave no room below `limit` (0…1) in analysisd's queue. */
export function overloaded(limit: number): O365WazuhError {
  return new O365WazuhError(
    'WAZUH_OVERLOADED',
    `analysisd's queue stays above ${Math.round(limit * 100)} % although nothing of ours is added.`,
  );
}

/** What was sent was lost again and again: one of the messages may be what brings analysisd down. */
export function unconfirmed(): O365WazuhError {
  return new O365WazuhError(
    'DELIVERY_UNCONFIRMED',
    'analysisd took the messages but was restarted or dropped events each time before its figures showed them worked off.',
  );
}

/** Nothing moves: whatever is sent would wait behind it. */
export function standstill(): O365WazuhError {
  return new O365WazuhError(
    'WAZUH_STANDS_STILL',
    'analysisd took the messages and answers, but works nothing off.',
  );
}
