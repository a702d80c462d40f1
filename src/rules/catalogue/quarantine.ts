import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { is, matches } from '../patterns.ts';
import { NODE } from './nodes.ts';
import { ADA, ADMIN, times } from './samples.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 2080 + offset;

const GROUPS = ['o365_defender'];

const mail = (over = {}) => ({
  Workload: 'ThreatIntelligence',
  RecordType: 28,
  Operation: 'TIMailData',
  UserType: 4,
  UserId: 'ThreatIntel',
  Verdict: 'Phish',
  Directionality: 'Inbound',
  DeliveryAction: 'Blocked',
  P2Sender: 'x@fabrikam.example',
  Subject: 'Your parcel',
  Recipients: [ADA],
  ...over,
});
const quarantine = (Operation: string) => ({
  Workload: 'Quarantine',
  RecordType: 65,
  Operation,
  UserId: ADMIN,
  NetworkMessageId: 'n1',
});

/** Quarantine, investigations and alerts of other Defender products. */
export const QUARANTINE: readonly Rule[] = [
  defineRule({
    id: at(9),
    level: 4,
    parent: NODE.protection,
    fields: [
      matches('Operation', /^Quarantine(?:Delete|Preview|ViewHeader|ViewMessageHeader|ReleaseRequest|Deny)/i),
    ],
    description: 'Defender: $(office_365.UserId) worked in the quarantine: $(office_365.Operation)',
    groups: [...GROUPS, 'o365_quarantine'],
    compliance: 'monitoring',
    why: 'A held message was looked at or deleted.',
    origin: 'Wazuh.',
    hits: [quarantine('QuarantineDelete'), quarantine('QuarantineViewHeader')],
    misses: [quarantine('QuarantineReleaseMessage')],
  }),
  defineRule({
    id: at(10),
    level: 8,
    parent: NODE.protection,
    fields: [matches('Operation', /^Quarantine(?:Release(?:Message)?|Export|AllowSender|ApproveRelease)$/i)],
    description:
      'Defender: $(office_365.UserId) let a message out of the quarantine: $(office_365.Operation)',
    groups: [...GROUPS, 'o365_quarantine'],
    compliance: 'malware',
    mitre: ['T1566', 'T1204'],
    why: 'It was held for a reason.',
    whatToDo: 'Look at the message before somebody opens it.',
    origin: 'Wazuh.',
    hits: [quarantine('QuarantineReleaseMessage'), quarantine('QuarantineExport')],
    misses: [quarantine('QuarantineDelete')],
  }),
  defineRule({
    id: at(11),
    level: 10,
    parent: at(10),
    correlation: { frequency: 10, timeframeSeconds: 900, matchedRule: at(10), same: ['UserId'] },
    description: 'Defender: $(office_365.UserId) let 10 messages out of the quarantine within 15 minutes.',
    groups: [...GROUPS, 'o365_quarantine', 'attack'],
    compliance: 'malware',
    mitre: ['T1566', 'T1562.001'],
    why: 'A campaign may be getting in by hand.',
    whatToDo: 'Look at the messages; ask who asked for it.',
    hits: [times(10, () => quarantine('QuarantineReleaseMessage'))],
    misses: [times(9, () => quarantine('QuarantineReleaseMessage'))],
  }),
  defineRule({
    id: at(12),
    level: 11,
    parent: NODE.protection,
    fields: [is('RecordType', '51')],
    description: 'Defender: sending was blocked for $(office_365.UserId): $(office_365.Operation)',
    groups: [...GROUPS, 'o365_bec', 'attack'],
    compliance: 'attack',
    mitre: ['T1534', 'T1586.002'],
    why: 'The account sent so much bad mail that Microsoft shut it.',
    whatToDo: 'Revoke the sessions, reset the password, remove inbox rules before you unblock it.',
    hits: [{ Workload: 'Exchange', RecordType: 51, Operation: 'HygieneEvent', UserId: ADA }],
    misses: [mail()],
  }),
  defineRule({
    id: at(13),
    level: 5,
    parent: NODE.protection,
    fields: [is('RecordType', '64', '86', '89')],
    description: 'Defender: investigation $(office_365.InvestigationName): $(office_365.Status)',
    groups: [...GROUPS, 'o365_investigation'],
    compliance: 'monitoring',
    why: 'Microsoft’s automatic investigation started, changed or ended.',
    origin: 'Wazuh.',
    hits: [
      {
        Workload: 'AirInvestigation',
        RecordType: 64,
        Operation: 'AirInvestigationData',
        UserId: 'AirInvestigation',
        InvestigationName: 'Mail with malicious urls is zapped',
        Status: 'Remediated',
      },
    ],
    misses: [mail()],
  }),
  defineRule({
    id: at(14),
    level: 8,
    parent: at(13),
    fields: [matches('Status', /^(?:Pending|PendingAction|Failed|PartiallyInvestigated|PendingApproval)/i)],
    description:
      'Defender: investigation $(office_365.InvestigationName) waits for you: $(office_365.Status)',
    groups: [...GROUPS, 'o365_investigation'],
    compliance: 'monitoring',
    mitre: ['T1566'],
    why: 'An action needs an approval, or did not work.',
    whatToDo: 'Open DeepLinkUrl and decide.',
    hits: [
      {
        Workload: 'AirInvestigation',
        RecordType: 64,
        Operation: 'AirInvestigationData',
        UserId: 'AirInvestigation',
        InvestigationName: 'Mail',
        Status: 'PendingAction',
      },
    ],
    misses: [
      {
        Workload: 'AirInvestigation',
        RecordType: 64,
        Operation: 'AirInvestigationData',
        UserId: 'AirInvestigation',
        InvestigationName: 'Mail',
        Status: 'Remediated',
      },
    ],
  }),
  defineRule({
    id: at(15),
    level: 8,
    parent: NODE.protection,
    fields: [is('RecordType', '62', '78', '90', '113', '117', '307')],
    description: 'Defender: $(office_365.Workload) $(office_365.Operation) for $(office_365.UserId).',
    groups: [...GROUPS, 'attack'],
    compliance: 'monitoring',
    why: 'A campaign, an alert of Defender for Endpoint, of a custom detection, of app governance or of insider risk management.',
    whatToDo: 'Open it in the portal it came from.',
    origin: 'Wazuh.',
    hits: [{ Workload: 'AppGovernance', RecordType: 117, Operation: 'AppGovernanceAlert', UserId: ADA }],
    misses: [mail()],
  }),
  defineRule({
    id: at(16),
    level: 3,
    parent: NODE.protection,
    fields: [is('RecordType', '85')],
    description: 'Defender: attack simulation: $(office_365.Operation) of $(office_365.UserId).',
    groups: GROUPS,
    compliance: 'monitoring',
    why: 'A training, not an attack.',
    hits: [{ Workload: 'SecurityComplianceCenter', RecordType: 85, Operation: 'LinkClicked', UserId: ADA }],
    misses: [mail()],
  }),
];
