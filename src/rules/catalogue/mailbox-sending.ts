import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { lacks, matches, operation } from '../patterns.ts';
import { INBOX_RULE } from './inbox-rules.ts';
import { NODE } from './nodes.ts';
import { ADA, BOB, cmdlet, mailbox, signIn, times } from './samples.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 1450 + offset;

const GROUPS = ['o365_exchange', 'o365_mail'];

const folder = (path: string, upn: string, rights: string) =>
  mailbox('ModifyFolderPermissions', {
    Item: { ParentFolder: { Path: path, MemberUpn: upn, MemberRights: rights } },
  });
const sends = (count: number) => times(count, i => mailbox('Send', { Item: { Subject: `mail ${i}` } }));
const phished = signIn({}, { RequestType: 'Cmsi:Cmsi' });

/** Folder rights and mail that goes out. */
export const MAILBOX_SENDING: readonly Rule[] = [
  defineRule({
    id: at(0),
    level: 4,
    parent: NODE.mailboxAudit,
    fields: [
      operation(
        'AddFolderPermissions',
        'ModifyFolderPermissions',
        'AddCalendarDelegate',
        'UpdateCalendarDelegation',
      ),
    ],
    description:
      'Exchange: $(office_365.UserId) changed who may use a folder of $(office_365.MailboxOwnerUPN).',
    groups: [...GROUPS, 'o365_delegation'],
    compliance: 'privilegeChange',
    mitre: ['T1098.002'],
    why: 'A part of a mailbox is open to another.',
    origin: 'Wazuh, Splunk.',
    hits: [folder('\\Calendar', 'carol@contoso.example', 'ReadAny')],
    misses: [mailbox('RemoveFolderPermissions')],
  }),
  defineRule({
    id: at(1),
    level: 9,
    parent: at(0),
    fields: [
      matches('Item.ParentFolder.MemberUpn', /^(?:Everyone|Default|Anonymous)$/i),
      matches('Item.ParentFolder.MemberRights', /ReadAny|Owner|EditAny|DeleteAny/i),
      lacks('Item.ParentFolder.Path', /Calendar|Kalender|Calendrier|Contacts|PersonMetadata/i),
    ],
    description:
      'Exchange: $(office_365.UserId) opened $(office_365.Item.ParentFolder.Path) of $(office_365.MailboxOwnerUPN) to everybody.',
    groups: [...GROUPS, 'o365_delegation'],
    compliance: 'privilegeChange',
    mitre: ['T1098.002', 'T1114.002'],
    why: 'Any account reads the folder, a stolen one too.',
    whatToDo: 'Take the rights back; check the owner’s sign-ins.',
    origin: 'Splunk.',
    hits: [folder('\\Inbox', 'Everyone', 'ReadAny, Visible')],
    misses: [
      folder('\\Inbox', 'Everyone', 'None'),
      folder('\\Calendar', 'Everyone', 'ReadAny'),
      folder('\\Inbox', 'carol@contoso.example', 'ReadAny'),
    ],
  }),
  defineRule({
    id: at(2),
    level: 3,
    parent: NODE.mailboxAudit,
    fields: [operation('Send')],
    description: 'Exchange: $(office_365.UserId) sent a message from $(srcip).',
    groups: GROUPS,
    compliance: 'dataAccess',
    why: 'Counted by the next rules.',
    origin: 'Wazuh.',
    hits: [mailbox('Send')],
    misses: [mailbox('Create')],
  }),
  defineRule({
    id: at(3),
    level: 5,
    parent: NODE.mailboxAudit,
    fields: [operation('SendAs', 'SendOnBehalf')],
    description:
      'Exchange: $(office_365.UserId) sent a message in the name of $(office_365.MailboxOwnerUPN).',
    groups: [...GROUPS, 'o365_delegation'],
    compliance: 'dataAccess',
    mitre: ['T1534'],
    why: 'Normal for assistants; payment fraud looks the same.',
    origin: 'Wazuh.',
    hits: [mailbox('SendAs'), mailbox('SendOnBehalf')],
    misses: [mailbox('Send')],
  }),
  defineRule({
    id: at(4),
    level: 10,
    parent: at(2),
    correlation: {
      frequency: 40,
      timeframeSeconds: 600,
      ignoreSeconds: 60,
      matchedRule: at(2),
      same: ['UserId'],
    },
    description: 'Exchange: $(office_365.UserId) sent 40 messages within 10 minutes.',
    groups: [...GROUPS, 'o365_mass_mail'],
    compliance: 'attack',
    mitre: ['T1534', 'T1566'],
    why: 'Taken accounts send phishing to the address book.',
    whatToDo:
      'Look at subjects and recipients; block sending and revoke the sessions if they are not the user’s.',
    falsePositives: 'Mail merges, and events that Microsoft delivered late and together.',
    hits: [sends(40)],
    misses: [sends(39)],
  }),
  defineRule({
    id: at(5),
    level: 14,
    parent: at(4),
    correlation: {
      frequency: 2,
      timeframeSeconds: 86_400,
      matchedGroup: 'o365_suspicious_sign_in',
      same: ['UserId'],
    },
    description:
      'Exchange: $(office_365.UserId) sent 40 messages within 10 minutes, within a day of a suspicious sign-in.',
    groups: [...GROUPS, 'o365_mass_mail', 'o365_bec', 'attack'],
    compliance: 'attack',
    mitre: ['T1586.002', 'T1534'],
    why: 'The taken account is at work.',
    whatToDo:
      'Block sending, revoke the sessions, reset the password, warn the recipients, purge the messages.',
    hits: [[phished, ...sends(40)]],
    misses: [
      [signIn(), ...sends(40)],
      [signIn({ UserId: BOB }, { RequestType: 'Cmsi:Cmsi' }), ...sends(40)],
    ],
  }),
  defineRule({
    id: at(6),
    level: 15,
    parent: at(4),
    correlation: {
      frequency: 2,
      timeframeSeconds: 86_400,
      matchedRule: INBOX_RULE.afterSuspicion,
      same: ['UserId'],
    },
    description:
      'Exchange: business e-mail compromise of $(office_365.UserId): suspicious sign-in, then an inbox rule, then mass mail.',
    groups: [...GROUPS, 'o365_mass_mail', 'o365_bec', 'attack'],
    compliance: 'attack',
    mitre: ['T1586.002', 'T1534', 'T1564.008'],
    why: 'The whole chain within a day: no innocent explanation is known.',
    whatToDo:
      'Block the account, purge the messages, warn the recipients, remove rules and methods, then start the investigation.',
    hits: [[phished, cmdlet('New-InboxRule', { Name: 'My news' }, { UserId: ADA }), ...sends(40)]],
    misses: [[cmdlet('New-InboxRule', { Name: 'My news' }, { UserId: ADA }), ...sends(40)]],
  }),
  defineRule({
    id: at(23),
    level: 8,
    parent: at(2),
    fields: [matches('SessionId', /./), lacks('ClientIPAddress', /^(?:::1|127\.|2603:10|2a01:111)/)],
    correlation: {
      frequency: 2,
      timeframeSeconds: 3600,
      matchedRule: at(2),
      same: ['SessionId', 'UserId'],
      differentAddress: true,
    },
    description:
      'Exchange: one session of $(office_365.UserId) sent mail from two addresses within an hour, last $(srcip).',
    groups: [...GROUPS, 'attack'],
    compliance: 'attack',
    mitre: ['T1539', 'T1185'],
    why: 'A session belongs to one browser. Seen from elsewhere, its cookie was probably copied.',
    whatToDo: 'Look up both addresses; revoke the sessions if they are in different networks.',
    falsePositives: 'A laptop that changes between office, VPN and phone.',
    hits: [
      [
        mailbox('Send', { SessionId: 'session-1' }),
        mailbox('Send', { SessionId: 'session-1', ClientIPAddress: '203.0.113.77' }),
      ],
    ],
    misses: [
      [mailbox('Send', { SessionId: 'session-1' }), mailbox('Send', { SessionId: 'session-1' })],
      [
        mailbox('Send', { SessionId: 'session-1' }),
        mailbox('Send', { SessionId: 'session-2', ClientIPAddress: '203.0.113.77' }),
      ],
    ],
  }),
];
