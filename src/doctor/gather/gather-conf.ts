import { readFileSync } from 'node:fs';
import { readConfFacts } from '../../../installer/ossec-conf/conf-facts.ts';
import { ownWodles } from '../../../installer/ossec-conf/find-wodle.ts';
import { readOwnWodle } from '../../../installer/ossec-conf/own-wodle.ts';
import { readConf } from '../../../installer/ossec-conf/read-conf.ts';
import { O365WazuhError } from '../../errors.ts';
import type { WazuhHome } from '../../wazuh/home.ts';
import type { ConfFact } from '../facts.ts';

/** @throws INSTALL_CONF_UNREADABLE with the line where Wazuh would give up. */
export function gatherConf(home: WazuhHome): ConfFact {
  const path = home.files.conf;
  const read = readConf(readFileSync(path));
  if (read.ok) return { ...readConfFacts(read.conf), path, wodle: readOwnWodle(read.conf) };
  const { line, reason } = read.fault;
  throw new O365WazuhError('INSTALL_CONF_UNREADABLE', `${path} line ${line}: ${reason}.`, {
    details: { path, line },
  });
}

/** Whether the ossec.conf that a container copies over its own at each start holds our wodle. */
export function gatherMountedWodle(path: string): boolean {
  const read = readConf(readFileSync(path));
  return read.ok && ownWodles(read.conf.roots).length > 0;
}
