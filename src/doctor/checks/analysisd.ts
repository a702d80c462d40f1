import type { Check } from '../check.ts';
import type { DoctorFacts } from '../facts.ts';
import { type Finding, ok, skipped, skipUnknown, warn } from '../finding.ts';
import { runs } from '../installed.ts';
import { count, moment } from '../../terminal/words.ts';

/** Where analysisd begins to drop is not far. */
const BUSY_SHARE = 0.8;

export const analysisdCheck: Check = {
  id: 'analysisd',
  group: 'Wazuh',
  title: 'analysisd',
  about:
    'The manager tells its load, by which the collector paces itself and knows that events were taken (4.4 and later); warns about dropped events and a queue that is 80 % full.',
  run(facts) {
    const { figures } = facts;
    if (!figures.known) return [withoutFigures(facts)];
    const { dropped, capacity, startedAt, received, stages } = figures.value;
    const [decode] = stages;
    const share = capacity > 0 ? decode.waiting / capacity : 0;
    const since = moment(startedAt * 1_000);
    if (dropped > 0) {
      return [
        warn(
          `has dropped ${count(dropped, 'event')} of files and scripts since ${since}`,
          'The collector sends what was dropped again; other logs are lost. Raise analysisd.decode_event_queue_size in etc/local_internal_options.conf.',
        ),
      ];
    }
    if (share > BUSY_SHARE) {
      return [
        warn(
          `its queue is ${Math.round(share * 100)} % full`,
          'Look for the source that floods it; the collector waits meanwhile.',
        ),
      ];
    }
    if (received === 0) return [skipped(`it has received nothing yet since ${since}`)];
    return [ok(`${count(received, 'event')} received since ${since}, none dropped`)];
  },
};

function withoutFigures(facts: DoctorFacts): Finding {
  const { home, figures } = facts;
  if (figures.known || !figures.error || !home.known) return skipUnknown(figures);
  if (runs(facts, 'analysisd') === false) return skipped('analysisd does not run');
  if (isBefore(home.value.version, 4, 4)) {
    return ok(`tells no figures before Wazuh 4.4: deliveries are known to be sent, not to be taken`);
  }
  return warn(
    figures.error.message,
    'Without its figures deliveries are known to be sent, not to be taken. See logs/ossec.log.',
  );
}

function isBefore(version: string | undefined, major: number, minor: number): boolean {
  const [a = NaN, b = NaN] = (version ?? '').split('.').map(Number);
  return a < major || (a === major && b < minor);
}
