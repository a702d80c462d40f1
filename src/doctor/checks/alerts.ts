import type { Check } from '../check.ts';
import { ok, skipUnknown, warn } from '../finding.ts';

/** The level of our rule for any event: the lowest that is of use. */
const OUR_LOWEST_LEVEL = 3;

export const alertsCheck: Check = {
  id: 'alerts',
  group: 'Wazuh',
  title: 'Alert files',
  about:
    'ossec.conf has jsonout_output on, without which nothing reaches indexer and dashboard, and a log_alert_level that lets our lowest rules (3) through.',
  run({ home, conf }) {
    if (!home.known || home.value.type === 'agent') return [];
    if (!conf.known) return [skipUnknown(conf)];
    const { jsonAlerts, logAlertLevel, path } = conf.value;
    if (!jsonAlerts) {
      return [
        warn(
          'jsonout_output is not yes: no alert reaches alerts.json, the indexer or the dashboard',
          `Set <jsonout_output>yes</jsonout_output> in <global> of ${path}.`,
        ),
      ];
    }
    if (logAlertLevel > OUR_LOWEST_LEVEL) {
      return [
        warn(
          `log_alert_level is ${logAlertLevel}: alerts of lower levels, most of ours among them, are not written`,
          `Set <log_alert_level>${OUR_LOWEST_LEVEL}</log_alert_level> in <alerts> of ${path}, unless that is meant.`,
        ),
      ];
    }
    return [ok(`alerts.json is written, from level ${logAlertLevel} on`)];
  },
};
