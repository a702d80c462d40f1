import type { Check } from '../check.ts';
import { ok, skipped, skipUnknown, warn } from '../finding.ts';
import { isAbsent } from '../installed.ts';
import { some } from '../../terminal/words.ts';

export const unfinishedCheck: Check = {
  id: 'unfinished',
  group: 'Collector',
  title: 'Open ends',
  about: 'No installer run was cut short, and no new version of a rule file waits to be merged by hand.',
  run(facts) {
    const { code } = facts;
    if (!code.known) return [skipUnknown(code)];
    if (code.value.isUnfinished) {
      return [
        warn(
          'an installer run was cut short and is not taken back yet',
          'Run the command again, or any other of install, upgrade, uninstall: it cleans up first.',
        ),
      ];
    }
    if (code.value.conflicts.length > 0) {
      return [
        warn(
          `waiting to be merged by you: ${some(code.value.conflicts)}`,
          'Merge what you want of it into your file, then run: o365-wazuh upgrade --keep-mine',
        ),
      ];
    }
    return isAbsent(facts) ? [skipped('o365-wazuh is not installed')] : [ok('none')];
  },
};
