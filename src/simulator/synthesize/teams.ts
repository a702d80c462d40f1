import type { AuditEvent, Json } from '../../events/audit-event.ts';
import { mappedAddress } from './addresses.ts';
import type { Draw } from './draw.ts';
import type { Recipe } from './recipe.ts';

function teamsAction(draw: Draw): AuditEvent {
  return {
    UserKey: draw.user.objectId,
    UserType: 0,
    ClientIP: mappedAddress(draw),
    UserId: draw.rng.pick([draw.user.upn, draw.user.upnMixed]),
    AppAccessContext: {
      AADSessionId: draw.guid(),
      IssuedAtTime: draw.time,
      UniqueTokenId: `simulated_${draw.rng.hex(12)}`,
    },
    ExtraProperties: clientProperties(draw),
  };
}

/** `Key` and `Value` here, where Entra has `Name` and `Value`. */
function clientProperties(draw: Draw): Json {
  if (draw.rng.chance(0.1)) return [];
  return [
    { Key: 'TimeZone', Value: 'Europe/Vienna' },
    { Key: 'OsName', Value: draw.rng.pick(['windows', 'macos', 'ios']) },
    { Key: 'Country', Value: 'at' },
    { Key: 'ClientName', Value: 'skypeteams' },
    { Key: 'ClientVersion', Value: '27/1.0.0.2024052206' },
  ];
}

function team(draw: Draw, more: AuditEvent = {}): AuditEvent {
  const name = draw.rng.pick(['Finance', 'Project Ångström', 'All Hands']);
  return {
    ...teamsAction(draw),
    AADGroupId: draw.guid(),
    CommunicationType: 'Team',
    TeamGuid: `19:${draw.rng.hex(32)}@thread.tacv2`,
    TeamName: name,
    ItemName: name,
    ...more,
  };
}

function members(draw: Draw): AuditEvent {
  return team(draw, {
    Members: [{ DisplayName: draw.other.displayName, Role: draw.rng.pick([1, 2, 3]), UPN: draw.other.upn }],
  });
}

function chat(draw: Draw, more: AuditEvent): AuditEvent {
  const thread = `19:${draw.user.objectId}_${draw.other.objectId}@unq.gbl.spaces`;
  return {
    ...teamsAction(draw),
    ChatThreadId: thread,
    CommunicationType: 'OneOnOne',
    ItemName: thread,
    ...more,
  };
}

/** A chat with somebody of another tenant who calls himself the help desk, or with a colleague. */
function chatCreated(draw: Draw): AuditEvent {
  const foreign = draw.rng.chance(0.5);
  const foreignTenant = draw.guid();
  const partner = foreign
    ? {
        OrganizationId: foreignTenant,
        DisplayName: 'Help Desk',
        UPN: `helpdesk${draw.digits}@onmicrosoft.example`,
      }
    : { OrganizationId: draw.tenant.tenantId, DisplayName: draw.other.displayName, UPN: draw.other.upn };
  return chat(draw, {
    Members: [
      { OrganizationId: draw.tenant.tenantId, DisplayName: draw.user.displayName, UPN: draw.user.upn },
      partner,
    ],
    ParticipantInfo: {
      HasForeignTenantUsers: foreign,
      HasGuestUsers: false,
      HasOtherGuestUsers: false,
      HasUnauthenticatedUsers: false,
      ParticipatingDomains: foreign ? [draw.tenant.domain, 'onmicrosoft.example'] : [draw.tenant.domain],
      ParticipatingTenantIds: foreign ? [draw.tenant.tenantId, foreignTenant] : [draw.tenant.tenantId],
    },
    ResourceTenantId: draw.tenant.tenantId,
  });
}

function message(draw: Draw): AuditEvent {
  return chat(draw, {
    MessageId: `17000000${draw.digits}`,
    MessageVersion: `17000000${draw.digits}`,
    MessageURLs: ['https://partner.example/report'],
  });
}

function meeting(draw: Draw): AuditEvent {
  return {
    ...teamsAction(draw),
    MeetingDetailId: draw.guid(),
    CommunicationType: 'Meeting',
    JoinTime: draw.time,
    LeaveTime: draw.time,
    Attendees: [
      {
        DisplayName: draw.other.displayName,
        OrganizationId: draw.tenant.tenantId,
        UPN: draw.other.upn,
        UserObjectId: draw.other.objectId,
      },
    ],
    ArtifactsShared: [{ ArtifactSharedName: 'video' }],
    Modalities: ['Audio', 'Video'],
  };
}

function tenantSetting(draw: Draw): AuditEvent {
  const Name = draw.rng.pick([
    'Allow sideloading and interaction of custom apps',
    'Allow guest access in Teams',
    'External apps in Teams',
  ]);
  return { ...teamsAction(draw), Name, OldValue: 'False', NewValue: 'True', ItemName: 'Teams settings' };
}

function app(draw: Draw): AuditEvent {
  return team(draw, {
    AddOnName: 'Data Collector',
    AddOnGuid: draw.guid(),
    AddOnType: 1,
    AppDistributionMode: 'Uploaded',
    AzureADAppId: draw.guid(),
  });
}

/** Old Skype cmdlets still govern Teams federation. */
function federation(draw: Draw): AuditEvent {
  return {
    ResultStatus: 'Succeeded',
    UserKey: 'S-1-5-20',
    UserType: 2,
    UserId: draw.user.upn,
    CmdletVersion: '7.0.2823.1',
    ExternalAccess: true,
    ObjectName: 'CsTenantFederationConfiguration',
    TenantName: draw.tenant.tenantId,
    SkypeForBusinessEventType: 2,
    Parameters: [
      { Name: 'AllowFederatedUsers', Value: 'True' },
      { Name: 'Identity', Value: 'Global' },
    ],
  };
}

function teams(operation: string, weight: number, fields: (draw: Draw) => AuditEvent): Recipe {
  return {
    operation,
    workload: 'MicrosoftTeams',
    recordType: 25,
    contentType: 'Audit.General',
    weight,
    fields,
  };
}

/** Microsoft Teams. */
export const TEAMS: readonly Recipe[] = [
  teams('TeamsSessionStarted', 12, teamsAction),
  teams('MessageCreatedHasLink', 8, message),
  teams('MessageDeleted', 2, message),
  teams('ChatCreated', 5, chatCreated),
  teams('MeetingDetail', 5, meeting),
  teams('MeetingParticipantDetail', 5, meeting),
  teams('TeamCreated', 2, team),
  teams('TeamDeleted', 1, team),
  teams('ChannelAdded', 2, draw => team(draw, { ChannelName: 'General', ChannelType: 'Private' })),
  teams('MemberAdded', 4, members),
  teams('MemberRemoved', 2, members),
  teams('MemberRoleChanged', 2, members),
  teams('TeamSettingChanged', 1, draw =>
    team(draw, { Name: 'Team access type', OldValue: 'Private', NewValue: 'Public' }),
  ),
  teams('TeamsTenantSettingChanged', 1, tenantSetting),
  teams('AppInstalled', 2, app),
  teams('BotAddedToTeam', 1, app),
  {
    ...teams('Set-CsTenantFederationConfiguration', 1, federation),
    workload: 'SkypeForBusiness',
    recordType: 23,
  },
];
