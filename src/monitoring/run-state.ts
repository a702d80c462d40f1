import { isoTime } from '../collect/iso-time.ts';
import { LagSketch } from '../collect/lag-sketch.ts';
import { VERSION } from '../version.ts';
import type { MonitoredPartition, MonitoredRun } from './monitored-run.ts';

const HEADER = ['# State file for o365-wazuh', '# THIS FILE WILL BE OVERWRITTEN AT THE END OF EACH RUN'];

/** What a key of the state file means, in the file's order. */
const MEANINGS = {
  version: 'Version of o365-wazuh',
  last_run: 'Outcome of the last run: ok, or the code of what stopped a part of it (docs/errors.md)',
  last_run_started: 'Its beginning and end (UTC)',
  last_run_ended: undefined,
  events_delivered: 'Events delivered to Wazuh, in all',
  events_duplicate: 'Events that Microsoft offered again and that were dropped, in all',
  events_filtered: 'Events that a filter of the configuration kept from Wazuh, in all',
  events_dead_lettered: 'Events set aside because they could not be delivered, in all',
  events_trimmed: 'Events delivered in a shortened form, in all',
  blobs_done: 'Blobs that are done, in all',
  blobs_lost: 'Blobs that were listed and could not be fetched any more, in all',
  bytes_fetched: 'Bytes of the blobs that are done, in all',
  gaps: 'Spans that Microsoft no longer offered',
  last_run_events: 'Events delivered by the last run',
  lag_p50:
    'Seconds from an event’s appearance at Microsoft to its delivery, in the last run that delivered any',
  lag_p95: undefined,
  lag_max: undefined,
  requests: 'Requests to Microsoft, those repeated, and answers that said to slow down, in all',
  retries: undefined,
  throttles: undefined,
  acknowledgement:
    'How deliveries are acknowledged: figures (analysisd confirms them), socket (nothing more can be known there)',
  queue_usage: 'Highest share of analysisd’s queue in use while the last run delivered',
  dead_letter_bytes: 'Bytes in the dead-letter folder',
} as const satisfies Record<string, string | undefined>;

/** The values of the state file; `stopped_…` and `settled_…` follow, one for each content type. */
export type RunState = ReadonlyMap<string, string>;

/** The state after a run that went its way. What is unknown is an empty value, as in Wazuh's own files. */
export function runState(run: MonitoredRun): RunState {
  const sum = (pick: (one: MonitoredPartition) => number): string =>
    String(run.partitions.reduce((total, one) => total + pick(one), 0));
  const lag = new LagSketch();
  for (const { summary } of run.partitions) lag.merge(summary.lag);
  const seconds = (ms: number | undefined): string =>
    lag.events === 0 || ms === undefined ? '' : String(Math.round(ms / 1000));
  const requests = [...run.requests.values()];
  const count = (pick: (one: (typeof requests)[number]) => number): string =>
    String(requests.reduce((total, one) => total + pick(one), 0));
  const values: Record<keyof typeof MEANINGS, string> = {
    version: VERSION,
    last_run: run.outcome,
    last_run_started: isoTime(run.summary.startedMs),
    last_run_ended: isoTime(run.summary.endedMs),
    events_delivered: sum(one => one.books.delivered),
    events_duplicate: sum(one => one.books.duplicates),
    events_filtered: sum(one => one.books.filtered),
    events_dead_lettered: sum(one => one.books.deadLettered),
    events_trimmed: sum(one => one.books.trimmed),
    blobs_done: sum(one => one.books.blobs),
    blobs_lost: sum(one => one.books.blobsLost),
    bytes_fetched: sum(one => one.books.bytes),
    gaps: sum(one => one.gaps),
    last_run_events: sum(one => one.summary.delivered),
    lag_p50: seconds(lag.quantileMs(0.5)),
    lag_p95: seconds(lag.quantileMs(0.95)),
    lag_max: seconds(lag.maxMs),
    requests: count(one => one.requests),
    retries: count(one => one.retries),
    throttles: count(one => one.throttled),
    acknowledgement: run.acknowledgement ?? '',
    queue_usage: run.queueUsage === undefined ? '' : run.queueUsage.toFixed(4),
    dead_letter_bytes: String(run.deadLetterBytes),
  };
  const state = new Map(Object.entries(values));
  for (const { summary } of run.partitions) {
    const name = `${summary.tenant}_${summary.contentType}`.replace(/\W/g, '_');
    state.set(`settled_${name}`, summary.cursorMs === undefined ? '' : isoTime(summary.cursorMs));
    state.set(`stopped_${name}`, summary.error?.code ?? '');
  }
  return state;
}

/** The state after a run that ended before it could do anything: what the one before left, with this one's outcome. */
export function failedRunState(
  before: RunState,
  failure: { readonly code: string; readonly startedMs: number; readonly endedMs: number },
): RunState {
  return new Map([
    ...before,
    ['version', VERSION],
    ['last_run', failure.code],
    ['last_run_started', isoTime(failure.startedMs)],
    ['last_run_ended', isoTime(failure.endedMs)],
    ['last_run_events', '0'],
  ]);
}

/** The file as Wazuh's daemons write theirs: `key='value'` lines that a shell can read, with what they mean above them. */
export function stateFileText(state: RunState): string {
  const lines = [...HEADER];
  for (const [key, meaning] of Object.entries(MEANINGS)) {
    if (meaning !== undefined) lines.push('', `# ${meaning}`);
    lines.push(`${key}='${clean(state.get(key) ?? '')}'`);
  }
  lines.push(
    '',
    '# Each content type: what is settled (UTC), and the code of what stopped it in the last run',
  );
  for (const [key, value] of state) if (!(key in MEANINGS)) lines.push(`${key}='${clean(value)}'`);
  return `${lines.join('\n')}\n`;
}

/** A quote or a line break would end the value. */
function clean(value: string): string {
  return value.replace(/['\r\n]/g, ' ');
}
