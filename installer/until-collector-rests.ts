import { runLockHolder } from '../src/state/run-lock.ts';
import type { Layout } from './layout.ts';
import type { InstallerDeps } from './ports.ts';

/** A usual run takes seconds; one that catches up for hours is not waited for. */
const WAIT_MS = 60_000;
const LOOK_EVERY_MS = 500;

/**
 * Waits until no run of the collector is under way, at most a minute. It changes nothing and does not
 * keep the next run from starting; a run in another container is not seen.
 */
export async function untilCollectorRests(
  layout: Layout,
  deps: Pick<InstallerDeps, 'clock' | 'signal' | 'say'>,
): Promise<void> {
  const untilMs = deps.clock.now() + WAIT_MS;
  let told = false;
  while (runLockHolder(layout.state) !== undefined && deps.clock.now() < untilMs) {
    if (!told) deps.say('Waiting for the collector’s run to end.');
    told = true;
    await deps.clock.sleep(LOOK_EVERY_MS, deps.signal);
  }
}
