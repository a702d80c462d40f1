import type { AuditEvent } from '../../events/audit-event.ts';
import type { Draw } from './draw.ts';
import type { Recipe } from './recipe.ts';
import { type SharePointWorkload, siteAction, siteUrl } from './sharepoint-base.ts';
import { fileName } from './texts.ts';

function fileAction(draw: Draw, workload: SharePointWorkload, more: AuditEvent = {}): AuditEvent {
  const site = siteUrl(draw, workload);
  const folder = draw.rng.pick(['Documents', 'Shared Documents', 'Shared Documents/Général/2031']);
  const file = fileName(draw.rng);
  return {
    ...siteAction(draw, 'File'),
    ObjectId: `${site}${folder}/${file.name}`,
    ListId: draw.guid(),
    ListItemUniqueId: draw.guid(),
    HighPriorityMediaProcessing: false,
    ListBaseType: 1,
    ListServerTemplate: 101,
    SourceFileExtension: file.extension,
    SourceFileName: file.name,
    SourceRelativeUrl: folder,
    SiteUrl: site,
    ...more,
  };
}

function renamed(draw: Draw, workload: SharePointWorkload): AuditEvent {
  const extension = draw.rng.pick(['docx', 'locked', 'crypt']);
  return fileAction(draw, workload, {
    DestinationFileName: `Budget.${extension}`,
    DestinationFileExtension: extension,
    DestinationRelativeUrl: 'Documents',
  });
}

function malware(draw: Draw, workload: SharePointWorkload): AuditEvent {
  return fileAction(draw, workload, {
    UserAgent: 'MS Scanner ATP',
    VirusInfo: 'Trojan:Win32/Simulated.A',
    VirusVendor: draw.rng.pick(['Default', 'Advanced Threat Protection']),
    SHA256Hash: draw.rng.hex(64),
  });
}

function synced(draw: Draw, workload: SharePointWorkload): AuditEvent {
  return fileAction(draw, workload, {
    UserAgent: 'Microsoft SkyDriveSync 24.108.0528.0005 ship; Windows NT 10.0 (19045)',
    FileSyncBytesCommitted: String(draw.rng.int(1_000, 90_000_000)),
    MachineId: draw.guid(),
    MachineDomainInfo: '',
  });
}

function downloaded(draw: Draw, workload: SharePointWorkload): AuditEvent {
  return fileAction(draw, workload, { FileSizeBytes: draw.rng.int(1_000, 300_000_000) });
}

type FileFields = (draw: Draw, workload: SharePointWorkload) => AuditEvent;

/** The same operation, as SharePoint's and as OneDrive's event. */
function files(
  operation: string,
  weight: number,
  fields: FileFields = fileAction,
  workloads: readonly SharePointWorkload[] = ['SharePoint', 'OneDrive'],
): Recipe[] {
  return workloads.map(workload => ({
    operation,
    workload,
    recordType: 6,
    contentType: 'Audit.SharePoint',
    weight,
    fields: draw => fields(draw, workload),
  }));
}

/** Files and folders in SharePoint and OneDrive. */
export const SHAREPOINT_FILES: readonly Recipe[] = [
  ...files('FileAccessed', 40),
  ...files('FileAccessedExtended', 6, undefined, ['SharePoint']),
  ...files('FileModified', 20),
  ...files('FileModifiedExtended', 6, undefined, ['OneDrive']),
  ...files('FileDownloaded', 12, downloaded),
  ...files('FileUploaded', 12, downloaded),
  ...files('FilePreviewed', 8),
  ...files('FileSyncDownloadedFull', 8, synced),
  ...files('FileSyncUploadedFull', 6, synced),
  ...files('FileRenamed', 3, renamed),
  ...files('FileMoved', 3, renamed, ['SharePoint']),
  ...files('FileCopied', 2, renamed, ['SharePoint']),
  ...files('FileRecycled', 4),
  ...files('FileDeleted', 4),
  ...files('FileDeletedSecondStageRecycleBin', 1, undefined, ['SharePoint']),
  ...files('FileVersionsAllDeleted', 1, undefined, ['SharePoint']),
  ...files('FileMalwareDetected', 1, malware),
  ...files('DocumentSensitivityMismatchDetected', 1, undefined, ['SharePoint']),
];
