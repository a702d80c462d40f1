import { collectorsInSharedConfs } from '../../../installer/checks/shared-confs.ts';
import type { Check } from '../check.ts';
import type { DoctorFacts } from '../facts.ts';
import { type Finding, ok, skipUnknown, warn } from '../finding.ts';

export const otherCollectorsCheck: Check = {
  id: 'other-collectors',
  group: 'Side by side',
  title: 'Other collectors',
  about:
    'Nothing else brings the same events: neither Wazuh’s own <office365> for the same tenant, nor the script of the blog article, nor an agent.conf that tells agents to.',
  run(facts) {
    const { conf } = facts;
    if (!conf.known) return [skipUnknown(conf)];
    const findings = [...ofConf(facts), ...ofSharedConfs(facts)];
    return findings.length > 0 ? findings : [ok('none')];
  },
};

function ofConf({ conf, config }: DoctorFacts): Finding[] {
  if (!conf.known) return [];
  const ours = config.known ? config.value.tenants.map(tenant => tenant.tenantId) : [];
  const takeOver = 'Switch it off: o365-wazuh install --take-over';
  return [
    ...conf.value.nativeModules
      .filter(module => module.enabled)
      .map(({ line, tenantIds }) => {
        const shared = tenantIds.filter(id => ours.includes(id));
        return shared.length > 0
          ? warn(
              `Wazuh’s own <office365> in line ${line} collects ${shared.join(', ')} too: every event is alerted on twice`,
              takeOver,
            )
          : ok(`Wazuh’s own <office365> in line ${line} collects other tenants`);
      }),
    ...conf.value.blogWodles.map(({ line }) =>
      warn(`the wodle in line ${line} runs the blog’s office_365.py: every event comes twice`, takeOver),
    ),
  ];
}

function ofSharedConfs({ sharedConfs, config }: DoctorFacts): Finding[] {
  const ours = config.known ? config.value.tenants.map(tenant => tenant.tenantId) : [];
  const confs = sharedConfs.known ? sharedConfs.value : [];
  return collectorsInSharedConfs(confs, ours).map(({ path, line, text, cure }) =>
    warn(`line ${line} ${text}`, cure, path),
  );
}
