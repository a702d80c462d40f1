/*
 * Operations by what they mean to an analyst. The dashboards query by these lists and the report counts by them, so that both show the
 * same. Spelling is Microsoft's on the wire: keyword fields compare case by case.
 */

/** Operations that belong together under one label. */
export interface OperationGroup {
  readonly label: string;
  readonly operations: readonly string[];
}

export const SIGN_IN_SUCCEEDED = 'UserLoggedIn';
export const SIGN_IN_FAILED = 'UserLoginFailed';

/** Directory operations end in a dot in most tenants, not in all. */
function entra(...names: readonly string[]): readonly string[] {
  return names.flatMap(name => [`${name}.`, name]);
}

export const MAILBOX_CHANGES: readonly OperationGroup[] = [
  {
    label: 'Inbox rules',
    operations: ['New-InboxRule', 'Set-InboxRule', 'Enable-InboxRule', 'UpdateInboxRules'],
  },
  { label: 'Mailbox settings and forwarding', operations: ['Set-Mailbox', 'Set-CASMailbox'] },
  {
    label: 'Permissions',
    operations: [
      'Add-MailboxPermission',
      'Add-RecipientPermission',
      'Add-MailboxFolderPermission',
      'AddFolderPermissions',
      'ModifyFolderPermissions',
    ],
  },
  {
    label: 'Mail flow',
    operations: [
      'New-TransportRule',
      'Set-TransportRule',
      'Disable-TransportRule',
      'Remove-TransportRule',
      'New-JournalRule',
      'New-InboundConnector',
      'Set-InboundConnector',
      'New-OutboundConnector',
      'Set-OutboundConnector',
      'Set-RemoteDomain',
    ],
  },
  {
    label: 'Audit switched off or bypassed',
    operations: ['Set-AdminAuditLogConfig', 'Set-MailboxAuditBypassAssociation', 'Set-OrganizationConfig'],
  },
];

export const MAIL_DELETIONS: readonly OperationGroup[] = [
  { label: 'HardDelete', operations: ['HardDelete'] },
  { label: 'SoftDelete', operations: ['SoftDelete'] },
  { label: 'MoveToDeletedItems', operations: ['MoveToDeletedItems'] },
];

export const FILE_DOWNLOADS: OperationGroup = {
  label: 'Downloads',
  operations: ['FileDownloaded', 'FileSyncDownloadedFull'],
};
export const FILE_UPLOADS: OperationGroup = {
  label: 'Uploads',
  operations: ['FileUploaded', 'FileSyncUploadedFull'],
};
export const FILE_DELETIONS: OperationGroup = {
  label: 'Deletions',
  operations: [
    'FileDeleted',
    'FileRecycled',
    'FileDeletedFirstStageRecycleBin',
    'FileDeletedSecondStageRecycleBin',
    'FileVersionsAllDeleted',
    'FolderDeleted',
    'FolderRecycled',
  ],
};
export const ANONYMOUS_LINKS: OperationGroup = {
  label: 'Anonymous links',
  operations: ['AnonymousLinkCreated', 'AnonymousLinkUpdated', 'AnonymousLinkUsed'],
};

export const SHARING_CHANGES: readonly OperationGroup[] = [
  ANONYMOUS_LINKS,
  {
    label: 'Sharing and invitations',
    operations: [
      'SharingSet',
      'SharingInvitationCreated',
      'SharingInvitationAccepted',
      'SharingInvitationBlocked',
    ],
  },
  {
    label: 'Links for named people',
    operations: ['SecureLinkCreated', 'SecureLinkUpdated', 'AddedToSecureLink'],
  },
  { label: 'Links for the company', operations: ['CompanyLinkCreated'] },
  { label: 'Sharing policy', operations: ['SharingPolicyChanged', 'SharingInheritanceBroken'] },
  { label: 'Site administrators', operations: ['SiteCollectionAdminAdded', 'PermissionLevelAdded'] },
];

export const ROLE_CHANGES: OperationGroup = {
  label: 'Roles given',
  operations: [
    ...entra('Add member to role', 'Add eligible member to role', 'Add scoped member to role'),
    'Add-RoleGroupMember',
    'New-ManagementRoleAssignment',
  ],
};
export const CONSENTS: OperationGroup = {
  label: 'Consent and app permissions',
  operations: entra(
    'Consent to application',
    'Add delegated permission grant',
    'Add OAuth2PermissionGrant',
    'Add app role assignment to service principal',
    'Add app role assignment grant to user',
  ),
};
export const APP_CREDENTIALS: OperationGroup = {
  label: 'App credentials and owners',
  operations: [
    ...entra(
      'Add service principal credentials',
      'Add owner to application',
      'Add owner to service principal',
    ),
    // The en dash and the trailing blank stand so on the wire.
    'Update application – Certificates and secrets management ',
    'Update application – Certificates and secrets management',
  ],
};
export const APPS_ADDED: OperationGroup = {
  label: 'Apps and service principals added',
  operations: entra('Add application', 'Add service principal'),
};
export const CONDITIONAL_ACCESS: OperationGroup = {
  label: 'Conditional access',
  operations: entra(
    'Add conditional access policy',
    'Update conditional access policy',
    'Delete conditional access policy',
  ),
};
export const TENANT_POLICIES: OperationGroup = {
  label: 'Tenant policies and domains',
  operations: entra(
    'Update policy',
    'Update authorization policy',
    'Set Company Information',
    'Add unverified domain',
    'Verify domain',
    'Set domain authentication',
    'Set federation settings on domain',
    'Add a partner to cross-tenant access setting',
    'Add partner to company',
  ),
};
export const AUTHENTICATION_CHANGES: OperationGroup = {
  label: 'Passwords and strong authentication',
  operations: entra(
    'Reset user password',
    'Change user password',
    'Disable Strong Authentication',
    'Enable Strong Authentication',
    'Update StsRefreshTokenValidFrom Timestamp',
  ),
};
export const USER_LIFE_CYCLE: OperationGroup = {
  label: 'Users',
  operations: entra('Add user', 'Delete user', 'Disable account', 'Restore user', 'Invite external user'),
};
export const GROUP_LIFE_CYCLE: OperationGroup = {
  label: 'Groups',
  operations: entra(
    'Add group',
    'Delete group',
    'Add member to group',
    'Remove member from group',
    'Add owner to group',
  ),
};

/** What gives somebody or something more power, or takes a safeguard away. */
export const PRIVILEGE_CHANGES: readonly OperationGroup[] = [
  ROLE_CHANGES,
  CONSENTS,
  APP_CREDENTIALS,
  CONDITIONAL_ACCESS,
  TENANT_POLICIES,
  AUTHENTICATION_CHANGES,
];
