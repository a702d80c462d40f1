import type { WazuhHome } from '../../src/wazuh/home.ts';
import type { Notice } from '../report.ts';

/** Undefined where rules and decoders are to be installed; else why not, and where they go. */
export function rulesElsewhere(home: WazuhHome): Notice | undefined {
  if (home.type === 'agent') {
    return {
      code: 'rules-elsewhere',
      text: 'This is an agent: only the collector is installed here. Rules and decoders belong on its manager; run there: o365-wazuh install --rules-only',
    };
  }
  if (home.conf.cluster?.enabled && home.conf.cluster.nodeType === 'worker') {
    return {
      code: 'rules-elsewhere',
      text: 'This is a cluster worker: its rules and decoders come from the master and would be removed here at the next synchronisation. Run on the master: o365-wazuh install --rules-only. Let the collector run on exactly one node.',
    };
  }
  return undefined;
}
