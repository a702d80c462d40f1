import { failUnknown, fail, ok, warn } from '../finding.ts';
import type { Check } from '../check.ts';

const KINDS = {
  server: 'manager',
  local: 'local installation',
  agent: 'agent',
  manager5: 'manager',
} as const;

export const homeCheck: Check = {
  id: 'home',
  group: 'Wazuh',
  title: 'Wazuh home',
  about: 'The Wazuh installation is found, readable, and of a version that is supported (3.13 to 4.14).',
  run({ home }) {
    if (!home.known) return [failUnknown(home)];
    const { path, version, type, foundBy, container } = home.value;
    const where = container ? ` in a ${container.kind} container` : '';
    const text = `${path}: Wazuh ${version ?? 'of unknown version'} ${KINDS[type]}${where}, found by ${foundBy}`;
    if (type === 'manager5') {
      return [
        fail(text, 'A Wazuh 5 manager has no wodles and no XML rules: run the collector on an agent of it.'),
      ];
    }
    if (version === undefined) {
      return [warn(text, 'Nothing tells the version; see whether bin/wazuh-control info works.')];
    }
    return [ok(text)];
  },
};
