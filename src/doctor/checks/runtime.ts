import type { Check } from '../check.ts';
import { endOfLifeMs, RUNTIME_VERSION } from '../node-releases.ts';
import { failUnknown, fail, ok, skipped, skipUnknown, warn } from '../finding.ts';
import { noCollector } from '../installed.ts';
import { moment } from '../../terminal/words.ts';

/** Time to plan an upgrade in. */
const NOTICE_MS = 90 * 86_400_000;

export const runtimeCheck: Check = {
  id: 'runtime',
  group: 'Collector',
  title: 'Runtime',
  about:
    'The collector’s own Node starts, and its release line still gets security fixes (warns 90 days before the end, where the date is known).',
  run(facts) {
    const none = noCollector(facts);
    if (none !== undefined) return [skipped(none)];
    const { code, nowMs } = facts;
    if (!code.known) return [skipUnknown(code)];
    const { nodeVersion } = code.value;
    if (!nodeVersion.known) return [failUnknown(nodeVersion)];
    const version = nodeVersion.value;
    const endMs = endOfLifeMs(version);
    const cure = 'Upgrade to an o365-wazuh with a newer runtime: npx o365-wazuh@latest upgrade';
    if (endMs !== undefined && endMs <= nowMs) {
      return [fail(`Node ${version} has had no security fixes since ${moment(endMs).slice(0, 10)}`, cure)];
    }
    if (endMs !== undefined && endMs - nowMs < NOTICE_MS) {
      return [warn(`Node ${version} gets no security fixes after ${moment(endMs).slice(0, 10)}`, cure)];
    }
    if (RUNTIME_VERSION !== undefined && isOlder(version, RUNTIME_VERSION)) {
      return [
        warn(`Node ${version}; this package brings ${RUNTIME_VERSION}`, 'Bring it in: o365-wazuh upgrade'),
      ];
    }
    const until = endMs === undefined ? '' : `, with security fixes until ${moment(endMs).slice(0, 10)}`;
    return [ok(`Node ${version}${until}`)];
  },
};

function isOlder(version: string, other: string): boolean {
  const [a = [], b = []] = [version, other].map(text => text.split('.').map(Number));
  const at = [0, 1, 2].find(index => a[index] !== b[index]);
  return at !== undefined && (a[at] ?? 0) < (b[at] ?? 0);
}
