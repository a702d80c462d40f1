import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { matches, nameValue, operation } from '../patterns.ts';
import { NODE } from './nodes.ts';
import { cmdlet, times } from './samples.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 1420 + offset;

const GROUPS = ['o365_exchange', 'o365_mailbox'];

/** Protocols, copies, holds and removal of mailboxes. */
export const MAILBOX_SETTINGS: readonly Rule[] = [
  defineRule({
    id: at(9),
    level: 7,
    parent: NODE.mailboxCmdlets,
    fields: [
      operation('Set-CASMailbox', 'Set-CASMailboxPlan'),
      nameValue(
        'Parameters',
        ['PopEnabled', 'ImapEnabled', 'ActiveSyncEnabled', 'EwsEnabled', 'MAPIEnabled'],
        /True/i,
      ),
    ],
    description: 'Exchange: $(office_365.UserId) opened a mail protocol on $(office_365.ObjectId).',
    groups: GROUPS,
    compliance: 'policyChange',
    mitre: ['T1114.002', 'T1556'],
    why: 'Old protocols are a way round modern protection.',
    whatToDo: 'Check that the user needs it.',
    hits: [cmdlet('Set-CASMailbox', { ImapEnabled: 'True' })],
    misses: [cmdlet('Set-CASMailbox', { ImapEnabled: 'False' })],
  }),
  defineRule({
    id: at(10),
    level: 8,
    parent: NODE.mailboxCmdlets,
    fields: [
      operation('Set-CASMailbox'),
      nameValue('Parameters', 'SmtpClientAuthenticationDisabled', /False/i),
    ],
    description:
      'Exchange: $(office_365.UserId) allowed SMTP sign-in with a password on $(office_365.ObjectId).',
    groups: GROUPS,
    compliance: 'policyChange',
    mitre: ['T1556'],
    why: 'A password alone sends mail in the user’s name.',
    whatToDo: 'Check that a device needs it.',
    hits: [cmdlet('Set-CASMailbox', { SmtpClientAuthenticationDisabled: 'False' })],
    misses: [cmdlet('Set-CASMailbox', { SmtpClientAuthenticationDisabled: 'True' })],
  }),
  defineRule({
    id: at(11),
    level: 10,
    parent: NODE.mailboxCmdlets,
    fields: [
      operation(
        'New-MailboxExportRequest',
        'New-MailboxSearch',
        'New-MailboxRestoreRequest',
        'Start-MailboxSearch',
      ),
    ],
    description:
      'Exchange: $(office_365.UserId) copied a mailbox: $(office_365.Operation) $(office_365.ObjectId)',
    groups: [...GROUPS, 'o365_exfiltration'],
    compliance: 'dataAccess',
    mitre: ['T1114.002'],
    why: 'All content of a mailbox at once.',
    whatToDo: 'Check for the legal or migration case behind it.',
    hits: [cmdlet('New-MailboxExportRequest')],
    misses: [cmdlet('Get-MailboxExportRequest')],
  }),
  defineRule({
    id: at(12),
    level: 6,
    parent: NODE.mailboxCmdlets,
    fields: [operation('New-App', 'Set-App', 'Enable-App')],
    description: 'Exchange: $(office_365.UserId) installed an Outlook add-in: $(office_365.ObjectId)',
    groups: GROUPS,
    compliance: 'policyChange',
    mitre: ['T1137'],
    why: 'Add-ins read and change mail; one for the organisation reaches every user.',
    whatToDo: 'Check publisher and permissions.',
    hits: [cmdlet('New-App')],
    misses: [cmdlet('Remove-App')],
  }),
  defineRule({
    id: at(13),
    level: 9,
    parent: NODE.mailboxCmdlets,
    fields: [
      operation('Set-Mailbox'),
      matches(
        'Parameters',
        /"Name":\s*"(?:LitigationHoldEnabled|SingleItemRecoveryEnabled|RetentionHoldEnabled|InPlaceHoldEnabled)",\s*"Value":\s*"False"|"Name":\s*"RetainDeletedItemsFor",\s*"Value":\s*"[0-2](?:\.|")/i,
      ),
    ],
    description:
      'Exchange: $(office_365.UserId) let $(office_365.ObjectId) lose deleted mail: hold or recovery is off.',
    groups: [...GROUPS, 'o365_defence_off'],
    compliance: 'auditTampering',
    mitre: ['T1070.008', 'T1485'],
    why: 'Deleted mail is gone for good, for an investigation too.',
    whatToDo: 'Turn it on again unless a legal case has ended.',
    hits: [
      cmdlet('Set-Mailbox', { SingleItemRecoveryEnabled: 'False' }),
      cmdlet('Set-Mailbox', { LitigationHoldEnabled: 'False' }),
    ],
    misses: [cmdlet('Set-Mailbox', { LitigationHoldEnabled: 'True' })],
  }),
  defineRule({
    id: at(14),
    level: 6,
    parent: NODE.mailboxCmdlets,
    fields: [operation('Remove-Mailbox', 'Disable-Mailbox', 'Remove-MailboxDatabase')],
    description: 'Exchange: $(office_365.UserId) removed the mailbox $(office_365.ObjectId).',
    groups: [...GROUPS, 'account_disabled'],
    compliance: 'accountChange',
    mitre: ['T1531', 'T1485'],
    why: 'Mail is lost after 30 days.',
    whatToDo: 'Check that the person left.',
    hits: [cmdlet('Remove-Mailbox')],
    misses: [cmdlet('Remove-MailboxPermission')],
  }),
  defineRule({
    id: at(15),
    level: 11,
    parent: at(14),
    correlation: { frequency: 5, timeframeSeconds: 1800, matchedRule: at(14), same: ['UserId'] },
    description: 'Exchange: $(office_365.UserId) removed 5 mailboxes within 30 minutes.',
    groups: [...GROUPS, 'attack'],
    compliance: 'dataLoss',
    mitre: ['T1485', 'T1531'],
    why: 'Destruction, or a script gone wrong.',
    whatToDo: 'Stop the session; restore the mailboxes.',
    hits: [times(5, i => cmdlet('Remove-Mailbox', {}, { ObjectId: `mailbox${i}` }))],
    misses: [times(4, i => cmdlet('Remove-Mailbox', {}, { ObjectId: `mailbox${i}` }))],
  }),
  defineRule({
    id: at(16),
    level: 7,
    parent: NODE.mailboxCmdlets,
    fields: [
      operation('Set-MailboxJunkEmailConfiguration'),
      nameValue('Parameters', ['TrustedSendersAndDomains', 'TrustedRecipientsAndDomains']),
    ],
    description: 'Exchange: $(office_365.UserId) made a mailbox trust senders: $(office_365.ObjectId)',
    groups: GROUPS,
    compliance: 'policyChange',
    mitre: ['T1562.001'],
    why: 'Mail from these senders passes the junk filter.',
    whatToDo: 'Look at the senders.',
    falsePositives: 'Users do it themselves.',
    hits: [cmdlet('Set-MailboxJunkEmailConfiguration', { TrustedSendersAndDomains: 'fabrikam.example' })],
    misses: [cmdlet('Set-MailboxJunkEmailConfiguration', { Enabled: 'True' })],
  }),
];
