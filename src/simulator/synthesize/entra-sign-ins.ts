import type { AuditEvent, Json } from '../../events/audit-event.ts';
import { bareAddress } from './addresses.ts';
import type { Draw } from './draw.ts';
import type { Recipe } from './recipe.ts';
import { userAgent } from './texts.ts';

/** Microsoft's own applications, by their public ids. */
const APPLICATIONS = [
  '4765445b-32c6-49b0-83e6-1d93765276ca', // OfficeHome
  '29d9ed98-a469-4536-ade2-f981bc1d605e', // Microsoft Authentication Broker
  '00000002-0000-0ff1-ce00-000000000000', // Exchange Online
  '00000003-0000-0ff1-ce00-000000000000', // SharePoint Online
  '1fec8e78-bce4-4aaf-ab1b-5451cc387264', // Microsoft Teams
  'd3590ed6-52b3-4102-aeff-aad2292ab01c', // Microsoft Office
  '04b07795-8ddb-461a-bbee-02f9e1bf7b46', // Azure CLI
  '9ba1a5c7-f17a-4de9-a1f1-6178c8d51223', // Intune Company Portal
];

/** `ErrorNumber` and `LogonError` of failed sign-ins; wrong passwords are the most frequent. */
const FAILURES: readonly [errorNumber: string, logonError: string][] = [
  ['50126', 'InvalidUserNameOrPassword'],
  ['50126', 'InvalidUserNameOrPassword'],
  ['50126', 'InvalidUserNameOrPassword'],
  ['50053', 'IdsLocked'],
  ['500121', 'AuthenticationFailedSasError'],
  ['50074', 'UserStrongAuthClientAuthNRequiredInterrupt'],
  ['50076', 'UserStrongAuthClientAuthNRequired'],
  ['50057', 'UserDisabled'],
  ['50055', 'InvalidPasswordExpiredPassword'],
  ['50034', 'UserAccountNotFound'],
  ['53003', 'BlockedByConditionalAccess'],
  ['50133', 'SsoArtifactRevoked'],
  ['50173', 'FreshTokenNeeded'],
  ['65001', 'DelegationDoesNotExist'],
];

function signIn(draw: Draw, requestTypes: readonly string[], resultDetail: string): AuditEvent {
  const { rng } = draw;
  const address = bareAddress(draw);
  const application = rng.pick(APPLICATIONS);
  const extended: Json[] = [
    { Name: 'ResultStatusDetail', Value: resultDetail },
    { Name: 'UserAgent', Value: userAgent(rng) },
    { Name: 'RequestType', Value: rng.pick(requestTypes) },
  ];
  if (rng.chance(0.5))
    extended.splice(2, 0, { Name: 'UserAuthenticationMethod', Value: rng.pick(['1', '16', '256']) });
  if (rng.chance(0.3)) extended.push({ Name: 'KeepMeSignedIn', Value: rng.pick(['True', 'False']) });
  const target = rng.pick([
    '00000002-0000-0ff1-ce00-000000000000',
    '00000003-0000-0000-c000-000000000000',
    application,
  ]);
  return {
    ResultStatus: rng.pick(['Success', 'Succeeded']),
    UserKey: draw.user.objectId,
    UserType: 0,
    ClientIP: address,
    ObjectId: target,
    UserId: rng.pick([draw.user.upn, draw.user.upnMixed]),
    AzureActiveDirectoryEventType: 1,
    ExtendedProperties: extended,
    ModifiedProperties: [],
    Actor: [
      { ID: draw.user.objectId, Type: 0 },
      { ID: draw.user.upn, Type: 5 },
    ],
    ActorContextId: draw.tenant.tenantId,
    ActorIpAddress: address,
    InterSystemsId: draw.guid(),
    IntraSystemId: draw.guid(),
    SupportTicketId: '',
    Target: [{ ID: target, Type: 0 }],
    TargetContextId: draw.tenant.tenantId,
    ApplicationId: application,
    DeviceProperties: deviceProperties(draw),
  };
}

function deviceProperties(draw: Draw): Json[] {
  const { rng } = draw;
  const properties: Json[] = [
    { Name: 'OS', Value: rng.pick(['Windows10', 'MacOs', 'Linux', 'Ios 17.5.1', 'Android 14']) },
    { Name: 'BrowserType', Value: rng.pick(['Chrome', 'Edge', 'Safari', 'Firefox', 'Other']) },
    { Name: 'IsCompliantAndManaged', Value: rng.pick(['False', 'True']) },
    { Name: 'SessionId', Value: draw.guid() },
  ];
  if (rng.chance(0.4)) {
    properties.unshift(
      { Name: 'Id', Value: draw.guid() },
      { Name: 'DisplayName', Value: `DESKTOP-${draw.digits}` },
    );
    properties.push({ Name: 'TrustType', Value: '1' });
  }
  return properties;
}

function loggedIn(draw: Draw): AuditEvent {
  const event = signIn(
    draw,
    ['OAuth2:Authorize', 'Login:reprocess', 'OAuth2:Token', 'Cmsi:Cmsi', 'SAS:ProcessAuth', 'Kmsi:kmsi'],
    draw.rng.pick(['Success', 'Redirect']),
  );
  return { ...event, ErrorNumber: '0' };
}

function loginFailed(draw: Draw): AuditEvent {
  const [errorNumber, logonError] = draw.rng.pick(FAILURES);
  const event = signIn(
    draw,
    ['Login:login', 'OAuth2:Token', 'SAS:EndAuth'],
    draw.rng.pick(['Success', 'UserError']),
  );
  return {
    ...event,
    ResultStatus: draw.rng.pick(['Success', 'Failed']),
    UserId: draw.rng.pick([draw.user.upn, draw.user.upn, draw.user.upn, 'Not Available']),
    ErrorNumber: errorNumber,
    LogonError: logonError,
  };
}

/** The sign-in of the old session service: other record type, other fields. */
function passwordLogon(draw: Draw): AuditEvent {
  return {
    ResultStatus: 'failed',
    UserKey: `${draw.user.puid}@${draw.tenant.domain}`,
    UserType: 0,
    ClientIP: bareAddress(draw),
    ObjectId: draw.user.upn,
    UserId: draw.user.upn,
    AzureActiveDirectoryEventType: 0,
    ExtendedProperties: [
      {
        Name: 'LoginError',
        Value: '-2147217390;PP_E_BAD_PASSWORD;The entered and stored passwords do not match.',
      },
    ],
    Client: 'Exchange',
    LoginStatus: -2147217390,
    UserDomain: draw.tenant.domain,
  };
}

const base = { workload: 'AzureActiveDirectory', contentType: 'Audit.AzureActiveDirectory' } as const;

/** Sign-ins: half of all Entra events, one in five of them failed. */
export const ENTRA_SIGN_INS: readonly Recipe[] = [
  { ...base, operation: 'UserLoggedIn', recordType: 15, weight: 60, fields: loggedIn },
  { ...base, operation: 'UserLoginFailed', recordType: 15, weight: 15, fields: loginFailed },
  {
    ...base,
    operation: 'PasswordLogonInitialAuthUsingPassword',
    recordType: 9,
    weight: 1,
    fields: passwordLogon,
  },
];
