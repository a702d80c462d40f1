import { dirname } from 'node:path';
import { reportAsJson } from './report-run.ts';
import type { CollectorRun } from './collector-run.ts';
import { O365WazuhError } from './errors.ts';
import type { MonitoredRun } from './monitoring/monitored-run.ts';
import { prometheusText } from './monitoring/prometheus-text.ts';
import { runMetrics } from './monitoring/run-metrics.ts';
import { failedRunState, type RunState, runState, stateFileText } from './monitoring/run-state.ts';
import { addToTotals } from './monitoring/total-counters.ts';
import { writeWhole } from './monitoring/write-whole.ts';
import { readStateFile } from './wazuh/state-file.ts';
import type { Collector, Places } from './wiring.ts';

/**
 * Keys in `Store.meta` that a status reads: how deliveries are acknowledged (`figures` or `socket`, from the last run that delivered any),
 * and the last run's summary as `collect --json` prints it. What the feed said of its health is under `health`.
 */
export const ACKNOWLEDGEMENT_KEY = 'acknowledgement';
export const LAST_RUN_KEY = 'last-run';

const STATE_FILE_MODE = 0o640;
/** The node exporter runs under an account of its own. */
const METRICS_FILE_MODE = 0o644;

/** @throws USAGE for a name that the textfile collector would pass over. */
export function checkMetricsFile(path: string): void {
  if (path.endsWith('.prom')) return;
  throw new O365WazuhError(
    'USAGE',
    `--metrics-file is ${JSON.stringify(path)}; its name must end in .prom.`,
    {
      hint: 'The node exporter’s textfile collector reads no other names.',
    },
  );
}

/**
 * Leaves what monitoring reads of a run: totals in the state, the home's state file, the metrics file. A file that can't be written is
 * an ERROR in the log and a note: it must not fail a run that delivered.
 *
 * @throws STATE_… when the state can't be written.
 */
export function recordRun(
  run: CollectorRun,
  collector: Collector,
  places: Places,
  metricsFile: string | undefined,
): void {
  const { store } = collector.deps;
  if (run.acknowledgement !== 'none') store.setMeta(ACKNOWLEDGEMENT_KEY, run.acknowledgement);
  store.setMeta(LAST_RUN_KEY, reportAsJson(run));
  const monitored = monitoredRun(run, collector);
  const { home } = places;
  if (home) {
    writeOrNote(home.files.runState, collector, () => writeState(places, runState(monitored)));
  }
  if (metricsFile !== undefined) {
    const text = prometheusText(runMetrics(monitored));
    writeOrNote(metricsFile, collector, () => writeWhole(metricsFile, text, { mode: METRICS_FILE_MODE }));
  }
}

/** The same for a run that could not begin. Nothing is said of a state file that can't be written: the error itself is on its way. */
export function recordFailure(places: Places, startedMs: number, error: O365WazuhError): void {
  const { home } = places;
  if (!home) return;
  const before: RunState = readStateFile(home.files.runState)?.values ?? new Map();
  try {
    writeState(places, failedRunState(before, { code: error.code, startedMs, endedMs: Date.now() }));
  } catch {
    // The run's own error tells more.
  }
}

function monitoredRun(run: CollectorRun, collector: Collector): MonitoredRun {
  const { store } = collector.deps;
  const acknowledgement = store.meta(ACKNOWLEDGEMENT_KEY);
  const tenantIds = new Map(collector.options.tenants.map(({ name, tenantId }) => [name, tenantId]));
  return {
    summary: run.summary,
    outcome: run.outcome,
    acknowledgement:
      acknowledgement === 'figures' || acknowledgement === 'socket' ? acknowledgement : undefined,
    queueUsage: collector.queueUsage(),
    partitions: run.summary.partitions.map(summary => {
      const { contentType } = summary;
      const memory = store.partition({ tenantId: tenantIds.get(summary.tenant) ?? '', contentType });
      return { summary, books: memory.books(), gaps: memory.gaps().length };
    }),
    requests: new Map(
      collector.options.tenants.map(({ name, feed }) => [name, addToTotals(store, name, feed.counters)]),
    ),
    deadLetterBytes: collector.deadLetterBytes(),
  };
}

function writeState({ home }: Places, state: RunState): void {
  if (!home) return;
  const gid = home.account?.gid;
  const options = { mode: STATE_FILE_MODE, ...(gid === undefined ? {} : { gid }) };
  writeWhole(home.files.runState, stateFileText(state), options);
}

function writeOrNote(path: string, { log, notes }: Collector, write: () => void): void {
  try {
    write();
  } catch (error) {
    const note = `Cannot write ${path}: ${(error as Error).message}. See that ${dirname(path)} is there and can be written to.`;
    notes.push(note);
    log.error(note);
  }
}
