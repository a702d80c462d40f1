import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { lacks, matches, operation } from '../patterns.ts';
import { NODE } from './nodes.ts';
import { ADA } from './samples.ts';

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
const click = (over = {}) => ({
  Workload: 'ThreatIntelligence',
  RecordType: 41,
  Operation: 'TIUrlClickData',
  UserId: ADA,
  Url: 'https://fabrikam.example/x',
  UserIp: '198.51.100.10',
  ...over,
});
const submission = (Operation: string, over = {}) => ({
  Workload: 'SecurityComplianceCenter',
  RecordType: 29,
  Operation,
  UserId: ADA,
  Subject: 'Your parcel',
  ...over,
});

/** Defender for Office 365: mail, links, files, reports of users. */
export const DEFENDER: readonly Rule[] = [
  defineRule({
    id: at(0),
    level: 4,
    parent: NODE.protection,
    fields: [operation('TIMailData')],
    description:
      'Defender: $(office_365.Verdict) mail from $(office_365.P2Sender) was stopped: $(office_365.Subject)',
    groups: GROUPS,
    compliance: 'malware',
    mitre: ['T1566'],
    why: 'Phishing or malware was recognised.',
    origin: 'Wazuh, Splunk, Sigma.',
    hits: [mail()],
    misses: [click()],
  }),
  defineRule({
    id: at(1),
    level: 10,
    parent: at(0),
    fields: [
      matches('DeliveryAction', /^Delivered/i),
      lacks('DeliveryAction', /Junk|AsSpam/i),
      matches('Verdict', /Phish|Malware/i),
    ],
    description:
      'Defender: $(office_365.Verdict) mail from $(office_365.P2Sender) was delivered: $(office_365.Subject)',
    groups: [...GROUPS, 'attack'],
    compliance: 'malware',
    mitre: ['T1566.001', 'T1566.002'],
    why: 'The mail lies in a mailbox.',
    whatToDo: 'Purge it; see who clicked; see why it passed (SystemOverrides).',
    origin: 'Splunk, Sigma.',
    hits: [mail({ DeliveryAction: 'Delivered' })],
    misses: [
      mail(),
      mail({ DeliveryAction: 'DeliveredAsSpam' }),
      mail({ DeliveryAction: 'Delivered', Verdict: 'Spam' }),
    ],
  }),
  defineRule({
    id: at(2),
    level: 12,
    parent: at(0),
    fields: [matches('Directionality', /^(?:Outbound|Intra-?org)/i), matches('Verdict', /Phish|Malware/i)],
    description:
      'Defender: an account of yours sent $(office_365.Verdict) mail: $(office_365.P2Sender): $(office_365.Subject)',
    groups: [...GROUPS, 'o365_bec', 'attack'],
    compliance: 'attack',
    mitre: ['T1534', 'T1586.002'],
    why: 'The account is in foreign hands, or its computer is.',
    whatToDo: 'Block sending, revoke the sessions, reset the password, warn the recipients.',
    hits: [mail({ Directionality: 'Outbound' }), mail({ Directionality: 'IntraOrg' })],
    misses: [mail()],
  }),
  defineRule({
    id: at(3),
    level: 7,
    parent: NODE.protection,
    fields: [operation('TIUrlClickData')],
    description: 'Defender: $(office_365.UserId) clicked a malicious link: $(office_365.Url)',
    groups: [...GROUPS, 'attack'],
    compliance: 'malware',
    mitre: ['T1204.001', 'T1566.002'],
    why: 'Safe Links knew the link as bad, then or later.',
    whatToDo:
      'See whether the click was blocked (UrlClickAction); if not, ask the user what they typed there.',
    origin: 'Wazuh, Splunk.',
    hits: [click()],
    misses: [mail()],
  }),
  defineRule({
    id: at(4),
    level: 11,
    parent: at(3),
    fields: [matches('UrlClickAction', /^(?:5|6|7|BlockPageOverride|PendingDetonationPageOverride)$/i)],
    description:
      'Defender: $(office_365.UserId) went on to a malicious link in spite of the warning: $(office_365.Url)',
    groups: [...GROUPS, 'attack'],
    compliance: 'attack',
    mitre: ['T1204.001', 'T1566.002'],
    why: 'The user has seen the page.',
    whatToDo:
      'Reset the password, revoke the sessions, look at the computer; forbid click-through in the policy.',
    hits: [click({ UrlClickAction: 5 })],
    misses: [click({ UrlClickAction: 2 })],
  }),
  defineRule({
    id: at(5),
    level: 9,
    parent: at(3),
    fields: [matches('UrlClickAction', /^(?:1|8|Allowed)$/i)],
    description: 'Defender: $(office_365.UserId) reached a malicious link: $(office_365.Url)',
    groups: [...GROUPS, 'attack'],
    compliance: 'malware',
    mitre: ['T1204.001', 'T1566.002'],
    why: 'The link turned out bad after the click.',
    whatToDo: 'Ask the user what they typed there; look at sign-ins since.',
    hits: [click({ UrlClickAction: 1 })],
    misses: [click({ UrlClickAction: 2 })],
  }),
  defineRule({
    id: at(6),
    level: 10,
    parent: NODE.protection,
    fields: [operation('AtpDetection')],
    description:
      'Defender: malware in a shared file: $(office_365.FileData.FileName) ($(office_365.FileData.MalwareFamily)), last changed by $(office_365.LastModifiedBy).',
    groups: [...GROUPS, 'virus', 'o365_malware'],
    compliance: 'malware',
    mitre: ['T1204.002', 'T1080'],
    why: 'An infected file lies in SharePoint, OneDrive or Teams.',
    whatToDo: 'Delete it; scan the computer it came from; see who opened it.',
    origin: 'Wazuh, Splunk.',
    hits: [
      {
        Workload: 'ThreatIntelligence',
        RecordType: 47,
        Operation: 'AtpDetection',
        UserId: ADA,
        FileData: { FileName: 'x.exe', MalwareFamily: 'Test' },
      },
    ],
    misses: [mail()],
  }),
  defineRule({
    id: at(7),
    level: 4,
    parent: NODE.protection,
    fields: [matches('Operation', /^(?:User|Admin)Submission|^MailSubmission/i)],
    description: 'Defender: $(office_365.UserId) reported a message: $(office_365.Operation)',
    groups: GROUPS,
    compliance: 'monitoring',
    mitre: ['T1566'],
    why: 'Somebody thinks a message is phishing.',
    origin: 'SOCFortress.',
    hits: [submission('UserSubmission')],
    misses: [mail()],
  }),
  defineRule({
    id: at(8),
    level: 9,
    parent: at(7),
    fields: [matches('RescanVerdict', /Phish|Malware/i)],
    description:
      'Defender: a message that $(office_365.UserId) reported is $(office_365.RescanVerdict): $(office_365.Subject)',
    groups: [...GROUPS, 'attack'],
    compliance: 'malware',
    mitre: ['T1566.001', 'T1566.002'],
    why: 'It got through, and others may have it too.',
    whatToDo: 'Purge it from all mailboxes.',
    origin: 'Splunk.',
    hits: [submission('AdminSubmission', { RescanVerdict: 'Phish' })],
    misses: [submission('AdminSubmission', { RescanVerdict: 'NotSpam' })],
  }),
];
