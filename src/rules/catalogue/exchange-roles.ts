import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { nameValue, operation } from '../patterns.ts';
import { NODE } from './nodes.ts';
import { cmdlet, systemCmdlet } from './samples.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 1345 + offset;

const GROUPS = ['o365_exchange', 'o365_privilege'];

/** Rights inside Exchange and Purview. */
export const EXCHANGE_ROLES: readonly Rule[] = [
  defineRule({
    id: at(0),
    level: 8,
    parent: NODE.roleCmdlets,
    fields: [
      operation(
        'New-ManagementRoleAssignment',
        'Set-ManagementRoleAssignment',
        'New-ManagementRole',
        'Add-ManagementRoleEntry',
        'New-ManagementScope',
        'Set-ManagementScope',
      ),
    ],
    description: 'Exchange: $(office_365.UserId) gave rights: $(office_365.Operation) $(office_365.ObjectId)',
    groups: GROUPS,
    compliance: 'privilegeChange',
    mitre: ['T1098.003'],
    why: 'Management roles decide who may run which cmdlet on whose mailbox.',
    whatToDo: 'Check that it was planned.',
    origin: 'Elastic.',
    hits: [cmdlet('New-ManagementRoleAssignment', { Role: 'View-Only Recipients' })],
    misses: [cmdlet('Get-ManagementRoleAssignment'), systemCmdlet('New-ManagementRoleAssignment')],
  }),
  defineRule({
    id: at(1),
    level: 13,
    parent: at(0),
    fields: [nameValue('Parameters', 'Role', /(?:.*?\\\\)?ApplicationImpersonation/i)],
    description:
      'Exchange: $(office_365.UserId) let an account act as any mailbox owner (ApplicationImpersonation).',
    groups: [...GROUPS, 'attack'],
    compliance: 'privilegeChange',
    mitre: ['T1098.002', 'T1098.003', 'T1114.002'],
    why: 'The account reads and sends in every mailbox.',
    whatToDo: 'Remove the assignment unless a migration needs it today.',
    falsePositives: 'Mail migrations, old archiving products.',
    origin: 'Splunk.',
    hits: [cmdlet('New-ManagementRoleAssignment', { Role: 'ApplicationImpersonation', User: 'bob' })],
    misses: [cmdlet('New-ManagementRoleAssignment', { Role: 'View-Only Recipients' })],
  }),
  defineRule({
    id: at(2),
    level: 11,
    parent: at(0),
    fields: [
      nameValue(
        'Parameters',
        'Role',
        /(?:.*?\\\\)?(?:Mailbox Import Export|Mailbox Search|Application (?:Mail\.|Exchange Full|EWS)|Transport Rules|Organization Configuration|Role Management|Legal Hold|Audit Logs)/i,
      ),
    ],
    description:
      'Exchange: $(office_365.UserId) gave an account a role to read mail, steer mail flow or hide traces.',
    groups: GROUPS,
    compliance: 'privilegeChange',
    mitre: ['T1098.003', 'T1114.002'],
    why: 'The role exports or searches mailboxes, or changes rules and audit.',
    whatToDo: 'Check that it was planned; limit it by scope.',
    hits: [cmdlet('New-ManagementRoleAssignment', { Role: 'Mailbox Import Export' })],
    misses: [cmdlet('New-ManagementRoleAssignment', { Role: 'View-Only Recipients' })],
  }),
  defineRule({
    id: at(3),
    level: 8,
    parent: NODE.roleCmdlets,
    fields: [operation('Add-RoleGroupMember', 'Update-RoleGroupMember', 'New-RoleGroup', 'Set-RoleGroup')],
    description:
      'Exchange: $(office_365.UserId) changed a role group: $(office_365.Operation) $(office_365.ObjectId)',
    groups: GROUPS,
    compliance: 'privilegeChange',
    mitre: ['T1098.003'],
    why: 'Members of role groups administer mail or compliance.',
    whatToDo: 'Check that it was planned.',
    origin: 'Splunk.',
    hits: [cmdlet('Add-RoleGroupMember', { Identity: 'Help Desk' })],
    misses: [cmdlet('Remove-RoleGroupMember', { Identity: 'Help Desk' })],
  }),
  defineRule({
    id: at(4),
    level: 11,
    parent: at(3),
    fields: [
      nameValue(
        'Parameters',
        ['Identity', 'Name'],
        /.*?(?:Organization ?Management|Discovery ?Management|eDiscovery ?Manager|Compliance ?(?:Management|Administrator)|Security ?Administrator|Hygiene ?Management|Recipient ?Management|DataInvestigator)/i,
      ),
    ],
    description:
      'Exchange: $(office_365.UserId) added somebody to a powerful role group: $(office_365.ObjectId)',
    groups: GROUPS,
    compliance: 'privilegeChange',
    mitre: ['T1098.003'],
    why: 'The group administers the organisation, or may search all mailboxes.',
    whatToDo: 'Check that it was planned.',
    hits: [cmdlet('Add-RoleGroupMember', { Identity: 'Organization Management', Member: 'bob' })],
    misses: [cmdlet('Add-RoleGroupMember', { Identity: 'Help Desk', Member: 'bob' })],
  }),
  defineRule({
    id: at(5),
    level: 9,
    parent: NODE.roleCmdlets,
    fields: [
      operation(
        'Remove-ApplicationAccessPolicy',
        'Set-ApplicationAccessPolicy',
        'New-ServicePrincipal',
        'Set-ServicePrincipal',
      ),
    ],
    description:
      'Exchange: $(office_365.UserId) widened what applications may read: $(office_365.Operation) $(office_365.ObjectId)',
    groups: GROUPS,
    compliance: 'privilegeChange',
    mitre: ['T1098.003', 'T1114.002'],
    why: 'An application access policy keeps an application with Mail.Read from most mailboxes.',
    whatToDo: 'Check which mailboxes the application reads now.',
    hits: [cmdlet('Remove-ApplicationAccessPolicy')],
    misses: [cmdlet('New-ApplicationAccessPolicy')],
  }),
  defineRule({
    id: at(6),
    level: 11,
    parent: NODE.roleCmdlets,
    fields: [operation('Set-AccessToCustomerDataRequest')],
    description:
      'Exchange: $(office_365.UserId) decided on a request of Microsoft for your data (Customer Lockbox).',
    groups: GROUPS,
    compliance: 'privilegeChange',
    mitre: ['T1199'],
    why: 'An approval lets a Microsoft engineer at your content.',
    whatToDo: 'Check for the support case behind it.',
    hits: [cmdlet('Set-AccessToCustomerDataRequest')],
    misses: [cmdlet('Get-AccessToCustomerDataRequest')],
  }),
  defineRule({
    id: at(7),
    level: 5,
    parent: NODE.roleCmdlets,
    fields: [
      operation(
        'Remove-RoleGroupMember',
        'Remove-RoleGroup',
        'Remove-ManagementRoleAssignment',
        'Remove-ManagementRole',
      ),
    ],
    description:
      'Exchange: $(office_365.UserId) took rights away: $(office_365.Operation) $(office_365.ObjectId)',
    groups: GROUPS,
    compliance: 'privilegeChange',
    why: 'A right less.',
    hits: [cmdlet('Remove-RoleGroupMember')],
    misses: [cmdlet('Add-RoleGroupMember')],
  }),
];
