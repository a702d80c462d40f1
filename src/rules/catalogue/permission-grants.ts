import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { newValue, operation } from '../patterns.ts';
import { CONSENT } from './consents.ts';
import { NODE } from './nodes.ts';
import { changed, directory, signIn } from './samples.ts';
import { READING_PERMISSIONS, TAKEOVER_PERMISSIONS } from './sensitive-permissions.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 1200 + offset;

const GROUPS = ['o365_entra', 'o365_consent'];

const grant = (scope: string, consentType: string) =>
  directory('Add delegated permission grant.', {
    ModifiedProperties: changed({
      'DelegatedPermissionGrant.Scope': [scope, ''],
      'DelegatedPermissionGrant.ConsentType': [consentType, ''],
    }),
  });

const appRole = (value: string) =>
  directory('Add app role assignment to service principal.', {
    ModifiedProperties: changed({
      'AppRole.Value': [value, ''],
      'ServicePrincipal.DisplayName': ['Some app', ''],
    }),
  });

/** Permissions given to applications by an administrator. */
export const PERMISSION_GRANTS: readonly Rule[] = [
  defineRule({
    id: CONSENT.delegated,
    level: 5,
    parent: NODE.consents,
    fields: [operation('Add delegated permission grant.', 'Add OAuth2PermissionGrant.')],
    description: 'Entra ID: $(office_365.UserId) granted an application delegated permissions.',
    groups: GROUPS,
    compliance: 'privilegeChange',
    mitre: ['T1528'],
    why: 'The permissions behind a consent.',
    hits: [grant('User.Read', 'Principal')],
    misses: [directory('Remove delegated permission grant.')],
  }),
  defineRule({
    id: at(11),
    level: 6,
    parent: CONSENT.delegated,
    fields: [newValue('DelegatedPermissionGrant.ConsentType', /AllPrincipals/i)],
    description: 'Entra ID: $(office_365.UserId) granted an application delegated permissions for all users.',
    groups: GROUPS,
    compliance: 'privilegeChange',
    mitre: ['T1528', 'T1098.003'],
    why: 'The grant holds for every user of the tenant.',
    whatToDo: 'Check that it was planned.',
    origin: 'Sigma.',
    hits: [grant('User.Read', 'AllPrincipals')],
    misses: [grant('User.Read', 'Principal')],
  }),
  defineRule({
    id: at(12),
    level: 10,
    parent: at(11),
    fields: [newValue('DelegatedPermissionGrant.Scope', TAKEOVER_PERMISSIONS)],
    description:
      'Entra ID: $(office_365.UserId) granted an application permissions fit for a takeover, for all users.',
    groups: GROUPS,
    compliance: 'privilegeChange',
    mitre: ['T1528', 'T1098.003'],
    why: 'Mail, files or directory can be changed in the name of every user. The grant can be made without the consent page.',
    whatToDo: 'Check application and administrator; remove the grant if nobody planned it.',
    hits: [grant('Mail.ReadWrite', 'AllPrincipals')],
    misses: [grant('User.Read', 'AllPrincipals'), grant('Mail.ReadWrite', 'Principal')],
  }),
  defineRule({
    id: CONSENT.appRole,
    level: 6,
    parent: NODE.consents,
    fields: [operation('Add app role assignment to service principal.')],
    description: 'Entra ID: $(office_365.UserId) gave a service principal an application permission.',
    groups: GROUPS,
    compliance: 'privilegeChange',
    mitre: ['T1098.003'],
    why: 'The application holds the permission by itself, without any user.',
    whatToDo: 'Check that it was planned.',
    hits: [appRole('ActivityFeed.Read')],
    misses: [directory('Add app role assignment grant to user.')],
  }),
  defineRule({
    id: at(21),
    level: 12,
    parent: CONSENT.appRole,
    fields: [newValue('AppRole.Value', TAKEOVER_PERMISSIONS)],
    description:
      'Entra ID: $(office_365.UserId) gave a service principal an application permission fit for a takeover.',
    groups: [...GROUPS, 'attack'],
    compliance: 'privilegeChange',
    mitre: ['T1098.003'],
    why: 'With it the application reads or sends all mail, writes all files or changes the directory.',
    whatToDo:
      'Remove the assignment unless the owner confirms it at once; rotate the secrets of the application.',
    origin: 'Splunk, Sigma.',
    hits: [appRole('RoleManagement.ReadWrite.Directory'), appRole('full_access_as_app')],
    misses: [appRole('ActivityFeed.Read')],
  }),
  defineRule({
    id: at(22),
    level: 9,
    parent: CONSENT.appRole,
    fields: [newValue('AppRole.Value', READING_PERMISSIONS)],
    description:
      'Entra ID: $(office_365.UserId) gave a service principal access to all mail, files or chats.',
    groups: GROUPS,
    compliance: 'privilegeChange',
    mitre: ['T1098.003', 'T1114.002'],
    why: 'The application reads what all users have.',
    whatToDo: 'Check that it was planned; limit mail access with an application access policy.',
    origin: 'Splunk.',
    hits: [appRole('Mail.Read'), appRole('Sites.Read.All')],
    misses: [appRole('ActivityFeed.Read')],
  }),
  defineRule({
    id: at(25),
    level: 3,
    parent: NODE.consents,
    fields: [operation('Add app role assignment grant to user.', 'Add app role assignment to group.')],
    description: 'Entra ID: $(office_365.UserId) assigned an application to $(office_365.ObjectId).',
    groups: GROUPS,
    compliance: 'accountChange',
    why: 'A user may now use an application.',
    hits: [directory('Add app role assignment grant to user.')],
    misses: [signIn()],
  }),
  defineRule({
    id: at(26),
    level: 4,
    parent: NODE.consents,
    fields: [
      operation(
        'Remove delegated permission grant.',
        'Remove OAuth2PermissionGrant.',
        'Remove app role assignment from service principal.',
        'Revoke consent.',
      ),
    ],
    description: 'Entra ID: $(office_365.UserId) took a permission away from an application.',
    groups: GROUPS,
    compliance: 'privilegeChange',
    why: 'A permission less.',
    hits: [directory('Remove delegated permission grant.')],
    misses: [grant('User.Read', 'Principal')],
  }),
];
