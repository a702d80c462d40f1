import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { matches, operation } from '../patterns.ts';
import { NODE } from './nodes.ts';
import { file, times } from './samples.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 1680 + offset;

const GROUPS = ['o365_sharepoint', 'o365_file'];

const RANSOM_EXTENSIONS =
  /^(?:locked|lock|encrypted|encrypt|enc|crypt|crypted|crypto|cryp1|lockbit|lckd|akira|blackcat|alphv|conti|ryuk|ryk|royal|blackbasta|basta|clop|cl0p|phobos|dharma|hive|medusa|rhysida|play|8base|cactus|inc|qilin|hunters|makop|mallox|stop|djvu|zepto|cerber|wncry|wcry|wnry|babyk|babuk|ransom|pay2key|ragnar(?:ok)?)$/i;
const RANSOM_NOTES =
  /(?:how.?to.?(?:decrypt|restore|recover)|decrypt.?(?:instruction|my.?files|files)|(?:restore|recover).?(?:my|your)?.?files|read.?me.?(?:to.)?(?:decrypt|restore|recover)|ransom.?note|akira_readme|_readme\.txt$|help.?(?:decrypt|recover))/i;

/** Changing and losing files: deletion, ransomware, malware. */
export const FILE_WRITING: readonly Rule[] = [
  defineRule({
    id: at(7),
    level: 3,
    parent: NODE.fileOperations,
    fields: [operation('FileDeleted', 'FileRecycled', 'FileDeletedFirstStageRecycleBin', 'FolderDeleted')],
    description: 'SharePoint: $(office_365.UserId) deleted $(office_365.SourceFileName).',
    groups: GROUPS,
    compliance: 'dataAccess',
    why: 'Counted by the next rule.',
    hits: [file('FileDeleted')],
    misses: [file('FileRestored')],
  }),
  defineRule({
    id: at(8),
    level: 10,
    parent: at(7),
    correlation: {
      frequency: 100,
      timeframeSeconds: 600,
      ignoreSeconds: 60,
      matchedRule: at(7),
      same: ['UserId'],
    },
    description: 'SharePoint: $(office_365.UserId) deleted 100 files within 10 minutes, last from $(srcip).',
    groups: [...GROUPS, 'attack'],
    compliance: 'dataLoss',
    mitre: ['T1485'],
    why: 'Sabotage, ransomware, or a synchronised folder that somebody emptied.',
    whatToDo: 'Restore from the recycle bin; revoke the sessions if it was not the user.',
    falsePositives: 'Tidying up.',
    origin: 'Elastic, Sigma.',
    hits: [times(100, () => file('FileDeleted'))],
    misses: [times(99, () => file('FileDeleted'))],
  }),
  defineRule({
    id: at(9),
    level: 6,
    parent: NODE.fileOperations,
    fields: [
      operation('FileDeletedSecondStageRecycleBin', 'FileVersionsAllDeleted', 'FileVersionsAllRecycled'),
    ],
    description:
      'SharePoint: $(office_365.UserId) deleted $(office_365.SourceFileName) or its versions beyond recovery.',
    groups: GROUPS,
    compliance: 'dataLoss',
    mitre: ['T1485', 'T1490'],
    why: 'The way back is gone. Ransomware does it before it asks for money.',
    whatToDo: 'Check with the user; Microsoft keeps a copy for 14 days.',
    hits: [file('FileDeletedSecondStageRecycleBin'), file('FileVersionsAllDeleted')],
    misses: [file('FileDeleted')],
  }),
  defineRule({
    id: at(10),
    level: 12,
    parent: at(9),
    correlation: {
      frequency: 20,
      timeframeSeconds: 600,
      ignoreSeconds: 60,
      matchedRule: at(9),
      same: ['UserId'],
    },
    description:
      'SharePoint: $(office_365.UserId) deleted 20 files or their versions beyond recovery within 10 minutes.',
    groups: [...GROUPS, 'attack'],
    compliance: 'dataLoss',
    mitre: ['T1485', 'T1490'],
    why: 'Somebody destroys the way back.',
    whatToDo: 'Revoke the sessions at once; ask Microsoft to restore the site collection within 14 days.',
    hits: [times(20, () => file('FileVersionsAllDeleted'))],
    misses: [times(19, () => file('FileVersionsAllDeleted'))],
  }),
  defineRule({
    id: at(11),
    level: 3,
    parent: NODE.fileOperations,
    fields: [
      operation(
        'FileRenamed',
        'FileModified',
        'FileModifiedExtended',
        'FileUploaded',
        'FileSyncUploadedFull',
        'FileSyncUploadedPartial',
      ),
    ],
    description:
      'SharePoint: $(office_365.UserId) changed $(office_365.SourceFileName): $(office_365.Operation).',
    groups: GROUPS,
    compliance: 'dataAccess',
    why: 'Counted by the next rules.',
    hits: [file('FileRenamed'), file('FileUploaded')],
    misses: [file('FilePreviewed')],
  }),
  defineRule({
    id: at(12),
    level: 11,
    parent: at(11),
    fields: [operation('FileRenamed')],
    correlation: {
      frequency: 100,
      timeframeSeconds: 300,
      ignoreSeconds: 60,
      matchedRule: at(11),
      same: ['UserId'],
    },
    description: 'SharePoint: $(office_365.UserId) changed 100 files within 5 minutes, last by renaming.',
    groups: [...GROUPS, 'attack'],
    compliance: 'dataLoss',
    mitre: ['T1486'],
    why: 'Ransomware on a synchronised computer writes and renames file after file.',
    whatToDo: 'Take the computer off the network; restore the library to the time before.',
    falsePositives: 'A renamed folder.',
    hits: [times(100, () => file('FileRenamed'))],
    misses: [times(99, () => file('FileRenamed')), times(100, () => file('FileUploaded'))],
  }),
  defineRule({
    id: at(13),
    level: 10,
    parent: at(11),
    fields: [matches('SourceFileExtension', RANSOM_EXTENSIONS)],
    description:
      'SharePoint: $(office_365.UserId) wrote a file with an extension of ransomware: $(office_365.SourceFileName)',
    groups: [...GROUPS, 'o365_ransomware', 'attack'],
    compliance: 'malware',
    mitre: ['T1486'],
    why: 'Known ransomware marks what it encrypts like this.',
    whatToDo: 'Take the computer off the network; restore the library to the time before.',
    falsePositives: 'Encrypted archives, programs that use such an extension.',
    origin: 'Sigma.',
    hits: [file('FileUploaded', { SourceFileName: 'plan.docx.lockbit', SourceFileExtension: 'lockbit' })],
    misses: [file('FileUploaded')],
  }),
  defineRule({
    id: at(14),
    level: 10,
    parent: at(11),
    fields: [operation('FileRenamed'), matches('DestinationFileExtension', RANSOM_EXTENSIONS)],
    description:
      'SharePoint: $(office_365.UserId) renamed $(office_365.SourceFileName) to an extension of ransomware: $(office_365.DestinationFileName)',
    groups: [...GROUPS, 'o365_ransomware', 'attack'],
    compliance: 'malware',
    mitre: ['T1486'],
    why: 'Known ransomware marks what it encrypts like this.',
    whatToDo: 'Take the computer off the network; restore the library to the time before.',
    hits: [
      file('FileRenamed', { DestinationFileName: 'plan.docx.akira', DestinationFileExtension: 'akira' }),
    ],
    misses: [file('FileRenamed', { DestinationFileName: 'plan2.docx', DestinationFileExtension: 'docx' })],
  }),
  defineRule({
    id: at(15),
    level: 13,
    parent: at(11),
    fields: [matches('SourceFileName', RANSOM_NOTES)],
    description:
      'SharePoint: $(office_365.UserId) wrote what looks like a ransom note: $(office_365.SourceFileName)',
    groups: [...GROUPS, 'o365_ransomware', 'attack'],
    compliance: 'malware',
    mitre: ['T1486'],
    why: 'Ransomware leaves instructions beside the files.',
    whatToDo:
      'Take the computer off the network; stop synchronisation; restore the library to the time before.',
    hits: [file('FileUploaded', { SourceFileName: 'HOW_TO_DECRYPT.txt', SourceFileExtension: 'txt' })],
    misses: [file('FileUploaded', { SourceFileName: 'README.txt', SourceFileExtension: 'txt' })],
  }),
  defineRule({
    id: at(16),
    level: 14,
    parent: at(13),
    correlation: {
      frequency: 10,
      timeframeSeconds: 600,
      ignoreSeconds: 60,
      matchedRule: at(13),
      same: ['UserId'],
    },
    description:
      'SharePoint: ransomware at work as $(office_365.UserId): 10 files with its extension within 10 minutes.',
    groups: [...GROUPS, 'o365_ransomware', 'attack'],
    compliance: 'malware',
    mitre: ['T1486'],
    why: 'File after file is being encrypted.',
    whatToDo: 'Block the account, take the computer off the network, restore the library to the time before.',
    hits: [times(10, () => file('FileUploaded', { SourceFileExtension: 'lockbit' }))],
    misses: [times(9, () => file('FileUploaded', { SourceFileExtension: 'lockbit' }))],
  }),
  defineRule({
    id: at(17),
    level: 12,
    parent: NODE.fileOperations,
    fields: [operation('FileMalwareDetected')],
    description:
      'SharePoint: malware in $(office_365.SourceFileName) ($(office_365.SiteUrl)), uploaded by $(office_365.UserId).',
    groups: [...GROUPS, 'virus', 'o365_malware'],
    compliance: 'malware',
    mitre: ['T1204.002', 'T1080'],
    why: 'An infected file lies where others open it.',
    whatToDo: 'Delete the file; scan the computer it came from; see who opened it.',
    origin: 'Wazuh, Elastic, Splunk.',
    hits: [file('FileMalwareDetected')],
    misses: [file('FileUploaded')],
  }),
];
