import type { Check } from '../check.ts';
import { ok, skipped, skipUnknown, warn } from '../finding.ts';
import { moment } from '../../terminal/words.ts';

export const liveRulesCheck: Check = {
  id: 'live-rules',
  group: 'Rules',
  title: 'Rules in force',
  about: 'The running analysisd has read our rule files since they last changed.',
  run({ rules }) {
    if (!rules.known) return [skipUnknown(rules)];
    const { newestChangeMs, loadedMs } = rules.value;
    if (newestChangeMs === undefined) return [skipped('there is no rule file of ours')];
    if (loadedMs === undefined) return [skipped('nothing tells when analysisd read them')];
    // analysisd tells whole seconds.
    if (newestChangeMs <= loadedMs + 1_000) return [ok(`read ${moment(loadedMs)}, unchanged since`)];
    return [
      warn(
        `our files changed ${moment(newestChangeMs)}; analysisd read them ${moment(loadedMs)}`,
        'Restart Wazuh, or from 4.13 on reload the ruleset.',
      ),
    ];
  },
};
