import { wodleIntervalMs } from '../../../installer/ossec-conf/own-wodle.ts';
import { ERROR_TABLE, type ErrorCode } from '../../error-table.ts';
import type { Check } from '../check.ts';
import type { DoctorFacts } from '../facts.ts';
import { fail, ok, skipped, skipUnknown, warn } from '../finding.ts';
import { noCollector } from '../installed.ts';
import { count, span } from '../../terminal/words.ts';

/** Runs that are due every few minutes may be late for many reasons; after this one should look. */
const LATE_MS = 15 * 60_000;

export const lastRunCheck: Check = {
  id: 'last-run',
  group: 'Collector',
  title: 'Last run',
  about:
    'The collector ran no longer ago than three intervals of the wodle (at least 15 minutes), and without an error.',
  run(facts) {
    const none = noCollector(facts);
    if (none !== undefined) return [skipped(none)];
    const { state, stateFolder, nowMs } = facts;
    const underWay = stateFolder.known ? stateFolder.value.runningSinceMs : undefined;
    const now = underWay === undefined ? '' : `; a run is under way since ${span(nowMs - underWay)}`;
    if (!state.known && state.error?.code === 'STATE_ABSENT') {
      return [warn(`never${now}`, 'It runs when modulesd starts; by hand: o365-wazuh collect')];
    }
    if (!state.known) return [skipUnknown(state)];
    const [run] = state.value.runs;
    if (run === undefined) return [warn(`none has ended yet${now}`, 'Wait for the first run to end.')];
    const ago = span(nowMs - run.endedMs);
    const text = `${ago} ago, ${count(run.delivered, 'event')} delivered${now}`;
    if (run.outcome !== 'ok' && run.outcome !== 'INTERRUPTED') {
      const entry = isErrorCode(run.outcome) ? ERROR_TABLE[run.outcome] : undefined;
      const what = `${ago} ago, stopped by ${run.outcome}${entry ? `: ${entry.meaning}` : ''}`;
      return [fail(what, entry?.cure ?? 'The reason is in logs/o365-wazuh.log.')];
    }
    if (underWay === undefined && nowMs - run.endedMs > lateAfterMs(facts)) {
      return [
        fail(
          `${ago} ago: the wodle does not start it any more`,
          'See the checks of daemons, wodle and its log; by hand: o365-wazuh collect',
        ),
      ];
    }
    return [ok(text)];
  },
};

function lateAfterMs({ conf, config }: DoctorFacts): number {
  const wodle = conf.known ? conf.value.wodle : undefined;
  const intervalMs = wodle && wodleIntervalMs(wodle.interval);
  const expectedMs = intervalMs ?? (config.known ? config.value.intervalMs : 0);
  return Math.max(3 * expectedMs, LATE_MS);
}

function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERROR_TABLE, text);
}
