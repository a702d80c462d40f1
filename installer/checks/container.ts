import { readFileSync } from 'node:fs';
import type { WazuhHome } from '../../src/wazuh/home.ts';
import { ownWodles } from '../ossec-conf/find-wodle.ts';
import { readConf } from '../ossec-conf/read-conf.ts';
import type { Notice } from '../report.ts';

/**
 * What a container's next start does to an installation. The official images copy a mounted ossec.conf over the one in the home at every
 * start, so the wodle must stand in the mounted file, which only the host can change.
 *
 * @param block the root with our wodle, to be printed.
 */
export function containerNotices(home: WazuhHome, block: string): Notice[] {
  const mounted = home.container?.mountedConf;
  if (mounted === undefined || holdsWodle(mounted)) return [];
  return [
    {
      code: 'mounted-conf',
      text:
        `In this container ${mounted} is copied over etc/ossec.conf at every start: collector, rules, configuration and state survive ` +
        `in their volumes (wodles, etc, queue), the wodle does not. Add this to the file on the host that is mounted there:\n${block}`,
    },
  ];
}

function holdsWodle(path: string): boolean {
  try {
    const read = readConf(readFileSync(path));
    return read.ok && ownWodles(read.conf.roots).length > 0;
  } catch {
    return false;
  }
}
