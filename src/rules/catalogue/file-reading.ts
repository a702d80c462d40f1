import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE, GENERIC_RULE_ID } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { is, matches, operation } from '../patterns.ts';
import { NODE } from './nodes.ts';
import { file, times } from './samples.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 1680 + offset;

const GROUPS = ['o365_sharepoint', 'o365_file'];

const SCRIPTS =
  /(?:PowerShell|PnPPS|PnPCoreSDK|SharePointPnP|python-requests|python-httpx|aiohttp|rclone|curl|wget|Go-http-client|axios|okhttp)/i;

/** Reading files: downloads, scripts, synchronisation. */
export const FILE_READING: readonly Rule[] = [
  defineRule({
    id: at(0),
    level: 3,
    parent: NODE.fileOperations,
    fields: [operation('FileDownloaded')],
    description: 'SharePoint: $(office_365.UserId) downloaded $(office_365.SourceFileName) from $(srcip).',
    groups: GROUPS,
    compliance: 'dataAccess',
    why: 'Counted by the next rules.',
    origin: 'Wazuh.',
    hits: [file('FileDownloaded')],
    misses: [file('FilePreviewed')],
  }),
  defineRule({
    id: at(1),
    level: 10,
    parent: at(0),
    correlation: {
      frequency: 100,
      timeframeSeconds: 600,
      ignoreSeconds: 60,
      matchedRule: at(0),
      same: ['UserId'],
    },
    description:
      'SharePoint: $(office_365.UserId) downloaded 100 files within 10 minutes, last from $(srcip).',
    groups: [...GROUPS, 'o365_exfiltration', 'attack'],
    compliance: 'dataLoss',
    mitre: ['T1530', 'T1213.002', 'T1567'],
    why: 'Somebody takes a whole library along: a thief with a stolen session, or an employee about to leave.',
    whatToDo: 'Look at which files; ask the user; revoke the sessions if it was not them.',
    falsePositives: 'Downloading a folder; events that Microsoft delivered late and together.',
    origin: 'Wazuh, Elastic, Sigma.',
    hits: [times(100, i => file('FileDownloaded', { SourceFileName: `file${i}.docx` }))],
    misses: [times(99, () => file('FileDownloaded'))],
  }),
  defineRule({
    id: at(2),
    level: 8,
    parent: at(0),
    fields: [matches('AppAccessContext.AADSessionId', /./)],
    correlation: {
      frequency: 3,
      timeframeSeconds: 3600,
      matchedRule: at(0),
      same: ['AppAccessContext.AADSessionId'],
      differentAddress: true,
    },
    description:
      'SharePoint: one session of $(office_365.UserId) downloaded from several addresses within an hour, last $(srcip).',
    groups: [...GROUPS, 'attack'],
    compliance: 'attack',
    mitre: ['T1539', 'T1530'],
    why: 'A session belongs to one browser. Seen from elsewhere, its cookie or token was probably copied.',
    whatToDo: 'Look up the addresses; revoke the sessions if they are in different networks.',
    falsePositives: 'A laptop that changes between office, VPN and phone.',
    hits: [
      [
        ...times(2, () => file('FileDownloaded', { AppAccessContext: { AADSessionId: 's1' } })),
        file('FileDownloaded', { AppAccessContext: { AADSessionId: 's1' }, ClientIP: '203.0.113.77' }),
      ],
    ],
    misses: [
      times(3, () => file('FileDownloaded', { AppAccessContext: { AADSessionId: 's1' } })),
      [
        ...times(2, () => file('FileDownloaded', { AppAccessContext: { AADSessionId: 's1' } })),
        file('FileDownloaded', { AppAccessContext: { AADSessionId: 's2' }, ClientIP: '203.0.113.77' }),
      ],
    ],
  }),
  defineRule({
    id: at(3),
    level: 8,
    parent: NODE.fileOperations,
    fields: [
      operation('FileDownloaded', 'FileAccessed', 'FileAccessedExtended'),
      matches('UserAgent', SCRIPTS),
    ],
    description:
      'SharePoint: $(office_365.UserId) read $(office_365.SourceFileName) with a script from $(srcip).',
    groups: [...GROUPS, 'o365_exfiltration'],
    compliance: 'dataAccess',
    mitre: ['T1213.002', 'T1530', 'T1059.001'],
    why: 'PowerShell, rclone and HTTP libraries read files, not people.',
    whatToDo: 'Find out whose script it is.',
    falsePositives: 'Administration and backup scripts.',
    origin: 'Elastic.',
    hits: [
      file('FileDownloaded', { UserAgent: 'Go-http-client/2.0' }),
      file('FileAccessed', { UserAgent: 'NONISV|SharePointPnP|PnPPS/2.4' }),
    ],
    misses: [file('FileDownloaded'), file('FileModified', { UserAgent: 'rclone/1.66' })],
  }),
  defineRule({
    id: at(4),
    level: 12,
    parent: at(3),
    correlation: {
      frequency: 20,
      timeframeSeconds: 600,
      ignoreSeconds: 60,
      matchedRule: at(3),
      same: ['UserId'],
    },
    description:
      'SharePoint: a script read 20 files of $(office_365.UserId) within 10 minutes, last from $(srcip).',
    groups: [...GROUPS, 'o365_exfiltration', 'attack'],
    compliance: 'dataLoss',
    mitre: ['T1530', 'T1020', 'T1567.002'],
    why: 'Files are being carried out by a tool.',
    whatToDo: 'Revoke the sessions, block the address, list the files.',
    falsePositives: 'Backup scripts that run as a user.',
    hits: [times(20, () => file('FileDownloaded', { UserAgent: 'rclone/1.66' }))],
    misses: [times(19, () => file('FileDownloaded', { UserAgent: 'rclone/1.66' }))],
  }),
  defineRule({
    id: at(5),
    level: 3,
    parent: NODE.fileOperations,
    fields: [operation('FileSyncDownloadedFull', 'FileSyncDownloadedPartial')],
    description:
      'SharePoint: $(office_365.UserId) synchronised $(office_365.SourceFileName) to $(office_365.DeviceDisplayName).',
    groups: GROUPS,
    compliance: 'dataAccess',
    why: 'Counted by the next rule.',
    hits: [file('FileSyncDownloadedFull')],
    misses: [file('FileSyncUploadedFull')],
  }),
  defineRule({
    id: at(6),
    level: 8,
    parent: at(5),
    correlation: {
      frequency: 200,
      timeframeSeconds: 600,
      ignoreSeconds: 600,
      matchedRule: at(5),
      same: ['UserId'],
    },
    description:
      'SharePoint: $(office_365.UserId) synchronised 200 files within 10 minutes, last from $(srcip).',
    groups: [...GROUPS, 'o365_exfiltration'],
    compliance: 'dataLoss',
    mitre: ['T1530'],
    why: 'A new computer fills up: the user’s, or a thief’s.',
    whatToDo: 'Check the device.',
    falsePositives: 'A new computer.',
    hits: [times(200, () => file('FileSyncDownloadedFull'))],
    misses: [times(199, () => file('FileSyncDownloadedFull'))],
  }),
  defineRule({
    id: at(23),
    level: 10,
    parent: NODE.fileOperations,
    fields: [operation('FileAccessed'), is('UserType', '0', '2')],
    correlation: {
      frequency: 300,
      timeframeSeconds: 600,
      matchedRule: GENERIC_RULE_ID,
      same: ['UserId', 'SiteUrl', 'Operation'],
    },
    description:
      'SharePoint: $(office_365.UserId) opened 300 files of one site within 10 minutes, last from $(srcip).',
    groups: [...GROUPS, 'o365_exfiltration', 'attack'],
    compliance: 'dataLoss',
    mitre: ['T1530', 'T1213.002'],
    why: 'Tools that read through the interfaces leave FileAccessed, not FileDownloaded.',
    whatToDo: 'Look at application and address; ask the user.',
    falsePositives: 'Search indexers and migration tools that run as a user.',
    hits: [times(300, () => file('FileAccessed'))],
    misses: [times(299, () => file('FileAccessed'))],
  }),
];
