import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { is, matches, nameValue, operation } from '../patterns.ts';
import { NODE } from './nodes.ts';
import { cmdlet, purview } from './samples.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 1950 + offset;

const GROUPS = ['o365_compliance', 'o365_ediscovery'];
const SCC = { Workload: 'SecurityComplianceCenter', RecordType: 18 };

/** The same by PowerShell, and searches of the audit log. */
export const COMPLIANCE_SEARCHES: readonly Rule[] = [
  defineRule({
    id: at(10),
    level: 6,
    parent: NODE.complianceCmdlets,
    fields: [
      operation(
        'New-ComplianceSearch',
        'Start-ComplianceSearch',
        'Set-ComplianceSearch',
        'New-ComplianceCase',
        'Add-eDiscoveryCaseAdmin',
        'New-CaseHoldPolicy',
      ),
    ],
    description: 'Purview: $(office_365.UserId) ran $(office_365.Operation) $(office_365.ObjectId).',
    groups: GROUPS,
    compliance: 'dataAccess',
    mitre: ['T1114.002', 'T1213'],
    why: 'A content search by PowerShell.',
    whatToDo: 'Check for the case behind it.',
    origin: 'Splunk.',
    hits: [cmdlet('New-ComplianceSearch', {}, SCC)],
    misses: [cmdlet('Get-ComplianceSearch', {}, SCC)],
  }),
  defineRule({
    id: at(11),
    level: 7,
    parent: NODE.complianceCmdlets,
    fields: [operation('New-ComplianceSearchAction')],
    description: 'Purview: $(office_365.UserId) acted on the results of a search: $(office_365.ObjectId)',
    groups: GROUPS,
    compliance: 'dataAccess',
    mitre: ['T1114.002'],
    why: 'A preview, an export or a purge.',
    whatToDo: 'Check for the case behind it.',
    origin: 'Sigma.',
    hits: [cmdlet('New-ComplianceSearchAction', { Preview: 'True' }, SCC)],
    misses: [cmdlet('Get-ComplianceSearchAction', {}, SCC)],
  }),
  defineRule({
    id: at(12),
    level: 10,
    parent: at(11),
    fields: [nameValue('Parameters', ['Export', 'Report'], /True/i)],
    description:
      'Purview: $(office_365.UserId) exported the results of a search by PowerShell: $(office_365.ObjectId)',
    groups: [...GROUPS, 'o365_exfiltration'],
    compliance: 'dataLoss',
    mitre: ['T1114.002', 'T1567'],
    why: 'Content of mailboxes and sites leaves, often as PST files.',
    whatToDo: 'Check for the case behind it.',
    origin: 'Sigma.',
    hits: [cmdlet('New-ComplianceSearchAction', { Export: 'True', Format: 'FxStream' }, SCC)],
    misses: [cmdlet('New-ComplianceSearchAction', { Preview: 'True' }, SCC)],
  }),
  defineRule({
    id: at(13),
    level: 12,
    parent: at(11),
    fields: [nameValue('Parameters', 'Purge', /True/i)],
    description:
      'Purview: $(office_365.UserId) purged the results of a search from mailboxes: $(office_365.ObjectId)',
    groups: [...GROUPS, 'attack'],
    compliance: 'dataLoss',
    mitre: ['T1485', 'T1070.008'],
    why: 'Messages vanish from all mailboxes: phishing being cleaned up, or evidence.',
    whatToDo: 'Check for the incident behind it; with PurgeType HardDelete nothing can be had back.',
    hits: [cmdlet('New-ComplianceSearchAction', { Purge: 'True', PurgeType: 'HardDelete' }, SCC)],
    misses: [cmdlet('New-ComplianceSearchAction', { Preview: 'True' }, SCC)],
  }),
  defineRule({
    id: at(20),
    level: 4,
    parent: NODE.protection,
    fields: [matches('RecordType', /^295$/)],
    description: 'Purview: $(office_365.UserId) searched the audit log: $(office_365.Operation)',
    groups: ['o365_compliance', 'o365_audit'],
    compliance: 'dataAccess',
    mitre: ['T1654'],
    why: 'Investigators do it; intruders check what is known of them.',
    hits: [purview('AuditLogQuery', { RecordType: 295 })],
    misses: [purview('SearchCreated')],
  }),
  defineRule({
    id: at(21),
    level: 6,
    parent: NODE.protection,
    fields: [is('RecordType', '296', '297', '332')],
    description:
      'Purview: $(office_365.UserId) changed audit or compliance settings: $(office_365.Operation)',
    groups: ['o365_compliance', 'o365_audit', 'policy_changed'],
    compliance: 'auditTampering',
    mitre: ['T1562.008'],
    why: 'What is recorded or kept may be less.',
    whatToDo: 'Compare with what was agreed.',
    hits: [purview('AuditConfigChanged', { RecordType: 297 })],
    misses: [purview('AuditLogQuery', { RecordType: 295 })],
  }),
];
