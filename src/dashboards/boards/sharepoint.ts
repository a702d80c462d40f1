import { FIELD, office } from '../fields.ts';
import { is } from '../kql.ts';
import type { Board } from '../model.ts';
import {
  ANONYMOUS_LINKS,
  FILE_DELETIONS,
  FILE_DOWNLOADS,
  FILE_UPLOADS,
  SHARING_CHANGES,
} from '../operation-groups.ts';
import { EVENTS, LAST_SEEN, byGroup, operations, top } from '../terms.ts';
import { COMMON_COLUMNS, COMMON_CONTROLS } from './overview.ts';

export const SHAREPOINT: Board = {
  id: 'sharepoint',
  title: 'Microsoft 365 – SharePoint and OneDrive',
  description: 'Files that were read, taken, deleted or shared, and with whom.',
  query: is(FIELD.workload, 'SharePoint', 'OneDrive'),
  controls: [...COMMON_CONTROLS, { field: office('SiteUrl'), label: 'Site' }],
  rows: [
    {
      height: 7,
      panels: [
        {
          kind: 'figures',
          id: 'figures',
          title: 'Key figures',
          width: 48,
          metrics: [EVENTS],
          split: byGroup([FILE_DOWNLOADS, FILE_UPLOADS, FILE_DELETIONS, ANONYMOUS_LINKS]),
        },
      ],
    },
    {
      height: 13,
      panels: [
        {
          kind: 'time',
          shape: 'area',
          id: 'operations-over-time',
          title: 'Operations over time',
          width: 24,
          split: top(FIELD.operation, 8, 'Operation'),
        },
        {
          kind: 'time',
          shape: 'line',
          id: 'downloads-over-time',
          title: 'Downloads over time by user',
          query: operations(FILE_DOWNLOADS),
          width: 24,
          split: top(FIELD.user, 5, 'User'),
        },
      ],
    },
    {
      height: 18,
      panels: [
        {
          kind: 'table',
          id: 'sharing',
          title: 'Sharing',
          query: operations(...SHARING_CHANGES),
          width: 32,
          metrics: [EVENTS, LAST_SEEN],
          by: [byGroup(SHARING_CHANGES), top(FIELD.operation, 10, 'Operation'), top(FIELD.user, 10, 'User')],
        },
        {
          kind: 'donut',
          id: 'shared-with',
          title: 'Shared with',
          width: 16,
          by: top(office('TargetUserOrGroupType'), 6, 'Kind'),
        },
      ],
    },
    {
      height: 16,
      panels: [
        {
          kind: 'table',
          id: 'guests',
          title: 'Shared with guests',
          query: is(office('TargetUserOrGroupType'), 'Guest'),
          width: 24,
          metrics: [EVENTS, LAST_SEEN],
          by: [top(FIELD.user, 20, 'User'), top(office('TargetUserOrGroupName'), 5, 'Guest')],
        },
        {
          kind: 'table',
          id: 'deleters',
          title: 'Users who deleted most',
          query: operations(FILE_DELETIONS),
          width: 24,
          metrics: [{ type: 'count', label: 'Deletions' }, LAST_SEEN],
          by: [top(FIELD.user, 20, 'User')],
        },
      ],
    },
    {
      height: 16,
      panels: [
        { kind: 'bars', id: 'sites', title: 'Sites', width: 20, by: top(office('SiteUrl'), 15, 'Site') },
        {
          kind: 'bars',
          id: 'extensions',
          title: 'Kinds of files',
          width: 12,
          by: top(office('SourceFileExtension'), 15, 'Extension'),
        },
        {
          kind: 'bars',
          id: 'user-agents',
          title: 'Clients',
          width: 16,
          by: top(office('UserAgent'), 10, 'User agent'),
        },
      ],
    },
  ],
  columns: [
    ...COMMON_COLUMNS,
    office('SourceFileName'),
    office('SiteUrl'),
    office('TargetUserOrGroupName'),
    FIELD.level,
    FIELD.rule,
  ],
};
