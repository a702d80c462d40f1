import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { matches, operation } from '../patterns.ts';
import { NODE } from './nodes.ts';
import { ROLE } from './roles.ts';
import { ADA, changed, directory, times } from './samples.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 1270 + offset;

const GROUPS = ['o365_entra', 'o365_account', 'account_changed'];

const guest = (over = {}) =>
  directory('Add user.', {
    ObjectId: 'guest_fabrikam.example#EXT#@contoso.example',
    ModifiedProperties: changed({ UserType: ['[\r\n  "Guest"\r\n]', '[]'] }),
    ...over,
  });

/** Life and death of accounts and groups. */
export const ACCOUNTS: readonly Rule[] = [
  defineRule({
    id: at(0),
    level: 5,
    parent: NODE.accounts,
    fields: [operation('Add user.')],
    description: 'Entra ID: $(office_365.UserId) added the user $(office_365.ObjectId).',
    groups: [...GROUPS, 'adduser'],
    compliance: 'accountChange',
    mitre: ['T1136.003'],
    why: 'A new account.',
    origin: 'Wazuh, SOCFortress.',
    hits: [directory('Add user.'), directory('Add User.')],
    misses: [directory('Update user.')],
  }),
  defineRule({
    id: at(1),
    level: 5,
    parent: at(0),
    fields: [matches('ModifiedProperties', /"Name":\s*"UserType",\s*"NewValue":\s*".*?Guest/)],
    description: 'Entra ID: $(office_365.UserId) added the guest $(office_365.ObjectId).',
    groups: [...GROUPS, 'adduser', 'o365_guest'],
    compliance: 'accountChange',
    mitre: ['T1136.003'],
    why: 'Somebody from outside has an account here now.',
    origin: 'Splunk.',
    hits: [guest()],
    misses: [
      directory('Add user.', { ModifiedProperties: changed({ UserType: ['[\r\n  "Member"\r\n]', '[]'] }) }),
    ],
  }),
  defineRule({
    id: at(2),
    level: 5,
    parent: NODE.accounts,
    fields: [operation('Invite external user.', 'Invite internal user to B2B collaboration.')],
    description: 'Entra ID: $(office_365.UserId) invited the guest $(office_365.ObjectId).',
    groups: [...GROUPS, 'o365_guest'],
    compliance: 'accountChange',
    mitre: ['T1136.003'],
    why: 'Somebody from outside was asked in.',
    origin: 'Sigma.',
    hits: [directory('Invite external user.')],
    misses: [directory('Add user.')],
  }),
  defineRule({
    id: at(3),
    level: 9,
    parent: at(2),
    correlation: { frequency: 10, timeframeSeconds: 3600, matchedRule: at(2), same: ['UserId'] },
    description: 'Entra ID: $(office_365.UserId) invited 10 guests within an hour.',
    groups: [...GROUPS, 'o365_guest'],
    compliance: 'accountChange',
    mitre: ['T1136.003'],
    why: 'Bulk invitations can be the way in for a group of strangers, or phishing in your name.',
    whatToDo: 'Check with the inviter; look at the guests’ domains.',
    falsePositives: 'The start of a project.',
    hits: [times(10, i => directory('Invite external user.', { ObjectId: `guest${i}` }))],
    misses: [times(9, () => directory('Invite external user.'))],
  }),
  defineRule({
    id: at(4),
    level: 5,
    parent: NODE.accounts,
    fields: [operation('Delete user.', 'Hard Delete user.', 'Disable account.')],
    description: 'Entra ID: $(office_365.UserId) removed or disabled the account $(office_365.ObjectId).',
    groups: [...GROUPS, 'account_disabled'],
    compliance: 'accountChange',
    mitre: ['T1531'],
    why: 'Somebody can no longer work.',
    origin: 'SOCFortress.',
    hits: [directory('Delete user.'), directory('Disable account.')],
    misses: [directory('Restore user.')],
  }),
  defineRule({
    id: at(5),
    level: 11,
    parent: at(4),
    correlation: { frequency: 10, timeframeSeconds: 1800, matchedRule: at(4), same: ['UserId'] },
    description: 'Entra ID: $(office_365.UserId) removed or disabled 10 accounts within 30 minutes.',
    groups: [...GROUPS, 'attack'],
    compliance: 'accountChange',
    mitre: ['T1531'],
    why: 'An attacker locks people out, or a script has gone wrong.',
    whatToDo: 'Stop the administrator’s session; deleted users can be restored for 30 days.',
    falsePositives: 'Planned offboarding, a directory synchronisation.',
    hits: [times(10, i => directory('Delete user.', { ObjectId: `user${i}` }))],
    misses: [times(9, () => directory('Delete user.'))],
  }),
  defineRule({
    id: at(6),
    level: 9,
    parent: at(4),
    correlation: { frequency: 2, timeframeSeconds: 86_400, matchedRule: at(0), same: ['ObjectId'] },
    description:
      'Entra ID: the account $(office_365.ObjectId) was added and removed within a day, now by $(office_365.UserId).',
    groups: [...GROUPS, 'attack'],
    compliance: 'accountChange',
    mitre: ['T1136.003', 'T1070'],
    why: 'Short-lived accounts do a job and vanish.',
    whatToDo: 'Look at what the account did in between.',
    falsePositives: 'Typing errors in a name.',
    origin: 'Sigma.',
    hits: [
      [
        directory('Add user.', { ObjectId: 'short@contoso.example' }),
        directory('Delete user.', { ObjectId: 'short@contoso.example' }),
      ],
    ],
    misses: [
      [
        directory('Add user.', { ObjectId: 'short@contoso.example' }),
        directory('Delete user.', { ObjectId: 'long@contoso.example' }),
      ],
    ],
  }),
  defineRule({
    id: at(7),
    level: 13,
    parent: ROLE.topAdded,
    correlation: { frequency: 2, timeframeSeconds: 86_400, matchedRule: at(0), same: ['ObjectId'] },
    description:
      'Entra ID: the new account $(office_365.ObjectId) was made a global or privileged role administrator by $(office_365.UserId).',
    groups: ['o365_entra', 'o365_privilege', 'attack'],
    compliance: 'privilegeChange',
    mitre: ['T1136.003', 'T1098.003'],
    why: 'A fresh account with all rights within a day is how attackers stay.',
    whatToDo: 'Confirm by phone with a second administrator; disable the account if nobody knows of it.',
    origin: 'Sigma.',
    hits: [
      [
        directory('Add user.', { ObjectId: 'new@contoso.example' }),
        directory('Add member to role.', {
          ObjectId: 'new@contoso.example',
          ModifiedProperties: changed({ 'Role.DisplayName': ['Global Administrator', ''] }),
        }),
      ],
    ],
    misses: [
      [
        directory('Add user.', { ObjectId: 'new@contoso.example' }),
        directory('Add member to role.', {
          ObjectId: 'old@contoso.example',
          ModifiedProperties: changed({ 'Role.DisplayName': ['Global Administrator', ''] }),
        }),
      ],
    ],
  }),
  defineRule({
    id: at(8),
    level: 4,
    parent: NODE.accounts,
    fields: [operation('Enable account.', 'Restore user.')],
    description: 'Entra ID: $(office_365.UserId) gave the account $(office_365.ObjectId) back.',
    groups: GROUPS,
    compliance: 'accountChange',
    mitre: ['T1098'],
    why: 'An account that was shut can be used again.',
    hits: [directory('Enable account.')],
    misses: [directory('Disable account.')],
  }),
  defineRule({
    id: at(9),
    level: 5,
    parent: NODE.accounts,
    fields: [matches('Operation', /^Reset (?:user )?password/i)],
    description: 'Entra ID: $(office_365.UserId) reset the password of $(office_365.ObjectId).',
    groups: GROUPS,
    compliance: 'accountChange',
    mitre: ['T1098'],
    why: 'Whoever set the password can use the account.',
    origin: 'Sigma, SOCFortress.',
    hits: [directory('Reset user password.')],
    misses: [directory('Change user password.')],
  }),
  defineRule({
    id: at(10),
    level: 10,
    parent: at(9),
    correlation: { frequency: 8, timeframeSeconds: 900, matchedRule: at(9), same: ['UserId'] },
    description: 'Entra ID: $(office_365.UserId) reset 8 passwords within 15 minutes.',
    groups: [...GROUPS, 'attack'],
    compliance: 'accountChange',
    mitre: ['T1098', 'T1531'],
    why: 'An administrator’s account is being used to take others over or to lock people out.',
    whatToDo: 'Call the administrator.',
    falsePositives: 'A help desk after an incident.',
    hits: [times(8, i => directory('Reset user password.', { ObjectId: `user${i}` }))],
    misses: [times(7, () => directory('Reset user password.'))],
  }),
  defineRule({
    id: at(11),
    level: 3,
    parent: NODE.accounts,
    fields: [
      operation(
        'Change user password.',
        'Set force change user password.',
        'Change user license.',
        'Set license properties.',
        'Update StsRefreshTokenValidFrom Timestamp.',
      ),
    ],
    description: 'Entra ID: $(office_365.Operation) $(office_365.ObjectId) by $(office_365.UserId)',
    groups: GROUPS,
    compliance: 'accountChange',
    why: 'Daily life of an account.',
    hits: [directory('Change user password.'), directory('Change user license.')],
    misses: [directory('Reset user password.')],
  }),
  defineRule({
    id: at(12),
    level: 10,
    parent: at(11),
    fields: [
      operation('Change user license.'),
      matches(
        'ExtendedProperties',
        /"additionalDetails",\s*"Value":\s*".*?NewValue.*?DisabledPlans.{0,400}?M365_ADVANCED_AUDITING/,
      ),
    ],
    description: 'Entra ID: $(office_365.UserId) took advanced auditing away from $(office_365.ObjectId).',
    groups: ['o365_entra', 'o365_audit', 'o365_defence_off'],
    compliance: 'auditTampering',
    mitre: ['T1562.008'],
    why: 'Without the plan there are no MailItemsAccessed events of this mailbox: reading it leaves no trace.',
    whatToDo: 'Give the plan back; look at what happens to the mailbox.',
    falsePositives: 'A change to cheaper licences.',
    origin: 'Splunk.',
    hits: [
      directory('Change user license.', {
        ExtendedProperties: [
          {
            Name: 'additionalDetails',
            Value: '{"NewValue":"[SkuName=SPE_E5, DisabledPlans=[M365_ADVANCED_AUDITING]]"}',
          },
          { Name: 'extendedAuditEventCategory', Value: 'User' },
        ],
      }),
    ],
    misses: [
      directory('Change user license.', {
        ExtendedProperties: [
          { Name: 'additionalDetails', Value: '{"NewValue":"[SkuName=SPE_E5, DisabledPlans=[]]"}' },
        ],
      }),
    ],
  }),
  defineRule({
    id: at(13),
    level: 4,
    parent: NODE.accounts,
    fields: [
      operation(
        'Add group.',
        'Delete group.',
        'Add member to group.',
        'Remove member from group.',
        'Add owner to group.',
        'Remove owner from group.',
      ),
    ],
    description: 'Entra ID: $(office_365.Operation) $(office_365.ObjectId) by $(office_365.UserId)',
    groups: ['o365_entra', 'o365_account', 'group_changed'],
    compliance: 'accountChange',
    mitre: ['T1098'],
    why: 'Groups carry rights, licences and exceptions from policies.',
    origin: 'Wazuh, SOCFortress.',
    hits: [directory('Add group.'), directory('Add member to group.')],
    misses: [directory('Update group.', { UserId: ADA })],
  }),
  defineRule({
    id: at(14),
    level: 8,
    parent: at(13),
    fields: [
      operation('Add member to group.', 'Remove member from group.', 'Add owner to group.'),
      matches(
        'ModifiedProperties',
        /"Name":\s*"Group\.DisplayName",\s*"NewValue":\s*".*?(?:Conditional Access|CA[-_ ]|MFA|exclu|break.?glass|admin)/i,
      ),
    ],
    description:
      'Entra ID: $(office_365.UserId) changed who is in a group that steers access: $(office_365.Operation) $(office_365.ObjectId)',
    groups: ['o365_entra', 'o365_account', 'group_changed', 'o365_privilege'],
    compliance: 'privilegeChange',
    mitre: ['T1098', 'T1556.009'],
    why: 'By its name the group holds administrators, or those whom Conditional Access or the second factor spares.',
    whatToDo: 'Check that it was planned.',
    origin: 'Sigma.',
    hits: [
      directory('Add member to group.', {
        ModifiedProperties: changed({ 'Group.DisplayName': ['Exclude from MFA', ''] }),
      }),
    ],
    misses: [
      directory('Add member to group.', {
        ModifiedProperties: changed({ 'Group.DisplayName': ['Lunch club', ''] }),
      }),
    ],
  }),
];
