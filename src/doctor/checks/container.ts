import type { Check } from '../check.ts';
import { ok, skipUnknown, warn } from '../finding.ts';

export const containerCheck: Check = {
  id: 'container',
  group: 'Wazuh',
  title: 'Container',
  about:
    'In a container whose ossec.conf is mounted from outside, the mounted file holds our wodle too: it is copied over ossec.conf at every start.',
  run({ home, mountedWodle }) {
    if (!home.known || home.value.container === undefined) return [];
    const { kind, mountedConf } = home.value.container;
    if (mountedConf === undefined) return [ok(`${kind}, no ossec.conf is mounted over ours`)];
    if (!mountedWodle.known) return [skipUnknown(mountedWodle)];
    if (mountedWodle.value) return [ok(`${kind}; ${mountedConf} holds our wodle`)];
    return [
      warn(
        `${mountedConf} lacks our wodle and is copied over ossec.conf at the next start`,
        'Add the block that "o365-wazuh install --dry-run" prints to that file, on the host.',
      ),
    ];
  },
};
