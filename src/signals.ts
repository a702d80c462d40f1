import type { Log } from './collect/ports.ts';
import { hearSignals } from './hear-signals.ts';

/** SIGTERM must end the run within 5 s: Wazuh waits 10 s, then kills. */
const GRACE_AFTER_SIGNAL_MS = 4_000;

/** Turns the first SIGTERM or SIGINT into an abort. The process is killed if it is still there 4 s later. */
export function signalsAsAbort(log: Log): { readonly signal: AbortSignal; readonly dispose: () => void } {
  const controller = new AbortController();
  const dispose = hearSignals(['SIGTERM', 'SIGINT'], name => {
    if (controller.signal.aborted) return;
    log.info(`${name}: ending the run; all that was delivered is recorded.`);
    controller.abort(new Error(name));
    // Whatever hangs after that (a name look-up, say) must not keep the manager waiting. Unrecorded work is simply done again.
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), GRACE_AFTER_SIGNAL_MS).unref();
  });
  return { signal: controller.signal, dispose };
}
