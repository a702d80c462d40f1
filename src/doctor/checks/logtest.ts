import type { LogtestResult } from '../../wazuh/logtest.ts';
import type { Check } from '../check.ts';
import type { RulesFact } from '../facts.ts';
import { fail, failUnknown, type Finding, ok, skipped, skipUnknown, warn } from '../finding.ts';
import { runs } from '../installed.ts';
import { some } from '../../terminal/words.ts';

/** Wazuh's warnings about a rule that is not in force: its id is taken, or a parent, list or option is missing. */
const NOT_IN_FORCE = /\((?:7612|7616|7617|7619|7620)\).*?'(?<id>\d{5,6})'/;

export const logtestCheck: Check = {
  id: 'rules',
  group: 'Rules',
  title: 'Rules',
  about:
    'Wazuh’s logtest (4.1 and later) decodes an event of ours with our decoder, meets a rule of ours and would alert, and none of our rules is ignored.',
  run(facts) {
    const { logtest, rules } = facts;
    if (!rules.known) return [skipUnknown(rules)];
    if (!logtest.known && runs(facts, 'analysisd') === false) return [skipped('analysisd does not run')];
    if (!logtest.known) {
      const isOld = logtest.error?.code === 'LOGTEST_REFUSED';
      return [isOld ? skipped(logtest.why) : failUnknown(logtest)];
    }
    return findingsOf(logtest.value, rules.value);
  },
};

function findingsOf(result: LogtestResult, { ownIds }: RulesFact): readonly Finding[] {
  if (!result.loaded) {
    return [
      fail(
        `Wazuh cannot load the rules on disk: ${result.messages[0] ?? 'it does not say why'}`,
        'Mend the file that is named; a restart of the manager would fail on it.',
      ),
    ];
  }
  const ignored = result.messages.filter(message =>
    ownIds.has(Number(NOT_IN_FORCE.exec(message)?.groups?.['id'])),
  );
  const findings: Finding[] =
    ignored.length === 0
      ? []
      : [
          warn(
            `rules of ours that are not in force: ${some(ignored, 3)}`,
            'Take the duplicate out, or run o365-wazuh upgrade to bring missing parts back.',
          ),
        ];
  const { rule, alert, decoder } = result;
  if (decoder !== undefined && !decoder.startsWith('office_365')) {
    findings.push(
      fail(
        `the decoder "${decoder}" takes our events before ours does`,
        'See the check of the decoder order.',
      ),
    );
  } else if (rule === undefined) {
    findings.push(fail('an event of ours meets no rule', 'See the check of the rule folders.'));
  } else if (!ownIds.has(Number(rule.id))) {
    findings.push(
      fail(
        `rule ${rule.id} takes our events before ours do`,
        'Take it out, or give it a parent of ours by <if_sid>.',
      ),
    );
  } else if (!alert) {
    findings.push(
      warn(
        `an event of ours meets rule ${rule.id} of level ${rule.level} and raises no alert`,
        'See log_alert_level, and whether an overwrite of yours silences the rule.',
      ),
    );
  }
  if (findings.length > 0) return findings;
  return [ok(`an event of ours meets rule ${rule?.id ?? ''} of level ${rule?.level ?? 0}`)];
}
