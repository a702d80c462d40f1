import { LEVEL_COLORS } from '../colors.ts';
import { FIELD } from '../fields.ts';
import { between } from '../kql.ts';
import type { Board, ControlField } from '../model.ts';
import { BY_LEVEL, EVENTS, HIGHEST_LEVEL, LAST_SEEN, distinct, top } from '../terms.ts';

/** The pickers that every dashboard begins with. */
export const COMMON_CONTROLS: readonly ControlField[] = [
  { field: FIELD.user, label: 'User' },
  { field: FIELD.address, label: 'Address' },
  { field: FIELD.operation, label: 'Operation' },
  { field: FIELD.level, label: 'Rule level', range: true },
];

/** The columns that every list of events begins with. */
export const COMMON_COLUMNS = [FIELD.workload, FIELD.operation, FIELD.user, FIELD.address] as const;

export const OVERVIEW: Board = {
  id: 'overview',
  title: 'Microsoft 365 – Overview',
  description: 'All alerts of Microsoft 365: what happened, where, by whom, and which rules took notice.',
  query: '',
  controls: [{ field: FIELD.workload, label: 'Workload' }, ...COMMON_CONTROLS],
  rows: [
    {
      height: 7,
      panels: [
        {
          kind: 'figures',
          id: 'figures',
          title: 'Key figures',
          width: 36,
          metrics: [
            { type: 'count', label: 'Alerts' },
            distinct(FIELD.user, 'Users'),
            distinct(FIELD.address, 'Addresses'),
            HIGHEST_LEVEL,
          ],
        },
        {
          kind: 'figures',
          id: 'severe',
          title: 'Level 12 and above',
          query: between(FIELD.level, 12),
          width: 12,
          metrics: [{ type: 'count', label: 'Alerts' }],
        },
      ],
    },
    {
      height: 13,
      panels: [
        {
          kind: 'time',
          shape: 'area',
          id: 'workloads-over-time',
          title: 'Alerts over time by workload',
          width: 32,
          split: top(FIELD.workload, 10, 'Workload'),
        },
        {
          kind: 'donut',
          id: 'workloads',
          title: 'Workloads',
          width: 16,
          by: top(FIELD.workload, 10, 'Workload'),
        },
      ],
    },
    {
      height: 13,
      panels: [
        {
          kind: 'time',
          shape: 'histogram',
          id: 'levels-over-time',
          title: 'Alerts over time by level',
          width: 32,
          split: BY_LEVEL,
          colors: LEVEL_COLORS,
        },
        {
          kind: 'donut',
          id: 'user-types',
          title: 'Kinds of users',
          description: '0 user, 2 administrator, 3 Microsoft datacenter, 4 system, 5 application',
          width: 16,
          by: top(FIELD.userType, 8, 'User type'),
        },
      ],
    },
    {
      height: 18,
      panels: [
        {
          kind: 'table',
          id: 'rules',
          title: 'Rules',
          width: 32,
          metrics: [EVENTS, LAST_SEEN],
          by: [top(FIELD.rule, 50, 'Rule'), top(FIELD.level, 1, 'Level'), top(FIELD.ruleId, 1, 'Id')],
        },
        {
          kind: 'bars',
          id: 'techniques',
          title: 'MITRE ATT&CK techniques',
          width: 16,
          by: top(FIELD.technique, 10, 'Technique'),
        },
      ],
    },
    {
      height: 16,
      panels: [
        {
          kind: 'bars',
          id: 'operations',
          title: 'Top operations',
          width: 24,
          by: top(FIELD.operation, 15, 'Operation'),
        },
        { kind: 'bars', id: 'users', title: 'Top users', width: 24, by: top(FIELD.user, 15, 'User') },
      ],
    },
    {
      height: 16,
      panels: [
        { kind: 'map', id: 'map', title: 'Where from', width: 32 },
        {
          kind: 'bars',
          id: 'countries',
          title: 'Countries',
          width: 16,
          by: top(FIELD.country, 15, 'Country'),
        },
      ],
    },
  ],
  columns: [...COMMON_COLUMNS, FIELD.result, FIELD.level, FIELD.rule],
};
