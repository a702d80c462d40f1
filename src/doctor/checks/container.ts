import { foldersWithoutVolume } from '../../../installer/checks/container.ts';
import type { Check } from '../check.ts';
import { ok, skipUnknown, warn } from '../finding.ts';

export const containerCheck: Check = {
  id: 'container',
  group: 'Wazuh',
  title: 'Container',
  about:
    'In a container whose ossec.conf is mounted from outside, the mounted file holds our wodle too: it is copied over ossec.conf at every start. Our folders are in volumes.',
  run({ home, mountedWodle }) {
    if (!home.known || home.value.container === undefined) return [];
    const { kind, mountedConf } = home.value.container;
    const lost = foldersWithoutVolume(home.value);
    const volumes =
      lost.length === 0
        ? []
        : [
            warn(
              `${kind}, and no volume holds ${lost.join(', ')}: what is there is gone with the container`,
              'Give it volumes for etc, queue and wodles.',
            ),
          ];
    if (mountedConf === undefined)
      return volumes.length > 0 ? volumes : [ok(`${kind}, no ossec.conf is mounted over ours`)];
    if (!mountedWodle.known) return [...volumes, skipUnknown(mountedWodle)];
    if (mountedWodle.value)
      return volumes.length > 0 ? volumes : [ok(`${kind}; ${mountedConf} holds our wodle`)];
    return [
      ...volumes,
      warn(
        `${mountedConf} lacks our wodle and is copied over ossec.conf at the next start`,
        'Add the block that "o365-wazuh install --dry-run" prints to that file, on the host.',
      ),
    ];
  },
};
