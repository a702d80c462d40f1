import type { Check } from '../check.ts';
import { fail, ok, skipped, skipUnknown, warn } from '../finding.ts';
import { noCollector } from '../installed.ts';
import { moment } from '../../terminal/words.ts';

/** A line older than this tells nothing of today; modulesd writes one at each run. */
const FRESH_MS = 24 * 3_600_000;

const COMPLAINTS: readonly { readonly pattern: RegExp; readonly says: string; readonly cure: string }[] = [
  {
    pattern: /Command '.*' failed/,
    says: 'modulesd cannot start the command',
    cure: 'See the checks of the program files and the wodle’s command.',
  },
  {
    pattern: /Timeout overtaken/,
    says: 'the last run took longer than the wodle’s timeout and was ended',
    cure: 'Nothing is lost and the next run goes on; if it happens each time, raise <timeout> in the wodle.',
  },
  {
    pattern: /checksum verification failed/,
    says: 'modulesd refuses the command for its checksum',
    cure: 'Take the verify_… options out of the wodle: an upgrade changes the files.',
  },
  {
    pattern: /returned exit code (\d+)/,
    says: 'the last run ended with an error',
    cure: 'The reason is in logs/o365-wazuh.log, and in the checks below.',
  },
  {
    pattern: /Interval overtaken/,
    says: 'runs take longer than the interval',
    cure: 'Raise <interval> in the wodle, unless it is the first fill.',
  },
  {
    pattern: /(?:ERROR|CRITICAL)/,
    says: 'modulesd complains about the wodle',
    cure: 'See logs/ossec.log.',
  },
];

export const wodleLogCheck: Check = {
  id: 'wodle-log',
  group: 'Collector',
  title: 'Wodle’s log',
  about: 'The last thing that modulesd wrote to ossec.log about our wodle is no complaint.',
  run(facts) {
    const none = noCollector(facts);
    if (none !== undefined) return [skipped(none)];
    const { wodleLog, nowMs } = facts;
    if (!wodleLog.known) return [skipUnknown(wodleLog)];
    const last = wodleLog.value.at(-1);
    if (last === undefined) return [skipped('the end of ossec.log does not speak of it')];
    const at = moment(last.atMs);
    const complaint = COMPLAINTS.find(({ pattern }) => pattern.test(last.text));
    if (!complaint) return [ok(`nothing to complain of, ${at}`)];
    const { says, cure } = complaint;
    const text = `${says}, ${at}`;
    const isLasting = nowMs - last.atMs < FRESH_MS && !/Timeout|Interval/.test(complaint.pattern.source);
    return [isLasting ? fail(text, cure) : warn(text, cure)];
  },
};
