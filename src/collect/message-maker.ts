import type { AuditEvent } from '../events/audit-event.ts';

/** Turns one event into the datagram that Wazuh gets. Made once a partition by `run.ts`. */
export interface MessageMaker {
  /**
   * @param contentCreatedMs when the blob became available: tells how late the event is.
   * @returns the whole datagram; `trimmed` when something had to be cut (it is marked inside the event).
   */
  make(event: AuditEvent, contentCreatedMs: number): { readonly datagram: Buffer; readonly trimmed: boolean };
  /** Makes the field kinds learned by `make` durable. Called before the messages that rely on them leave. */
  saveLearned(): void;
}
