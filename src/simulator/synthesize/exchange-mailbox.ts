import type { AuditEvent, Json } from '../../events/audit-event.ts';
import { bareAddress } from './addresses.ts';
import type { Draw } from './draw.ts';
import type { Recipe } from './recipe.ts';
import { subject } from './texts.ts';

const CLIENTS = [
  'Client=OWA;Action=ViaProxy',
  'Client=MSExchangeRPC',
  'Client=OutlookService;Outlook-iOS/2.0;',
  'Client=REST;Client=RESTSystem;;',
  'Client=WebServices;ExchangeWebServices;ContosoSync/1.0;',
  'Client=POP3/IMAP4;Protocol=IMAP4',
];

/** What all mailbox events share. `LogonType` 0 is the owner, 1 an administrator, 2 a delegate. */
function mailboxAction(draw: Draw): AuditEvent {
  const { rng } = draw;
  const address = bareAddress(draw);
  const logonType = rng.pick([0, 0, 0, 0, 2, 1]);
  const owner = logonType === 0 ? draw.user : draw.other;
  return {
    ResultStatus: rng.pick(['Succeeded', 'Succeeded', 'Succeeded', 'PartiallySucceeded']),
    UserKey: draw.user.puid,
    UserType: 0,
    ClientIP: address,
    UserId: rng.pick([draw.user.upn, draw.user.upnMixed]),
    AppId: rng.pick(['00000002-0000-0ff1-ce00-000000000000', '27922004-5251-4030-b22d-91ecd9a37ea4']),
    ClientIPAddress: address,
    ClientInfoString: rng.pick(CLIENTS),
    ExternalAccess: false,
    InternalLogonType: 0,
    LogonType: logonType,
    LogonUserSid: draw.user.sid,
    MailboxGuid: draw.guid(),
    MailboxOwnerSid: owner.sid,
    MailboxOwnerUPN: owner.upn,
    OrganizationName: `${draw.tenant.name}.onmicrosoft.example`,
    OriginatingServer: `AM0PR00MB${draw.digits} (15.20.7633.033)\r\n`,
    SessionId: draw.guid(),
  };
}

/** An item's or folder's identifier: base64 as Exchange writes it, its last part different for each event. */
function entryId(draw: Draw): string {
  return `RgAAAAAsimulatorSimulatorSimulat${draw.rng.hex(32)}${draw.digits}AAAJ`;
}

function folder(draw: Draw, path: string): Json {
  return { Id: entryId(draw), Path: path };
}

function item(draw: Draw, path: string): Json {
  return {
    Id: entryId(draw),
    InternetMessageId: `<AM0PR00MB${draw.digits}.${draw.digits}@mail.${draw.tenant.domain}>`,
    ParentFolder: folder(draw, path),
    SizeInBytes: draw.rng.int(2_000, 9_000_000),
    Subject: subject(draw.rng),
  };
}

function itemAction(path: string): (draw: Draw) => AuditEvent {
  return draw => ({ ...mailboxAction(draw), Item: item(draw, path) });
}

function sendAs(field: 'SendAsUserSmtp' | 'SendOnBehalfOfUserSmtp'): (draw: Draw) => AuditEvent {
  return draw => ({ ...itemAction('\\Drafts')(draw), [field]: draw.other.upn });
}

function groupAction(path: string): (draw: Draw) => AuditEvent {
  return draw => {
    const affected = Array.from({ length: draw.rng.int(1, 4) }, () => item(draw, path));
    return {
      ...mailboxAction(draw),
      AffectedItems: affected,
      CrossMailboxOperation: false,
      Folder: folder(draw, path),
    };
  };
}

function bind(draw: Draw): AuditEvent {
  const items = Array.from({ length: draw.rng.int(1, 8) }, (): Json => ({
    InternetMessageId: `<${draw.guid()}@mail.partner.example>`,
    SizeInBytes: draw.rng.int(3_000, 400_000),
  }));
  return {
    ...mailboxAction(draw),
    OperationProperties: [
      { Name: 'MailAccessType', Value: 'Bind' },
      { Name: 'IsThrottled', Value: draw.rng.pick(['False', 'False', 'False', 'True']) },
    ],
    Folders: [
      {
        FolderItems: items,
        Id: entryId(draw),
        Path: draw.rng.pick(['\\Inbox', '\\Sent Items', '\\Boîte de réception']),
      },
    ],
    OperationCount: items.length,
  };
}

function sync(draw: Draw): AuditEvent {
  return {
    ...mailboxAction(draw),
    OperationProperties: [
      { Name: 'MailAccessType', Value: 'Sync' },
      { Name: 'IsThrottled', Value: 'False' },
    ],
    Item: { Id: entryId(draw), ParentFolder: { Id: entryId(draw), Name: 'Inbox', Path: 'Not Available' } },
  };
}

/** The Outlook client's own way to set an inbox rule; a property can come without `Value`. */
function updateInboxRules(draw: Draw): AuditEvent {
  const actions = [{ ActionType: 'Forward', Recipients: ['collector@mail.example'], ForwardFlags: 'None' }];
  return {
    ...mailboxAction(draw),
    OperationProperties: [
      { Name: 'RuleOperation', Value: draw.rng.pick(['AddMailboxRule', 'ModifyMailboxRule']) },
      { Name: 'RuleId', Value: `-${draw.digits}` },
      { Name: 'RuleState', Value: 'Enabled' },
      { Name: 'RuleName' },
      { Name: 'RuleProvider', Value: 'RuleOrganizer' },
      { Name: 'RuleActions', Value: JSON.stringify(actions) },
    ],
    Item: { Id: entryId(draw), ParentFolder: { Id: entryId(draw), Name: 'Inbox', Path: '\\Inbox' } },
  };
}

function folderPermissions(draw: Draw): AuditEvent {
  const member = draw.rng.pick(['Everyone', 'Anonymous', draw.other.upn]);
  const parent = {
    Id: entryId(draw),
    MemberRights: 'ReadAny, Visible, FreeBusySimple, FreeBusyDetailed',
    MemberSid: 'S-1-1-0',
    MemberUpn: member,
    Name: 'Inbox',
    Path: '\\Inbox',
  };
  return { ...mailboxAction(draw), Item: { Id: entryId(draw), ParentFolder: parent } };
}

function mailbox(
  operation: string,
  recordType: number,
  weight: number,
  fields: (draw: Draw) => AuditEvent,
): Recipe {
  return { operation, workload: 'Exchange', recordType, contentType: 'Audit.Exchange', weight, fields };
}

/** What owners, delegates and administrators do in mailboxes. */
export const EXCHANGE_MAILBOX: readonly Recipe[] = [
  mailbox('MailItemsAccessed', 50, 60, bind),
  mailbox('MailItemsAccessed', 2, 10, sync),
  mailbox('Send', 2, 20, itemAction('\\Drafts')),
  mailbox('SendAs', 2, 3, sendAs('SendAsUserSmtp')),
  mailbox('SendOnBehalf', 2, 3, sendAs('SendOnBehalfOfUserSmtp')),
  mailbox('Create', 2, 6, itemAction('\\Calendar')),
  mailbox('Update', 2, 6, itemAction('\\Contacts')),
  mailbox('MailboxLogin', 2, 4, mailboxAction),
  mailbox('HardDelete', 3, 4, groupAction('\\Recoverable Items\\Deletions')),
  mailbox('SoftDelete', 3, 6, groupAction('\\Inbox')),
  mailbox('MoveToDeletedItems', 3, 6, groupAction('\\Inbox')),
  mailbox('Move', 3, 3, groupAction('\\Archive')),
  mailbox('UpdateInboxRules', 2, 2, updateInboxRules),
  mailbox('AddFolderPermissions', 2, 1, folderPermissions),
  mailbox('ModifyFolderPermissions', 2, 2, folderPermissions),
];
