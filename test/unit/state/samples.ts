import type { BlobRef, Identity, Partition } from '../../../src/collect/ports.ts';

export const TENANT = '00000000-0000-4000-8000-00000000000a';
export const EXCHANGE: Partition = { tenantId: TENANT, contentType: 'Audit.Exchange' };
export const GENERAL: Partition = { tenantId: TENANT, contentType: 'Audit.General' };

export const DAY_MS = 86_400_000;
/** A noon, so that a day more or less is one. */
export const NOON_MS = Date.UTC(2026, 10, 24, 12);

export function blob(contentId: string, contentCreatedMs = NOON_MS): BlobRef {
  return { contentId, contentCreatedMs, contentExpirationMs: contentCreatedMs + 7 * DAY_MS };
}

/** The identity of the `n`-th event, created at `createdMs`. */
export function identity(n: number, createdMs = NOON_MS): Identity {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32BE(Math.floor(createdMs / 1000), 0);
  bytes.writeUInt32BE(n, 12);
  return bytes.toString('latin1');
}

export function progress(contentId: string, identities: readonly Identity[], eventsDone = identities.length) {
  return {
    contentId,
    sha256: 'a'.repeat(64),
    eventsDone,
    delivered: identities.length,
    duplicates: 0,
    deadLettered: 0,
    trimmed: 0,
    identities,
  };
}

export function finished(contentId: string, events = 0) {
  return { contentId, state: 'done' as const, events, bytes: 10 * events, sha256: 'a'.repeat(64) };
}
