import { defineNode } from '../define-rule.ts';
import { DEFAULT_RULE_BASE, GENERIC_RULE_ID } from '../id-blocks.ts';
import type { FieldCondition, Theme } from '../model.ts';
import { is, isNot, lacks, matches } from '../patterns.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + offset;

/** Ids of the branching points below which the themes hang their rules. */
export const NODE = {
  entra: at(50),
  signIns: at(51),
  signedIn: at(52),
  directory: at(53),
  consents: at(54),
  roles: at(55),
  applications: at(56),
  accounts: at(57),
  entraPolicies: at(58),
  tenant: at(59),
  devices: at(60),
  cmdlets: at(61),
  auditCmdlets: at(62),
  inboxRuleCmdlets: at(63),
  mailboxCmdlets: at(64),
  mailFlowCmdlets: at(65),
  protectionCmdlets: at(66),
  roleCmdlets: at(67),
  complianceCmdlets: at(68),
  mailboxAudit: at(69),
  files: at(70),
  sharing: at(71),
  fileOperations: at(72),
  sites: at(73),
  purview: at(74),
  purviewAlerts: at(75),
  ediscovery: at(76),
  protection: at(77),
  dataLoss: at(78),
  teams: at(79),
  power: at(80),
  copilot: at(81),
  health: at(82),
  risks: at(49),
} as const;

/** UserIds of Microsoft's own machinery inside Exchange Online: thousands of cmdlets a day, none of them a person's. */
const NOT_SYSTEM: FieldCondition = lacks('UserId', /^(?:NT AUTHORITY\\|NT SERVICE\\)/i);

/** UserIds of Microsoft's own machinery inside SharePoint Online. */
const NOT_SHAREPOINT_SYSTEM: FieldCondition = lacks(
  'UserId',
  /^(?:Microsoft\\|SHAREPOINT\\|app@sharepoint)/i,
);

type NodeRow = readonly [
  key: keyof typeof NODE,
  parent: keyof typeof NODE | undefined,
  what: string,
  ...conditions: readonly FieldCondition[],
];

/*
 * One row a branching point. A point does not have to be disjoint from its neighbours: where none of its rules takes an event the
 * search goes on behind it. The record types 98 and the like stand beside workloads whose spelling nobody has written down.
 */
const ROWS: readonly NodeRow[] = [
  ['health', undefined, 'events of the collector itself', is('Workload', 'o365-wazuh')],
  ['entra', undefined, 'Entra ID', is('Workload', 'AzureActiveDirectory')],
  ['signIns', 'entra', 'Entra ID sign-ins', is('Operation', 'UserLoginFailed', 'UserLoggedIn')],
  ['signedIn', 'signIns', 'successful sign-ins', is('Operation', 'UserLoggedIn')],
  ['risks', undefined, 'risk detections', is('RecordType', '294')],
  ['directory', 'entra', 'Entra ID directory changes', isNot('Operation', 'UserLoginFailed', 'UserLoggedIn')],
  [
    'consents',
    'directory',
    'consents and permission grants',
    matches('Operation', /consent|permission|app role assignment/i),
  ],
  ['roles', 'directory', 'directory roles', matches('Operation', /\brole\b|PIM|eligible member/i)],
  [
    'applications',
    'directory',
    'applications and service principals',
    matches('Operation', /application|service principal/i),
  ],
  ['devices', 'directory', 'devices', matches('Operation', /device|BitLocker/i)],
  [
    'accounts',
    'directory',
    'accounts and groups',
    matches('Operation', /user|account|password|strong auth|security info|group|StsRefresh/i),
  ],
  [
    'entraPolicies',
    'directory',
    'policies',
    matches('Operation', /polic|named location|cross-tenant|security defaults/i),
  ],
  [
    'tenant',
    'directory',
    'domains and tenant settings',
    matches('Operation', /domain|company|partner|tenant|DirSync|delegated admin|desktop sso/i),
  ],
  [
    'cmdlets',
    undefined,
    'administration cmdlets',
    is('Workload', 'Exchange', 'SecurityComplianceCenter'),
    matches('Operation', /^[A-Za-z]+-[A-Za-z]/),
    NOT_SYSTEM,
  ],
  [
    'auditCmdlets',
    'cmdlets',
    'audit cmdlets',
    matches(
      'Operation',
      /-(?:AdminAuditLog|MailboxAuditBypass|UnifiedAuditLog|OrganizationConfig|Retention|ComplianceTag|ProtectionAlert|ActivityAlert|Mailbox$)/i,
    ),
  ],
  ['inboxRuleCmdlets', 'cmdlets', 'inbox rule cmdlets', matches('Operation', /-(?:InboxRule|SweepRule)/i)],
  [
    'mailboxCmdlets',
    'cmdlets',
    'mailbox cmdlets',
    matches('Operation', /-(?:Mailbox|Recipient|CASMailbox|App$)/i),
  ],
  [
    'mailFlowCmdlets',
    'cmdlets',
    'mail flow cmdlets',
    matches(
      'Operation',
      /-(?:Transport|Inbound|Outbound|RemoteDomain|JournalRule|AcceptedDomain|FederatedDomain|MsolDomain|OrganizationRelationship|SharingPolicy)/i,
    ),
  ],
  [
    'protectionCmdlets',
    'cmdlets',
    'protection cmdlets',
    matches(
      'Operation',
      /-(?:AntiPhish|Malware|SafeLinks|SafeAttachment|Hosted|Dkim|Atp|EOP|TenantAllow|Quarantine|Arc|Phish)/i,
    ),
  ],
  [
    'roleCmdlets',
    'cmdlets',
    'role cmdlets',
    matches(
      'Operation',
      /-(?:ManagementRole|ManagementScope|RoleGroup|ApplicationAccessPolicy|ServicePrincipal|AccessToCustomerData)/i,
    ),
  ],
  [
    'complianceCmdlets',
    'cmdlets',
    'compliance cmdlets',
    matches('Operation', /-(?:Compliance|Dlp|Label|InformationBarrier|Case|eDiscovery|InsiderRisk)/i),
  ],
  [
    'mailboxAudit',
    undefined,
    'mailbox audit events',
    is('Workload', 'Exchange'),
    matches('Operation', /^[A-Za-z]+$/),
  ],
  ['files', undefined, 'SharePoint and OneDrive', is('Workload', 'SharePoint', 'OneDrive')],
  ['sharing', 'files', 'sharing', matches('Operation', /Link|Shar(?:ing|ed)|AccessRequest/)],
  [
    'fileOperations',
    'files',
    'file operations',
    matches('Operation', /^(?:File|Search|ManagedSync|UnmanagedSync)/),
  ],
  [
    'sites',
    'files',
    'sites and their settings',
    matches('Operation', /Site|Permission|Policy|Group|Tenant|Geo/),
    NOT_SHAREPOINT_SYSTEM,
  ],
  [
    'dataLoss',
    undefined,
    'data loss prevention and labels',
    matches(
      'Operation',
      /Dlp|Sensitivity|^Label|Irm|^File(?:CopiedTo|UploadedToCloud|Printed|AccessedByUnallowed|TransferredBy)|Protection(?:Removed|Changed)/i,
    ),
  ],
  [
    'purview',
    undefined,
    'Purview',
    is('Workload', 'SecurityComplianceCenter'),
    matches('Operation', /^[A-Za-z]+$/),
  ],
  ['purviewAlerts', 'purview', 'Purview alerts', matches('Operation', /^Alert/)],
  ['ediscovery', 'purview', 'eDiscovery', matches('Operation', /Search|Case|Hold|Export|AdminMailAccess/)],
  [
    'protection',
    undefined,
    'Defender',
    matches('RecordType', /^(?:28|29|41|47|51|6[245]|78|86|8[59]|90|98|11[37]|29[567]|307|332)$/),
  ],
  ['teams', undefined, 'Teams', is('Workload', 'MicrosoftTeams', 'SkypeForBusiness')],
  ['power', undefined, 'Power Platform', matches('RecordType', /^(?:20|30|45|46|66|79|187|256)$/)],
  [
    'copilot',
    undefined,
    'Copilot',
    matches('RecordType', /^(?:261|31[0-9]|32[0-58]|334|362|370|373|384|390|383|389)$/),
  ],
];

export const NODES: Theme = {
  name: 'nodes',
  title: 'Branching points',
  rules: ROWS.map(([key, parent, what, ...fields]) =>
    defineNode({
      id: NODE[key],
      parent: parent === undefined ? GENERIC_RULE_ID : NODE[parent],
      what,
      fields,
    }),
  ),
};
