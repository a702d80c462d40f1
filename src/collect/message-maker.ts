import type { AuditEvent } from '../events/audit-event.ts';
import type { BlobWork } from './ports.ts';

/** Turns one event into the datagram that Wazuh gets. Made once a partition by `run.ts`. */
export interface MessageMaker {
  /**
   * @param blob tells when the event became available, and whether a backfill fetches it.
   * @returns the whole datagram; `trimmed` when something had to be cut (it is marked inside the event).
   */
  make(event: AuditEvent, blob: Pick<BlobWork, 'contentCreatedMs' | 'backfill'>): { readonly datagram: Buffer; readonly trimmed: boolean };
  /** Makes the field kinds learned by `make` durable. Called before the messages that rely on them leave. */
  saveLearned(): void;
}
