import { wodleIntervalMs } from '../../../installer/ossec-conf/own-wodle.ts';
import type { Check } from '../check.ts';
import { fail, failUnknown, type Finding, ok, skipped, warn } from '../finding.ts';
import { noCollector } from '../installed.ts';
import { span } from '../../terminal/words.ts';

export const wodleCheck: Check = {
  id: 'wodle',
  group: 'Collector',
  title: 'Wodle',
  about:
    'ossec.conf can be read and holds our wodle: not disabled, with the command that was installed, a usable interval and a timeout. Of two with our tag Wazuh runs the last one only.',
  run(facts): readonly Finding[] {
    const none = noCollector(facts);
    if (none !== undefined && !facts.conf.known) return [skipped(none)];
    const { conf, manifest } = facts;
    if (!conf.known) return [failUnknown(conf)];
    if (none !== undefined && conf.value.wodle === undefined) return [skipped(none)];
    const { wodle, path, ownWodleLines } = conf.value;
    if (wodle === undefined) {
      return [fail(`${path} has no wodle with the tag o365-wazuh`, 'Put it back: o365-wazuh upgrade')];
    }
    const findings: Finding[] = [];
    const at = `line ${wodle.line}`;
    if (ownWodleLines.length > 1) {
      findings.push(
        warn(
          `there are ${ownWodleLines.length}, in lines ${ownWodleLines.join(', ')}; only the last one runs`,
          `Take all but one out of ${path}.`,
        ),
      );
    }
    if (wodle.disabled) {
      return [
        ...findings,
        fail(
          `disabled in ${at}: nothing is collected`,
          `Set <disabled>no</disabled> there and restart Wazuh. Microsoft keeps content for 7 days.`,
        ),
      ];
    }
    const wanted = manifest.known ? manifest.value?.wodle?.command : undefined;
    if (wanted !== undefined && wodle.command !== wanted) {
      findings.push(
        warn(
          `its command in ${at} is not the one that was installed`,
          `If that is not meant, make it: ${wanted}`,
        ),
      );
    }
    const intervalMs = wodleIntervalMs(wodle.interval);
    if (wodle.isPeriodic && intervalMs === undefined && !wodle.interval?.endsWith('M')) {
      findings.push(
        fail(
          `its interval ${JSON.stringify(wodle.interval)} in ${at} is none that Wazuh takes`,
          'Write a whole number with s, m, h, d or w, such as 5m.',
        ),
      );
    }
    if (wodle.timeout === undefined || wodle.timeout === '0') {
      findings.push(
        warn(`it has no timeout in ${at}: a run that hangs would never end`, 'Add <timeout>1800</timeout>.'),
      );
    }
    if (findings.length > 0) return findings;
    const every = wodle.isPeriodic && intervalMs !== undefined ? `every ${span(intervalMs)}` : 'at set times';
    return [ok(`runs ${every}, ${at} of ${path}`)];
  },
};
