import type { Check } from '../check.ts';
import { failUnknown, type Finding, ok, skipped, skipUnknown, warn } from '../finding.ts';
import { noCollector } from '../installed.ts';
import { fullness } from '../../state/dead-letter-bound.ts';
import { bytes, count, some } from '../../terminal/words.ts';

export const stateCheck: Check = {
  id: 'state',
  group: 'Collector',
  title: 'State',
  about:
    'The collector’s memory can be read, was not set aside as damaged, lies in a folder of root’s alone, and holds few dead letters.',
  run(facts): readonly Finding[] {
    const none = noCollector(facts);
    if (none !== undefined) return [skipped(none)];
    const { state, stateFolder } = facts;
    if (!stateFolder.known) return [failUnknown(stateFolder)];
    const { path, mode, setAside, stateBytes, deadLetterBytes, deadLetterDays } = stateFolder.value;
    const findings: Finding[] = [];
    if (!state.known) {
      findings.push(
        state.error?.code === 'STATE_ABSENT'
          ? skipped('there is none before the first run')
          : failUnknown(state),
      );
    }
    if ((mode & 0o077) !== 0) {
      findings.push(warn(`${path} has mode 0${mode.toString(8)}`, `It is root’s alone: chmod 700 ${path}`));
    }
    if (setAside.length > 0) {
      findings.push(
        warn(
          `${count(setAside.length, 'damaged file')} set aside: ${some(setAside)}`,
          'Nothing is lost by it; look for a failing disk, then delete them.',
        ),
      );
    }
    const full = fullness(deadLetterBytes);
    if (full !== undefined) {
      findings.push(
        warn(full, 'dead-letter list shows what there is; dead-letter resend puts away what Wazuh takes.'),
      );
    }
    if (deadLetterDays.length > 0) {
      findings.push(
        warn(
          `dead letters of ${count(deadLetterDays.length, 'day')}, ${bytes(deadLetterBytes)}: events that had to be shortened or could not be delivered`,
          `What privacy settings leave of them is in ${path}/dead-letter, one file a day, for 90 days.`,
        ),
      );
    }
    if (findings.length > 0) return findings;
    return state.known ? [ok(`readable, ${bytes(stateBytes)}, no dead letters`)] : [skipUnknown(state)];
  },
};
