import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfFacts } from '../../../installer/ossec-conf/conf-facts.ts';
import { commandWodles, ownWodles } from '../../../installer/ossec-conf/find-wodle.ts';
import { readOwnWodle } from '../../../installer/ossec-conf/own-wodle.ts';
import { readConf } from '../../../installer/ossec-conf/read-conf.ts';
import { isEnabled, tenantIdsOf } from '../../../installer/ossec-conf/take-over.ts';
import { WODLE_TAG } from '../../../installer/ossec-conf/wodle-options.ts';
import { childrenNamed, lastValue } from '../../../installer/wazuh-xml/element.ts';
import { parseWazuhXml } from '../../../installer/wazuh-xml/parse-wazuh-xml.ts';
import { O365WazuhError } from '../../errors.ts';
import type { WazuhHome } from '../../wazuh/home.ts';
import type { ConfFact, SharedConf } from '../facts.ts';

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

/** The agent.conf of each group. One that Wazuh could not read tells its agents nothing, and is passed over. */
export function gatherSharedConfs(home: WazuhHome): readonly SharedConf[] {
  const folder = join(home.path, 'etc/shared');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map(group => join(folder, group, 'agent.conf'))
    .filter(path => existsSync(path))
    .flatMap(path => {
      const parsed = parseWazuhXml(readFileSync(path, 'latin1'));
      if (!parsed.ok) return [];
      const natives = parsed.roots.flatMap(root => childrenNamed(root, 'office365')).filter(isEnabled);
      return [
        {
          path,
          nativeTenantIds: natives.flatMap(tenantIdsOf),
          hasOwnWodle: commandWodles(parsed.roots).some(
            ({ wodle }) => lastValue(wodle, 'tag') === WODLE_TAG && lastValue(wodle, 'disabled') !== 'yes',
          ),
        },
      ];
    });
}
