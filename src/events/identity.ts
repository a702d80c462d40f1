import { hash } from 'node:crypto';
import type { AuditEvent, Json } from './audit-event.ts';
import { parseCreationTime } from './creation-time.ts';

const HASH_BYTES = 12;
const MAX_SECONDS = 2 ** 32 - 1;

/**
 * The 16 bytes by which a delivered event is remembered, as a text of one Latin-1 character each: its `CreationTime` in seconds, big-endian, then 12 bytes of a SHA-256
 * over its whole content. The order of keys does not matter. `Id` alone would not do: DLP events share one.
 *
 * The time stands first because a copy of an event carries the same `CreationTime`. So the index of what is remembered grows at
 * its right edge only, and both the look-up and the insert touch the few pages of the last hours, which are in memory,
 * however many identities there are. A bare hash would scatter both over the whole index.
 *
 * An absent or unreadable time counts as 0.
 *
 * @param sorted `sortedJson(event)` in UTF-8, where it is at hand already: see `PlainJson`.
 */
export function identityOf(event: AuditEvent, sorted?: Buffer): string {
  const unixSeconds = Math.floor((parseCreationTime(event['CreationTime']) ?? 0) / 1000);
  const seconds = Math.min(Math.max(unixSeconds, 0), MAX_SECONDS);
  const time = String.fromCharCode(
    seconds >>> 24,
    (seconds >>> 16) & 0xff,
    (seconds >>> 8) & 0xff,
    seconds & 0xff,
  );
  return time + hash('sha256', sorted ?? sortedJson(event), 'binary').slice(0, HASH_BYTES);
}

/** One text per JSON value, whatever the order of its keys, and another text for every other value: JSON.stringify's, with all keys in order. */
export function sortedJson(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(sortedJson).join()}]`;
  const keys = Object.keys(value).sort();
  return `{${keys.map(key => `${JSON.stringify(key)}:${sortedJson(value[key] as Json)}`).join()}}`;
}
