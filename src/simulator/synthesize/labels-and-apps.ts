import type { AuditEvent } from '../../events/audit-event.ts';
import { bareAddress } from './addresses.ts';
import type { Draw } from './draw.ts';
import type { Recipe } from './recipe.ts';
import { fileName, subject } from './texts.ts';

function byUser(draw: Draw): AuditEvent {
  return { UserKey: draw.user.objectId, UserType: 0, UserId: draw.user.upn, ClientIP: bareAddress(draw) };
}

/** A sensitivity label set, changed or taken off in an Office app. */
function label(draw: Draw): AuditEvent {
  const file = fileName(draw.rng);
  return {
    ...byUser(draw),
    ObjectId: `https://${draw.tenant.name}.sharepoint.example/sites/Finance/Shared Documents/${file.name}`,
    Common: {
      ApplicationId: draw.guid(),
      ApplicationName: draw.rng.pick(['Microsoft Word', 'Microsoft Excel', 'Outlook']),
      DeviceName: `DESKTOP-${draw.digits}`,
      Location: 'SharePoint',
      Platform: 1,
      ProcessName: 'WINWORD',
      ProductVersion: '16.0.17628',
    },
    DataState: 'Use',
    ProtectionEventData: { IsProtected: false, IsProtectedBefore: true, ProtectionEventType: 3 },
    SensitiveInfoTypeData: [],
    SensitivityLabelEventData: {
      ActionSource: draw.rng.pick([1, 3]),
      JustificationText: 'Previous label no longer applies',
      LabelEventType: draw.rng.pick([1, 2, 3]),
      OldSensitivityLabelId: draw.guid(),
      SensitivityLabelId: draw.guid(),
    },
  };
}

/** A labelled message: many receivers make a long list. */
function mipLabel(draw: Draw): AuditEvent {
  return {
    UserKey: draw.user.objectId,
    UserType: 0,
    UserId: draw.user.upn,
    ObjectId: `<${draw.guid()}@mail.${draw.tenant.domain}>`,
    ApplicationMode: 'Standard',
    ItemName: subject(draw.rng),
    LabelAction: 'None',
    LabelAppliedDateTime: draw.time,
    LabelId: draw.guid(),
    LabelName: draw.rng.pick(['Internal', 'Confidential', 'Öffentlich']),
    Receivers: Array.from({ length: draw.rng.int(1, 20) }, (_, n) => `visitor${n}@partner.example`),
    Sender: draw.user.upn,
  };
}

/** What leaves a Windows device: record type 63. */
function endpoint(draw: Draw): AuditEvent {
  const file = fileName(draw.rng);
  return {
    ...byUser(draw),
    ObjectId: `C:\\Users\\user\\Documents\\${file.name}`,
    Application: 'chrome.exe',
    DeviceName: `desktop-${draw.digits}`,
    EnforcementMode: 1,
    FileExtension: file.extension,
    FileSize: draw.rng.int(1_000, 9_000_000),
    Hidden: false,
    MDATPDeviceId: draw.rng.hex(40),
    Platform: 1,
    Sha256: draw.rng.hex(64),
    TargetDomain: 'upload.mail.example',
    TargetFilePath: '',
  };
}

function form(draw: Draw): AuditEvent {
  return {
    ...byUser(draw),
    ResultStatus: 'Succeeded',
    ObjectId: draw.rng.hex(32),
    ActivityParameters: JSON.stringify({ EditOperation: 'QuestionUpdated' }),
    FormId: draw.rng.hex(32),
    FormName: `${subject(draw.rng)}\n\n`,
    FormType: 1,
    FormsUserType: 1,
    SourceApp: 'ms-formweb',
  };
}

/** Yammer's ids do not fit into 32 bits, and success is `TRUE`. */
function yammer(draw: Draw): AuditEvent {
  return {
    ...byUser(draw),
    ResultStatus: 'TRUE',
    ObjectId: fileName(draw.rng).name,
    ActorUserId: draw.user.upn,
    ActorYammerUserId: draw.rng.int(1_000_000_000_000, 1_999_999_999_999),
    FileId: draw.rng.int(1_000_000_000_000, 1_999_999_999_999),
    FileName: fileName(draw.rng).name,
    VersionId: draw.rng.int(1_000_000_000_000, 1_999_999_999_999),
    YammerNetworkId: 6_358_000,
  };
}

type Fields = (draw: Draw) => AuditEvent;

function general(
  operation: string,
  workload: string,
  recordType: number,
  weight: number,
  fields: Fields,
): Recipe {
  return { operation, workload, recordType, contentType: 'Audit.General', weight, fields };
}

/** Labels, endpoint DLP, Forms and Yammer. */
export const LABELS_AND_APPS: readonly Recipe[] = [
  general('SensitivityLabelApplied', 'PublicEndpoint', 83, 3, label),
  general('SensitivityLabelUpdated', 'PublicEndpoint', 83, 1, label),
  general('SensitivityLabelRemoved', 'PublicEndpoint', 83, 1, label),
  general('SensitivityLabelApplied', 'Aip', 94, 1, label),
  general('MipLabel', 'Exchange', 43, 4, mipLabel),
  general('FileUploadedToCloud', 'Endpoint', 63, 2, endpoint),
  general('FileCopiedToRemovableMedia', 'Endpoint', 63, 1, endpoint),
  general('CreateForm', 'MicrosoftForms', 66, 1, form),
  general('EditForm', 'MicrosoftForms', 66, 2, form),
  general('ViewForm', 'MicrosoftForms', 66, 3, form),
  general('ExportForm', 'MicrosoftForms', 66, 1, form),
  general('FileVisited', 'Yammer', 22, 2, yammer),
  general('ThreadViewed', 'Yammer', 22, 2, yammer),
];
