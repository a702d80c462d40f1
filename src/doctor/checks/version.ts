import type { Check } from '../check.ts';
import { fail, failUnknown, ok, skipUnknown, warn } from '../finding.ts';
import { isAbsent } from '../installed.ts';

export const versionCheck: Check = {
  id: 'version',
  group: 'Collector',
  title: 'Installation',
  about: 'o365-wazuh is installed in this home, in the version of this program.',
  run(facts) {
    const { home, manifest, programVersion } = facts;
    if (!home.known) return [skipUnknown(home)];
    if (!manifest.known) return [failUnknown(manifest)];
    if (isAbsent(facts) || manifest.value === undefined) {
      return [fail(`nothing is installed in ${home.value.path}`, 'Run: o365-wazuh install')];
    }
    const { version, wodle } = manifest.value;
    const what = wodle ? `version ${version}` : `version ${version}, rules only`;
    if (version === programVersion) return [ok(what)];
    return [
      warn(
        `${what}; this program is ${programVersion}`,
        'Run: o365-wazuh upgrade, with the newer of the two.',
      ),
    ];
  },
};
