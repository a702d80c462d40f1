import type { RuleSite } from '../../../installer/rule-ids.ts';
import type { Check } from '../check.ts';
import { fail, type Finding, ok, skipUnknown, warn } from '../finding.ts';
import { count, some } from '../../terminal/words.ts';

export const ruleIdsCheck: Check = {
  id: 'rule-ids',
  group: 'Rules',
  title: 'Rule ids',
  about:
    'No rule id comes twice in the rule folders, other than by overwrite. Of two the first file by name counts; before 4.3 analysisd does not start.',
  run({ rules }) {
    if (!rules.known) return [skipUnknown(rules)];
    const { sites, ownIds } = rules.value;
    const twice = [
      ...Map.groupBy(
        sites.filter(site => !site.overwrites),
        site => site.id,
      ),
    ].filter(([, all]) => all.length > 1);
    const [ours, others] = [twice.filter(([id]) => ownIds.has(id)), twice.filter(([id]) => !ownIds.has(id))];
    const findings: Finding[] = [];
    if (ours.length > 0) {
      findings.push(
        fail(
          `${count(ours.length, 'id')} of ours taken twice: ${some(ours.map(describe), 3)}`,
          'Take the other rule out, or move ours: o365-wazuh install --rule-base ID',
        ),
      );
    }
    if (others.length > 0) {
      findings.push(
        warn(
          `${count(others.length, 'id')} of other rules taken twice: ${some(others.map(describe), 3)}`,
          'Only the first of each is in force: give the other one an id of its own.',
        ),
      );
    }
    return findings.length > 0 ? findings : [ok(`${count(sites.length, 'rule')} looked at, no id twice`)];
  },
};

function describe([id, sites]: readonly [number, readonly RuleSite[]]): string {
  return `${id} (${sites.map(site => `${site.file.slice(site.file.lastIndexOf('/') + 1)} line ${site.line}`).join(', ')})`;
}
