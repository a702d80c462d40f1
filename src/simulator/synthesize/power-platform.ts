import type { AuditEvent } from '../../events/audit-event.ts';
import { bareAddress } from './addresses.ts';
import type { Draw } from './draw.ts';
import type { Recipe } from './recipe.ts';
import { subject, userAgent } from './texts.ts';

/** Power BI names many things twice, once as object and once as artifact. */
function report(operation: string, more: AuditEvent = {}): (draw: Draw) => AuditEvent {
  return draw => {
    const title = subject(draw.rng);
    const reportId = draw.guid();
    return {
      UserKey: draw.user.puid,
      UserType: 0,
      UserId: draw.user.upn,
      ClientIP: bareAddress(draw),
      UserAgent: userAgent(draw.rng),
      Activity: operation,
      ItemName: title,
      WorkSpaceName: 'Finance dashboards',
      DatasetName: title,
      ReportName: title,
      WorkspaceId: draw.guid(),
      ObjectId: title,
      DatasetId: draw.guid(),
      ReportId: reportId,
      ArtifactId: reportId,
      ArtifactName: title,
      IsSuccess: true,
      ReportType: 'PowerBIReport',
      RequestId: draw.guid(),
      ActivityId: draw.guid(),
      DistributionMethod: 'Workspace',
      ConsumptionMethod: 'Power BI Web',
      ArtifactKind: 'Report',
      RefreshEnforcementPolicy: 0,
      ...more,
    };
  };
}

function adminSwitch(draw: Draw): AuditEvent {
  return {
    ...report('UpdatedAdminFeatureSwitch')(draw),
    SwitchState: 'Enabled',
    TargetStateValue: draw.rng.pick(['PublishToWeb', 'ExportToExcelSetting', 'ExternalSharingV2']),
  };
}

/** `FlowDetailsUrl` names environment and flow; shared flows carry the permission. */
function flow(draw: Draw): AuditEvent {
  const flowId = draw.guid();
  return {
    ResultStatus: 'Success',
    UserKey: draw.user.upn,
    UserType: 2,
    UserId: draw.user.upn,
    UserUPN: draw.user.upn,
    FlowDetailsUrl: `https://admin.flow.example/environments/Default-${draw.tenant.tenantId}/flows/${flowId}/details`,
    FlowConnectorNames: draw.rng.pick([
      'HTTP,Office 365 Outlook',
      'SharePoint,Approvals',
      'OneDrive for Business,FTP',
    ]),
    LicenseDisplayName: 'This information is unavailable',
    RecipientUPN: draw.other.upn,
    SharingPermission: 3,
    UserTypeInitiated: 1,
    ObjectId: flowId,
  };
}

function powerApp(draw: Draw): AuditEvent {
  return {
    ResultStatus: 'Success',
    UserKey: draw.user.objectId,
    UserType: 0,
    UserId: draw.user.upn,
    ObjectId: draw.guid(),
    AppName: draw.guid(),
    EnvironmentName: `Default-${draw.tenant.tenantId}`,
    AdditionalInfo: JSON.stringify({ permissions: [{ principal: { type: 'Tenant' }, roleName: 'CanView' }] }),
  };
}

const bi = { workload: 'PowerBI', recordType: 20, contentType: 'Audit.General' } as const;
const automate = {
  workload: 'MicrosoftFlow',
  recordType: 30,
  contentType: 'Audit.General',
  weight: 2,
  fields: flow,
} as const;
const apps = {
  workload: 'PowerApps',
  recordType: 45,
  contentType: 'Audit.General',
  fields: powerApp,
} as const;

/** Power BI, Power Automate and Power Apps. */
export const POWER_PLATFORM: readonly Recipe[] = [
  { ...bi, operation: 'ViewReport', weight: 10, fields: report('ViewReport') },
  { ...bi, operation: 'ViewDashboard', weight: 4, fields: report('ViewDashboard') },
  {
    ...bi,
    operation: 'ExportReport',
    weight: 2,
    fields: report('ExportReport', { ExportEventActivityTypeParameter: 'Underlying' }),
  },
  { ...bi, operation: 'DownloadReport', weight: 1, fields: report('DownloadReport') },
  { ...bi, operation: 'PublishToWebReport', weight: 1, fields: report('PublishToWebReport') },
  { ...bi, operation: 'UpdatedAdminFeatureSwitch', weight: 1, fields: adminSwitch },
  { ...automate, operation: 'CreateFlow' },
  { ...automate, operation: 'EditFlow' },
  { ...automate, operation: 'PutPermissions' },
  { ...apps, operation: 'LaunchPowerApp', weight: 4 },
  { ...apps, operation: 'PowerAppPermissionEdited', weight: 1 },
];
