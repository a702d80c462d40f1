import type { Check } from '../check.ts';
import { fail, ok, skipped, skipUnknown } from '../finding.ts';
import { noCollector } from '../installed.ts';
import { some } from '../../terminal/words.ts';

export const codeCheck: Check = {
  id: 'code',
  group: 'Collector',
  title: 'Program files',
  about: 'Collector, socket addon and runtime are there, and nobody but root may change what root runs.',
  run(facts) {
    const none = noCollector(facts);
    if (none !== undefined) return [skipped(none)];
    const { code } = facts;
    if (!code.known) return [skipUnknown(code)];
    const { missing, writableByOthers } = code.value;
    if (missing.length > 0) return [fail(`missing: ${some(missing)}`, 'Put it back: o365-wazuh upgrade')];
    if (writableByOthers.length > 0) {
      return [
        fail(
          `others than root may change: ${some(writableByOthers)}`,
          'Root runs these every few minutes. See who changed them, then: chown root and chmod go-w on each.',
        ),
      ];
    }
    return [ok('complete, and root’s alone to change')];
  },
};
