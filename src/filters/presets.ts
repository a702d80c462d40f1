/** A filter that is ready-made, for noise that many tenants know. */
export interface FilterPreset {
  readonly name: string;
  /** What it keeps from Wazuh. */
  readonly catches: string;
  /** What is no longer seen. */
  readonly costs: string;
  readonly when: string;
}

/**
 * Who acts is told by UserType: 4 System, 5 Application, 6 ServicePrincipal, 3 DcAdmin, 8 SystemPolicy (Management Activity API schema).
 */
export const FILTER_PRESETS: readonly FilterPreset[] = [
  {
    name: 'file-access-by-services',
    catches:
      'FileAccessed, FilePreviewed and their Extended forms in SharePoint and OneDrive, by the system, by SharePoint itself, and by applications.',
    costs:
      'An application that reads files with a stolen credential is seen by its downloads, sign-ins and consents only.',
    when: `Workload in ("SharePoint", "OneDrive") and Operation in ("FileAccessed", "FileAccessedExtended", "FilePreviewed")
  and (UserType in (4, 5, 6) or UserId in ("app@sharepoint", "SHAREPOINT\\system"))`,
  },
  {
    name: 'page-views',
    catches:
      'PageViewed, PageViewedExtended, PagePrefetched and ClientViewSignaled in SharePoint and OneDrive.',
    costs: 'Who looked at which page.',
    when: `Workload in ("SharePoint", "OneDrive")
  and Operation in ("PageViewed", "PageViewedExtended", "PagePrefetched", "ClientViewSignaled")`,
  },
  {
    name: 'repeated-file-records',
    catches:
      'FileAccessedExtended, FileModifiedExtended and FileSyncUploadedPartial: what SharePoint repeats of an access or a change that it has told already.',
    costs: 'How long a file was in use.',
    when: 'Operation in ("FileAccessedExtended", "FileModifiedExtended", "FileSyncUploadedPartial")',
  },
  {
    name: 'mailbox-bind',
    catches: 'MailItemsAccessed of the kind Bind: single messages that a client opened. Throttled ones pass.',
    costs: 'Which messages an intruder read one by one. Sync, which copies whole folders, is still seen.',
    when: `Operation == "MailItemsAccessed" and OperationProperties["MailAccessType"] == "Bind"
  and not OperationProperties["IsThrottled"] == true`,
  },
  {
    name: 'exchange-own-cmdlets',
    catches: 'Cmdlets that Exchange Online runs on itself (NT AUTHORITY\\SYSTEM).',
    costs: 'What Microsoft’s own maintenance changes in the tenant’s Exchange.',
    when: 'Workload == "Exchange" and RecordType == 1 and UserId matches "NT AUTHORITY\\SYSTEM*"',
  },
];

export function filterPreset(name: string): FilterPreset | undefined {
  return FILTER_PRESETS.find(preset => preset.name === name);
}
