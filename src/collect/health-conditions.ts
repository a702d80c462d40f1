import type { ContentType } from '../events/content-type.ts';
import { ERROR_TABLE, type ErrorCode } from '../error-table.ts';
import type { O365WazuhError } from '../errors.ts';
import type { HealthEvent, HealthOperation, PartitionSight, TenantSight } from './health.ts';
import { isoTime } from './iso-time.ts';

/** A content type is stalled when its cursor is so old, or three intervals. Microsoft's own delay is not in it: the cursor follows the listings. */
const STALLED_AFTER_MS = 3_600_000;

const DAY_MS = 86_400_000;
/** The end of a credential is told this many days before, and again at each of the nearer ones. */
const EXPIRY_STAGES_DAYS = [30, 7, 1] as const;

/** A condition that lasts: told once when it begins, and once (as FeedRecovered) when it ends. */
export interface Condition extends HealthEvent {
  /** Tells apart what is told again when it gets worse. */
  readonly stage?: string;
}

/** `<operation>/<tenant>/<content type>/<stage>`; a tenant's label has no slash. */
export function keyOf({ operation, tenant, contentType, stage }: Condition): string {
  return [operation, tenant, contentType, stage].join('/');
}

export function readKey(key: string): { operation: string; tenant: string; contentType: string } {
  const [operation = '', tenant = '', contentType = ''] = key.split('/');
  return { operation, tenant, contentType };
}

/**
 * What holds at the end of a run.
 *
 * @param firstRunMs when a content type was first run, for one that never settled anything.
 */
export function conditionsOf(
  { tenant, credential, partitions }: TenantSight,
  nowMs: number,
  intervalMs: number,
  firstRunMs: (sight: PartitionSight) => number,
): Condition[] {
  const conditions: Condition[] = [];
  for (const sight of partitions) {
    const { contentType, error, lastError, cursorMs } = sight.summary;
    const refused = refusal(error);
    if (refused) {
      const { operation, ofTenant } = refused;
      conditions.push({
        operation,
        tenant,
        ...(ofTenant ? {} : { contentType }),
        ...reasonOf(refused.error),
      });
    } else if (error?.code === 'THROTTLED' || lastError?.code === 'THROTTLED') {
      const throttled = error?.code === 'THROTTLED' ? error : lastError;
      conditions.push({ operation: 'FeedThrottled', tenant, ...reasonOf(throttled) });
    }
    const sinceMs = cursorMs ?? firstRunMs(sight);
    if (nowMs - sinceMs > Math.max(STALLED_AFTER_MS, 3 * intervalMs)) {
      const stand =
        cursorMs === undefined
          ? `Nothing was settled since the first run at ${isoTime(sinceMs)}.`
          : `Settled up to ${isoTime(cursorMs)} only.`;
      const reason = reasonOf(error ?? lastError);
      conditions.push({
        operation: 'FeedStalled',
        tenant,
        contentType,
        ...reason,
        detail: `${stand} ${reason.detail}`.trim(),
      });
    }
  }
  const expiring = credential && expiry(credential, tenant, nowMs);
  return expiring ? [...conditions, expiring] : conditions;
}

/**
 * Judges the conditions that held before and were not seen in this run. One is over only when this run proves it: a run that never
 * got far enough to see it says nothing.
 */
export function endsOf(
  before: readonly string[],
  now: readonly Condition[],
  { tenant, partitions }: TenantSight,
): { readonly events: HealthEvent[]; readonly stillHolding: string[] } {
  const held = new Set(now.map(keyOf));
  const sameThing = new Set(now.map(condition => keyOf({ ...condition, stage: '' })));
  const events: HealthEvent[] = [];
  const stillHolding: string[] = [];
  for (const key of before) {
    const { operation, contentType } = readKey(key);
    // It goes on, or goes on in a worse stage.
    if (held.has(key) || sameThing.has(`${operation}/${tenant}/${contentType}/`)) continue;
    const looked = contentType === '' ? partitions : partitions.filter(one => typeOf(one) === contentType);
    // The content type is no longer collected: forgotten without a word.
    if (looked.length === 0) continue;
    if (!looked.some(one => isProof(operation, one))) {
      stillHolding.push(key);
      continue;
    }
    const type = contentType === '' ? undefined : looked[0]?.partition.contentType;
    events.push({
      operation: 'FeedRecovered',
      tenant,
      ...(type === undefined ? {} : { contentType: type }),
      detail: `${operation} is over.`,
    });
  }
  return { events, stillHolding };
}

/** Whether a content type's run shows that a condition, not seen in it, is over. */
function isProof(operation: string, { summary }: PartitionSight): boolean {
  switch (operation) {
    case 'FeedStalled':
    case 'CredentialExpiring':
      // Computed anew by each run, whatever came of it.
      return true;
    case 'AuthenticationFailing':
      return summary.error === undefined || AFTER_SIGN_IN.has(summary.error.code);
    default:
      return summary.error === undefined;
  }
}

/** Whoever gets one of these answers was let in. */
const AFTER_SIGN_IN: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'PERMISSION_MISSING',
  'READ_DLP_MISSING',
  'AUDITING_OFF',
  'THROTTLED',
]);

function typeOf({ partition }: PartitionSight): ContentType {
  return partition.contentType;
}

function refusal(
  error: O365WazuhError | undefined,
): { operation: HealthOperation; ofTenant: boolean; error: O365WazuhError } | undefined {
  if (!error) return undefined;
  switch (error.code) {
    case 'AUDITING_OFF':
      return { operation: 'AuditingOff', ofTenant: true, error };
    case 'PERMISSION_MISSING':
    case 'READ_DLP_MISSING':
      return { operation: 'PermissionMissing', ofTenant: false, error };
    default: {
      // What it signs in with may be refused, or be unreadable already on this machine.
      const isUnusable = /^(?:SECRET|CERTIFICATE|TOKEN_COMMAND)_/.test(error.code);
      return isUnusable || ERROR_TABLE[error.code].exit === 'credentials'
        ? { operation: 'AuthenticationFailing', ofTenant: true, error }
        : undefined;
    }
  }
}

function reasonOf(error: O365WazuhError | undefined): { code?: ErrorCode; detail: string } {
  return error ? { code: error.code, detail: `${error.message} ${error.hint}`.trim() } : { detail: '' };
}

function expiry(
  { kind, expiresAtMs }: { readonly kind: string; readonly expiresAtMs: number },
  tenant: string,
  nowMs: number,
): Condition | undefined {
  const days = EXPIRY_STAGES_DAYS.findLast(limit => expiresAtMs - nowMs <= limit * DAY_MS);
  if (days === undefined) return undefined;
  const left = Math.floor((expiresAtMs - nowMs) / DAY_MS);
  const end = `ends at ${isoTime(expiresAtMs)}`;
  const detail = left < 0 ? `The ${kind} has ended: ${end}.` : `The ${kind} ${end}, in ${left} days.`;
  return { operation: 'CredentialExpiring', tenant, stage: `${days}d`, detail };
}
