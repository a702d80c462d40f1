import { runLockHolder } from '../src/state/run-lock.ts';
import type { Layout } from './layout.ts';
import { identityOf } from './lock.ts';
import type { InstallerDeps } from './ports.ts';

/** A usual run takes seconds; one that catches up for hours is not waited for. */
const WAIT_MS = 60_000;
const LOOK_EVERY_MS = 500;

/** The process of a run of the collector. */
export interface RunningCollector {
  readonly pid: number;
  isThere(): boolean;
}

/**
 * Waits until no run of the collector is under way, at most a minute. It changes nothing and does not
 * keep the next run from starting; a run in another container is not seen.
 *
 * @returns the run that goes on nevertheless.
 */
export async function untilCollectorRests(
  layout: Layout,
  deps: Pick<InstallerDeps, 'clock' | 'signal' | 'say'>,
): Promise<RunningCollector | undefined> {
  const untilMs = deps.clock.now() + WAIT_MS;
  let running = runningCollector(layout);
  if (running) deps.say('Waiting for the collector’s run to end.');
  while (running && deps.clock.now() < untilMs) {
    await deps.clock.sleep(LOOK_EVERY_MS, deps.signal);
    running = runningCollector(layout);
  }
  return running;
}

/** As the note in the state folder names it; the answer can be asked for again when that folder is gone. */
export function runningCollector(layout: Layout): RunningCollector | undefined {
  const holder = runLockHolder(layout.state);
  if (holder === undefined) return undefined;
  const { pid } = holder;
  const identity = identityOf(pid);
  return { pid, isThere: () => identity !== undefined && identityOf(pid) === identity };
}
