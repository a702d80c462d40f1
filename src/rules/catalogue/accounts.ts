import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { matches, operation } from '../patterns.ts';
import { NODE } from './nodes.ts';
import { ROLE } from './roles.ts';
import { changed, directory, times } from './samples.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 1270 + offset;

const GROUPS = ['o365_entra', 'o365_account', 'account_changed'];

const guest = (over = {}) =>
  directory('Add user.', {
    ObjectId: 'guest_fabrikam.example#EXT#@contoso.example',
    ModifiedProperties: changed({ UserType: ['[\r\n  "Guest"\r\n]', '[]'] }),
    ...over,
  });

/** Coming and going of accounts. */
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
];
