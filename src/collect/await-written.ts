import type { Log, Outlet } from './ports.ts';

/**
 * Waits at the end of a run until no crash of Wazuh can take back what was delivered: see `Outlet.awaitWritten`. What is not known by the end of
 * the wait is left to the next run; a log line says so.
 *
 * @returns how many messages were sent again.
 */
export async function awaitWritten(
  outlet: Pick<Outlet, 'awaitWritten'>,
  log: Pick<Log, 'warn'>,
  signal: AbortSignal,
): Promise<number> {
  const outcome = await outlet.awaitWritten?.(signal);
  if (outcome === undefined) return 0;
  if (outcome.status === 'ok') return outcome.value.resent;
  if (!signal.aborted) {
    const { code, message } = outcome.error;
    log.warn(
      `Whether Wazuh wrote the last alerts is not known yet: ${message} [${code}] The next run looks, and sends again what is missing.`,
    );
  }
  return 0;
}
