import { LagSketch } from '../collect/lag-sketch.ts';
import { VERSION } from '../version.ts';
import type { MonitoredPartition, MonitoredRun, TotalCounters } from './monitored-run.ts';
import type { MetricFamily, MetricSample } from './prometheus-text.ts';

const P = 'o365_wazuh';

/**
 * The metrics of a run. Counters go on over all runs, as long as the state lives; gauges are of this run. A gauge of which nothing
 * is known (the lag of a run without events) has no sample.
 */
export function runMetrics(run: MonitoredRun): readonly MetricFamily[] {
  const { startedMs, endedMs } = run.summary;
  return [
    gauge('build_info', 'The version that ran, as a label.', [{ labels: { version: VERSION }, value: 1 }]),
    gauge('last_run_end_timestamp_seconds', 'When the last run ended.', alone(endedMs / 1000)),
    gauge('last_run_duration_seconds', 'How long the last run took.', alone((endedMs - startedMs) / 1000)),
    gauge(
      'last_run_success',
      '1 when all of the last run went through.',
      alone(Number(run.outcome === 'ok')),
    ),
    gauge(
      'up',
      '1 when the last run went through for this content type.',
      byPartition(run, ({ summary }) => Number(summary.error === undefined)),
    ),
    gauge(
      'settled_timestamp_seconds',
      'All that became available before this time is settled.',
      byPartition(run, ({ summary }) => summary.cursorMs && summary.cursorMs / 1000),
    ),
    counter(
      'events_total',
      'Events delivered to Wazuh.',
      byPartition(run, one => one.books.delivered),
    ),
    counter(
      'bytes_total',
      'Bytes of the blobs that are done.',
      byPartition(run, one => one.books.bytes),
    ),
    counter(
      'blobs_total',
      'Blobs that are done.',
      byPartition(run, one => one.books.blobs),
    ),
    counter(
      'blobs_lost_total',
      'Blobs that were listed and could not be fetched any more.',
      byPartition(run, one => one.books.blobsLost),
    ),
    counter(
      'duplicates_total',
      'Events that Microsoft offered again and that were dropped.',
      byPartition(run, one => one.books.duplicates),
    ),
    counter(
      'filtered_events_total',
      'Events that a filter of the configuration kept from Wazuh.',
      byPartition(run, one => one.books.filtered),
    ),
    counter(
      'dead_letters_total',
      'Events set aside because they could not be delivered.',
      byPartition(run, one => one.books.deadLettered),
    ),
    counter(
      'trimmed_events_total',
      'Events delivered in a shortened form, with what privacy settings leave of the whole set aside.',
      byPartition(run, one => one.books.trimmed),
    ),
    gauge(
      'gaps',
      'Spans that Microsoft no longer offered.',
      byPartition(run, one => one.gaps),
    ),
    gauge('dead_letter_bytes', 'Size of the dead-letter folder.', alone(run.deadLetterBytes)),
    ...lagOf(run),
    counter(
      'requests_total',
      'Requests to Microsoft by HTTP status; 0 for no answer.',
      [...run.requests].flatMap(([tenant, { byStatus }]) =>
        Object.entries(byStatus).map(([code, value]) => ({ labels: { tenant, code }, value })),
      ),
    ),
    counter(
      'retries_total',
      'Requests that were repeated.',
      byTenant(run, one => one.retries),
    ),
    counter(
      'throttles_total',
      'Answers that said to slow down.',
      byTenant(run, one => one.throttled),
    ),
    counter(
      'token_renewals_total',
      'Tokens that were asked for.',
      byTenant(run, one => one.tokenRenewals),
    ),
    gauge(
      'queue_usage_ratio',
      'Highest share of analysisd’s queue in use while the last run delivered.',
      alone(run.queueUsage),
    ),
    gauge(
      'confirmed',
      '1 when analysisd’s figures confirm what is delivered, 0 when the socket’s acceptance must do.',
      alone(run.acknowledgement && Number(run.acknowledgement === 'figures')),
    ),
  ];
}

/** From a blob's appearance at Microsoft to the delivery of its events. */
function lagOf(run: MonitoredRun): MetricFamily[] {
  const text = 'of the time from an event’s appearance at Microsoft to its delivery, in the last run.';
  const seconds = (pick: (lag: LagSketch) => number | undefined) =>
    byPartition(run, ({ summary }) => {
      const ms = summary.lag.events === 0 ? undefined : pick(summary.lag);
      return ms === undefined ? undefined : Math.round(ms) / 1000;
    });
  return [
    gauge(
      'lag_p50_seconds',
      `Median ${text}`,
      seconds(lag => lag.quantileMs(0.5)),
    ),
    gauge(
      'lag_p95_seconds',
      `95th percentile ${text}`,
      seconds(lag => lag.quantileMs(0.95)),
    ),
    gauge(
      'lag_max_seconds',
      `Maximum ${text}`,
      seconds(lag => lag.maxMs),
    ),
  ];
}

function counter(name: string, help: string, samples: readonly MetricSample[]): MetricFamily {
  return { name: `${P}_${name}`, type: 'counter', help, samples };
}

function gauge(name: string, help: string, samples: readonly MetricSample[]): MetricFamily {
  return { name: `${P}_${name}`, type: 'gauge', help, samples };
}

function alone(value: number | undefined): readonly MetricSample[] {
  return value === undefined ? [] : [{ labels: {}, value }];
}

function byPartition(
  run: MonitoredRun,
  pick: (one: MonitoredPartition) => number | undefined,
): readonly MetricSample[] {
  return run.partitions.flatMap(one => {
    const value = pick(one);
    const labels = { tenant: one.summary.tenant, content_type: one.summary.contentType };
    return value === undefined ? [] : [{ labels, value }];
  });
}

function byTenant(run: MonitoredRun, pick: (one: TotalCounters) => number): readonly MetricSample[] {
  return [...run.requests].map(([tenant, counters]) => ({ labels: { tenant }, value: pick(counters) }));
}
