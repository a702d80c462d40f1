import { O365WazuhError } from './errors.ts';

/**
 * Turns Ctrl-C, SIGTERM and SIGHUP into an abort, until disposed of.
 *
 * @param message what the operator is told: what became of the work.
 */
export function abortOnSignals(
  message = 'The command was interrupted; nothing was changed.',
): Disposable & { readonly signal: AbortSignal } {
  const stop = new AbortController();
  const abort = (): void => stop.abort(new O365WazuhError('INTERRUPTED', message, { hint: '' }));
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of names) process.on(name, abort);
  return {
    signal: stop.signal,
    [Symbol.dispose]: () => {
      for (const name of names) process.off(name, abort);
    },
  };
}
