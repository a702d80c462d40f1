import type { AuditEvent, Json } from '../../events/audit-event.ts';
import { addressWithPort } from './addresses.ts';
import type { Draw } from './draw.ts';
import type { Recipe } from './recipe.ts';

type Parameters = Readonly<Record<string, string>>;

const MICROSOFT_SYSTEM = 'NT AUTHORITY\\SYSTEM (Microsoft.Exchange.ServiceHost)';

/** A recipe for one administrator's cmdlet (record type 1). */
function cmdlet(operation: string, parameters: (draw: Draw) => Parameters, weight = 2, bySystem = 0): Recipe {
  return {
    operation,
    workload: 'Exchange',
    recordType: 1,
    contentType: 'Audit.Exchange',
    weight,
    fields: draw => run(draw, parameters(draw), draw.rng.chance(bySystem)),
  };
}

function run(draw: Draw, parameters: Parameters, bySystem: boolean): AuditEvent {
  const organization = `${draw.tenant.name}.onmicrosoft.example`;
  const common = {
    ResultStatus: draw.rng.chance(0.95) ? 'True' : 'False',
    ObjectId: `EURPR00A000.PROD.OUTLOOK.EXAMPLE/Microsoft Exchange Hosted Organizations/${organization}/${draw.other.objectId}`,
    OrganizationName: organization,
    OriginatingServer: `AM0PR00MB${draw.digits} (15.20.7633.033)`,
    Parameters: Object.entries(parameters).map(([Name, Value]): Json => ({ Name, Value })),
  };
  if (bySystem) {
    return {
      ...common,
      UserKey: MICROSOFT_SYSTEM,
      UserType: 3,
      UserId: MICROSOFT_SYSTEM,
      AppId: '',
      ClientAppId: '',
      ExternalAccess: true,
    };
  }
  return {
    ...common,
    UserKey: draw.user.puid,
    UserType: 2,
    ClientIP: addressWithPort(draw),
    UserId: draw.rng.pick([draw.user.upn, draw.user.upnMixed]),
    AppId: draw.rng.pick(['00000002-0000-0ff1-ce00-000000000000', 'fb78d390-0c51-40cd-8e17-fdbfab77341b']),
    ClientAppId: '',
    ExternalAccess: false,
    SessionId: draw.guid(),
  };
}

function inboxRule(draw: Draw): Parameters {
  const name = draw.rng.pick(['.', 'Newsletter', '…', 'archive', 'aaa']);
  const base = {
    AlwaysDeleteOutlookRulesBlob: 'False',
    Force: 'False',
    Name: name,
    StopProcessingRules: 'True',
  };
  return draw.rng.pick<Parameters>([
    { ...base, ForwardTo: 'collector@mail.example', MarkAsRead: 'True' },
    { ...base, RedirectTo: 'collector@mail.example', SubjectOrBodyContainsWords: 'invoice;payment;wire' },
    { ...base, ForwardAsAttachmentTo: 'collector@mail.example', DeleteMessage: 'True' },
    { ...base, MoveToFolder: 'RSS Feeds', MarkAsRead: 'True', SubjectContainsWords: 'password' },
    { ...base, MoveToFolder: 'Projects', From: draw.other.upn },
    { ...base, From: 'news@partner.example', DeleteMessage: 'True' },
  ]);
}

function mailboxSetting(draw: Draw): Parameters {
  const Identity = draw.other.upn;
  return draw.rng.pick<Parameters>([
    { Identity, ForwardingSmtpAddress: 'smtp:collector@mail.example', DeliverToMailboxAndForward: 'True' },
    { Identity, AuditEnabled: 'False' },
    { Identity, GrantSendOnBehalfTo: draw.user.upn },
    { Identity, ProhibitSendQuota: '99 GB (106,300,440,576 bytes)', HiddenFromAddressListsEnabled: 'True' },
    { Identity, SingleItemRecoveryEnabled: 'False', RetainDeletedItemsFor: '00:00:00' },
  ]);
}

function transportRule(draw: Draw): Parameters {
  return draw.rng.pick<Parameters>([
    {
      Name: 'Copy',
      BlindCopyTo: 'collector@mail.example',
      SubjectOrBodyContainsWords: 'invoice;password',
      Mode: 'Enforce',
    },
    { Name: 'Allow partner', SenderDomainIs: 'partner.example', SetSCL: '-1' },
    { Name: 'Disclaimer', ApplyHtmlDisclaimerText: '<p>Confidential & "private"</p>', Mode: 'Enforce' },
  ]);
}

function permission(draw: Draw, rights: readonly string[]): Parameters {
  return {
    Identity: draw.other.upn,
    User: draw.user.upn,
    AccessRights: draw.rng.pick(rights),
    InheritanceType: 'All',
  };
}

function identity(text: string, more: Parameters = {}): () => Parameters {
  return () => ({ Identity: text, ...more });
}

/** Exchange administration by cmdlet; nine of ten are Microsoft's own in a real tenant, two of ten here. */
export const EXCHANGE_ADMIN: readonly Recipe[] = [
  cmdlet('New-InboxRule', inboxRule, 4),
  cmdlet('Set-InboxRule', inboxRule, 3),
  cmdlet('Set-Mailbox', mailboxSetting, 8, 0.4),
  cmdlet(
    'New-Mailbox',
    draw => ({ Name: draw.other.displayName, MicrosoftOnlineServicesID: draw.other.upn }),
    3,
    0.5,
  ),
  cmdlet('Set-User', draw => ({ Identity: draw.other.upn, Department: 'Research' }), 3, 0.3),
  cmdlet(
    'Set-MailboxPlan',
    identity('ExchangeOnlineEnterprise', { IssueWarningQuota: '98 GB (105,226,698,752 bytes)' }),
    3,
    1,
  ),
  cmdlet(
    'Set-TransportConfig',
    identity('', { TLSReceiveDomainSecureList: '', SmtpClientAuthenticationDisabled: 'False' }),
    1,
    0.5,
  ),
  cmdlet('New-TransportRule', transportRule, 1),
  cmdlet('Set-TransportRule', transportRule, 1),
  cmdlet('Disable-TransportRule', identity('Disclaimer'), 1),
  cmdlet('Remove-TransportRule', identity('Disclaimer'), 1),
  cmdlet(
    'New-InboundConnector',
    () => ({ Name: 'Partner', SenderDomains: 'smtp:partner.example;1', RequireTls: 'False' }),
    1,
  ),
  cmdlet('Set-RemoteDomain', identity('Default', { AutoForwardEnabled: 'True' }), 1),
  cmdlet(
    'New-JournalRule',
    () => ({ Name: 'All', JournalEmailAddress: 'journal@mail.example', Scope: 'Global' }),
    1,
  ),
  cmdlet(
    'Add-MailboxPermission',
    draw => permission(draw, ['FullAccess', 'FullAccess', 'ReadPermission']),
    4,
    0.3,
  ),
  cmdlet('Remove-MailboxPermission', draw => permission(draw, ['FullAccess']), 1),
  cmdlet(
    'Add-RecipientPermission',
    draw => ({ Identity: draw.other.upn, Trustee: draw.user.upn, AccessRights: 'SendAs' }),
    1,
  ),
  cmdlet(
    'Add-MailboxFolderPermission',
    draw => ({ Identity: `${draw.other.upn}:\\Inbox`, User: 'Default', AccessRights: 'Reviewer' }),
    1,
  ),
  cmdlet(
    'New-ManagementRoleAssignment',
    draw => ({ Name: 'Impersonation', Role: 'ApplicationImpersonation', User: draw.user.upn }),
    1,
  ),
  cmdlet('Add-RoleGroupMember', draw => ({ Identity: 'Organization Management', Member: draw.other.upn }), 1),
  cmdlet(
    'Set-AdminAuditLogConfig',
    draw => ({ UnifiedAuditLogIngestionEnabled: draw.rng.pick(['False', 'True']) }),
    1,
    0.3,
  ),
  cmdlet(
    'Set-MailboxAuditBypassAssociation',
    draw => ({ Identity: draw.other.upn, AuditBypassEnabled: 'True' }),
    1,
  ),
  cmdlet('Set-OrganizationConfig', () => ({ AuditDisabled: 'True' }), 1),
  cmdlet('Remove-AntiPhishPolicy', identity('Standard'), 1),
  cmdlet('Disable-AntiPhishRule', identity('Standard'), 1),
  cmdlet('Remove-MalwareFilterPolicy', identity('Strict'), 1),
  cmdlet('Disable-MalwareFilterRule', identity('Strict'), 1),
  cmdlet('Disable-SafeLinksRule', identity('Links'), 1),
  cmdlet('Disable-SafeAttachmentRule', identity('Attachments'), 1),
  cmdlet(
    'Set-HostedContentFilterPolicy',
    identity('Default', { AllowedSenderDomains: 'partner.example' }),
    1,
  ),
  cmdlet('Set-DkimSigningConfig', identity('contoso.example', { Enabled: 'False' }), 1),
  cmdlet('Set-AcceptedDomain', identity('contoso.example', { DomainType: 'InternalRelay' }), 1),
  cmdlet('Add-FederatedDomain', () => ({ DomainName: 'new.example' }), 1),
  cmdlet(
    'Set-CASMailbox',
    draw => ({ Identity: draw.other.upn, ImapEnabled: 'True', SmtpClientAuthenticationDisabled: 'False' }),
    1,
  ),
  cmdlet('Remove-ApplicationAccessPolicy', identity('Restrict Data Sync'), 1),
];
