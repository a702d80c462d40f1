import type { AuditEvent } from '../events/audit-event.ts';
import type { ContentType } from '../events/content-type.ts';
import { parseCreationTime } from '../events/creation-time.ts';
import {
  framed,
  lagBand,
  type Marks,
  marksText,
  MAX_DATAGRAM_BYTES,
  maxEventBytes,
  type MessageFormat,
} from '../events/envelope.ts';
import { fitEvent } from '../events/fit.ts';
import { DEFAULT_LIMITS } from '../events/fit-limits.ts';
import { identityOf } from '../events/identity.ts';
import type { KindRegistry } from '../events/kinds.ts';
import { parseEvent } from '../events/parse-event.ts';
import { NOTHING_DONE, type PrivateEvent, type Privacy } from '../events/privacy.ts';
import type { BlobWork, Clock, KeptEvent } from './ports.ts';

/** Turns one event into the datagram that Wazuh gets. Made once a partition. */
export interface MessageMaker {
  /** The name of the filter that keeps this event from Wazuh; undefined for an event that passes. Absent where no filter is set. */
  caughtBy?(event: AuditEvent): string | undefined;
  /**
   * @param blob tells when the event became available, and whether a backfill fetches it.
   * @param text the event's JSON as it came.
   * @param known.json `JSON.stringify(event)`, where it is at hand already.
   * @param known.done what privacy settings did to the event before it was kept; absent for one as it came.
   * @returns the text of the whole datagram, and, when something had to be cut (it is marked inside the event), the event in full as a dead letter may
   *   hold it.
   */
  make(
    event: AuditEvent,
    blob: Pick<BlobWork, 'contentCreatedMs' | 'backfill'>,
    text: string,
    known?: {
      readonly json?: string | undefined;
      readonly done?: Pick<PrivateEvent, 'redacted' | 'hashed'>;
    },
  ): { readonly message: string; readonly cutFrom: AuditEvent | undefined };
  /** What a dead letter may hold of a text that is no event. */
  unreadable(text: string): string;
  /** What a dead letter may hold of an event that cannot be delivered now, such that it can be later. */
  kept(text: string): KeptEvent;
  /** Makes the field kinds learned by `make` durable. Called before the messages that rely on them leave. */
  saveLearned(): void;
}

/** Correlating an event of more than a day ago with the present would mislead the rules; they can ask for this mark. */
const LATE_AFTER_MS = 24 * 3_600_000;

/**
 * @param options.kinds shared by all partitions, since all events go into one index.
 * @param options.saveKinds called with the registry's whole content when something was learned.
 */
export function createMessageMaker(options: {
  readonly tenant: string;
  readonly customer?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Undefined for events of the feed about itself: as events of a subscription they would hide that it has none. */
  readonly contentType: ContentType | undefined;
  readonly format?: MessageFormat;
  readonly kinds: KindRegistry;
  readonly saveKinds: (kinds: KindRegistry) => void;
  readonly clock: Clock;
  readonly caughtBy?: (event: AuditEvent) => string | undefined;
  readonly privacy: Privacy;
}): MessageMaker {
  const { tenant, customer, labels, contentType, format = 'office_365', kinds, clock, privacy } = options;
  const base: Marks = {
    tenant,
    ...(contentType === undefined ? {} : { subscription: contentType }),
    ...(customer === undefined ? {} : { customer }),
    ...(labels === undefined || Object.keys(labels).length === 0 ? {} : { labels }),
  };
  const limitsBeside = (marks: Marks) => ({
    ...DEFAULT_LIMITS,
    maxEventBytes: maxEventBytes(MAX_DATAGRAM_BYTES, marks, format),
  });
  const usualLimits = limitsBeside(base);
  /** The few texts that the marks of nearly all events have. */
  const usualMarks = new Map<string, string>();
  return {
    ...(options.caughtBy ? { caughtBy: options.caughtBy } : {}),
    make(event, blob, text, { json, done: before = NOTHING_DONE } = {}) {
      const { event: left, ...done } = privacy.apply(event, text);
      const own = ownMarks(base, {
        redacted: union(before.redacted, done.redacted),
        hashed: union(before.hashed, done.hashed),
      });
      const limits = own === base ? usualLimits : limitsBeside(own);
      // Wazuh's module adds the subscription as the event's last field, and its dashboard counts by it.
      const sent = format === 'native' && contentType ? { ...left, Subscription: contentType } : left;
      const fitted = fitEvent(sent, limits, kinds, sent === event ? json : undefined);
      const createdMs = parseCreationTime(event['CreationTime']);
      const band = lagBand(event['CreationTime'], blob.contentCreatedMs);
      const isLate = createdMs !== undefined && clock.now() - createdMs > LATE_AFTER_MS;
      const key = `${band} ${isLate} ${blob.backfill}`;
      let marks = own === base ? usualMarks.get(key) : undefined;
      if (marks === undefined) {
        marks = marksText({
          ...own,
          ...(band === undefined ? {} : { lag_band: band }),
          ...(isLate ? { late: true } : {}),
          ...(blob.backfill ? { backfill: true } : {}),
        });
        if (own === base) usualMarks.set(key, marks);
      }
      return {
        message: framed(fitted.json, marks, format),
        cutFrom: fitted.trimmed.length > 0 ? left : undefined,
      };
    },
    unreadable: text => privacy.unreadable(text),
    kept: text => keptEvent(text, privacy),
    saveLearned() {
      if (kinds.takeLearned().length > 0) options.saveKinds(kinds);
    },
  };
}

function union(before: readonly string[], now: readonly string[]): readonly string[] {
  return before.length === 0 ? now : [...new Set([...before, ...now])];
}

function keptEvent(text: string, privacy: Privacy): KeptEvent {
  const event = parseEvent(text);
  if (!event) return { event: privacy.unreadable(text) };
  try {
    const { event: left, redacted, hashed } = privacy.apply(event, text);
    if (redacted.length + hashed.length === 0) return { event: text };
    return { event: left, redacted, hashed, identity: hexOf(identityOf(event)) };
  } catch {
    // What cannot be made private must not be kept as it came.
    return { event: privacy.unreadable(text) };
  }
}

function hexOf(identity: string): string {
  return Buffer.from(identity, 'latin1').toString('hex');
}

function ownMarks(base: Marks, { redacted, hashed }: Pick<PrivateEvent, 'redacted' | 'hashed'>): Marks {
  if (redacted.length === 0 && hashed.length === 0) return base;
  return {
    ...base,
    ...(redacted.length > 0 ? { redacted } : {}),
    ...(hashed.length > 0 ? { hashed } : {}),
  };
}
