import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { matches, nameValue, operation } from '../patterns.ts';
import { INBOX_RULE } from './inbox-rules.ts';
import { NODE } from './nodes.ts';
import { mailbox, named, signIn } from './samples.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 1400 + offset;

const GROUPS = ['o365_exchange', 'o365_inbox_rule'];

const clientRule = (actions: string, over = {}) =>
  mailbox('UpdateInboxRules', {
    OperationProperties: named({ RuleOperation: 'AddMailboxRule', RuleActions: actions }),
    ...over,
  });
const phished = signIn({}, { RequestType: 'Cmsi:Cmsi' });

/** Inbox rules set by the Outlook program itself, or straight through MAPI. */
export const CLIENT_INBOX_RULES: readonly Rule[] = [
  defineRule({
    id: INBOX_RULE.clientAny,
    level: 4,
    parent: NODE.mailboxAudit,
    fields: [operation('UpdateInboxRules')],
    description:
      'Exchange: $(office_365.UserId) changed inbox rules of $(office_365.MailboxOwnerUPN) in Outlook.',
    groups: GROUPS,
    compliance: 'policyChange',
    mitre: ['T1564.008'],
    why: 'Rules set in the Outlook program, or straight through MAPI, leave this event and no cmdlet.',
    origin: 'Splunk, Sigma.',
    hits: [clientRule('[{"ActionType":"Move"}]')],
    misses: [mailbox('Update')],
  }),
  defineRule({
    id: at(11),
    level: 10,
    parent: INBOX_RULE.clientAny,
    fields: [
      matches(
        'OperationProperties',
        /"Name":\s*"(?:RuleActions",\s*"Value":\s*".*?(?:Forward|Redirect|Delegate|SendSms)|(?:ForwardToRecipientsAction|ForwardAsAttachmentToRecipientsAction|RedirectToRecipientsAction)")/i,
      ),
    ],
    description:
      'Exchange: $(office_365.UserId) set a rule in Outlook that forwards mail of $(office_365.MailboxOwnerUPN).',
    groups: [...GROUPS, 'o365_forwarding'],
    compliance: 'dataLoss',
    mitre: ['T1114.003'],
    why: 'Copies of incoming mail leave the mailbox. Made in the program, it escapes who watches cmdlets only.',
    whatToDo: 'Look at the recipients in RuleActions; remove the rule if it is not the user’s.',
    origin: 'Splunk, Sigma.',
    hits: [clientRule('[{"ActionType":"Forward","Recipients":["x@fabrikam.example"]}]')],
    misses: [clientRule('[{"ActionType":"Move"}]')],
  }),
  defineRule({
    id: at(12),
    level: 7,
    parent: INBOX_RULE.clientAny,
    fields: [
      nameValue('OperationProperties', 'RuleActions', /.*?(?:Delete|MarkAsRead.*Move|Move.*MarkAsRead)/i),
    ],
    description:
      'Exchange: $(office_365.UserId) set a rule in Outlook that hides or deletes mail of $(office_365.MailboxOwnerUPN).',
    groups: GROUPS,
    compliance: 'policyChange',
    mitre: ['T1564.008'],
    why: 'The owner does not see the replies to what an attacker sends in their name.',
    whatToDo: 'Look at the conditions of the rule.',
    falsePositives: 'Newsletters that a user throws away.',
    hits: [clientRule('[{"ActionType":"Delete"}]')],
    misses: [clientRule('[{"ActionType":"Move"}]')],
  }),
  defineRule({
    id: at(13),
    level: 14,
    parent: INBOX_RULE.clientAny,
    correlation: {
      frequency: 2,
      timeframeSeconds: 86_400,
      matchedGroup: 'o365_suspicious_sign_in',
      same: ['UserId'],
    },
    description:
      'Exchange: $(office_365.UserId) changed inbox rules in Outlook within a day of a suspicious sign-in.',
    groups: [...GROUPS, 'o365_bec', 'attack'],
    compliance: 'attack',
    mitre: ['T1564.008', 'T1586.002'],
    why: 'The usual second step of a business e-mail compromise.',
    whatToDo: 'Remove the rule, revoke the sessions, reset the password, look for mail sent since.',
    hits: [[phished, clientRule('[{"ActionType":"Move"}]')]],
    misses: [[signIn(), clientRule('[{"ActionType":"Move"}]')]],
  }),
];
