import type { CollectorRun } from './collector-run.ts';
import { errorAsJson } from './exit.ts';
import type { PartitionSummary } from './collect/summary.ts';

/** Totals over all partitions of a run. */
export function totalsOf(run: CollectorRun) {
  const parts = run.summary.partitions;
  const sum = (pick: (one: PartitionSummary) => number) => parts.reduce((total, one) => total + pick(one), 0);
  const seconds = Math.max((run.summary.endedMs - run.summary.startedMs) / 1000, 0.001);
  const delivered = sum(one => one.delivered);
  return {
    delivered,
    duplicates: sum(one => one.duplicates),
    filtered: sum(one => filteredBy(one)),
    deadLettered: sum(one => one.deadLettered),
    trimmed: sum(one => one.trimmed),
    resent: sum(one => one.resent) + run.summary.resentAtEnd,
    blobs: sum(one => one.blobsDone),
    blobsLost: sum(one => one.blobsLost),
    blobsPostponed: sum(one => one.blobsPostponed),
    bytes: sum(one => one.bytes),
    gaps: sum(one => one.gaps.length),
    requests: run.requests,
    seconds: Math.round(seconds * 1000) / 1000,
    eventsPerSecond: Math.round(delivered / seconds),
  };
}

function filteredBy(partition: PartitionSummary): number {
  return [...partition.filtered.values()].reduce((sum, events) => sum + events, 0);
}

/** The summary as one line of JSON. */
export function reportAsJson(run: CollectorRun): string {
  return `${JSON.stringify({
    outcome: run.exit,
    startedAt: new Date(run.summary.startedMs).toISOString(),
    acknowledgement: run.acknowledgement,
    ...totalsOf(run),
    partitions: run.summary.partitions.map(one => ({
      tenant: one.tenant,
      contentType: one.contentType,
      delivered: one.delivered,
      duplicates: one.duplicates,
      filtered: Object.fromEntries(one.filtered),
      deadLettered: one.deadLettered,
      trimmed: one.trimmed,
      resent: one.resent,
      events: one.events,
      blobs: one.blobsDone,
      blobsListed: one.blobsListed,
      blobsLost: one.blobsLost,
      blobsPostponed: one.blobsPostponed,
      bytes: one.bytes,
      maxLagSeconds: Math.round(one.lag.maxMs / 1000),
      cursor: one.cursorMs === undefined ? null : new Date(one.cursorMs).toISOString(),
      gaps: one.gaps,
      ...(one.error ? { error: errorAsJson(one.error) } : {}),
    })),
    notes: run.notes,
  })}\n`;
}

/** The totals in one line, for a person and for the log. */
export function totalsLine(run: CollectorRun): string {
  const totals = totalsOf(run);
  return (
    `Total: ${totals.delivered} events in ${totals.blobs} blobs, ${totals.duplicates} duplicates, ` +
    `${totals.filtered > 0 ? `${totals.filtered} filtered, ` : ''}${totals.seconds} s, ` +
    `${totals.eventsPerSecond} events/s, ${totals.requests} requests; acknowledged by ${run.acknowledgement}.`
  );
}

/** The summary for a person: one line a content type, the totals, and what needs attention with its cure. */
export function reportAsText(run: CollectorRun): string {
  const lines: string[] = [];
  for (const one of run.summary.partitions) {
    const state = one.error
      ? `stopped: ${one.error.code}`
      : one.isCutShort
        ? 'goes on in the next run'
        : 'ok';
    lines.push(
      `${one.tenant} ${one.contentType}: ${one.delivered} events delivered, ${one.duplicates} duplicates, ${one.blobsDone} blobs, ${state}`,
    );
    for (const [filter, events] of one.filtered) lines.push(`  filter ${filter}: ${events} events`);
  }
  lines.push(totalsLine(run));
  for (const note of run.notes) lines.push(`Note: ${note}`);
  const told = new Set<string>();
  for (const one of run.summary.partitions) {
    const error = one.error ?? one.lastError;
    if (!error || told.has(error.message)) continue;
    told.add(error.message);
    lines.push(`${one.tenant} ${one.contentType}: ${error.message} [${error.code}]`, `  → ${error.hint}`);
  }
  return `${lines.join('\n')}\n`;
}
