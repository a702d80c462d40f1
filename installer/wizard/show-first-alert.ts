import { abortOnSignals } from '../../src/abort-on-signals.ts';
import type { Clock } from '../../src/collect/ports.ts';
import type { FileMark } from '../health.ts';
import { lastWordOf, waitForFirstAlert } from './first-alert.ts';

/** The first run takes seconds, and so do its alerts; Microsoft's part, where a subscription is new, can take half a day. */
export const FIRST_ALERT_WAIT_MS = 3 * 60_000;

/**
 * Waits for the first alert and shows it, or says why there is none yet. Ctrl-C ends the wait: the installation is complete already.
 *
 * @param say writes one line.
 */
export async function showFirstAlert(
  watch: { readonly alerts: FileMark; readonly log: string },
  means: { readonly clock: Clock; readonly waitMs?: number; readonly say: (line: string) => void },
): Promise<void> {
  const { clock, say, waitMs = FIRST_ALERT_WAIT_MS } = means;
  using stop = abortOnSignals('The wait was ended.');
  say(
    `Waiting for the first alert, ${Math.round(waitMs / 1000)} s at most. Ctrl-C ends the wait; the installation is complete.`,
  );
  try {
    const alert = await waitForFirstAlert(watch.alerts, waitMs, clock, stop.signal);
    if (alert) {
      const seconds = Math.max(1, Math.round(alert.afterMs / 1000));
      say(
        `The first alert came after ${seconds} s: rule ${alert.rule}, level ${alert.level}: ${alert.description}`,
      );
      return;
    }
    say(
      `No alert within ${Math.round(waitMs / 1000)} s. That need not be wrong: where a subscription is new, Microsoft takes up to 12 hours to the first content.`,
    );
  } catch {
    say('The wait was ended; the installation is complete and goes on collecting.');
  }
  const word = await lastWordOf(watch.log);
  say(word === undefined ? 'The collector has written nothing yet.' : `The collector’s last word: ${word}`);
  say(`Watch it with: tail -f ${watch.log}`);
  say(`See its alerts with: tail -f ${watch.alerts.path} | grep office_365`);
}
