import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { is, lacks, matches, nameValue, operation } from '../patterns.ts';
import { INBOX_RULE } from './inbox-rules.ts';
import { NODE } from './nodes.ts';
import { ADA, BOB, cmdlet, mailbox, named, signIn, times } from './samples.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 1450 + offset;

const GROUPS = ['o365_exchange', 'o365_mail'];

const GRAPH = '00000003-0000-0000-c000-000000000000';
const access = (over = {}) =>
  mailbox('MailItemsAccessed', {
    RecordType: 50,
    OperationProperties: named({ MailAccessType: 'Bind', IsThrottled: 'False' }),
    OperationCount: 2,
    ...over,
  });
const ews = (over = {}) =>
  access({
    ClientInfoString: 'Client=WebServices;ExchangeWebServices',
    AppId: '55555555-0000-4000-8000-000000000001',
    ClientAppId: '55555555-0000-4000-8000-000000000001',
    ...over,
  });
const folder = (path: string, upn: string, rights: string) =>
  mailbox('ModifyFolderPermissions', {
    Item: { ParentFolder: { Path: path, MemberUpn: upn, MemberRights: rights } },
  });
const deleted = (operationName: string, subject: string) =>
  mailbox(operationName, { RecordType: 3, AffectedItems: [{ Subject: subject }] });
const sends = (count: number) => times(count, i => mailbox('Send', { Item: { Subject: `mail ${i}` } }));
const phished = signIn({}, { RequestType: 'Cmsi:Cmsi' });

/** What happens inside mailboxes. */
export const MAILBOX_ITEMS: readonly Rule[] = [
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
    id: at(10),
    level: 3,
    parent: NODE.mailboxAudit,
    fields: [operation('MailItemsAccessed')],
    description:
      'Exchange: $(office_365.UserId) read mail of $(office_365.MailboxOwnerUPN) ($(office_365.ClientInfoString)).',
    groups: GROUPS,
    compliance: 'dataAccess',
    mitre: ['T1114.002'],
    why: 'What an investigation needs to say which mail was read.',
    hits: [access()],
    misses: [mailbox('Send')],
  }),
  defineRule({
    id: at(11),
    level: 8,
    parent: at(10),
    fields: [nameValue('OperationProperties', 'IsThrottled', /True/i)],
    description:
      'Exchange: more than 1,000 mails of $(office_365.MailboxOwnerUPN) read within a day: the audit log was throttled.',
    groups: [...GROUPS, 'o365_exfiltration'],
    compliance: 'dataAccess',
    mitre: ['T1114.002'],
    why: 'So much was read that Exchange stopped logging it for 24 hours.',
    whatToDo: 'Find the client; take all mail of the mailbox as read.',
    falsePositives: 'Backups, migrations, a new computer.',
    origin: 'Elastic.',
    hits: [access({ OperationProperties: named({ MailAccessType: 'Bind', IsThrottled: 'True' }) })],
    misses: [access()],
  }),
  defineRule({
    id: at(12),
    level: 6,
    parent: at(10),
    fields: [matches('OperationCount', /^\d{3,}$/)],
    description:
      'Exchange: $(office_365.OperationCount) mails of $(office_365.MailboxOwnerUPN) read at once by $(office_365.UserId).',
    groups: [...GROUPS, 'o365_exfiltration'],
    compliance: 'dataAccess',
    mitre: ['T1114.002'],
    why: 'Tools read in hundreds, people do not.',
    whatToDo: 'Look at client and application.',
    falsePositives: 'A mail program that catches up.',
    origin: 'Elastic.',
    hits: [access({ OperationCount: 140 })],
    misses: [access({ OperationCount: 14 })],
  }),
  defineRule({
    id: at(13),
    level: 5,
    parent: at(10),
    fields: [
      matches('ClientInfoString', /^Client=WebServices;ExchangeWebServices/i),
      matches('ClientAppId', /[0-9a-f]{8}-/i),
    ],
    description:
      'Exchange: application $(office_365.ClientAppId) read mail of $(office_365.MailboxOwnerUPN) by web services.',
    groups: [...GROUPS, 'o365_application_access'],
    compliance: 'dataAccess',
    mitre: ['T1114.002'],
    why: 'A program with a token, not the owner.',
    origin: 'Splunk.',
    hits: [ews()],
    misses: [access()],
  }),
  defineRule({
    id: at(14),
    level: 5,
    parent: at(10),
    fields: [is('AppId', GRAPH)],
    description:
      'Exchange: application $(office_365.ClientAppId) read mail of $(office_365.MailboxOwnerUPN) by Microsoft Graph.',
    groups: [...GROUPS, 'o365_application_access'],
    compliance: 'dataAccess',
    mitre: ['T1114.002'],
    why: 'A program with a token, not the owner.',
    origin: 'Splunk.',
    hits: [access({ AppId: GRAPH })],
    misses: [access()],
  }),
  defineRule({
    id: at(15),
    level: 10,
    parent: at(13),
    correlation: {
      frequency: 5,
      timeframeSeconds: 900,
      matchedRule: at(13),
      same: ['ClientAppId'],
      different: ['MailboxGuid'],
    },
    description:
      'Exchange: application $(office_365.ClientAppId) read 5 mailboxes within 15 minutes by web services.',
    groups: [...GROUPS, 'o365_application_access', 'o365_exfiltration'],
    compliance: 'attack',
    mitre: ['T1114.002'],
    why: 'An application harvests mail.',
    whatToDo: 'Find the owner of the application; disable it if nobody knows it.',
    falsePositives: 'Archiving and backup products: list them in o365-allowed-apps.',
    origin: 'Splunk.',
    hits: [times(5, i => ews({ MailboxGuid: `33333333-0000-4000-8000-00000000000${i}` }))],
    misses: [
      times(5, () => ews()),
      times(4, i => ews({ MailboxGuid: `33333333-0000-4000-8000-00000000000${i}` })),
    ],
  }),
  defineRule({
    id: at(16),
    level: 10,
    parent: at(14),
    correlation: {
      frequency: 5,
      timeframeSeconds: 900,
      matchedRule: at(14),
      same: ['ClientAppId'],
      different: ['MailboxGuid'],
    },
    description:
      'Exchange: application $(office_365.ClientAppId) read 5 mailboxes within 15 minutes by Microsoft Graph.',
    groups: [...GROUPS, 'o365_application_access', 'o365_exfiltration'],
    compliance: 'attack',
    mitre: ['T1114.002'],
    why: 'An application harvests mail.',
    whatToDo: 'Find the owner of the application; disable it if nobody knows it.',
    falsePositives: 'Archiving and backup products: list them in o365-allowed-apps.',
    origin: 'Splunk.',
    hits: [
      times(5, i =>
        access({
          AppId: GRAPH,
          ClientAppId: '55555555-0000-4000-8000-000000000002',
          MailboxGuid: `33333333-0000-4000-8000-00000000000${i}`,
        }),
      ),
    ],
    misses: [times(5, () => access({ AppId: GRAPH, ClientAppId: '55555555-0000-4000-8000-000000000002' }))],
  }),
  defineRule({
    id: at(17),
    level: 6,
    parent: at(10),
    fields: [matches('LogonType', /^1$/)],
    description:
      'Exchange: the administrator $(office_365.UserId) read mail of $(office_365.MailboxOwnerUPN).',
    groups: GROUPS,
    compliance: 'dataAccess',
    mitre: ['T1114.002'],
    why: 'An administrator’s way into a mailbox that is not theirs.',
    whatToDo: 'Check for the case behind it.',
    hits: [access({ LogonType: 1 })],
    misses: [access({ LogonType: 0 })],
  }),
  defineRule({
    id: at(20),
    level: 3,
    parent: NODE.mailboxAudit,
    fields: [operation('SoftDelete', 'HardDelete', 'MoveToDeletedItems')],
    description:
      'Exchange: $(office_365.UserId) deleted mail of $(office_365.MailboxOwnerUPN) ($(office_365.Operation)).',
    groups: GROUPS,
    compliance: 'dataAccess',
    why: 'Counted by the next rules.',
    origin: 'Elastic.',
    hits: [mailbox('SoftDelete')],
    misses: [mailbox('Move')],
  }),
  defineRule({
    id: at(21),
    level: 9,
    parent: at(20),
    fields: [
      matches(
        'AffectedItems',
        /"Subject":\s*".*?(?:(?:new|added|changed|registered) (?:mfa|multi-?factor|sign-in method|method|device|security info)|security info|authenticator|verification code|password (?:was |has been )?(?:changed|reset)|unusual sign-in|suspicious|inbox rule|forwarding)/i,
      ),
    ],
    description:
      'Exchange: $(office_365.UserId) deleted a security notice in the mailbox of $(office_365.MailboxOwnerUPN).',
    groups: [...GROUPS, 'attack'],
    compliance: 'attack',
    mitre: ['T1070.008'],
    why: 'An attacker keeps the owner from reading that a method was added or a password changed.',
    whatToDo: 'Restore the message and read what it warned of.',
    falsePositives: 'Owners delete such notices too; look at what came before.',
    origin: 'Elastic.',
    hits: [
      deleted('HardDelete', 'New sign-in method was added to your account'),
      deleted('MoveToDeletedItems', 'Your password has been reset'),
    ],
    misses: [deleted('HardDelete', 'Lunch on Friday')],
  }),
  defineRule({
    id: at(22),
    level: 10,
    parent: at(20),
    fields: [operation('HardDelete')],
    correlation: {
      frequency: 30,
      timeframeSeconds: 600,
      ignoreSeconds: 60,
      matchedRule: at(20),
      same: ['UserId'],
    },
    description:
      'Exchange: $(office_365.UserId) deleted mail 30 times within 10 minutes, last beyond recovery.',
    groups: [...GROUPS, 'attack'],
    compliance: 'dataLoss',
    mitre: ['T1070.008', 'T1485'],
    why: 'Traces or data are being wiped.',
    whatToDo: 'Put the mailbox on hold at once; what is in Recoverable Items can still be had.',
    falsePositives: 'A mail program that empties its trash.',
    hits: [[...times(29, i => deleted('SoftDelete', `mail ${i}`)), deleted('HardDelete', 'mail')]],
    misses: [
      times(30, i => deleted('SoftDelete', `mail ${i}`)),
      [...times(28, i => deleted('SoftDelete', `mail ${i}`)), deleted('HardDelete', 'mail')],
    ],
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
