import type { AuditEvent } from '../events/audit-event.ts';
import type { ContentType } from '../events/content-type.ts';
import { parseCreationTime } from '../events/creation-time.ts';
import { frame, lagBand, type Marks, MAX_DATAGRAM_BYTES, maxEventBytes } from '../events/envelope.ts';
import { fitEvent } from '../events/fit.ts';
import { DEFAULT_LIMITS } from '../events/fit-limits.ts';
import type { KindRegistry } from '../events/kinds.ts';
import type { BlobWork, Clock } from './ports.ts';

/** Turns one event into the datagram that Wazuh gets. Made once a partition. */
export interface MessageMaker {
  /** The name of the filter that keeps this event from Wazuh; undefined for an event that passes. Absent where no filter is set. */
  caughtBy?(event: AuditEvent): string | undefined;
  /**
   * @param blob tells when the event became available, and whether a backfill fetches it.
   * @returns the whole datagram; `trimmed` when something had to be cut (it is marked inside the event).
   */
  make(
    event: AuditEvent,
    blob: Pick<BlobWork, 'contentCreatedMs' | 'backfill'>,
  ): { readonly datagram: Buffer; readonly trimmed: boolean };
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
  readonly contentType: ContentType;
  readonly kinds: KindRegistry;
  readonly saveKinds: (kinds: KindRegistry) => void;
  readonly clock: Clock;
  readonly caughtBy?: (event: AuditEvent) => string | undefined;
}): MessageMaker {
  const { tenant, contentType, kinds, clock } = options;
  const base: Marks = { tenant, subscription: contentType };
  const limits = { ...DEFAULT_LIMITS, maxEventBytes: maxEventBytes(MAX_DATAGRAM_BYTES, base) };
  return {
    ...(options.caughtBy ? { caughtBy: options.caughtBy } : {}),
    make(event, blob) {
      const fitted = fitEvent(event, limits, kinds);
      const createdMs = parseCreationTime(event['CreationTime']);
      const band = lagBand(event['CreationTime'], blob.contentCreatedMs);
      const datagram = frame(fitted, {
        ...base,
        ...(band === undefined ? {} : { lag_band: band }),
        ...(createdMs !== undefined && clock.now() - createdMs > LATE_AFTER_MS ? { late: true } : {}),
        ...(blob.backfill ? { backfill: true } : {}),
      });
      return { datagram, trimmed: fitted.trimmed.length > 0 };
    },
    saveLearned() {
      if (kinds.takeLearned().length > 0) options.saveKinds(kinds);
    },
  };
}
