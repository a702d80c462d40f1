import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { matches, operation } from '../patterns.ts';
import { NODE } from './nodes.ts';
import { cmdlet } from './samples.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 1820 + offset;

/** Data loss prevention, labels and barriers: who weakens them. */
export const DATA_POLICIES: readonly Rule[] = [
  defineRule({
    id: at(20),
    level: 10,
    parent: NODE.complianceCmdlets,
    fields: [
      operation(
        'Remove-DlpPolicy',
        'Remove-DlpCompliancePolicy',
        'Remove-DlpComplianceRule',
        'Remove-DlpPolicyTemplate',
      ),
    ],
    description:
      'Purview: $(office_365.UserId) took away data loss prevention: $(office_365.Operation) $(office_365.ObjectId)',
    groups: ['o365_compliance', 'o365_dlp', 'policy_changed', 'o365_defence_off'],
    compliance: 'policyChange',
    mitre: ['T1562.001'],
    why: 'Sensitive data may leave unseen.',
    whatToDo: 'Restore the policy unless it was planned.',
    origin: 'Elastic.',
    hits: [cmdlet('Remove-DlpCompliancePolicy', {}, { Workload: 'SecurityComplianceCenter' })],
    misses: [cmdlet('New-DlpCompliancePolicy', {}, { Workload: 'SecurityComplianceCenter' })],
  }),
  defineRule({
    id: at(21),
    level: 9,
    parent: NODE.complianceCmdlets,
    fields: [
      operation('Set-DlpCompliancePolicy', 'Set-DlpComplianceRule'),
      matches(
        'Parameters',
        /"Name":\s*"(?:Mode",\s*"Value":\s*"(?:Disable|Test)|Disabled",\s*"Value":\s*"True|Enabled",\s*"Value":\s*"False)/i,
      ),
    ],
    description:
      'Purview: $(office_365.UserId) switched data loss prevention off or to test: $(office_365.ObjectId)',
    groups: ['o365_compliance', 'o365_dlp', 'policy_changed', 'o365_defence_off'],
    compliance: 'policyChange',
    mitre: ['T1562.001'],
    why: 'The policy no longer stops anything.',
    whatToDo: 'Enforce it again unless it was planned.',
    hits: [cmdlet('Set-DlpCompliancePolicy', { Mode: 'Disable' }, { Workload: 'SecurityComplianceCenter' })],
    misses: [
      cmdlet('Set-DlpCompliancePolicy', { Mode: 'Enforce' }, { Workload: 'SecurityComplianceCenter' }),
    ],
  }),
  defineRule({
    id: at(22),
    level: 8,
    parent: NODE.complianceCmdlets,
    fields: [
      operation(
        'Remove-Label',
        'Remove-LabelPolicy',
        'Disable-Label',
        'Remove-AutoSensitivityLabelPolicy',
        'Remove-InformationBarrierPolicy',
        'Remove-InsiderRiskPolicy',
        'Set-InformationBarrierPolicy',
      ),
    ],
    description:
      'Purview: $(office_365.UserId) took away a protection of data: $(office_365.Operation) $(office_365.ObjectId)',
    groups: ['o365_compliance', 'policy_changed', 'o365_defence_off'],
    compliance: 'policyChange',
    mitre: ['T1562.001'],
    why: 'Labels, barriers or insider risk detection are gone.',
    whatToDo: 'Check with compliance.',
    hits: [cmdlet('Remove-Label', {}, { Workload: 'SecurityComplianceCenter' })],
    misses: [cmdlet('New-Label', {}, { Workload: 'SecurityComplianceCenter' })],
  }),
];
