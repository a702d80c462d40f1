import { O365WazuhError } from '../src/errors.ts';
import type { WazuhHome } from '../src/wazuh/home.ts';
import type { InstallerDeps } from './ports.ts';

/** How long the daemons may take to be back after a restart; measured at 11–13 s. */
const BACK_WITHIN_MS = 120_000;
const LOOK_EVERY_MS = 1_000;

/**
 * Restarts Wazuh and waits until every daemon that ran before runs again.
 *
 * @throws INSTALL_UNHEALTHY when the control script refuses or a daemon stays away.
 */
export async function restartAndProve(
  home: WazuhHome,
  before: ReadonlySet<string>,
  deps: InstallerDeps,
): Promise<void> {
  deps.say(`Restarting Wazuh: ${deps.daemons.restartCommand(home) ?? ''}`);
  const { ok, output } = await deps.daemons.restart(home, deps.signal);
  if (!ok) {
    throw new O365WazuhError(
      'INSTALL_UNHEALTHY',
      `The restart failed:\n${output.trim().split('\n').slice(-10).join('\n')}`,
    );
  }
  const deadline = deps.clock.now() + BACK_WITHIN_MS;
  for (;;) {
    const now = await deps.daemons.running(home, deps.signal);
    const absent = [...before].filter(name => !now.has(name));
    if (absent.length === 0) return;
    if (deps.clock.now() >= deadline) {
      throw new O365WazuhError(
        'INSTALL_UNHEALTHY',
        `After the restart these daemons do not run: ${absent.join(', ')}.`,
        { details: { absent } },
      );
    }
    await deps.clock.sleep(LOOK_EVERY_MS, deps.signal);
  }
}

/** Brings the daemons back onto the old files. Never throws: the error that led here is the one to report. */
export async function restartQuietly(home: WazuhHome, deps: InstallerDeps): Promise<void> {
  deps.say('The changes were taken back; restarting Wazuh on the old files.');
  try {
    // Not the operator's signal: an interrupted run must still leave the daemons on what is on disk.
    await deps.daemons.restart(home, new AbortController().signal);
  } catch (error) {
    deps.say(
      `Restarting failed: ${error instanceof Error ? error.message : String(error)}. Run: ${deps.daemons.restartCommand(home) ?? ''}`,
    );
  }
}
