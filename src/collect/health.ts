import { ERROR_TABLE } from '../error-table.ts';
import type { PartitionSummary } from './summary.ts';

/** What the feed tells the analyst about itself. Each is the Operation of an event with Workload `o365-wazuh`. */
export const HEALTH_OPERATIONS = [
  'AuthenticationFailing',
  'PermissionMissing',
  'AuditingOff',
  'FeedThrottled',
  'FeedStalled',
  'FeedGap',
  'BlobLost',
  'DeadLetter',
  'DeliveryUnconfirmed',
  'StateReset',
  'FeedRecovered',
] as const;
export type HealthOperation = (typeof HEALTH_OPERATIONS)[number];

/** A condition that lasts: told once when it begins, and once (as FeedRecovered) when it ends. */
interface Condition {
  /** Unique over time: `<operation>/<tenant>[/<content type>]`. */
  readonly key: string;
  readonly operation: HealthOperation;
  readonly tenant: string;
  readonly contentType?: string;
  readonly detail: string;
}

/** One event of the feed about itself, ready to be framed as an audit event. */
export interface HealthEvent {
  readonly operation: HealthOperation;
  readonly tenant: string;
  readonly contentType?: string;
  readonly detail: string;
}

/** Without a fresh cursor for this long a content type counts as stalled. Microsoft's own delay is not in it: the cursor follows listings. */
const STALLED_AFTER_MS = 3_600_000;

/**
 * Compares what holds now with what held after the last run.
 *
 * @param summaries of the run that just ended.
 * @param nowMs its end.
 * @param intervalMs how often runs are expected; a feed is stalled after three missed ones, at least an hour.
 * @param before keys of the conditions that held (and were told) before.
 * @returns the events to send, and the keys to remember once they are sent.
 */
export function healthChanges(
  summaries: readonly PartitionSummary[],
  nowMs: number,
  intervalMs: number,
  before: ReadonlySet<string>,
): { readonly events: readonly HealthEvent[]; readonly holding: readonly string[] } {
  const now = new Map(
    summaries
      .flatMap(summary => conditionsOf(summary, nowMs, intervalMs))
      .map(condition => [condition.key, condition]),
  );
  const events: HealthEvent[] = [];
  for (const condition of now.values()) if (!before.has(condition.key)) events.push(condition);
  for (const summary of summaries) events.push(...incidentsOf(summary));

  // What concerns a partition that did not run this time (taken out of the configuration) is forgotten without a word.
  const looked = new Set(
    summaries.flatMap(summary => [summary.tenant, `${summary.tenant}/${summary.contentType}`]),
  );
  for (const key of before) {
    const [operation = '', tenant = '', contentType] = key.split('/');
    if (now.has(key) || !looked.has(contentType === undefined ? tenant : `${tenant}/${contentType}`))
      continue;
    events.push({
      operation: 'FeedRecovered',
      tenant,
      ...(contentType === undefined ? {} : { contentType }),
      detail: `${operation} is over.`,
    });
  }
  return { events, holding: [...now.keys()] };
}

function conditionsOf(summary: PartitionSummary, nowMs: number, intervalMs: number): Condition[] {
  const { tenant, contentType, error } = summary;
  const conditions: Condition[] = [];
  const ofTenant = (operation: HealthOperation, detail: string): Condition => ({
    key: `${operation}/${tenant}`,
    operation,
    tenant,
    detail,
  });
  const ofType = (operation: HealthOperation, detail: string): Condition => ({
    key: `${operation}/${tenant}/${contentType}`,
    operation,
    tenant,
    contentType,
    detail,
  });
  if (error) {
    const detail = `${error.message} ${error.hint}`;
    if (error.code === 'AUDITING_OFF') conditions.push(ofTenant('AuditingOff', detail));
    else if (error.code === 'PERMISSION_MISSING' || error.code === 'READ_DLP_MISSING')
      conditions.push(ofType('PermissionMissing', detail));
    else if (error.code === 'THROTTLED') conditions.push(ofTenant('FeedThrottled', detail));
    else if (ERROR_TABLE[error.code].exit === 'credentials')
      conditions.push(ofTenant('AuthenticationFailing', detail));
  }
  const staleAfterMs = Math.max(STALLED_AFTER_MS, 3 * intervalMs);
  if (summary.cursorMs !== undefined && nowMs - summary.cursorMs > staleAfterMs) {
    const cause = error ?? summary.lastError;
    conditions.push(
      ofType(
        'FeedStalled',
        `Settled up to ${new Date(summary.cursorMs).toISOString()} only.${cause ? ` ${cause.message}` : ''}`,
      ),
    );
  }
  return conditions;
}

/** What happened in this very run: told each time it happens. */
function incidentsOf(summary: PartitionSummary): HealthEvent[] {
  const { tenant, contentType } = summary;
  const events: HealthEvent[] = summary.gaps.map(gap => ({
    operation: 'FeedGap',
    tenant,
    contentType,
    detail: `Microsoft no longer offers ${new Date(gap.fromMs).toISOString()} to ${new Date(gap.toMs).toISOString()}.`,
  }));
  if (summary.blobsLost > 0) {
    events.push({
      operation: 'BlobLost',
      tenant,
      contentType,
      detail: `${summary.blobsLost} blobs were listed but can no longer be fetched.`,
    });
  }
  const deadLetters = summary.deadLettered + summary.trimmed;
  if (deadLetters > 0) {
    events.push({
      operation: 'DeadLetter',
      tenant,
      contentType,
      detail: `${summary.trimmed} events were shortened to fit and ${summary.deadLettered} could not be delivered; their full text is kept.`,
    });
  }
  if (summary.resent > 0) {
    events.push({
      operation: 'DeliveryUnconfirmed',
      tenant,
      contentType,
      detail: `${summary.resent} events were sent again because the manager's figures did not confirm them.`,
    });
  }
  return events;
}

/** A health event in the shape of an audit event, so that it passes the same rules. `id` makes it unique. */
export function healthAuditEvent(event: HealthEvent, atMs: number, id: string): Record<string, string> {
  return {
    Id: id,
    CreationTime: new Date(atMs).toISOString().slice(0, 19),
    Workload: 'o365-wazuh',
    Operation: event.operation,
    Tenant: event.tenant,
    ...(event.contentType === undefined ? {} : { ContentType: event.contentType }),
    Detail: event.detail,
  };
}
