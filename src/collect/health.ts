import { hash } from 'node:crypto';
import type { ContentType } from '../events/content-type.ts';
import type { ErrorCode } from '../error-table.ts';
import { conditionsOf, endsOf, keyOf, readKey } from './health-conditions.ts';
import { type Incidents, incidentsOf, NOTHING_TOLD, type PartitionMemory } from './health-incidents.ts';
import type { Books, Gap, Partition } from './ports.ts';
import type { PartitionSummary } from './summary.ts';

/** What the feed tells the analyst about itself. Each is the Operation of an event with Workload `o365-wazuh`; never renamed. */
export const HEALTH_OPERATIONS = [
  'AuthenticationFailing',
  'CredentialExpiring',
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

/** One event of the feed about itself, ready to be framed as an audit event. */
export interface HealthEvent {
  readonly operation: HealthOperation;
  readonly tenant: string;
  readonly contentType?: ContentType;
  /** What stopped it, where that is one error. */
  readonly code?: ErrorCode;
  readonly detail: string;
}

/** What is known of one content type at the end of a run. */
export interface PartitionSight {
  readonly partition: Partition;
  readonly summary: PartitionSummary;
  readonly books: Books;
  readonly gaps: readonly Gap[];
  /** Dead letters of this run that found no room. */
  readonly lettersRefused: number;
}

export interface TenantSight {
  readonly tenant: string;
  /** Undefined where nothing is known of its end. */
  readonly credential: { readonly kind: string; readonly expiresAtMs: number } | undefined;
  readonly partitions: readonly PartitionSight[];
}

/** What was told so far; kept between runs as JSON. */
export interface HealthMemory {
  /** Keys of the conditions that hold and were told. */
  readonly holding: readonly string[];
  /** By `<tenantId>/<contentType>`. */
  readonly partitions: Readonly<Record<string, PartitionMemory>>;
}

export const NO_HEALTH_MEMORY: HealthMemory = { holding: [], partitions: {} };

export interface HealthChanges {
  readonly events: readonly HealthEvent[];
  /** To be remembered once the events were delivered. */
  readonly told: HealthMemory;
  /** To be remembered when they could not be: then the next run tells them. */
  readonly untold: HealthMemory;
}

/**
 * Compares how the feed stands now with what was told before. A condition that lasts is told once when it begins and once, as
 * FeedRecovered, when it ends; what happened once is told by the difference between the books and what was told of them. So nothing is
 * told twice, and nothing is passed over because the run in which it happened could not tell it, or was killed.
 *
 * @param nowMs the run's end.
 * @param intervalMs how often runs are expected.
 */
export function healthChanges(
  tenants: readonly TenantSight[],
  nowMs: number,
  intervalMs: number,
  before: HealthMemory,
): HealthChanges {
  const events: HealthEvent[] = [];
  const holding: string[] = [];
  const told: Record<string, PartitionMemory> = {};
  const untold: Record<string, PartitionMemory> = {};
  for (const tenant of tenants) {
    for (const sight of tenant.partitions) {
      const key = `${sight.partition.tenantId}/${sight.partition.contentType}`;
      const incidents: Incidents = incidentsOf(sight, nowMs, before.partitions[key] ?? NOTHING_TOLD);
      events.push(...incidents.events);
      told[key] = incidents.told;
      untold[key] = incidents.untold;
    }
    const sinceMs = (sight: PartitionSight): number =>
      told[`${sight.partition.tenantId}/${sight.partition.contentType}`]?.firstRunMs ?? nowMs;
    const conditions = conditionsOf(tenant, nowMs, intervalMs, sinceMs);
    const heldBefore = before.holding.filter(key => readKey(key).tenant === tenant.tenant);
    const now = new Map(conditions.map(condition => [keyOf(condition), condition]));
    for (const [key, condition] of now) if (!heldBefore.includes(key)) events.push(condition);
    const ends = endsOf(heldBefore, conditions, tenant);
    events.push(...ends.events);
    holding.push(...now.keys(), ...ends.stillHolding);
  }
  return {
    events,
    told: { holding, partitions: { ...before.partitions, ...told } },
    untold: { holding: before.holding, partitions: { ...before.partitions, ...untold } },
  };
}

/** A health event in the shape of an audit event, so that it passes the same rules. The same event at the same time has the same Id. */
export function healthAuditEvent(event: HealthEvent, atMs: number): Record<string, string> {
  const { operation, tenant, contentType, code, detail } = event;
  const text = JSON.stringify([operation, tenant, contentType, detail, atMs]);
  const hex = hash('sha256', text, 'hex');
  return {
    Id: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5'),
    CreationTime: new Date(atMs).toISOString().slice(0, 19),
    Workload: 'o365-wazuh',
    Operation: operation,
    Tenant: tenant,
    ...(contentType === undefined ? {} : { ContentType: contentType }),
    ...(code === undefined ? {} : { ErrorCode: code }),
    Detail: detail,
  };
}
