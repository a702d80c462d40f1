import type { AuditEvent, Json } from '../../events/audit-event.ts';
import type { Draw } from './draw.ts';
import type { Recipe } from './recipe.ts';
import { fileName, subject } from './texts.ts';

/** Sensitive information types with values that are nobody's: test card numbers, reserved ranges. */
const DETECTIONS: readonly [typeName: string, typeId: string, value: string][] = [
  ['Credit Card Number', '50842eb7-edc8-4019-85dd-5a5c1f2bb085', '4111 1111 1111 1111'],
  ['U.S. Social Security Number (SSN)', 'a44669fe-0d48-453d-a9b1-2cc83f2cba77', '000-12-3456'],
  [
    'International Banking Account Number (IBAN)',
    'e7dc4711-11b7-4cb0-b88b-2c394a771f0e',
    'XX00 0000 0000 0000 0000',
  ],
  ['User Login Credentials', '2de77d45-9d47-4ce2-990d-18e26b487194', 'password=not-a-secret'],
];

function sensitiveInformation(draw: Draw): Json {
  const [name, id, value] = draw.rng.pick(DETECTIONS);
  const count = draw.rng.int(1, 5);
  const detected = Array.from({ length: count }, (): Json => ({
    Name: value,
    Value: `… the number ${value} was found in row ${draw.digits} …`,
  }));
  return {
    ClassifierType: 'Content',
    Confidence: 85,
    Count: count,
    Location: 'Message Body',
    SensitiveInformationDetailedClassificationAttributes: [65, 75, 85].map((Confidence): Json => ({
      Confidence,
      Count: count,
      IsMatch: Confidence > 65,
    })),
    SensitiveInformationDetections: { DetectedValues: detected, ResultsTruncated: false },
    SensitiveInformationTypeName: name,
    SensitiveType: id,
    UniqueCount: count,
  };
}

function policyDetails(draw: Draw): Json {
  const rule = {
    ActionParameters: [`GenerateIncidentReport:${draw.other.upn}`],
    Actions: draw.rng.pick([['NotifyUser', 'GenerateIncidentReport'], ['BlockAccess', 'GenerateAlert'], []]),
    ConditionsMatched: {
      ConditionMatchedInNewScheme: true,
      SensitiveInformation: Array.from({ length: draw.rng.int(1, 2) }, () => sensitiveInformation(draw)),
      OtherConditions: [{ Name: 'AccessScope', Value: 'NotInOrganization' }],
    },
    ManagementRuleId: draw.guid(),
    RuleId: draw.guid(),
    RuleMode: draw.rng.pick(['Enable', 'TestWithNotifyUser']),
    RuleName: 'High volume of content detected',
    Severity: draw.rng.pick(['Low', 'Medium', 'High']),
  };
  return [{ PolicyId: draw.guid(), PolicyName: 'Financial data', Rules: [rule] }];
}

function match(draw: Draw): AuditEvent {
  return {
    UserKey: draw.user.objectId,
    UserType: 0,
    UserId: draw.rng.pick([draw.user.upn, draw.user.upnMixed]),
    IncidentId: draw.guid(),
    PolicyDetails: policyDetails(draw),
    SensitiveInfoDetectionIsIncluded: true,
  };
}

function mail(draw: Draw): AuditEvent {
  const messageId = `<${draw.guid()}@mail.${draw.tenant.domain}>`;
  return {
    ...match(draw),
    ObjectId: messageId,
    ExchangeMetaData: {
      BCC: [],
      CC: [],
      FileSize: draw.rng.int(1_000, 900_000),
      From: draw.user.upn,
      IsViewableByExternalUsers: false,
      MessageID: messageId,
      RecipientCount: 1,
      SensitivityLabelIds: [],
      Sent: draw.time,
      Subject: subject(draw.rng),
      To: ['visitor@partner.example'],
      UniqueID: draw.guid(),
    },
  };
}

function file(draw: Draw): AuditEvent {
  const document = fileName(draw.rng);
  const site = `https://${draw.tenant.name}-my.sharepoint.example/personal/${draw.user.puidLower}`;
  return {
    ...match(draw),
    ObjectId: draw.guid(),
    EvaluationSource: 'DlpPolicyEventBasedAssistantOneDriveForBusiness',
    SharePointMetaData: {
      FileID: `SPO_${draw.guid()}`,
      FileName: document.name,
      FileOwner: draw.user.displayName,
      FilePathUrl: `${site}/Documents/${document.name}`,
      FileSize: draw.rng.int(1_000, 900_000),
      From: draw.user.upn,
      IsViewableByExternalUsers: draw.rng.chance(0.3),
      ItemCreationTime: draw.time,
      ItemLastModifiedTime: draw.time,
      ItemLastSharedTime: '0001-01-02T00:00:00',
      SharedBy: [null],
      SiteAdmin: [],
      SiteCollectionGuid: draw.guid(),
      SiteCollectionUrl: site,
      UniqueID: draw.guid(),
    },
  };
}

/** The user overrode a rule: same Id as the match it undoes (see the fault `dlp-twins`), other content. */
function undo(draw: Draw): AuditEvent {
  return {
    ...mail(draw),
    ExceptionInfo: { Reason: 'Override', Justification: 'Business need', Rules: [draw.guid()] },
  };
}

const dlp = { contentType: 'DLP.All' } as const;

/** Data loss prevention, with the matched values in clear as the permission `ActivityFeed.ReadDlp` shows them. */
export const DLP: readonly Recipe[] = [
  { ...dlp, operation: 'DlpRuleMatch', workload: 'Exchange', recordType: 13, weight: 6, fields: mail },
  { ...dlp, operation: 'DlpRuleUndo', workload: 'Exchange', recordType: 13, weight: 1, fields: undo },
  { ...dlp, operation: 'DLPRuleMatch', workload: 'OneDrive', recordType: 11, weight: 4, fields: file },
  { ...dlp, operation: 'DLPRuleMatch', workload: 'SharePoint', recordType: 11, weight: 2, fields: file },
];
