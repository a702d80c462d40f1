import type { AuditEvent, Json } from '../../events/audit-event.ts';
import type { Draw } from './draw.ts';
import type { Recipe } from './recipe.ts';
import { subject } from './texts.ts';

const SERVICE = { UserKey: 'ThreatIntel', UserType: 4, UserId: 'ThreatIntel' } as const;

function threatMail(draw: Draw): AuditEvent {
  const { rng } = draw;
  const blocked = rng.chance(0.6);
  const attachment: Json[] = rng.chance(0.5)
    ? [
        {
          FileName: 'statement.pdf.exe',
          FileType: 'exe;zip',
          FileVerdict: 1,
          MalwareFamily: 'Trojan_Simulated_A',
          SHA256: rng.hex(64),
        },
      ]
    : [];
  return {
    ...SERVICE,
    ObjectId: draw.guid(),
    AdditionalActionsAndResults: ['OriginalDelivery: [N/A]'],
    AttachmentData: attachment,
    AuthDetails: [
      { Name: 'SPF', Value: 'Pass' },
      { Name: 'DKIM', Value: 'Fail' },
      { Name: 'DMARC', Value: 'Best guess pass' },
      { Name: 'Comp Auth', Value: 'pass' },
    ],
    DeliveryAction: blocked ? 'Blocked' : rng.pick(['Delivered', 'DeliveredAsSpam']),
    DetectionMethod: 'File detonation',
    DetectionType: rng.pick(['Inline', 'Delayed']),
    Directionality: 'Inbound',
    EventDeepLink: 'https://security.example/?hash=/threatexplorer',
    InternetMessageId: `<${draw.guid()}@mail.example>`,
    LatestDeliveryLocation: blocked ? 'Quarantine' : 'Inbox',
    MessageTime: draw.time,
    NetworkMessageId: draw.guid(),
    OriginalDeliveryLocation: blocked ? 'Quarantine' : 'Inbox',
    P1Sender: `bounce-${draw.digits}@mail.example`,
    P2Sender: `billing-${draw.digits}@mail.example`,
    PhishConfidenceLevel: rng.pick(['High', 'Normal']),
    Policy: rng.pick(['SafeAttachments', 'AntiPhish', 'HighConfidencePhish']),
    PolicyAction: blocked ? 'Quarantine' : 'MoveToJmf',
    Recipients: [draw.other.upn],
    SenderIp: draw.ipv4,
    Subject: subject(rng),
    SystemOverrides: [
      {
        Details: 'Antimalware policy block by file type',
        FinalOverride: 'No',
        Result: 'Block',
        Source: 'Tenant',
      },
    ],
    ThreatsAndDetectionTech: ['Malware: [File detonation]', 'Phish: [URL malicious reputation]'],
    Verdict: rng.pick(['Malware', 'Phish', 'Spam']),
  };
}

function urlClick(draw: Draw): AuditEvent {
  return {
    ...SERVICE,
    UserId: draw.user.upn,
    ObjectId: draw.guid(),
    AppName: draw.rng.pick(['Mail', 'Teams', 'Word']),
    AppVersion: '0.0.0000',
    EventDeepLink: 'https://security.example/?hash=/urlclick',
    SourceId: draw.guid(),
    TimeOfClick: draw.time,
    Url: `https://login.mail.example/?id=${draw.digits}`,
    UrlClickAction: draw.rng.pick([0, 2, 3, 4, 5]),
    UserIp: draw.ipv4,
  };
}

function fileDetection(draw: Draw): AuditEvent {
  return {
    ...SERVICE,
    ObjectId: draw.guid(),
    DetectionDate: draw.time,
    DetectionMethod: 'AntiMalware',
    EventDeepLink: 'https://security.example/?hash=/atpcontent',
    FileData: {
      DocumentId: draw.guid(),
      FileName: 'installer.exe',
      FilePath: `https://${draw.tenant.name}-my.sharepoint.example/personal/${draw.user.puidLower}/Documents/installer.exe`,
      FileSize: String(draw.rng.int(10_000, 9_000_000)),
      FileVerdict: 1,
      MalwareFamily: 'Win32/Simulated.A',
      SHA256: draw.rng.hex(64),
    },
    LastModifiedBy: draw.user.upn,
    LastModifiedDate: draw.time,
    SourceWorkload: draw.rng.pick([0, 1, 2]),
  };
}

/** An automated investigation: a JSON text with `$id` keys inside a field, and a list of JSON texts. */
function investigation(draw: Draw): AuditEvent {
  const id = `urn:ZappedUrlInvestigation:${draw.guid()}`;
  return {
    UserKey: 'AirInvestigation',
    UserType: 4,
    UserId: 'AirInvestigation',
    ObjectId: draw.guid(),
    DeepLinkUrl: `https://security.example/mtp-investigation/${id}`,
    InvestigationId: id,
    InvestigationName: `Mail with malicious urls is zapped - ${id}`,
    InvestigationType: 'ZappedUrlInvestigation',
    LastUpdateTimeUtc: draw.time,
    RunningTime: draw.rng.int(60, 4000),
    StartTimeUtc: draw.time,
    Status: draw.rng.pick(['Investigation Started', 'Remediated', 'Pending Action']),
    Data: JSON.stringify({
      Version: '3.0',
      ProviderName: 'OATP',
      Severity: 'Informational',
      IsIncident: false,
      Entities: [{ $id: '1', Urn: id, Recipient: draw.other.upn }],
    }),
    Actions: [
      JSON.stringify({
        $id: '1',
        ActionId: `urn:EmailZapper:${draw.rng.hex(32)}`,
        ActionStatus: 'Completed',
      }),
    ],
  };
}

function submission(draw: Draw): AuditEvent {
  return {
    ResultStatus: 'Succeeded',
    UserKey: draw.user.upn,
    UserType: 0,
    UserId: draw.user.upn,
    ObjectId: draw.guid(),
    P1SenderDomain: 'mail.example',
    Recipients: [draw.user.upn],
    SenderIP: draw.ipv4,
    Subject: subject(draw.rng),
    SubmissionContent: 'Email',
    SubmissionType: draw.rng.pick(['Phish', 'Junk', 'NotJunk']),
  };
}

function quarantine(draw: Draw): AuditEvent {
  return {
    ResultStatus: 'Successful',
    UserKey: draw.user.upn,
    UserType: 2,
    UserId: draw.user.upn,
    ClientIP: draw.ipv4,
    NetworkMessageId: draw.guid(),
    ReleaseTo: draw.other.upn,
    RequestSource: draw.rng.pick([0, 1, 2]),
    RequestType: draw.rng.pick([0, 1, 2, 3]),
  };
}

/** Defender for Cloud Apps: `null` for nobody, and line breaks in the description. */
function cloudAppAlert(draw: Draw): AuditEvent {
  return {
    ResultStatus: 'New',
    UserKey: draw.user.upn,
    UserType: 0,
    UserId: draw.user.upn,
    ObjectId: draw.rng.hex(24),
    Applications: [{ Name: 'Microsoft SharePoint Online' }],
    AlertCategory: 'ANOMALY_DETECTION',
    AlertDisplayName: draw.rng.pick([
      'Impossible travel activity',
      'Activity from infrequent country',
      'Potential ransomware activity',
    ]),
    AlertDescription: `The user ${draw.user.upn} connected from two countries\n within 10 minutes, from ${draw.ipv4}\n and ${draw.ipv6}.`,
    AlertSeverity: draw.rng.pick(['Low', 'Medium', 'High']),
    AlertUri: 'https://security.example/cloudapps/alerts',
    AssignedTo: null,
    ClientIPs: [draw.ipv4, draw.ipv6],
    ItemCount: 0,
    LastUpdatedTime: draw.time,
  };
}

function threat(
  operation: string,
  workload: string,
  recordType: number,
  weight: number,
  fields: (draw: Draw) => AuditEvent,
): Recipe {
  return { operation, workload, recordType, contentType: 'Audit.General', weight, fields };
}

/** Defender for Office 365 and for Cloud Apps. */
export const THREATS: readonly Recipe[] = [
  threat('TIMailData', 'ThreatIntelligence', 28, 6, threatMail),
  threat('TIUrlClickData', 'ThreatIntelligence', 41, 2, urlClick),
  threat('AtpDetection', 'ThreatIntelligence', 47, 1, fileDetection),
  threat('AirInvestigationData', 'AirInvestigation', 64, 1, investigation),
  threat('UserSubmission', 'SecurityComplianceCenter', 29, 1, submission),
  threat('QuarantineRelease', 'Quarantine', 65, 1, quarantine),
  threat('QuarantineDelete', 'Quarantine', 65, 1, quarantine),
  threat('QuarantineExport', 'Quarantine', 65, 1, quarantine),
  threat('QuarantinePreview', 'Quarantine', 65, 1, quarantine),
  threat('QuarantineViewHeader', 'Quarantine', 65, 1, quarantine),
  threat('MCAS_ALERT_ANUBIS_DETECTION_VELOCITY', 'MCAS', 98, 1, cloudAppAlert),
];
