import type { Acknowledgement, RunRecord } from '../collect/ports.ts';
import type { Config } from '../config/config.ts';
import type { DailyReport, PartitionReport, StateReport } from '../state/state-report.ts';

/** What `status` shows of one content type of one tenant. Counts are those of today, UTC. */
export interface ContentStatus {
  readonly contentType: string;
  /** How far behind now everything is settled, in ms; undefined before the first run has ended. */
  readonly lagMs: number | undefined;
  /** When the newest blob with events was delivered. */
  readonly lastDeliveredMs: number | undefined;
  readonly delivered: number;
  readonly duplicates: number;
  readonly filtered: number;
  readonly deadLettered: number;
  readonly trimmed: number;
  /** Blobs that wait, because they failed or a run was ended early. */
  readonly unfinishedBlobs: number;
  readonly lostBlobs: number;
  /** Spans of the last 7 days that Microsoft no longer offers. */
  readonly gaps: number;
}

export interface TenantStatus {
  /** The label in config.yml; the tenant's id when it is not configured any more. */
  readonly name: string;
  readonly tenantId: string;
  readonly isConfigured: boolean;
  readonly content: readonly ContentStatus[];
}

export interface WodleStatus {
  readonly disabled: boolean;
  /** Undefined when it runs at set times. */
  readonly intervalMs: number | undefined;
}

/** Everything that `status` is made of, as far as it could be read. */
export interface StatusFacts {
  readonly nowMs: number;
  readonly version: string;
  /** What is installed; undefined when nothing is, or when that cannot be read. */
  readonly installedVersion: string | undefined;
  readonly home: { readonly path: string; readonly version: string | undefined; readonly type: string };
  /** How deliveries are confirmed now; undefined while nobody answers. */
  readonly acknowledgement: Acknowledgement | undefined;
  readonly wodle: WodleStatus | undefined;
  readonly config: Config | undefined;
  readonly state: StateReport | undefined;
  readonly runningSinceMs: number | undefined;
  readonly deadLetterDays: number;
  /** Size of the dead letters, without those that were sent again. */
  readonly deadLetterBytes: number;
  /** What could not be read, in the words of the errors. */
  readonly notes: readonly string[];
}

export interface StatusReport extends Omit<StatusFacts, 'config' | 'state'> {
  readonly lastRun: RunRecord | undefined;
  /** Epoch ms, about; undefined when no run is to be expected. In the past: it is overdue. */
  readonly nextRunMs: number | undefined;
  readonly tenants: readonly TenantStatus[];
  /** What each filter caught today, over all tenants; the most first. */
  readonly filters: readonly { readonly filter: string; readonly events: number }[];
}

const GAP_DAYS_MS = 7 * 86_400_000;

/** Puts what was read together for a person to look at. Reads nothing. */
export function statusReport(facts: StatusFacts): StatusReport {
  const { config: _, state, ...rest } = facts;
  const lastRun = state?.runs[0];
  return {
    ...rest,
    lastRun,
    nextRunMs: nextRun(facts, lastRun),
    tenants: [...configuredTenants(facts), ...formerTenants(facts)],
    filters: filtersOf(state),
  };
}

/** The wodle counts from start to start. */
function nextRun({ wodle }: StatusFacts, lastRun: RunRecord | undefined): number | undefined {
  if (!wodle || wodle.disabled || wodle.intervalMs === undefined || !lastRun) return undefined;
  return lastRun.startedMs + wodle.intervalMs;
}

function configuredTenants({ config, state, nowMs }: StatusFacts): TenantStatus[] {
  return (config?.tenants ?? []).map(({ name, tenantId, contentTypes }) => ({
    name,
    tenantId,
    isConfigured: true,
    content: contentTypes.map(contentType =>
      contentStatus(
        contentType,
        state?.partitions.find(one => one.tenantId === tenantId && one.contentType === contentType),
        state?.days.filter(one => one.tenantId === tenantId && one.contentType === contentType) ?? [],
        nowMs,
      ),
    ),
  }));
}

/** Tenants and content types that the state knows and the configuration does not, any more or because it cannot be read. */
function formerTenants({ config, state, nowMs }: StatusFacts): TenantStatus[] {
  const isWanted = (one: PartitionReport): boolean =>
    config?.tenants.some(
      tenant => tenant.tenantId === one.tenantId && tenant.contentTypes.includes(one.contentType),
    ) ?? false;
  const former = (state?.partitions ?? []).filter(one => !isWanted(one));
  return [...Map.groupBy(former, one => one.tenantId)].map(([tenantId, parts]) => ({
    name: config?.tenants.find(tenant => tenant.tenantId === tenantId)?.name ?? tenantId,
    tenantId,
    isConfigured: false,
    content: parts.map(part =>
      contentStatus(
        part.contentType,
        part,
        state?.days.filter(one => one.tenantId === tenantId && one.contentType === part.contentType) ?? [],
        nowMs,
      ),
    ),
  }));
}

function contentStatus(
  contentType: string,
  part: PartitionReport | undefined,
  days: readonly DailyReport[],
  nowMs: number,
): ContentStatus {
  const sum = (pick: (day: DailyReport) => number): number => days.reduce((all, day) => all + pick(day), 0);
  return {
    contentType,
    lagMs: part?.cursorMs === undefined ? undefined : Math.max(0, nowMs - part.cursorMs),
    lastDeliveredMs: part?.lastDeliveredMs,
    delivered: sum(day => day.delivered),
    duplicates: sum(day => day.duplicates),
    filtered: sum(day => day.filtered),
    deadLettered: sum(day => day.deadLettered),
    trimmed: sum(day => day.trimmed),
    unfinishedBlobs: part?.unfinishedBlobs ?? 0,
    lostBlobs: part?.lostBlobs ?? 0,
    gaps: part?.gaps.filter(gap => nowMs - gap.recordedMs < GAP_DAYS_MS).length ?? 0,
  };
}

function filtersOf(state: StateReport | undefined): StatusReport['filters'] {
  return [...Map.groupBy(state?.filtered ?? [], one => one.filter)]
    .map(([filter, all]) => ({ filter, events: all.reduce((sum, one) => sum + one.events, 0) }))
    .toSorted((a, b) => b.events - a.events);
}
