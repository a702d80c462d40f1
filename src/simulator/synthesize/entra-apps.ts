import type { Draw } from './draw.ts';
import { type Change, entraOperation, listed } from './entra-event.ts';
import type { Recipe } from './recipe.ts';

const APP_ROLES = [
  'Mail.ReadWrite',
  'Directory.ReadWrite.All',
  'RoleManagement.ReadWrite.Directory',
  'full_access_as_app',
  'User.Read.All',
];
const SCOPES = ['openid profile offline_access', 'Mail.Read Mail.Send', 'Files.ReadWrite.All', 'User.Read'];

function credential(draw: Draw): Change[] {
  const key = `[KeyIdentifier=${draw.guid()},KeyType=Password,KeyUsage=Verify,DisplayName=automation]`;
  return [['KeyDescription', listed(key), '[]']];
}

function appRole(draw: Draw): Change[] {
  return [
    ['AppRole.Id', draw.guid()],
    ['AppRole.Value', draw.rng.pick(APP_ROLES)],
    ['AppRole.DisplayName', 'Permission granted to an application'],
    ['ServicePrincipal.ObjectID', draw.guid()],
    ['ServicePrincipal.DisplayName', 'Data Sync'],
    ['TargetId.ServicePrincipalNames', '00000003-0000-0000-c000-000000000000;https://graph.microsoft.com'],
  ];
}

function delegatedGrant(draw: Draw): Change[] {
  return [
    ['DelegatedPermissionGrant.Scope', draw.rng.pick(SCOPES)],
    ['DelegatedPermissionGrant.ConsentType', draw.rng.pick(['AllPrincipals', 'Principal'])],
    ['ServicePrincipal.ObjectID', draw.guid()],
  ];
}

function consent(draw: Draw): Change[] {
  const admin = draw.rng.chance(0.4);
  const permission =
    `[] => [[Id: ${draw.guid()}, ClientId: ${draw.guid()}, PrincipalId: ${draw.user.objectId}, ResourceId: ${draw.guid()}, ` +
    `ConsentType: ${admin ? 'AllPrincipals' : 'Principal'}, Scope: ${draw.rng.pick(SCOPES)}, CreatedDateTime: , LastModifiedDateTime ]]; `;
  return [
    ['ConsentContext.IsAdminConsent', admin ? 'True' : 'False'],
    ['ConsentContext.IsAppOnly', 'False'],
    ['ConsentContext.OnBehalfOfAll', admin ? 'True' : 'False'],
    ['ConsentContext.Tags', 'WindowsAzureActiveDirectoryIntegratedApp'],
    ['ConsentAction.Permissions', permission],
    ['TargetId.ServicePrincipalNames', draw.guid()],
  ];
}

function application(draw: Draw): Change[] {
  return [
    ['AppId', listed(draw.guid()), '[]'],
    ['AvailableToOtherTenants', listed(draw.rng.chance(0.3)), '[]'],
    ['DisplayName', listed('Reporting'), '[]'],
  ];
}

function requiredAccess(draw: Draw): Change[] {
  const access = {
    ResourceAppId: '00000003-0000-0000-c000-000000000000',
    RequiredAppPermissions: [{ EntitlementId: draw.guid() }],
  };
  return [['RequiredResourceAccess', listed(access), '[]']];
}

/** Applications, service principals and consent in Entra. */
export const ENTRA_APPS: readonly Recipe[] = [
  entraOperation('Add application.', 'Application', application),
  entraOperation('Update application.', 'Application', requiredAccess, 4),
  // The en dash and the trailing blank stand so on the wire.
  entraOperation('Update application – Certificates and secrets management ', 'Application', credential),
  entraOperation('Delete application.', 'Application'),
  entraOperation('Hard Delete application.', 'Application', undefined, 1),
  entraOperation('Add owner to application.', 'User', draw => [['Application.ObjectID', draw.guid()]]),
  entraOperation(
    'Add service principal.',
    'ServicePrincipal',
    () => [['AccountEnabled', listed(true), '[]']],
    4,
  ),
  entraOperation('Update service principal.', 'ServicePrincipal', undefined, 4),
  entraOperation('Remove service principal.', 'ServicePrincipal'),
  entraOperation('Add service principal credentials.', 'ServicePrincipal', credential),
  entraOperation('Add owner to service principal.', 'User', draw => [
    ['ServicePrincipal.ObjectID', draw.guid()],
  ]),
  entraOperation('Add app role assignment to service principal.', 'ServicePrincipal', appRole),
  entraOperation('Add app role assignment grant to user.', 'User', appRole),
  entraOperation('Add delegated permission grant.', 'ServicePrincipal', delegatedGrant),
  entraOperation('Remove delegated permission grant.', 'ServicePrincipal', delegatedGrant),
  entraOperation('Consent to application.', 'ServicePrincipal', consent, 3),
];
