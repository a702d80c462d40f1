import { hash } from 'node:crypto';
import type { AuditEvent } from './audit-event.ts';
import { mayHoldDetectedValues, redactDetectedValues } from './detected-values.ts';
import type { FieldHasher } from './hash-fields.ts';
import { shortPaths } from './short-paths.ts';

/** An event as it may leave, and the paths of what was done to it. */
export interface PrivateEvent {
  readonly event: AuditEvent;
  readonly redacted: readonly string[];
  readonly hashed: readonly string[];
}

/** Of an event that leaves as it came. */
export const NOTHING_DONE: Pick<PrivateEvent, 'redacted' | 'hashed'> = { redacted: [], hashed: [] };

/** Decides what of an event may leave this process, in whatever way: to Wazuh, into a dead letter, onto a screen. */
export interface Privacy {
  /** @param text the event's own JSON, by which most events are told to hold nothing of the kind. */
  apply(event: AuditEvent, text: string): PrivateEvent;
  /** What may be kept of a text that is no event. */
  unreadable(text: string): string;
}

/** How the text begins that stands for one of which nothing may be kept. */
const MASK = '[redacted: ';

/** True for what `unreadable` leaves of a text that must not be kept. */
export function isMasked(kept: unknown): boolean {
  return typeof kept === 'string' && kept.startsWith(MASK);
}

/** @param options.hasher undefined where no field is to be hashed. */
export function createPrivacy(options: {
  readonly detectedValues: 'redact' | 'keep';
  readonly hasher: FieldHasher | undefined;
}): Privacy {
  const { detectedValues, hasher } = options;
  const redacts = detectedValues === 'redact';
  return {
    apply(event, text) {
      const mayRedact = redacts && mayHoldDetectedValues(text);
      if (!mayRedact && !hasher) return { event, ...NOTHING_DONE };
      const redacted = new Set<string>();
      const hashed = new Set<string>();
      let left = event;
      if (mayRedact) left = redactDetectedValues(left, redacted);
      if (hasher) left = hasher.apply(left, hashed);
      return { event: left, redacted: shortPaths(redacted), hashed: shortPaths(hashed) };
    },
    unreadable(text) {
      if (!hasher && !(redacts && mayHoldDetectedValues(text))) return text;
      const sum = hash('sha256', text);
      return `${MASK}${Buffer.byteLength(text)} bytes that are no JSON object, SHA-256 ${sum}]`;
    },
  };
}
