import type { Draw } from './draw.ts';
import { type Change, entraOperation, listed } from './entra-event.ts';
import type { Recipe } from './recipe.ts';

/** Directory roles with their fixed template ids. */
const ROLES: readonly [name: string, templateId: string, wellKnown: string][] = [
  ['Global Administrator', '62e90394-69f5-4237-9190-012177145e10', 'TenantAdmins'],
  ['Privileged Role Administrator', 'e8611ab8-c189-46e8-94e1-60213ab1f814', ''],
  ['Exchange Administrator', '29232cdf-9323-42fd-ade2-1d097af3e4de', ''],
  ['Application Administrator', '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3', ''],
  ['Reports Reader', '4a5d8f65-41da-4de4-8968-e035b65339cf', ''],
];

function role(draw: Draw): Change[] {
  const [name, templateId, wellKnown] = draw.rng.pick(ROLES);
  return [
    ['Role.ObjectID', draw.guid()],
    ['Role.DisplayName', name],
    ['Role.TemplateId', templateId],
    ['Role.WellKnownObjectName', wellKnown],
  ];
}

function group(draw: Draw): Change[] {
  return [
    ['Group.ObjectID', draw.guid()],
    ['Group.DisplayName', draw.rng.pick(['Finance', 'All Staff', 'VPN Users', 'CA exclusions'])],
  ];
}

function newUser(draw: Draw): Change[] {
  const guest = draw.rng.chance(0.25);
  return [
    ['AccountEnabled', listed(true), '[]'],
    ['DisplayName', listed(draw.other.displayName), '[]'],
    ['UserPrincipalName', listed(draw.other.upn), '[]'],
    ['UserType', listed(guest ? 'Guest' : 'Member'), '[]'],
    ...(guest ? [['CreationType', listed('Invitation'), '[]'] as const] : []),
  ];
}

function updatedUser(draw: Draw): Change[] {
  return draw.rng.pick<Change[]>([
    [['StrongAuthenticationMethod', listed({ MethodType: 6, Default: true }), '[]']],
    [
      [
        'StrongAuthenticationPhoneAppDetail',
        '[]',
        listed({ DeviceName: 'Phone', PhoneAppVersion: '6.2407.4' }),
      ],
    ],
    [['UserType', listed('Member'), listed('Guest')]],
    [['Department', listed('Research'), listed('Sales')]],
    [['MobilePhone', listed('+1 555 0100'), '[]']],
  ]);
}

function strongAuthentication(newState: number, oldState: number): Change[] {
  return [
    [
      'StrongAuthenticationRequirement',
      listed({ RelyingParty: '*', State: newState }),
      listed({ State: oldState }),
    ],
  ];
}

function conditionalAccess(draw: Draw): Change[] {
  const state = draw.rng.pick(['Enabled', 'Disabled', 'Reporting']);
  return [
    [
      'PolicyDetail',
      listed(`{"State":"${state}","Conditions":{"Users":{"Exclude":["${draw.other.objectId}"]}}}`),
      '[]',
    ],
  ];
}

function companySettings(draw: Draw): Change[] {
  if (draw.rng.chance(0.5)) return [];
  return [
    [
      'StrongAuthenticationPolicy',
      listed({ IPWhitelist: '198.51.100.0/24', TrustedDevice: true }),
      listed({ IPWhitelist: '' }),
    ],
  ];
}

const FEDERATION: Change[] = [
  ['IssuerUri', listed('http://sts.partner.example/adfs/services/trust'), '[]'],
  ['LiveType', listed('Federated'), listed('Managed')],
];

/** Users, groups, roles, devices and tenant settings in Entra, each spelt as it arrives. */
export const ENTRA_ADMIN: readonly Recipe[] = [
  entraOperation('Add user.', 'User', newUser),
  entraOperation('Update user.', 'User', updatedUser, 8),
  entraOperation('Delete user.', 'User'),
  entraOperation('Restore user.', 'User'),
  entraOperation('Disable account.', 'User', () => [['AccountEnabled', listed(false), listed(true)]]),
  entraOperation('Reset user password.', 'User'),
  entraOperation('Change user password.', 'User'),
  entraOperation('Change user license.', 'User', () => [
    ['AssignedLicense', '[]', listed('[SkuName=ENTERPRISEPREMIUM]')],
  ]),
  entraOperation('Invite external user.', 'User', newUser),
  entraOperation('Update StsRefreshTokenValidFrom Timestamp.', 'User'),
  entraOperation('Enable Strong Authentication.', 'User', () => strongAuthentication(1, 0)),
  entraOperation('Disable Strong Authentication.', 'User', () => strongAuthentication(0, 1)),
  entraOperation('Add member to role.', 'User', role),
  entraOperation('Add eligible member to role.', 'User', role),
  entraOperation('Add scoped member to role.', 'User', role),
  entraOperation('Remove member from role.', 'User', role),
  entraOperation('Add group.', 'Group', () => [
    ['DisplayName', listed('Finance'), '[]'],
    ['SecurityEnabled', listed(true), '[]'],
  ]),
  entraOperation('Update group.', 'Group', () => [['Description', listed('Moved'), '[]']]),
  entraOperation('Delete group.', 'Group'),
  entraOperation('Add member to group.', 'User', group, 4),
  entraOperation('Remove member from group.', 'User', group),
  entraOperation('Add owner to group.', 'User', group),
  entraOperation('Add device.', 'Device', () => [
    ['DeviceOSType', listed('Windows'), '[]'],
    ['DisplayName', listed('DESKTOP-0001'), '[]'],
  ]),
  entraOperation('Update device.', 'Device'),
  entraOperation('Delete device.', 'Device'),
  entraOperation('Add registered owner to device.', 'User', draw => [['Device.ObjectID', draw.guid()]]),
  entraOperation('Add registered users to device.', 'User', draw => [['Device.ObjectID', draw.guid()]]),
  entraOperation('Device no longer compliant.', 'Device', () => [
    ['IsCompliant', listed(false), listed(true)],
  ]),
  entraOperation('Add conditional access policy.', 'Policy', conditionalAccess, 1),
  entraOperation('Update conditional access policy.', 'Policy', conditionalAccess, 1),
  entraOperation('Delete conditional access policy.', 'Policy', conditionalAccess, 1),
  entraOperation(
    'Update authorization policy.',
    'Policy',
    () => [['AllowUserConsentForRiskyApps', listed(true), listed(false)]],
    1,
  ),
  entraOperation(
    'Update policy.',
    'Policy',
    () => [['PolicyDetail', listed('{"B2BManagementPolicy":{}}'), '[]']],
    1,
  ),
  entraOperation('Set Company Information.', 'Company', companySettings, 1),
  entraOperation('Add unverified domain.', 'Domain', () => [['Name', listed('new.example'), '[]']], 1),
  entraOperation('Verify domain.', 'Domain', () => [['Name', listed('new.example'), '[]']], 1),
  entraOperation('Set domain authentication.', 'Domain', () => FEDERATION, 1),
  entraOperation('Set federation settings on domain.', 'Domain', () => FEDERATION, 1),
  entraOperation(
    'Add partner to company.',
    'Company',
    draw => [
      ['PartnerCompanyName', listed('Managed Services'), '[]'],
      ['PartnerId', listed(draw.guid()), '[]'],
    ],
    1,
  ),
  entraOperation(
    'Add a partner to cross-tenant access setting.',
    'Policy',
    draw => [['tenantId', draw.guid()]],
    1,
  ),
];
