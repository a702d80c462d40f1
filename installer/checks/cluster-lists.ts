import type { WazuhHome } from '../../src/wazuh/home.ts';
import type { Notice } from '../report.ts';

/**
 * What a cluster's workers lack: rules and lists are sent to them, but each loads only the lists that its own ossec.conf declares.
 *
 * @param lists as written in ossec.conf.
 */
export function clusterListNotices(home: WazuhHome, lists: readonly string[]): Notice[] {
  const { cluster } = home.conf;
  if (!cluster?.enabled || cluster.nodeType !== 'master' || lists.length === 0) return [];
  const lines = lists.map(list => `    <list>${list}</list>`).join('\n');
  return [
    {
      code: 'lists-on-workers',
      text: `Rules and lists reach the workers by themselves, but not their declaration: without it a worker ignores the rules that look the lists up. Add this to <ruleset> in each worker's ossec.conf:\n${lines}`,
    },
  ];
}
