import { collect, type RunSummary } from './collect/run.ts';
import type { Acknowledgement } from './collect/ports.ts';
import type { PartitionSummary } from './collect/summary.ts';
import type { LegacyFlags } from './config/legacy-flags.ts';
import type { ExitName } from './error-table.ts';
import { settingsOf } from './config/tenant-settings.ts';
import { O365WazuhError, toO365WazuhError } from './errors.ts';
import { takeHandOver } from './hand-over.ts';
import { checkMetricsFile, recordFailure, recordRun } from './monitor-run.ts';
import { keepHeapSmall } from './report/keep-heap-small.ts';
import { totalsLine } from './report-run.ts';
import { readConfiguration } from './run-configuration.ts';
import { signalsAsAbort } from './signals.ts';
import { takeLockOfRun } from './run-turns.ts';
import { openCollector, type Places, resolvePlaces, type Tempo } from './wiring.ts';
import { tellUnusedLookBacks } from './unused-look-back.ts';
import { worstExit } from './worst-exit.ts';

/** What `collect` takes; the same for the installed collector and the command line. */
export interface CollectorFlags extends LegacyFlags {
  readonly config?: string;
  readonly home?: string;
  readonly queue?: string;
  readonly state?: string;
  readonly dryRun?: boolean;
  readonly metricsFile?: string;
}

export interface RunMeans {
  /** Called with the summaries as they stand, for a progress line. */
  readonly onProgress?: (summaries: readonly PartitionSummary[]) => void;
  readonly tempo?: Tempo;
}

export interface CollectorRun {
  readonly status: 'ran';
  readonly summary: RunSummary;
  readonly exit: ExitName;
  /** `ok`, or the code of what stopped a part of it. */
  readonly outcome: string;
  readonly acknowledgement: Acknowledgement | 'none';
  readonly requests: number;
  readonly notes: readonly string[];
}

export type CollectorResult = CollectorRun | { readonly status: 'busy'; readonly message: string };

/**
 * From so many tenants on, memory matters more than the last tenth of speed: measured with 500 idle ones, 142 MB in place of 237, at 15 % more
 * processor time.
 */
const MANY_TENANTS = 50;

/**
 * One run of the collector: configuration, lock, pipeline, summary, and what monitoring reads of it.
 *
 * A second run on the same state folder answers `busy` and changes nothing. SIGTERM and SIGINT end the run early with all that
 * was delivered recorded.
 *
 * @throws CONFIG_…, SECRET_…, USAGE, STATE_…, and what finding the home throws.
 */
export async function runCollector(flags: CollectorFlags, means: RunMeans = {}): Promise<CollectorResult> {
  const startedMs = Date.now();
  if (flags.metricsFile !== undefined) checkMetricsFile(flags.metricsFile);
  const places = await resolvePlaces(flags);
  try {
    return await runAt(places, flags, means);
  } catch (error) {
    if (!flags.dryRun) recordFailure(places, startedMs, toO365WazuhError(error));
    throw error;
  }
}

async function runAt(
  places: Places,
  flags: CollectorFlags,
  { onProgress, tempo }: RunMeans,
): Promise<CollectorResult> {
  const refusedFiles: O365WazuhError[] = [];
  const config = readConfiguration(flags, places, error => refusedFiles.push(error));
  if (config.tenants.length >= MANY_TENANTS) keepHeapSmall();
  // A dry run has its state in memory and disturbs nobody.
  const lock =
    flags.dryRun || places.stateDir === undefined ? undefined : await takeLockOfRun(places.stateDir);
  if (lock?.held) {
    const since = new Date(lock.sinceMs ?? 0).toISOString();
    const who =
      lock.pid === undefined ? 'a process that left no name' : `process ${lock.pid}, since ${since}`;
    return { status: 'busy', message: `another run is under way: ${who}. Nothing to do.` };
  }
  using _lock = { [Symbol.dispose]: () => lock?.release() };
  await using collector = await openCollector(config, places, {
    dryRun: flags.dryRun ?? false,
    debug: flags.debug ?? false,
    ...(tempo ? { tempo } : {}),
  });

  if (!flags.dryRun && places.stateDir !== undefined) {
    const { store, clock } = collector.deps;
    const overlaps = new Map(config.tenants.map(one => [one.tenantId, settingsOf(config, one).overlapMs]));
    const overlapMsOf = (tenantId: string): number => overlaps.get(tenantId) ?? config.overlapMs;
    takeHandOver(places.stateDir, store, { nowMs: clock.now(), log: collector.log, overlapMsOf });
    tellUnusedLookBacks(config, store, clock.now(), collector.log);
  }

  for (const error of refusedFiles) {
    const note = `Tenants were left out: ${error.message}`;
    collector.notes.push(note);
    collector.log.error(note);
  }

  const { signal, dispose } = signalsAsAbort(collector.log);
  try {
    const summary = await collect(
      collector.options,
      { ...collector.deps, ...(onProgress ? { onProgress } : {}) },
      signal,
    );
    const run: CollectorRun = {
      status: 'ran',
      summary,
      exit: exitOf(summary, refusedFiles),
      outcome: summary.outcome === 'ok' ? (refusedFiles[0]?.code ?? 'ok') : summary.outcome,
      acknowledgement: collector.acknowledgement(),
      requests: collector.requests(),
      notes: collector.notes,
    };
    // In the log too: as a wodle nobody reads standard output.
    collector.log.info(totalsLine(run));
    if (!flags.dryRun) recordRun(run, collector, places, flags.metricsFile ?? config.metricsFile);
    return run;
  } finally {
    dispose();
  }
}

/** The worst of what stopped the parts, by who must act first. */
function exitOf(summary: RunSummary, refusedFiles: readonly O365WazuhError[]): ExitName {
  const errors = [...summary.partitions.flatMap(one => one.error ?? []), ...refusedFiles];
  return worstExit(errors) ?? (summary.interrupted ? 'interrupted' : 'ok');
}
