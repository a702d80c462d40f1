import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { matches, operation } from '../patterns.ts';
import { NODE } from './nodes.ts';
import { changed, directory } from './samples.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 1330 + offset;

const GROUPS = ['o365_entra', 'o365_tenant', 'policy_changed'];

const company = (name: string, newValue: string) =>
  directory('Set Company Information.', {
    ObjectId: 'Company_x',
    ModifiedProperties: changed({ [name]: [newValue, '[]'] }),
  });

/** Domains, federation, partners: who else may speak for the tenant. */
export const TENANT_SETTINGS: readonly Rule[] = [
  defineRule({
    id: at(0),
    level: 13,
    parent: NODE.tenant,
    fields: [
      operation(
        'Set federation settings on domain.',
        'Set domain authentication.',
        'Convert domain to federated.',
        'Remove federation settings on domain.',
      ),
    ],
    description:
      'Entra ID: $(office_365.UserId) changed the federation of $(office_365.ObjectId): $(office_365.Operation)',
    groups: [...GROUPS, 'attack'],
    compliance: 'policyChange',
    mitre: ['T1484.002', 'T1556.007'],
    why: 'Whoever owns the federation server can sign in as any user of the domain, second factor included.',
    whatToDo:
      'Compare issuer and signing certificate with yours; set the domain back to managed if they are not.',
    origin: 'Elastic, Splunk, Sigma.',
    hits: [
      directory('Set federation settings on domain.', { ObjectId: 'contoso.example' }),
      directory('Set domain authentication.'),
    ],
    misses: [directory('Verify domain.')],
  }),
  defineRule({
    id: at(1),
    level: 9,
    parent: NODE.tenant,
    fields: [
      operation(
        'Add unverified domain.',
        'Add verified domain.',
        'Verify domain.',
        'Verify email verified domain.',
        'Update domain.',
        'Promote sub domain to root domain.',
      ),
    ],
    description: 'Entra ID: $(office_365.Operation) $(office_365.ObjectId) by $(office_365.UserId)',
    groups: GROUPS,
    compliance: 'policyChange',
    mitre: ['T1484.002'],
    why: 'The first step of a federated back door, and of mail that looks like yours.',
    whatToDo: 'Check that the domain is yours.',
    origin: 'Sigma, Splunk.',
    hits: [directory('Add unverified domain.'), directory('Verify domain.')],
    misses: [directory('Remove verified domain.')],
  }),
  defineRule({
    id: at(2),
    level: 7,
    parent: NODE.tenant,
    fields: [operation('Remove unverified domain.', 'Remove verified domain.')],
    description: 'Entra ID: $(office_365.Operation) $(office_365.ObjectId) by $(office_365.UserId)',
    groups: GROUPS,
    compliance: 'policyChange',
    mitre: ['T1531'],
    why: 'Mail and sign-in with the domain stop.',
    whatToDo: 'Check that it was planned.',
    hits: [directory('Remove verified domain.')],
    misses: [directory('Verify domain.')],
  }),
  defineRule({
    id: at(3),
    level: 10,
    parent: NODE.tenant,
    fields: [matches('Operation', /DirSync|desktop sso|Seamless/i)],
    description:
      'Entra ID: $(office_365.UserId) changed the link to the local directory: $(office_365.Operation)',
    groups: GROUPS,
    compliance: 'policyChange',
    mitre: ['T1556.007', 'T1484.002'],
    why: 'Synchronisation and seamless sign-on let the local directory, or whoever holds its keys, make and open cloud accounts.',
    whatToDo: 'Check that it was planned; rotate the AZUREADSSOACC key if not.',
    hits: [directory('Set DirSyncEnabled flag.')],
    misses: [directory('Set directory feature on tenant.')],
  }),
  defineRule({
    id: at(4),
    level: 6,
    parent: NODE.tenant,
    fields: [operation('Set directory feature on tenant.', 'Set directory features on tenant.')],
    description: 'Entra ID: $(office_365.UserId) changed a directory feature of the tenant.',
    groups: GROUPS,
    compliance: 'policyChange',
    why: 'Password hash synchronisation, password write-back and the like.',
    whatToDo: 'Check that it was planned.',
    hits: [directory('Set directory feature on tenant.')],
    misses: [directory('Verify domain.')],
  }),
  defineRule({
    id: at(5),
    level: 11,
    parent: NODE.tenant,
    fields: [matches('Operation', /^(?:Add partner to company|Create company partner|.*delegated admin)/i)],
    description: 'Entra ID: $(office_365.UserId) let a partner in: $(office_365.Operation)',
    groups: [...GROUPS, 'o365_privilege'],
    compliance: 'privilegeChange',
    mitre: ['T1199'],
    why: 'A partner with delegated rights administers the tenant from outside.',
    whatToDo: 'Check that the partner is yours and the rights are no wider than needed.',
    hits: [directory('Add partner to company.'), directory('Approve delegated admin relationship.')],
    misses: [directory('Remove partner from company.')],
  }),
  defineRule({
    id: at(6),
    level: 5,
    parent: NODE.tenant,
    fields: [matches('Operation', /^Remove partner from company/i)],
    description: 'Entra ID: $(office_365.UserId) ended a partnership.',
    groups: GROUPS,
    compliance: 'privilegeChange',
    why: 'A partner lost its rights.',
    hits: [directory('Remove partner from company.')],
    misses: [directory('Add partner to company.')],
  }),
  defineRule({
    id: at(7),
    level: 4,
    parent: NODE.tenant,
    fields: [
      operation('Set Company Information.', 'Set company contact information.', 'Set password policy.'),
    ],
    description: 'Entra ID: $(office_365.UserId) changed settings of the tenant: $(office_365.Operation)',
    groups: GROUPS,
    compliance: 'policyChange',
    why: 'A setting of the whole tenant.',
    hits: [directory('Set Company Information.')],
    misses: [directory('Verify domain.')],
  }),
  defineRule({
    id: at(8),
    level: 10,
    parent: at(7),
    fields: [
      matches(
        'ModifiedProperties',
        /"Name":\s*"StrongAuthenticationPolicy",\s*"NewValue":\s*".*?\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}/,
      ),
    ],
    description: 'Entra ID: $(office_365.UserId) set addresses that are spared the second factor.',
    groups: [...GROUPS, 'o365_defence_off'],
    compliance: 'policyChange',
    mitre: ['T1556.006', 'T1562.007'],
    why: 'From these addresses a password is enough.',
    whatToDo: 'Check that the addresses are yours.',
    origin: 'Splunk.',
    hits: [
      company(
        'StrongAuthenticationPolicy',
        '[\r\n  { "BlockedApps": [], "Enabled": true, "Rules": ["203.0.113.0/24"] }\r\n]',
      ),
    ],
    misses: [company('StrongAuthenticationPolicy', '[\r\n  { "Enabled": true }\r\n]')],
  }),
  defineRule({
    id: at(9),
    level: 13,
    parent: at(7),
    fields: [matches('ModifiedProperties', /TrustedCAsForPasswordlessAuth/)],
    description:
      'Entra ID: $(office_365.UserId) changed the certificate authorities that may vouch for users.',
    groups: [...GROUPS, 'attack'],
    compliance: 'policyChange',
    mitre: ['T1556', 'T1649'],
    why: 'Whoever holds the key of a trusted authority can issue a certificate for any user.',
    whatToDo: 'Compare the certificates with yours; remove the foreign one.',
    origin: 'Sigma.',
    hits: [company('TrustedCAsForPasswordlessAuth', '[\r\n  {}\r\n]')],
    misses: [company('DisplayName', '[\r\n  "Contoso"\r\n]')],
  }),
  defineRule({
    id: at(10),
    level: 6,
    parent: NODE.directory,
    fields: [operation('Delete administrative unit.')],
    description: 'Entra ID: $(office_365.UserId) deleted the administrative unit $(office_365.ObjectId).',
    groups: GROUPS,
    compliance: 'policyChange',
    mitre: ['T1489'],
    why: 'The administrators of the unit lose their hold on its users, and its restrictions end.',
    whatToDo: 'Check that it was planned; a deleted unit can be restored for 30 days.',
    origin: 'Sigma.',
    hits: [directory('Delete administrative unit.')],
    misses: [directory('Add administrative unit.')],
  }),
];
