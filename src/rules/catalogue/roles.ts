import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { matches, newValue, operation } from '../patterns.ts';
import { quietRepeats } from '../quiet-repeats.ts';
import { NODE } from './nodes.ts';
import { BOB, changed, directory, times } from './samples.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 1230 + offset;

/** Ids that other files of the catalogue build on. */
export const ROLE = { added: at(0), topAdded: at(2), eligible: at(4) } as const;

const GROUPS = ['o365_entra', 'o365_privilege'];

const TOP_ROLES =
  /(?:Global Administrator|Company Administrator|Privileged Role Administrator|Privileged Authentication Administrator)/;
const HIGH_ROLES =
  /(?:(?:Exchange|SharePoint|Teams|Security|Conditional Access|Application|Cloud Application|Hybrid Identity|Authentication|Authentication Policy|Identity Governance|Domain Name|External Identity Provider|Intune|User|Helpdesk|Password|Compliance|Compliance Data|Cloud App Security|Directory Synchronization|Lifecycle Workflows) Administrator|Security Operator|Partner Tier2 Support|Directory Synchronization Accounts|Directory Writers)/;

const named = (pattern: RegExp) => newValue('Role.DisplayName', pattern);
const inTarget = (pattern: RegExp) => matches('Target', new RegExp(`"ID":\\s*"[^"]*?${pattern.source}`));

const roleEvent = (operationName: string, role: string, over = {}) =>
  directory(operationName, { ModifiedProperties: changed({ 'Role.DisplayName': [role, ''] }), ...over });
const pimEvent = (operationName: string, role: string) =>
  directory(operationName, {
    Target: [
      { ID: 'Role_x', Type: 2 },
      { ID: role, Type: 1 },
    ],
  });

const ELIGIBLE = /^Add eligible member (?:to role|\()/i;

const HIGH_ADDED = defineRule({
  id: at(1),
  level: 10,
  parent: ROLE.added,
  fields: [named(HIGH_ROLES)],
  description: 'Entra ID: $(office_365.UserId) gave $(office_365.ObjectId) a privileged directory role.',
  groups: GROUPS,
  compliance: 'privilegeChange',
  mitre: ['T1098.003'],
  why: 'The role can take over accounts, mail, files or protection.',
  whatToDo: 'Check that it was planned; look at how the administrator signed in.',
  origin: 'Splunk, Sigma, Wazuh.',
  hits: [roleEvent('Add member to role.', 'Exchange Administrator')],
  misses: [roleEvent('Add member to role.', 'Global Reader')],
});

/** Directory roles and Privileged Identity Management. */
export const ROLES: readonly Rule[] = [
  defineRule({
    id: ROLE.added,
    level: 6,
    parent: NODE.roles,
    fields: [
      operation(
        'Add member to role.',
        'Add scoped member to role.',
        'Add member to role outside of PIM (permanent).',
      ),
    ],
    description: 'Entra ID: $(office_365.UserId) gave $(office_365.ObjectId) a directory role.',
    groups: GROUPS,
    compliance: 'privilegeChange',
    mitre: ['T1098.003'],
    why: 'More rights in the tenant.',
    whatToDo: 'Check that it was planned.',
    hits: [roleEvent('Add member to role.', 'Message Center Reader')],
    misses: [roleEvent('Remove member from role.', 'Message Center Reader')],
  }),
  HIGH_ADDED,
  ...quietRepeats(HIGH_ADDED, {
    id: at(12),
    timeframeSeconds: 60,
    same: ['UserId', 'ObjectId'],
    level: 6,
    description: 'Entra ID: $(office_365.UserId) gave $(office_365.ObjectId) another privileged role.',
    hits: [
      [
        roleEvent('Add member to role.', 'Exchange Administrator'),
        roleEvent('Add member to role.', 'Teams Administrator'),
      ],
    ],
    misses: [
      [
        roleEvent('Add member to role.', 'Exchange Administrator'),
        roleEvent('Add member to role.', 'Teams Administrator', { ObjectId: 'carol@contoso.example' }),
      ],
      [
        roleEvent('Add member to role.', 'Exchange Administrator'),
        roleEvent('Add member to role.', 'Global Administrator'),
      ],
    ],
  }),
  defineRule({
    id: ROLE.topAdded,
    level: 12,
    parent: ROLE.added,
    fields: [named(TOP_ROLES)],
    description:
      'Entra ID: $(office_365.UserId) made $(office_365.ObjectId) a global or privileged role administrator.',
    groups: [...GROUPS, 'attack'],
    compliance: 'privilegeChange',
    mitre: ['T1098.003'],
    why: 'The role can do everything in the tenant, or give itself the right to.',
    whatToDo: 'Confirm with a second administrator by phone; remove the role if nobody knows of it.',
    origin: 'Elastic, Splunk.',
    hits: [roleEvent('Add member to role.', 'Global Administrator')],
    misses: [roleEvent('Add member to role.', 'Exchange Administrator')],
  }),
  defineRule({
    id: at(3),
    level: 13,
    parent: ROLE.added,
    fields: [
      matches('Target', /"ID":\s*"ServicePrincipal"/),
      named(new RegExp(`(?:${TOP_ROLES.source}|${HIGH_ROLES.source})`)),
    ],
    description:
      'Entra ID: $(office_365.UserId) gave the service principal $(office_365.ObjectId) a privileged role.',
    groups: [...GROUPS, 'attack'],
    compliance: 'privilegeChange',
    mitre: ['T1098.003'],
    why: 'An application with an administrator’s role needs no second factor and nobody watches it.',
    whatToDo:
      'Find the owner; remove the role and rotate the secrets of the application if nobody planned it.',
    origin: 'Splunk, Sigma.',
    hits: [
      roleEvent('Add member to role.', 'Global Administrator', {
        Target: [{ ID: 'ServicePrincipal', Type: 2 }],
      }),
    ],
    misses: [
      roleEvent('Add member to role.', 'Directory Readers', {
        Target: [{ ID: 'ServicePrincipal', Type: 2 }],
      }),
    ],
  }),
  defineRule({
    id: ROLE.eligible,
    level: 8,
    parent: NODE.roles,
    fields: [matches('Operation', ELIGIBLE)],
    description: 'Entra ID: $(office_365.UserId) made $(office_365.ObjectId) eligible for a role.',
    groups: GROUPS,
    compliance: 'privilegeChange',
    mitre: ['T1098.003'],
    why: 'The account can activate the role whenever it likes.',
    whatToDo: 'Check that it was planned.',
    origin: 'Splunk, Sigma.',
    hits: [
      pimEvent('Add eligible member to role in PIM completed (permanent).', 'Reports Reader'),
      directory('Add eligible member to role.'),
      pimEvent('Add eligible member (permanent)', 'Reports Reader'),
    ],
    misses: [pimEvent('Remove eligible member from role in PIM completed (permanent).', 'Reports Reader')],
  }),
  defineRule({
    id: at(5),
    level: 11,
    parent: ROLE.eligible,
    fields: [inTarget(TOP_ROLES)],
    description:
      'Entra ID: $(office_365.UserId) made an account eligible as a global or privileged role administrator.',
    groups: GROUPS,
    compliance: 'privilegeChange',
    mitre: ['T1098.003'],
    why: 'One activation away from everything.',
    whatToDo: 'Confirm with a second administrator.',
    hits: [pimEvent('Add eligible member to role in PIM completed (permanent).', 'Global Administrator')],
    misses: [pimEvent('Add eligible member to role in PIM completed (permanent).', 'Reports Reader')],
  }),
  defineRule({
    id: at(6),
    level: 5,
    parent: NODE.roles,
    fields: [matches('Operation', /^Add member to role (?:completed \(PIM activation\)|in PIM|requested)/i)],
    description: 'Entra ID: $(office_365.UserId) activated a role.',
    groups: GROUPS,
    compliance: 'privilegeChange',
    why: 'An eligible role is in use for a while: the normal way to work with privileged identities.',
    hits: [pimEvent('Add member to role completed (PIM activation).', 'Reports Reader')],
    misses: [directory('Add member to role.')],
  }),
  defineRule({
    id: at(7),
    level: 8,
    parent: NODE.roles,
    fields: [
      matches(
        'Operation',
        /^(?:Update role setting in PIM|(?:Add|Update|Delete) role definition|Update role\.?$)/i,
      ),
    ],
    description: 'Entra ID: $(office_365.UserId) changed the rules of a role: $(office_365.Operation)',
    groups: [...GROUPS, 'policy_changed'],
    compliance: 'policyChange',
    mitre: ['T1098.003', 'T1562'],
    why: 'Approval, second factor or duration of role activations, or the rights of a custom role, may be weaker now.',
    whatToDo: 'Compare the settings with what was agreed.',
    origin: 'Sigma.',
    hits: [directory('Update role setting in PIM.'), directory('Add role definition.')],
    misses: [directory('Add member to role.')],
  }),
  defineRule({
    id: at(8),
    level: 10,
    parent: NODE.roles,
    fields: [matches('Operation', /^Disable PIM alert/i)],
    description: 'Entra ID: $(office_365.UserId) turned off an alert of Privileged Identity Management.',
    groups: [...GROUPS, 'policy_changed'],
    compliance: 'policyChange',
    mitre: ['T1562.001'],
    why: 'Nobody is told any more of roles given outside the process.',
    whatToDo: 'Turn it on again; look at what the administrator did since.',
    origin: 'Sigma.',
    hits: [directory('Disable PIM alert.')],
    misses: [directory('Update role setting in PIM.')],
  }),
  defineRule({
    id: at(9),
    level: 4,
    parent: NODE.roles,
    fields: [matches('Operation', /^Remove (?:(?:eligible |scoped )?member from role|eligible member \()/i)],
    description: 'Entra ID: $(office_365.UserId) took a role from $(office_365.ObjectId).',
    groups: GROUPS,
    compliance: 'privilegeChange',
    why: 'A right less. Counted by the next rule.',
    hits: [
      directory('Remove member from role.'),
      directory('Remove eligible member from role in PIM completed (permanent).'),
      directory('Remove eligible member (permanent)'),
    ],
    misses: [directory('Add member to role.')],
  }),
  defineRule({
    id: at(10),
    level: 11,
    parent: at(9),
    correlation: { frequency: 5, timeframeSeconds: 1800, matchedRule: at(9), same: ['UserId'] },
    description: 'Entra ID: $(office_365.UserId) took roles away 5 times within 30 minutes.',
    groups: [...GROUPS, 'attack'],
    compliance: 'privilegeChange',
    mitre: ['T1531', 'T1098.003'],
    why: 'Attackers lock the other administrators out before they go on.',
    whatToDo: 'Call the administrators concerned; use a break-glass account to stop it.',
    falsePositives: 'A planned clean-up.',
    origin: 'Sigma.',
    hits: [times(5, i => directory('Remove member from role.', { ObjectId: `admin${i}@contoso.example` }))],
    misses: [
      times(4, () => directory('Remove member from role.')),
      times(5, i =>
        directory('Remove member from role.', { UserId: i === 4 ? 'other@contoso.example' : BOB }),
      ),
    ],
  }),
  defineRule({
    id: at(11),
    level: 7,
    parent: NODE.roles,
    fields: [matches('Operation', /request (?:approved|denied)/i)],
    description: 'Entra ID: $(office_365.UserId) decided on a role request: $(office_365.Operation)',
    groups: GROUPS,
    compliance: 'privilegeChange',
    mitre: ['T1078.004'],
    why: 'An approval gives somebody a privileged role; a denial is an attempt.',
    whatToDo: 'Check that approver and requester are different people.',
    origin: 'Sigma.',
    hits: [
      directory('Add member to role request approved (PIM activation).'),
      directory('Add member to role request denied (PIM activation).'),
    ],
    misses: [directory('Add member to role.')],
  }),
];
