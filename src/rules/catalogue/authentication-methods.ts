import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { matches, operation } from '../patterns.ts';
import { NODE } from './nodes.ts';
import { changed, directory, signIn } from './samples.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 1290 + offset;

const GROUPS = ['o365_entra', 'o365_account', 'account_changed', 'o365_authentication_method'];

const update = (name: string, newValue: string, oldValue: string) =>
  directory('Update user.', { ModifiedProperties: changed({ [name]: [newValue, oldValue] }) });

/** Second factors: who adds, removes or gets round them. */
export const AUTHENTICATION_METHODS: readonly Rule[] = [
  defineRule({
    id: at(0),
    level: 4,
    parent: NODE.accounts,
    fields: [operation('Update user.')],
    description: 'Entra ID: $(office_365.UserId) changed the user $(office_365.ObjectId).',
    groups: ['o365_entra', 'o365_account', 'account_changed'],
    compliance: 'accountChange',
    mitre: ['T1098'],
    why: 'A property of an account.',
    origin: 'Wazuh, SOCFortress.',
    hits: [directory('Update user.')],
    misses: [directory('Add user.')],
  }),
  defineRule({
    id: at(1),
    level: 6,
    parent: at(0),
    fields: [
      matches(
        'ModifiedProperties',
        /"Name":\s*"StrongAuthentication(?:Method|PhoneAppDetail|UserDetails?)",\s*"NewValue":\s*".*?(?:MethodType|DeviceName|PhoneNumber|Email)/,
      ),
    ],
    description: 'Entra ID: an authentication method of $(office_365.ObjectId) was added or changed.',
    groups: GROUPS,
    compliance: 'accountChange',
    mitre: ['T1098.005', 'T1556.006'],
    why: 'After a takeover the attacker adds a second factor of their own.',
    whatToDo: 'Check that it is the user’s, above all after a suspicious sign-in.',
    falsePositives: 'New phones.',
    origin: 'Splunk.',
    hits: [update('StrongAuthenticationMethod', '[{"MethodType": 7,"Default": true}]', '[]')],
    misses: [update('DisplayName', '[\r\n  "Ada"\r\n]', '[]')],
  }),
  defineRule({
    id: at(2),
    level: 9,
    parent: at(0),
    fields: [
      matches(
        'ModifiedProperties',
        /"Name":\s*"StrongAuthentication(?:Method|Requirement)",\s*"NewValue":\s*"\[\]",\s*"OldValue":\s*"\[.+?\]"/,
      ),
    ],
    description:
      'Entra ID: $(office_365.UserId) removed all authentication methods of $(office_365.ObjectId), or the demand for them.',
    groups: [...GROUPS, 'o365_defence_off'],
    compliance: 'privilegeChange',
    mitre: ['T1556.006'],
    why: 'The account has no second factor left. Whoever signs in next may register their own.',
    whatToDo: 'Check that the user asked for it; have them register again at once.',
    falsePositives: 'A help desk resetting the methods of a lost phone.',
    origin: 'Sigma.',
    hits: [
      update('StrongAuthenticationMethod', '[]', '[{"MethodType": 6}]'),
      update('StrongAuthenticationRequirement', '[]', '[{"State": 1}]'),
    ],
    misses: [update('StrongAuthenticationMethod', '[]', '[]')],
  }),
  defineRule({
    id: at(3),
    level: 8,
    parent: at(0),
    fields: [
      matches(
        'ModifiedProperties',
        /"Name":\s*"UserType",\s*"NewValue":\s*".*?Member.*?",\s*"OldValue":\s*".*?Guest/,
      ),
    ],
    description: 'Entra ID: $(office_365.UserId) turned the guest $(office_365.ObjectId) into a member.',
    groups: ['o365_entra', 'o365_account', 'account_changed', 'o365_guest'],
    compliance: 'privilegeChange',
    mitre: ['T1098'],
    why: 'A stranger now sees what employees see.',
    whatToDo: 'Check that it was planned.',
    origin: 'Sigma.',
    hits: [update('UserType', '[\r\n  "Member"\r\n]', '[\r\n  "Guest"\r\n]')],
    misses: [update('UserType', '[\r\n  "Guest"\r\n]', '[\r\n  "Member"\r\n]')],
  }),
  defineRule({
    id: at(4),
    level: 10,
    parent: NODE.accounts,
    fields: [operation('Disable Strong Authentication.')],
    description: 'Entra ID: $(office_365.UserId) turned the second factor of $(office_365.ObjectId) off.',
    groups: [...GROUPS, 'o365_defence_off'],
    compliance: 'privilegeChange',
    mitre: ['T1556.006'],
    why: 'A password alone opens the account.',
    whatToDo: 'Turn it on again; check the administrator’s account.',
    origin: 'Splunk, Sigma.',
    hits: [directory('Disable Strong Authentication.')],
    misses: [directory('Enable Strong Authentication.')],
  }),
  defineRule({
    id: at(5),
    level: 5,
    parent: NODE.accounts,
    fields: [matches('Operation', /^User (?:registered|changed|started|updated) .*security info/i)],
    description: 'Entra ID: $(office_365.UserId) changed their security information: $(office_365.Operation)',
    groups: GROUPS,
    compliance: 'accountChange',
    mitre: ['T1098.005', 'T1556.006'],
    why: 'A second factor or a recovery address is new.',
    whatToDo: 'Ask the user when it follows a suspicious sign-in.',
    origin: 'Sigma.',
    hits: [
      directory('User registered security info.'),
      directory('User registered all required security info.'),
    ],
    misses: [directory('Admin registered security info.')],
  }),
  defineRule({
    id: at(6),
    level: 7,
    parent: NODE.accounts,
    fields: [matches('Operation', /^User deleted security info/i)],
    description: 'Entra ID: $(office_365.UserId) deleted security information.',
    groups: GROUPS,
    compliance: 'accountChange',
    mitre: ['T1556.006'],
    why: 'A second factor is gone; attackers remove the owner’s.',
    whatToDo: 'Ask the user.',
    hits: [directory('User deleted security info.')],
    misses: [directory('User registered security info.')],
  }),
  defineRule({
    id: at(7),
    level: 9,
    parent: NODE.accounts,
    fields: [matches('Operation', /^Admin (?:registered|updated|deleted) security info/i)],
    description:
      'Entra ID: $(office_365.UserId) changed the security information of $(office_365.ObjectId): $(office_365.Operation)',
    groups: GROUPS,
    compliance: 'privilegeChange',
    mitre: ['T1556.006', 'T1078.004'],
    why: 'An administrator can give an account a factor they own, or a temporary access pass that replaces password and factor.',
    whatToDo: 'Check that the user asked for it.',
    origin: 'Sigma.',
    hits: [directory('Admin registered security info.')],
    misses: [directory('User registered security info.')],
  }),
  defineRule({
    id: at(8),
    level: 11,
    parent: at(7),
    fields: [matches('ResultDescription', /temporary access pass/i)],
    description: 'Entra ID: $(office_365.UserId) gave $(office_365.ObjectId) a temporary access pass.',
    groups: [...GROUPS, 'attack'],
    compliance: 'privilegeChange',
    mitre: ['T1078.004', 'T1556.006'],
    why: 'The pass signs in without password and second factor.',
    whatToDo: 'Check that the user asked for it; look at the next sign-in.',
    origin: 'Sigma.',
    hits: [
      directory('Admin registered security info.', {
        ResultDescription: 'Admin registered temporary access pass method for user',
      }),
    ],
    misses: [
      directory('Admin registered security info.', {
        ResultDescription: 'Admin registered phone method for user',
      }),
    ],
  }),
  defineRule({
    id: at(9),
    level: 8,
    parent: NODE.accounts,
    fields: [matches('Operation', /strong authentication phone app detail/i)],
    description: 'Entra ID: $(office_365.UserId) removed an authenticator app of $(office_365.ObjectId).',
    groups: GROUPS,
    compliance: 'accountChange',
    mitre: ['T1556.006'],
    why: 'A second factor is gone.',
    whatToDo: 'Ask the user.',
    origin: 'SOCFortress.',
    hits: [directory('Remove users strong authentication phone app detail.')],
    misses: [signIn()],
  }),
];
