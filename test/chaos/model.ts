import type { AuditEvent } from '../../src/events/audit-event.ts';
import { parseEvent } from '../../src/events/parse-event.ts';
import type { OfferedEvent } from '../../src/simulator/offered-event.ts';
import { keyOf } from './analysisd-host.ts';
import type { Evidence } from './run-schedule.ts';
import type { Schedule } from './schedule.ts';

/**
 * What is sent again for a killed analysisd: the last hundred messages, and the first of them for a torn line. Whatever ends the collector
 * meanwhile makes it begin anew.
 */
const TAIL_MESSAGES = 101;

interface Known extends OfferedEvent {
  /** Undefined for what is no event. */
  readonly key: string | undefined;
}

/**
 * What must hold after any schedule: all that was to be had is delivered, or a dead letter, or recorded as lost with id and span; events keep
 * their blob's order; nothing comes twice but what a disruption explains, a group each, or a tail where analysisd was killed; the books agree.
 *
 * @returns what does not hold, one sentence each.
 */
export function violations(schedule: Schedule, evidence: Evidence): readonly string[] {
  const offered = evidence.offered.map((one): Known => {
    const event: AuditEvent | undefined = parseEvent(one.text);
    return { ...one, key: event && keyOf(event) };
  });
  return [
    ...runsThatBroke(evidence),
    ...shortened(evidence.cursorProblems),
    ...missing(offered, evidence),
    ...strangers(offered, evidence),
    ...outOfOrder(offered, evidence),
    ...tooOften(schedule, evidence),
    ...wrongBooks(offered, evidence),
  ];
}

function runsThatBroke({ ends, isQuiet, state }: Evidence): string[] {
  const broken = ends.flatMap((end, n) => {
    if (end.how === 'hung') return [`run ${n} did not end`];
    if (end.how === 'died') return [`run ${n} died by itself: ${end.reason}`];
    if (end.how === 'killed') return [];
    return end.report.errors
      .filter(code => code.startsWith('INTERNAL'))
      .map(code => `run ${n} met a defect: ${code}`);
  });
  if (state !== 'whole') broken.push('the state file was found damaged');
  if (!isQuiet) {
    const last = ends.at(-1);
    broken.push(`it never came to rest: ${JSON.stringify(last)}`);
  }
  return broken;
}

/** Offered, to be had, and neither delivered nor a dead letter; or not to be had, and not recorded as lost. */
function missing(offered: readonly Known[], evidence: Evidence): string[] {
  const { ledger, partitions, createdMs, deadLetters } = evidence;
  const arrived = new Set(evidence.arrived);
  const letters = new Set(deadLetters.map(({ contentId, index }) => `${contentId} ${index}`));
  const gaps = partitions.flatMap(one => one.gaps);
  const found: string[] = [];
  for (const event of offered) {
    const isThere =
      event.key === undefined ? letters.has(`${event.contentId} ${event.index}`) : arrived.has(event.key);
    if (isThere) continue;
    const name = `event ${event.index} of ${event.contentId} (${event.key ?? 'no event'})`;
    if (event.available) {
      found.push(`${name} is missing; its blob is ${ledger.get(event.contentId)?.state ?? 'unknown'}`);
      continue;
    }
    const atMs = createdMs.get(event.contentId) ?? 0;
    const isRecorded =
      ledger.get(event.contentId)?.state === 'lost' &&
      gaps.some(gap => gap.reason === 'blob-lost' && gap.fromMs <= atMs && atMs < gap.toMs);
    if (!isRecorded) found.push(`${name} is lost, and nobody says so`);
  }
  return shortened(found);
}

function strangers(offered: readonly Known[], { arrived }: Evidence): string[] {
  const known = new Set(offered.map(one => one.key));
  return shortened(arrived.filter(key => !known.has(key)).map(key => `nobody offered ${key}`));
}

/** By the last arrival of each event: whatever is repeated is repeated to its end. Events of two blobs follow either. */
function outOfOrder(offered: readonly Known[], { arrived }: Evidence): string[] {
  const lastAt = new Map(arrived.map((key, at) => [key, at]));
  const blobsOf = Map.groupBy(
    offered.filter(one => one.key !== undefined),
    one => one.key,
  );
  const found: string[] = [];
  for (const [contentId, events] of Map.groupBy(offered, one => one.contentId)) {
    let before = -1;
    for (const { key, index } of events) {
      if (key === undefined || (blobsOf.get(key)?.length ?? 0) > 1) continue;
      const at = lastAt.get(key) ?? before;
      if (at < before) found.push(`event ${index} of ${contentId} came before an earlier one`);
      before = at;
    }
  }
  return shortened(found);
}

function tooOften(schedule: Schedule, { arrived, disruptions, crashes, ends }: Evidence): string[] {
  const repeats = arrived.length - new Set(arrived).size;
  const allowed = disruptions * (schedule.groupEvents + (crashes > 0 ? TAIL_MESSAGES : 0));
  const found =
    repeats > allowed ? [`${repeats} events came twice; ${disruptions} disruptions explain ${allowed}`] : [];
  for (const end of ends) {
    if (end.how === 'ended' && end.report.largestGroup > schedule.groupEvents) {
      found.push(`a group had ${end.report.largestGroup} events, more than ${schedule.groupEvents}`);
    }
  }
  return found;
}

/** The ledger's own counts: what an auditor is shown. */
function wrongBooks(offered: readonly Known[], { ledger }: Evidence): string[] {
  const found: string[] = [];
  for (const [contentId, events] of Map.groupBy(offered, one => one.contentId)) {
    const row = ledger.get(contentId);
    if (row === undefined) {
      found.push(`the ledger does not know ${contentId}`);
      continue;
    }
    if (row.state === 'listed' || row.state === 'partial') found.push(`${contentId} is still ${row.state}`);
    if (row.state !== 'done') continue;
    const settled = row.delivered + row.duplicates + row.deadLettered;
    if (row.events !== events.length || settled !== events.length) {
      found.push(
        `${contentId} has ${events.length} events; the ledger says ${row.events}, settled ${settled}`,
      );
    }
  }
  return shortened(found);
}

function shortened(found: readonly string[]): string[] {
  return found.length > 3 ? [...found.slice(0, 3), `… and ${found.length - 3} more of the kind`] : [...found];
}
