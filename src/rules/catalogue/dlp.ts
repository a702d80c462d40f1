import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { matches, operation } from '../patterns.ts';
import { NODE } from './nodes.ts';
import { ADA, BOB, times } from './samples.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 2050 + offset;

const GROUPS = ['o365_dlp'];

const match = (over = {}) => ({
  Workload: 'Exchange',
  RecordType: 13,
  Operation: 'DlpRuleMatch',
  UserId: ADA,
  PolicyDetails: [
    { PolicyName: 'Bank data', Rules: [{ RuleName: 'IBAN', Severity: 'Low', Actions: ['NotifyUser'] }] },
  ],
  ...over,
});
const severe = [
  { PolicyName: 'Bank data', Rules: [{ RuleName: 'IBAN', Severity: 'High', Actions: ['BlockAccess'] }] },
];
const endpoint = (Operation: string, over = {}) => ({
  Workload: 'Endpoint',
  RecordType: 63,
  Operation,
  UserId: ADA,
  ObjectId: 'C:\\data\\plan.docx',
  DeviceName: 'pc-1',
  ...over,
});

/** Data loss prevention and endpoint activities. */
export const DLP: readonly Rule[] = [
  defineRule({
    id: at(0),
    level: 5,
    parent: NODE.dataLoss,
    fields: [operation('DlpRuleMatch')],
    description: 'Purview: data loss prevention matched for $(office_365.UserId) in $(office_365.Workload).',
    groups: [...GROUPS, 'policy_violation'],
    compliance: 'dataLoss',
    mitre: ['T1567'],
    why: 'Content that a policy describes was sent, shared or stored. The details are in PolicyDetails.',
    origin: 'Splunk, SOCFortress.',
    hits: [match(), match({ Operation: 'DLPRuleMatch', Workload: 'OneDrive', RecordType: 11 })],
    misses: [match({ Operation: 'DlpInfo' })],
  }),
  defineRule({
    id: at(1),
    level: 8,
    parent: at(0),
    fields: [matches('PolicyDetails', /"Severity":\s*"High"/)],
    description:
      'Purview: data loss prevention of high severity for $(office_365.UserId) in $(office_365.Workload).',
    groups: [...GROUPS, 'policy_violation', 'o365_exfiltration'],
    compliance: 'dataLoss',
    mitre: ['T1567', 'T1048'],
    why: 'Your policy calls this content or this amount severe.',
    whatToDo: 'Look at rule, recipient and file.',
    hits: [match({ PolicyDetails: severe })],
    misses: [match()],
  }),
  defineRule({
    id: at(2),
    level: 7,
    parent: at(0),
    fields: [matches('ExceptionInfo', /Override|Justification/i)],
    description: 'Purview: $(office_365.UserId) overrode data loss prevention in $(office_365.Workload).',
    groups: [...GROUPS, 'policy_violation', 'o365_exfiltration'],
    compliance: 'dataLoss',
    mitre: ['T1567'],
    why: 'The user was warned and went on.',
    whatToDo: 'Read the justification in ExceptionInfo.',
    hits: [match({ ExceptionInfo: '{"Reason":"Override","Justification":"needed"}' })],
    misses: [match({ ExceptionInfo: '{}' })],
  }),
  defineRule({
    id: at(3),
    level: 10,
    parent: at(0),
    correlation: {
      frequency: 20,
      timeframeSeconds: 3600,
      ignoreSeconds: 60,
      matchedRule: at(0),
      same: ['UserId'],
    },
    description: 'Purview: data loss prevention matched 20 times within an hour for $(office_365.UserId).',
    groups: [...GROUPS, 'policy_violation', 'o365_exfiltration', 'attack'],
    compliance: 'dataLoss',
    mitre: ['T1567', 'T1020'],
    why: 'Many files or messages with sensitive content at once.',
    whatToDo: 'Look at where they went; ask the user.',
    falsePositives: 'A policy that is too wide; a scan of old content.',
    hits: [times(20, () => match())],
    misses: [times(19, () => match()), times(20, i => match({ UserId: i === 19 ? BOB : ADA }))],
  }),
  defineRule({
    id: at(4),
    level: 6,
    parent: NODE.dataLoss,
    fields: [operation('DlpRuleUndo')],
    description: 'Purview: a data loss prevention match of $(office_365.UserId) was undone.',
    groups: GROUPS,
    compliance: 'dataLoss',
    mitre: ['T1567'],
    why: 'The user called it a false positive, or the policy changed.',
    whatToDo: 'Look at the reason.',
    origin: 'SOCFortress.',
    hits: [match({ Operation: 'DLPRuleUndo' })],
    misses: [match()],
  }),
  defineRule({
    id: at(5),
    level: 4,
    parent: NODE.dataLoss,
    fields: [
      operation(
        'FileCopiedToRemovableMedia',
        'FileUploadedToCloud',
        'FileCopiedToNetworkShare',
        'FilePrinted',
        'FileTransferredByBluetooth',
        'FileCopiedToRemoteDesktopSession',
        'FileAccessedByUnallowedApp',
      ),
    ],
    description:
      'Purview: $(office_365.UserId): $(office_365.Operation) of $(office_365.ObjectId) on $(office_365.DeviceName).',
    groups: [...GROUPS, 'o365_endpoint'],
    compliance: 'dataAccess',
    mitre: ['T1052.001', 'T1567.002'],
    why: 'A file left a managed computer. Counted by the next rule.',
    hits: [endpoint('FileCopiedToRemovableMedia'), endpoint('FilePrinted')],
    misses: [endpoint('FileCopiedToClipboard')],
  }),
  defineRule({
    id: at(6),
    level: 9,
    parent: at(5),
    correlation: {
      frequency: 50,
      timeframeSeconds: 1800,
      ignoreSeconds: 300,
      matchedRule: at(5),
      same: ['UserId', 'Operation'],
    },
    description:
      'Purview: $(office_365.UserId): 50 times $(office_365.Operation) within 30 minutes on $(office_365.DeviceName).',
    groups: [...GROUPS, 'o365_endpoint', 'o365_exfiltration'],
    compliance: 'dataLoss',
    mitre: ['T1052.001', 'T1567.002', 'T1020'],
    why: 'Files are being carried off in bulk.',
    whatToDo: 'Ask the user; secure the device.',
    falsePositives: 'Backups to a stick.',
    hits: [times(50, () => endpoint('FileCopiedToRemovableMedia'))],
    misses: [
      times(49, () => endpoint('FileCopiedToRemovableMedia')),
      times(50, i => endpoint(i === 49 ? 'FilePrinted' : 'FileCopiedToRemovableMedia')),
    ],
  }),
];
