import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { matches, operation } from '../patterns.ts';
import { NODE } from './nodes.ts';
import { ADA, changed, directory, times } from './samples.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 1270 + offset;

const GROUPS = ['o365_entra', 'o365_account', 'account_changed'];

/** Passwords, licences and groups. */
export const ACCOUNT_CHANGES: readonly Rule[] = [
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
