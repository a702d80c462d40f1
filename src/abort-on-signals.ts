import { O365WazuhError } from './errors.ts';
import { hearSignals } from './hear-signals.ts';

/**
 * Turns Ctrl-C, SIGTERM and SIGHUP into an abort, until disposed of.
 *
 * @param message what the operator is told: what became of the work.
 * @param hint what to do about it.
 */
export function abortOnSignals(
  message = 'The command was interrupted; nothing was changed.',
  hint = '',
): Disposable & { readonly signal: AbortSignal } {
  const stop = new AbortController();
  const end = hearSignals(['SIGINT', 'SIGTERM', 'SIGHUP'], () =>
    stop.abort(new O365WazuhError('INTERRUPTED', message, { hint })),
  );
  return { signal: stop.signal, [Symbol.dispose]: end };
}
