import type { AuditEvent } from '../../events/audit-event.ts';
import type { Draw } from './draw.ts';
import type { Recipe } from './recipe.ts';

const ALERTS = [
  'eDiscovery search started or exported',
  'Email reported by user as malware or phish',
  'Suspicious email forwarding activity',
  'User restricted from sending email',
  'A potentially malicious URL click was detected',
  'Unusual volume of file deletion',
];

/** Alerts keep their facts in a JSON text with two-letter keys. */
function alert(draw: Draw, more: AuditEvent = {}): AuditEvent {
  const name = draw.rng.pick(ALERTS);
  const severity = draw.rng.pick(['Low', 'Medium', 'High', 'Informational']);
  const data = {
    f3u: draw.user.upn,
    ts: `${draw.time}.0000000Z`,
    te: `${draw.time}.0000000Z`,
    op: 'SearchExported',
    wl: 'SecurityComplianceCenter',
    tid: draw.tenant.tenantId,
    tdc: '1',
    reid: draw.guid(),
    mdt: 'Audit',
    ad: `This alert is triggered when: "${name}" -V1.0.0.2`,
    an: name,
    sev: severity,
  };
  return {
    ResultStatus: 'Succeeded',
    UserKey: 'SecurityComplianceAlerts',
    UserType: 4,
    UserId: 'SecurityComplianceAlerts',
    ObjectId: draw.guid(),
    AlertId: draw.guid(),
    AlertLinks: draw.rng.pick([[], [{ AlertLinkHref: '' }]]),
    AlertType: draw.rng.pick(['System', 'Custom']),
    Category: draw.rng.pick(['ThreatManagement', 'DataGovernance', 'AccessGovernance']),
    Comments: 'New alert',
    Data: JSON.stringify(data),
    Name: name,
    PolicyId: draw.guid(),
    Severity: severity,
    Source: 'Office 365 Security & Compliance',
    Status: draw.rng.pick(['Active', 'Investigating', 'Resolved']),
    ...more,
  };
}

function alertEntity(draw: Draw): AuditEvent {
  return alert(draw, {
    AlertEntityId: draw.rng.pick([draw.user.upn, draw.guid()]),
    EntityType: draw.rng.pick(['User', 'MalwareFamily', 'Recipient']),
  });
}

/** eDiscovery: `ExtendedProperties` is a list here, `Parameters` one long text. */
function discovery(draw: Draw): AuditEvent {
  return {
    ResultStatus: 'Success',
    UserKey: draw.user.upn,
    UserType: 2,
    UserId: draw.user.upn,
    ObjectId: `Search ${draw.digits}`,
    Case: 'Case 31',
    ExchangeLocations: draw.rng.pick(['All', draw.other.upn]),
    ExtendedProperties: [{ Name: 'CaseId', Value: draw.guid() }],
    ObjectType: 'ComplianceSearch',
    PublicFolderLocations: '',
    Query: draw.rng.pick(['(c:c)(password)(subject:"wire transfer")', '']),
    SharepointLocations: '',
    StartTime: draw.time,
  };
}

/** A cmdlet of the compliance centre: parameters as one text, not as Exchange's list. */
function complianceCmdlet(parameters: string): (draw: Draw) => AuditEvent {
  return draw => ({
    ResultStatus: 'Success',
    UserKey: draw.user.upn,
    UserType: 2,
    UserId: draw.user.upn,
    ObjectId: '',
    SecurityComplianceCenterEventType: 0,
    ClientApplication: draw.rng.pick(['EMC', 'PowerShell']),
    CmdletVersion: '...',
    EffectiveOrganization: `${draw.tenant.name}.onmicrosoft.example`,
    NonPIIParameters: parameters.replaceAll(/"[^"]*"/g, '"<SNIP-PII>"'),
    Parameters: parameters,
    StartTime: draw.time,
    UserServicePlan: '',
  });
}

function portalSearch(draw: Draw): AuditEvent {
  return {
    UserKey: 'NOT-FOUND',
    UserType: 5,
    UserId: 'NOT-FOUND',
    AadAppId: draw.guid(),
    DataType: 'MtpStatus',
    DatabaseType: 'DataInsights',
    RelativeUrl: `/DataInsights/DataInsightsService.svc/Find/MtpStatus?tenantid=${draw.tenant.tenantId}`,
    ResultCount: '1',
  };
}

/** Compliance Manager sends fractions, and an empty `UserId`. */
function scoreChange(draw: Draw): AuditEvent {
  return {
    ResultStatus: 'Successful',
    UserKey: draw.guid(),
    UserType: 2,
    UserId: '',
    ActionId: draw.guid(),
    ActionName: 'Enable self-service password reset',
    ActionProducts: [],
    ActionScore: 26.5,
    ActionScoreChange: -1,
    ActionActivity: 'COMPLIANCEMANAGER-SCORECHANGE',
    Assessments: [],
    ManagedBy: 'User',
    ActionScope: 'Tenant',
  };
}

function scc(
  operation: string,
  recordType: number,
  weight: number,
  fields: (draw: Draw) => AuditEvent,
): Recipe {
  return {
    operation,
    workload: 'SecurityComplianceCenter',
    recordType,
    contentType: 'Audit.General',
    weight,
    fields,
  };
}

/** Alerts, eDiscovery and administration of the compliance centre. */
export const COMPLIANCE: readonly Recipe[] = [
  scc('AlertTriggered', 40, 6, alert),
  scc('AlertEntityGenerated', 40, 6, alertEntity),
  scc('AlertUpdated', 40, 2, alert),
  scc('SearchCreated', 24, 1, discovery),
  scc('SearchStarted', 24, 1, discovery),
  scc('SearchExported', 24, 1, discovery),
  scc('ViewedSearchExported', 24, 1, discovery),
  scc('CaseAdded', 24, 1, discovery),
  scc('CaseAdminAdded', 24, 1, discovery),
  scc('CaseAdminUpdated', 24, 1, discovery),
  scc(
    'New-ComplianceSearchAction',
    18,
    1,
    complianceCmdlet('-SearchName "Search 31" -Export -Format "FxStream"'),
  ),
  scc('Remove-DlpCompliancePolicy', 18, 1, complianceCmdlet('-Identity "Default policy for Teams"')),
  scc('Get-DlpCompliancePolicy', 18, 2, complianceCmdlet('')),
  scc('SearchMtpStatus', 52, 3, portalSearch),
  { ...scc('COMPLIANCEMANAGER-SCORECHANGE', 155, 1, scoreChange), workload: 'ComplianceManager' },
];
