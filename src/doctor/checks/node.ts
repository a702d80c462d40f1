import type { Check } from '../check.ts';
import { ok, skipped, skipUnknown, warn } from '../finding.ts';

export const nodeCheck: Check = {
  id: 'node',
  group: 'Wazuh',
  title: 'Node role',
  about:
    'In a cluster, rules belong on the master and the collector on exactly one node. Warns about both on a worker where they do not work.',
  run({ home, conf, rules }) {
    if (!home.known) return [skipUnknown(home)];
    const { cluster } = home.value.conf;
    if (home.value.type === 'agent') return [ok('agent; rules and decoders belong on its manager')];
    if (!cluster?.enabled) return [ok('single manager, no cluster')];
    const name = cluster.nodeName === undefined ? '' : ` "${cluster.nodeName}"`;
    const collects = conf.known && conf.value.wodle !== undefined && !conf.value.wodle.disabled;
    const once = collects ? ': the collector must run on no other node' : '';
    if (cluster.nodeType === 'master') return [ok(`cluster master${name}${once}`)];
    if (!conf.known) return [skipped('ossec.conf cannot be read')];
    if (rules.known && rules.value.deleted.length > 0) {
      return [
        warn(
          `cluster worker${name}: its rules come from the master, which does not have ours`,
          'Run on the master: o365-wazuh install --rules-only',
        ),
      ];
    }
    return [ok(`cluster worker${name}: rules come from the master${once}`)];
  },
};
