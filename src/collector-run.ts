import { collect, type RunSummary } from './collect/run.ts';
import type { Acknowledgement, Log } from './collect/ports.ts';
import type { PartitionSummary } from './collect/summary.ts';
import { configFromFlags, type LegacyFlags } from './config/legacy-flags.ts';
import { loadConfig } from './config/load.ts';
import type { Config } from './config/config.ts';
import { ERROR_TABLE, type ExitName } from './error-table.ts';
import { O365WazuhError } from './errors.ts';
import { takeRunLock } from './state/run-lock.ts';
import { totalsLine } from './report-run.ts';
import { openCollector, type Places, resolvePlaces } from './wiring.ts';

/** What `collect` takes; the same for the installed collector and the command line. */
export interface CollectorFlags extends LegacyFlags {
  readonly config?: string;
  readonly home?: string;
  readonly queue?: string;
  readonly state?: string;
  readonly dryRun?: boolean;
}

export interface CollectorRun {
  readonly status: 'ran';
  readonly summary: RunSummary;
  readonly exit: ExitName;
  readonly acknowledgement: Acknowledgement | 'none';
  readonly requests: number;
  readonly notes: readonly string[];
}

export type CollectorResult = CollectorRun | { readonly status: 'busy'; readonly message: string };

/** SIGTERM must end the run within 5 s: Wazuh waits 10 s, then kills. */
const GRACE_AFTER_SIGNAL_MS = 4_000;

/**
 * One run of the collector: configuration, lock, pipeline, summary.
 *
 * A second run on the same state folder answers `busy` and changes nothing. SIGTERM and SIGINT end the run early with all that
 * was delivered recorded.
 *
 * @param onProgress called with the summaries as they stand, for a progress line.
 * @throws CONFIG_…, SECRET_…, USAGE, STATE_…, and what finding the home throws.
 */
export async function runCollector(
  flags: CollectorFlags,
  onProgress?: (summaries: readonly PartitionSummary[]) => void,
): Promise<CollectorResult> {
  const places = await resolvePlaces(flags);
  const refusedFiles: O365WazuhError[] = [];
  const config = readConfiguration(flags, places, error => refusedFiles.push(error));
  // A dry run has its state in memory and disturbs nobody.
  const lock =
    flags.dryRun || places.stateDir === undefined ? undefined : takeRunLock(places.stateDir, Date.now());
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
  });

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
      acknowledgement: collector.acknowledgement(),
      requests: collector.requests(),
      notes: collector.notes,
    };
    // In the log too: as a wodle nobody reads standard output.
    collector.log.info(totalsLine(run));
    return run;
  } finally {
    dispose();
  }
}

function readConfiguration(
  flags: CollectorFlags,
  places: Places,
  onRefused: (error: O365WazuhError) => void,
): Config {
  // Any of the blog's own flags means the blog's way of running; its ids would contradict a configuration.
  if (flags.tenantId !== undefined || flags.clientId !== undefined) return configFromFlags(flags);
  if (places.configFile === undefined) {
    throw new O365WazuhError('USAGE', 'Neither a configuration nor --tenantId and --clientId are given.');
  }
  const config = loadConfig(places.configFile, onRefused);
  return {
    ...config,
    ...(flags.insecureFiles ? { insecureFiles: true } : {}),
    tenants: config.tenants.map(tenant => ({
      ...tenant,
      ...(flags.loginUrl === undefined ? {} : { loginUrl: flags.loginUrl }),
      ...(flags.apiUrl === undefined ? {} : { apiUrl: flags.apiUrl }),
      ...(flags.stopOthers ? { stopOthers: true } : {}),
    })),
  };
}

/** The worst of what stopped the parts, by who must act first. */
function exitOf(summary: RunSummary, refusedFiles: readonly O365WazuhError[]): ExitName {
  const errors = [...summary.partitions.flatMap(one => one.error ?? []), ...refusedFiles];
  const exits = new Set(errors.map(error => ERROR_TABLE[error.code].exit as ExitName));
  const order: readonly ExitName[] = ['internal', 'state', 'wazuh', 'config', 'credentials', 'microsoft'];
  const worst = order.find(exit => exits.has(exit));
  return worst ?? (summary.interrupted ? 'interrupted' : 'ok');
}

function signalsAsAbort(log: Log): { signal: AbortSignal; dispose: () => void } {
  const controller = new AbortController();
  const onSignal = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted) return;
    log.info(`${name}: ending the run; all that was delivered is recorded.`);
    controller.abort(new Error(name));
    // Whatever hangs after that (a name look-up, say) must not keep the manager waiting. Unrecorded work is simply done again.
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), GRACE_AFTER_SIGNAL_MS).unref();
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
  return {
    signal: controller.signal,
    dispose: () => {
      process.off('SIGTERM', onSignal).off('SIGINT', onSignal);
    },
  };
}
