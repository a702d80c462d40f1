import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { matches, nameValue, operation } from '../patterns.ts';
import { NODE } from './nodes.ts';
import { ADA, BOB, cmdlet, signIn } from './samples.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 1400 + offset;

/** Ids that other files of the catalogue build on. */
export const INBOX_RULE = {
  any: at(0),
  forwards: at(1),
  hides: at(2),
  afterSuspicion: at(8),
  clientAny: at(10),
} as const;

const GROUPS = ['o365_exchange', 'o365_inbox_rule'];

const FORWARDS = nameValue('Parameters', [
  'ForwardTo',
  'ForwardAsAttachmentTo',
  'RedirectTo',
  'SendTextMessageNotificationTo',
  'SmsTo',
]);
const HIDES = matches(
  'Parameters',
  /(?:"Name":\s*"(?:DeleteMessage|SoftDeleteMessage|PermanentDelete)",\s*"Value":\s*"True"|"Name":\s*"MoveToFolder",\s*"Value":\s*".*?(?:RSS|Archiv|Conversation|Notes|Junk|Deleted|Calendar|Historique|Verlauf|Papierkorb))/i,
);
const SUBJECTS = nameValue(
  'Parameters',
  ['SubjectContainsWords', 'BodyContainsWords', 'SubjectOrBodyContainsWords'],
  /.*?(?:invoice|payment|payroll|salary|wire|transfer|bank|iban|remittance|purchase|rechnung|facture|password|phish|hack|malware|security|suspicious|unusual|fraud|verif|login|sign-?in|mfa|docusign)/i,
);
const ODD_NAME = matches(
  'Parameters',
  /"Name":\s*"Name",\s*"Value":\s*"(?:[!#-%'-/:;=>?@[\]^_`{|}~ ]{1,12}|[A-Za-z0-9]{1,2})"/,
);

const rule = (parameters: Readonly<Record<string, string>>) =>
  cmdlet('New-InboxRule', { Name: 'My news', ...parameters }, { UserId: ADA });
const phished = signIn({}, { RequestType: 'Cmsi:Cmsi' });

/** Inbox rules set by cmdlet: Outlook on the web, PowerShell. */
export const INBOX_RULES: readonly Rule[] = [
  defineRule({
    id: INBOX_RULE.any,
    level: 4,
    parent: NODE.inboxRuleCmdlets,
    fields: [
      operation('New-InboxRule', 'Set-InboxRule', 'Enable-InboxRule', 'New-SweepRule', 'Set-SweepRule'),
    ],
    description: 'Exchange: $(office_365.UserId) set the inbox rule $(office_365.ObjectId).',
    groups: GROUPS,
    compliance: 'policyChange',
    mitre: ['T1564.008'],
    why: 'Mail is sorted by itself from now on.',
    origin: 'Sigma.',
    hits: [rule({ From: 'news@fabrikam.example', MoveToFolder: 'News' })],
    misses: [cmdlet('Remove-InboxRule'), cmdlet('Get-InboxRule')],
  }),
  defineRule({
    id: INBOX_RULE.forwards,
    level: 10,
    parent: INBOX_RULE.any,
    fields: [FORWARDS],
    description:
      'Exchange: $(office_365.UserId) set an inbox rule that forwards mail: $(office_365.ObjectId)',
    groups: [...GROUPS, 'o365_forwarding'],
    compliance: 'dataLoss',
    mitre: ['T1114.003'],
    why: 'Copies of incoming mail leave the mailbox, often to an address outside.',
    whatToDo: 'Look at the target; remove the rule and check the sign-ins of the user if it is not theirs.',
    falsePositives: 'Holiday cover, a colleague’s copy.',
    origin: 'Elastic, Splunk, Sigma.',
    hits: [
      rule({ ForwardTo: 'x@fabrikam.example' }),
      rule({ ForwardAsAttachmentTo: 'x@fabrikam.example' }),
      cmdlet('Set-InboxRule', { RedirectTo: 'x@fabrikam.example' }),
    ],
    misses: [rule({ ForwardTo: '' }), rule({ MoveToFolder: 'News' })],
  }),
  defineRule({
    id: INBOX_RULE.hides,
    level: 7,
    parent: INBOX_RULE.any,
    fields: [HIDES],
    description:
      'Exchange: $(office_365.UserId) set an inbox rule that hides or deletes mail: $(office_365.ObjectId)',
    groups: GROUPS,
    compliance: 'policyChange',
    mitre: ['T1564.008'],
    why: 'The owner does not see the replies to what an attacker sends in their name.',
    whatToDo: 'Look at the conditions of the rule.',
    falsePositives: 'Newsletters that a user throws away.',
    origin: 'Elastic, Sigma.',
    hits: [rule({ DeleteMessage: 'True' }), rule({ MoveToFolder: 'RSS Feeds' })],
    misses: [rule({ DeleteMessage: 'False' }), rule({ MoveToFolder: 'News' })],
  }),
  defineRule({
    id: at(3),
    level: 10,
    parent: INBOX_RULE.any,
    fields: [ODD_NAME],
    description:
      'Exchange: $(office_365.UserId) set an inbox rule with a name meant to be overlooked: $(office_365.ObjectId)',
    groups: GROUPS,
    compliance: 'policyChange',
    mitre: ['T1564.008'],
    why: 'Rules named "." or ".." come from attackers and their scripts.',
    whatToDo: 'Remove the rule; look for what it did and how the account was taken.',
    origin: 'Elastic.',
    hits: [rule({ Name: '.', MoveToFolder: 'News' }), rule({ Name: '...' }), rule({ Name: 'aa' })],
    misses: [rule({ Name: 'My news.' })],
  }),
  defineRule({
    id: at(4),
    level: 12,
    parent: INBOX_RULE.any,
    fields: [SUBJECTS, HIDES],
    description:
      'Exchange: $(office_365.UserId) set an inbox rule that hides mail about money or security: $(office_365.ObjectId)',
    groups: [...GROUPS, 'attack'],
    compliance: 'attack',
    mitre: ['T1564.008', 'T1114.003'],
    why: 'Payment fraud: the attacker steers a correspondence and hides the answers, or hides security warnings.',
    whatToDo: 'Remove the rule, revoke the sessions, reset the password, warn the accounts department.',
    origin: 'Elastic.',
    hits: [rule({ SubjectOrBodyContainsWords: 'invoice;payment', DeleteMessage: 'True' })],
    misses: [
      rule({ SubjectOrBodyContainsWords: 'lunch', DeleteMessage: 'True' }),
      rule({ SubjectOrBodyContainsWords: 'invoice', MoveToFolder: 'Invoices' }),
    ],
  }),
  defineRule({
    id: at(5),
    level: 12,
    parent: INBOX_RULE.any,
    fields: [SUBJECTS, FORWARDS],
    description:
      'Exchange: $(office_365.UserId) set an inbox rule that forwards mail about money or security: $(office_365.ObjectId)',
    groups: [...GROUPS, 'o365_forwarding', 'attack'],
    compliance: 'attack',
    mitre: ['T1114.003', 'T1564.008'],
    why: 'An attacker waits for the invoice that is worth a fraud.',
    whatToDo: 'Remove the rule, revoke the sessions, reset the password, warn the accounts department.',
    hits: [rule({ BodyContainsWords: 'Invoice;Payments', ForwardTo: 'x@fabrikam.example' })],
    misses: [rule({ BodyContainsWords: 'lunch', ForwardTo: 'x@fabrikam.example' })],
  }),
  defineRule({
    id: at(6),
    level: 13,
    parent: INBOX_RULE.any,
    fields: [ODD_NAME, HIDES],
    description:
      'Exchange: $(office_365.UserId) set an inbox rule with a hidden name that hides mail: $(office_365.ObjectId)',
    groups: [...GROUPS, 'attack'],
    compliance: 'attack',
    mitre: ['T1564.008'],
    why: 'Both signs together are hardly ever innocent.',
    whatToDo:
      'Remove the rule, revoke the sessions, reset the password, look for mail sent in the user’s name.',
    hits: [rule({ Name: '.', DeleteMessage: 'True' })],
    misses: [rule({ Name: '.', MoveToFolder: 'News' })],
  }),
  defineRule({
    id: INBOX_RULE.afterSuspicion,
    level: 14,
    parent: INBOX_RULE.any,
    correlation: {
      frequency: 2,
      timeframeSeconds: 86_400,
      matchedGroup: 'o365_suspicious_sign_in',
      same: ['UserId'],
    },
    description:
      'Exchange: $(office_365.UserId) set an inbox rule within a day of a suspicious sign-in: $(office_365.ObjectId)',
    groups: [...GROUPS, 'o365_bec', 'attack'],
    compliance: 'attack',
    mitre: ['T1564.008', 'T1586.002', 'T1114.003'],
    why: 'The usual second step of a business e-mail compromise.',
    whatToDo:
      'Remove the rule, revoke the sessions, reset the password, remove new authentication methods, look for mail sent since.',
    hits: [[phished, rule({ MoveToFolder: 'News' })]],
    misses: [
      [signIn(), rule({ MoveToFolder: 'News' })],
      [phished, cmdlet('New-InboxRule', {}, { UserId: BOB })],
    ],
  }),
];
