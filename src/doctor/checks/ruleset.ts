import { excludesFile } from '../../../installer/ossec-conf/conf-facts.ts';
import type { Check } from '../check.ts';
import type { ConfFact, DoctorFacts, RulesFact } from '../facts.ts';
import { fail, type Finding, ok, skipUnknown, warn } from '../finding.ts';
import { count, some } from '../../terminal/words.ts';

export const rulesetCheck: Check = {
  id: 'ruleset',
  group: 'Rules',
  title: 'Rule folders',
  about:
    'ossec.conf loads etc/rules and etc/decoders, excludes no file of ours, has one <ruleset> only, and our files are there and readable by Wazuh’s account.',
  run(facts: DoctorFacts) {
    const { conf, rules } = facts;
    if (!rules.known) return [skipUnknown(rules)];
    if (!conf.known) return [skipUnknown(conf)];
    const findings = [...ofConf(conf.value, rules.value), ...ofFiles(rules.value)];
    if (findings.length > 0) return findings;
    return [ok(`${count(rules.value.ownIds.size, 'rule')} of ours in files that Wazuh loads`)];
  },
};

function ofConf(conf: ConfFact, rules: RulesFact): Finding[] {
  const findings: Finding[] = [];
  for (const [tag, dirs, folder] of [
    ['rule_dir', conf.ruleDirs, 'etc/rules'],
    ['decoder_dir', conf.decoderDirs, 'etc/decoders'],
  ] as const) {
    if (dirs.some(dir => dir.value.replace(/^\/|\/$/g, '') === folder)) continue;
    findings.push(
      fail(
        `<${tag}>${folder}</${tag}> is not in ossec.conf: files there are not loaded`,
        `Add the line to <ruleset> of ${conf.path}.`,
      ),
    );
  }
  if (conf.rulesetLines.length > 1) {
    findings.push(
      fail(
        `there are ${conf.rulesetLines.length} <ruleset> blocks, in lines ${conf.rulesetLines.join(', ')}: the last one replaces all before it`,
        `Merge them into one in ${conf.path}.`,
      ),
    );
  }
  for (const exclude of conf.excludes) {
    const { value, line } = exclude;
    const file = rules.ownFiles.find(path => excludesFile(exclude, path));
    if (file === undefined) continue;
    findings.push(
      fail(`line ${line} excludes ${value}, a file of ours`, `Take that line out of ${conf.path}.`),
    );
  }
  return findings;
}

function ofFiles({ deleted, unreadable }: RulesFact): Finding[] {
  const findings: Finding[] = [];
  if (unreadable.length > 0) {
    findings.push(
      fail(
        `Wazuh’s account cannot read ${some(unreadable)}, and passes over it in silence`,
        'Give it back its owner and mode: chown wazuh:wazuh FILE; chmod 660 FILE',
      ),
    );
  }
  if (deleted.length > 0) {
    findings.push(
      warn(`deleted by you: ${some(deleted)}`, 'If that was not meant: o365-wazuh restore --list'),
    );
  }
  return findings;
}
