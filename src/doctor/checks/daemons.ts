import type { Check } from '../check.ts';
import { fail, failUnknown, ok, skipUnknown } from '../finding.ts';
import { runs } from '../installed.ts';

export const daemonsCheck: Check = {
  id: 'daemons',
  group: 'Wazuh',
  title: 'Daemons',
  about:
    'The daemons that the feed needs run: modulesd, which starts the wodle, and analysisd (on an agent agentd), which takes the events.',
  run(facts) {
    const { home, daemons } = facts;
    if (!home.known) return [skipUnknown(home)];
    if (!daemons.known) return [failUnknown(daemons)];
    const needed = ['modulesd', home.value.type === 'agent' ? 'agentd' : 'analysisd'];
    const stopped = needed.filter(name => runs(facts, name) === false);
    if (stopped.length === 0) return [ok(`${needed.join(' and ')} run`)];
    const service = home.value.type === 'agent' ? 'wazuh-agent' : 'wazuh-manager';
    return [
      fail(
        `${stopped.join(' and ')} ${stopped.length === 1 ? 'does' : 'do'} not run`,
        `Start Wazuh (systemctl start ${service}); if it ends again, see logs/ossec.log.`,
      ),
    ];
  },
};
