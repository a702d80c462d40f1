import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { nameValue, operation } from '../patterns.ts';
import { NODE } from './nodes.ts';
import { cmdlet, systemCmdlet, times } from './samples.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 1420 + offset;

/** Ids that other files of the catalogue build on. */
export const MAILBOX = { forwarding: at(0), fullAccess: at(4) } as const;

const GROUPS = ['o365_exchange', 'o365_mailbox'];

const fullAccess = (mailboxName: string, over = {}) =>
  cmdlet(
    'Add-MailboxPermission',
    { User: 'admin', AccessRights: 'FullAccess' },
    { ObjectId: mailboxName, ...over },
  );

/** Forwarding and delegation of mailboxes. */
export const MAILBOX_CMDLETS: readonly Rule[] = [
  defineRule({
    id: MAILBOX.forwarding,
    level: 10,
    parent: NODE.mailboxCmdlets,
    fields: [
      operation('Set-Mailbox', 'New-Mailbox', 'Enable-Mailbox'),
      nameValue('Parameters', ['ForwardingSmtpAddress', 'ForwardingAddress']),
    ],
    description: 'Exchange: $(office_365.UserId) forwarded all mail of $(office_365.ObjectId).',
    groups: [...GROUPS, 'o365_forwarding'],
    compliance: 'dataLoss',
    mitre: ['T1114.003'],
    why: 'Every incoming mail goes to another address, below any inbox rule.',
    whatToDo: 'Look at the target in Parameters; take the forwarding back if nobody asked for it.',
    falsePositives: 'People who left or changed departments.',
    origin: 'Elastic, Splunk, Sigma.',
    hits: [
      cmdlet('Set-Mailbox', { ForwardingSmtpAddress: 'smtp:x@fabrikam.example' }),
      cmdlet('Set-Mailbox', { ForwardingAddress: 'bob' }),
    ],
    misses: [
      cmdlet('Set-Mailbox', { ForwardingSmtpAddress: '' }),
      cmdlet('Set-Mailbox', { MailTip: 'hello' }),
    ],
  }),
  defineRule({
    id: at(1),
    level: 12,
    parent: MAILBOX.forwarding,
    fields: [nameValue('Parameters', 'DeliverToMailboxAndForward', /False/i)],
    description:
      'Exchange: $(office_365.UserId) diverted all mail of $(office_365.ObjectId): the owner gets no copy.',
    groups: [...GROUPS, 'o365_forwarding', 'attack'],
    compliance: 'dataLoss',
    mitre: ['T1114.003', 'T1564.008'],
    why: 'The owner sees no new mail at all.',
    whatToDo: 'Take the forwarding back at once unless the owner left.',
    hits: [
      cmdlet('Set-Mailbox', {
        ForwardingSmtpAddress: 'smtp:x@fabrikam.example',
        DeliverToMailboxAndForward: 'False',
      }),
    ],
    misses: [
      cmdlet('Set-Mailbox', {
        ForwardingSmtpAddress: 'smtp:x@fabrikam.example',
        DeliverToMailboxAndForward: 'True',
      }),
    ],
  }),
  defineRule({
    id: at(2),
    level: 8,
    parent: NODE.mailboxCmdlets,
    fields: [operation('Set-Mailbox'), nameValue('Parameters', 'GrantSendOnBehalfTo')],
    description: 'Exchange: $(office_365.UserId) let somebody send on behalf of $(office_365.ObjectId).',
    groups: [...GROUPS, 'o365_delegation'],
    compliance: 'privilegeChange',
    mitre: ['T1098.002'],
    why: 'Mail in the name of another.',
    whatToDo: 'Check that the owner asked for it.',
    origin: 'Elastic, Splunk.',
    hits: [cmdlet('Set-Mailbox', { GrantSendOnBehalfTo: 'carol' })],
    misses: [cmdlet('Set-Mailbox', { GrantSendOnBehalfTo: '' })],
  }),
  defineRule({
    id: at(3),
    level: 6,
    parent: NODE.mailboxCmdlets,
    fields: [operation('Add-MailboxPermission')],
    description: 'Exchange: $(office_365.UserId) gave somebody rights on the mailbox $(office_365.ObjectId).',
    groups: [...GROUPS, 'o365_delegation'],
    compliance: 'privilegeChange',
    mitre: ['T1098.002'],
    why: 'A second person in a mailbox.',
    whatToDo: 'Check that the owner asked for it.',
    origin: 'Wazuh, Splunk.',
    hits: [cmdlet('Add-MailboxPermission', { User: 'carol', AccessRights: 'ReadPermission' })],
    misses: [
      cmdlet('Remove-MailboxPermission'),
      systemCmdlet('Add-MailboxPermission', { AccessRights: 'FullAccess' }),
    ],
  }),
  defineRule({
    id: MAILBOX.fullAccess,
    level: 8,
    parent: at(3),
    fields: [nameValue('Parameters', 'AccessRights', /.*?(?:FullAccess|ChangePermission|ChangeOwner)/i)],
    description:
      'Exchange: $(office_365.UserId) gave somebody full access to the mailbox $(office_365.ObjectId).',
    groups: [...GROUPS, 'o365_delegation'],
    compliance: 'privilegeChange',
    mitre: ['T1098.002', 'T1114.002'],
    why: 'The other reads everything, and the owner notices nothing.',
    whatToDo: 'Check that the owner asked for it; look at what was read.',
    falsePositives: 'Shared mailboxes, assistants.',
    origin: 'Wazuh, Elastic, Splunk.',
    hits: [fullAccess('bob')],
    misses: [cmdlet('Add-MailboxPermission', { User: 'carol', AccessRights: 'ReadPermission' })],
  }),
  defineRule({
    id: at(5),
    level: 12,
    parent: MAILBOX.fullAccess,
    correlation: {
      frequency: 5,
      timeframeSeconds: 3600,
      matchedRule: MAILBOX.fullAccess,
      same: ['UserId'],
      different: ['ObjectId'],
    },
    description: 'Exchange: $(office_365.UserId) gave full access to 5 mailboxes within an hour.',
    groups: [...GROUPS, 'o365_delegation', 'attack'],
    compliance: 'attack',
    mitre: ['T1098.002', 'T1114.002'],
    why: 'Somebody is opening mailbox after mailbox.',
    whatToDo: 'Call the administrator; take the rights back; look at what was read.',
    falsePositives: 'Migrations.',
    hits: [times(5, i => fullAccess(`mailbox${i}`))],
    misses: [times(4, i => fullAccess(`mailbox${i}`)), times(5, () => fullAccess('bob'))],
  }),
  defineRule({
    id: at(6),
    level: 8,
    parent: NODE.mailboxCmdlets,
    fields: [operation('Add-RecipientPermission')],
    description: 'Exchange: $(office_365.UserId) let somebody send as $(office_365.ObjectId).',
    groups: [...GROUPS, 'o365_delegation'],
    compliance: 'privilegeChange',
    mitre: ['T1098.002', 'T1534'],
    why: 'Mail that the recipient cannot tell from the owner’s.',
    whatToDo: 'Check that the owner asked for it.',
    origin: 'Elastic.',
    hits: [cmdlet('Add-RecipientPermission', { Trustee: 'carol', AccessRights: 'SendAs' })],
    misses: [cmdlet('Remove-RecipientPermission')],
  }),
  defineRule({
    id: at(7),
    level: 5,
    parent: NODE.mailboxCmdlets,
    fields: [operation('Add-MailboxFolderPermission', 'Set-MailboxFolderPermission')],
    description: 'Exchange: $(office_365.UserId) gave somebody rights on a folder: $(office_365.ObjectId)',
    groups: [...GROUPS, 'o365_delegation'],
    compliance: 'privilegeChange',
    mitre: ['T1098.002'],
    why: 'A part of a mailbox is open to another.',
    origin: 'Splunk.',
    hits: [cmdlet('Add-MailboxFolderPermission', { User: 'carol', AccessRights: 'Editor' })],
    misses: [cmdlet('Remove-MailboxFolderPermission')],
  }),
  defineRule({
    id: at(8),
    level: 9,
    parent: at(7),
    fields: [
      nameValue('Parameters', 'User', /(?:Default|Anonymous|Everyone)"/i),
      nameValue('Parameters', 'AccessRights', /.*?(?:Owner|Editor|Author|Reviewer|ReadItems)/i),
    ],
    description: 'Exchange: $(office_365.UserId) opened a folder to everybody: $(office_365.ObjectId)',
    groups: [...GROUPS, 'o365_delegation'],
    compliance: 'privilegeChange',
    mitre: ['T1098.002', 'T1114.002'],
    why: 'With rights for Default or Anonymous any account reads the folder, a stolen one too.',
    whatToDo: 'Take the rights back unless it is a shared calendar.',
    falsePositives: 'Calendars meant for all.',
    origin: 'Splunk.',
    hits: [cmdlet('Set-MailboxFolderPermission', { User: 'Default', AccessRights: 'Reviewer' })],
    misses: [
      cmdlet('Set-MailboxFolderPermission', { User: 'Default', AccessRights: 'AvailabilityOnly' }),
      cmdlet('Set-MailboxFolderPermission', { User: 'carol', AccessRights: 'Reviewer' }),
    ],
  }),
];
