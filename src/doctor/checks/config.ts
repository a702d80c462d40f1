import type { Check } from '../check.ts';
import { fail, failUnknown, type Finding, ok, skipped, warn } from '../finding.ts';
import { wodleIntervalMs } from '../../../installer/ossec-conf/own-wodle.ts';
import { noCollector } from '../installed.ts';
import { count, span } from '../../terminal/words.ts';

export const configCheck: Check = {
  id: 'config',
  group: 'Configuration',
  title: 'config.yml',
  about:
    'config.yml and the files of tenants.d can be read and break no rule of their format, and the interval is that of the wodle.',
  run(facts): readonly Finding[] {
    const none = noCollector(facts);
    const { config, conf, refusedFiles } = facts;
    if (none !== undefined && !config.known) return [skipped(none)];
    if (!config.known) return [failUnknown(config)];
    if (refusedFiles.length > 0) {
      return refusedFiles.map(text =>
        fail(
          text,
          'The tenants of that file are not collected; the others are. Correct the lines that are named.',
        ),
      );
    }
    const { tenants, intervalMs } = config.value;
    const wodle = conf.known ? conf.value.wodle : undefined;
    const wodleMs = wodle && wodleIntervalMs(wodle.interval);
    if (wodleMs !== undefined && wodle?.isPeriodic && wodleMs !== intervalMs) {
      return [
        warn(
          `its interval is ${span(intervalMs)}, the wodle’s is ${span(wodleMs)}: a stalled feed is noticed too early or too late`,
          'Write the same into both.',
        ),
      ];
    }
    return [ok(`${count(tenants.length, 'tenant')}: ${tenants.map(tenant => tenant.name).join(', ')}`)];
  },
};
