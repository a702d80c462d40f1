import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { is, nameValue, operation } from '../patterns.ts';
import { NODE } from './nodes.ts';
import { ADA, changed, directory, signIn } from './samples.ts';
import { READING_PERMISSIONS, TAKEOVER_PERMISSIONS } from './sensitive-permissions.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 1200 + offset;

/** Ids that other files of the catalogue build on. */
export const CONSENT = { given: at(0), delegated: at(10), appRole: at(20) } as const;

const GROUPS = ['o365_entra', 'o365_consent'];

/** A value of ModifiedProperties that contains a text. */
const newValue = (name: string, pattern: RegExp) =>
  nameValue('ModifiedProperties', name, new RegExp(`.*?${pattern.source}`, pattern.flags), 'NewValue');

const consent = (admin: string, forAll: string, scope: string, over = {}) =>
  directory('Consent to application.', {
    UserId: ADA,
    ObjectId: '44444444-0000-4000-8000-000000000001',
    ModifiedProperties: changed({
      'ConsentContext.IsAdminConsent': [admin, ''],
      'ConsentContext.OnBehalfOfAll': [forAll, ''],
      'ConsentAction.Permissions': [
        `[] => [[Id: x, ClientId: y, ConsentType: ${forAll === 'True' ? 'AllPrincipals' : 'Principal'}, Scope: ${scope}]]; `,
        '',
      ],
    }),
    ...over,
  });

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

/** Who let which application do what. */
export const CONSENTS: readonly Rule[] = [
  defineRule({
    id: CONSENT.given,
    level: 5,
    parent: NODE.consents,
    fields: [operation('Consent to application.')],
    description: 'Entra ID: $(office_365.UserId) consented to application $(office_365.ObjectId).',
    groups: GROUPS,
    compliance: 'privilegeChange',
    mitre: ['T1528'],
    why: 'An application may now act for the user. Consent phishing asks for exactly this.',
    whatToDo: 'Check publisher and permissions of the application; remove the consent if nobody knows it.',
    hits: [consent('False', 'False', 'User.Read openid')],
    misses: [directory('Remove delegated permission grant.')],
  }),
  defineRule({
    id: at(1),
    level: 10,
    parent: CONSENT.given,
    fields: [newValue('ConsentContext.OnBehalfOfAll', /True/i)],
    description:
      'Entra ID: $(office_365.UserId) consented to application $(office_365.ObjectId) for the whole tenant.',
    groups: GROUPS,
    compliance: 'privilegeChange',
    mitre: ['T1528', 'T1098.003'],
    why: 'An administrator gave an application its permissions for every user.',
    whatToDo: 'Check that it was planned; otherwise disable the application and remove the grant.',
    hits: [consent('True', 'True', 'User.Read')],
    misses: [consent('True', 'False', 'User.Read')],
  }),
  defineRule({
    id: at(2),
    level: 10,
    parent: CONSENT.given,
    fields: [newValue('ConsentAction.Permissions', READING_PERMISSIONS)],
    description:
      'Entra ID: $(office_365.UserId) gave application $(office_365.ObjectId) access to mail, files or chats.',
    groups: GROUPS,
    compliance: 'privilegeChange',
    mitre: ['T1528', 'T1114.002'],
    why: 'Illicit consent grants ask for mail and files, which need no password from then on.',
    whatToDo: 'Check the application with the user; remove the consent, then look at what it read.',
    falsePositives: 'Mail and calendar programs that users like.',
    origin: 'Splunk, Sigma, Elastic.',
    hits: [
      consent('False', 'False', 'Mail.Read offline_access'),
      consent('False', 'False', 'Files.Read.All'),
    ],
    misses: [consent('False', 'False', 'User.Read openid')],
  }),
  defineRule({
    id: at(3),
    level: 12,
    parent: CONSENT.given,
    fields: [newValue('ConsentAction.Permissions', TAKEOVER_PERMISSIONS)],
    description:
      'Entra ID: $(office_365.UserId) gave application $(office_365.ObjectId) permissions fit for a takeover.',
    groups: [...GROUPS, 'attack'],
    compliance: 'privilegeChange',
    mitre: ['T1528', 'T1098.003'],
    why: 'The application may send or change mail, write all files, or change the directory.',
    whatToDo: 'Disable the application unless the owner confirms it at once.',
    hits: [
      consent('True', 'True', 'Mail.ReadWrite Mail.Send'),
      consent('False', 'False', 'Directory.ReadWrite.All'),
    ],
    misses: [consent('True', 'True', 'User.Read')],
  }),
  defineRule({
    id: at(4),
    level: 7,
    parent: CONSENT.given,
    fields: [is('ResultStatus', 'Failure')],
    description:
      'Entra ID: consent of $(office_365.UserId) to application $(office_365.ObjectId) was refused.',
    groups: GROUPS,
    compliance: 'privilegeChange',
    mitre: ['T1528'],
    why: 'The user tried to let an application in and the consent policy stopped it.',
    whatToDo: 'Find out how the user came to the application.',
    hits: [consent('False', 'False', 'User.Read', { ResultStatus: 'Failure' })],
    misses: [consent('False', 'False', 'User.Read')],
  }),
  defineRule({
    id: at(5),
    level: 13,
    parent: CONSENT.given,
    fields: [is('ResultStatus', 'Failure'), newValue('MethodExecutionResult.', /Risky/i)],
    description:
      'Entra ID: consent of $(office_365.UserId) to the risky application $(office_365.ObjectId) was blocked.',
    groups: [...GROUPS, 'attack'],
    compliance: 'attack',
    mitre: ['T1528', 'T1566.002'],
    why: 'Microsoft knows the application as risky: an attempted consent phishing.',
    whatToDo: 'Find the mail or chat that led the user there and remove it from all mailboxes.',
    origin: 'Splunk, Sigma.',
    hits: [
      directory('Consent to application.', {
        ResultStatus: 'Failure',
        ModifiedProperties: changed({
          'MethodExecutionResult.': ['Microsoft.Online.Security.UserConsentBlockedForRiskyAppsException', ''],
        }),
      }),
    ],
    misses: [consent('False', 'False', 'User.Read', { ResultStatus: 'Failure' })],
  }),
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
    parent: CONSENT.delegated,
    fields: [newValue('DelegatedPermissionGrant.Scope', TAKEOVER_PERMISSIONS)],
    description:
      'Entra ID: $(office_365.UserId) granted an application delegated permissions fit for a takeover.',
    groups: GROUPS,
    compliance: 'privilegeChange',
    mitre: ['T1528', 'T1098.003'],
    why: 'Mail, files or directory can be changed in the name of the users.',
    whatToDo: 'Check application and administrator; remove the grant if nobody planned it.',
    hits: [grant('Mail.ReadWrite', 'Principal')],
    misses: [grant('User.Read', 'Principal')],
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
