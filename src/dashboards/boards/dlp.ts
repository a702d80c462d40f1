import { FIELD, office } from '../fields.ts';
import { is } from '../kql.ts';
import type { Board } from '../model.ts';
import { EVENTS, LAST_SEEN, distinct, top } from '../terms.ts';
import { COMMON_COLUMNS, COMMON_CONTROLS } from './overview.ts';

const POLICY = office('PolicyDetails.PolicyName');
const RULE = 'PolicyDetails.Rules';

export const DLP: Board = {
  id: 'dlp',
  title: 'Microsoft 365 – Data loss prevention',
  description:
    'Matches of DLP policies. An event can hold several rules: the index keeps their values side by side, not in pairs.',
  // By record type: the operation is spelt DlpRuleMatch by Exchange and DLPRuleMatch by SharePoint. 11 and 33 SharePoint, 13 and 107
  // Exchange, 63 endpoints, 99 and 100 on-premises scanners.
  query: is(FIELD.recordType, '11', '13', '33', '63', '99', '100', '107'),
  controls: [...COMMON_CONTROLS, { field: POLICY, label: 'Policy' }],
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
            { type: 'count', label: 'Matches' },
            distinct(office('IncidentId'), 'Incidents'),
            distinct(FIELD.user, 'Users'),
          ],
        },
        {
          kind: 'figures',
          id: 'overrides',
          title: 'Overridden by users',
          query: is(FIELD.operation, 'DlpRuleUndo', 'DLPRuleUndo'),
          width: 12,
          metrics: [EVENTS],
        },
      ],
    },
    {
      height: 13,
      panels: [
        {
          kind: 'time',
          shape: 'area',
          id: 'policies-over-time',
          title: 'Policies over time',
          width: 32,
          split: top(POLICY, 8, 'Policy'),
        },
        {
          kind: 'donut',
          id: 'severities',
          title: 'Severity',
          width: 16,
          by: top(office(`${RULE}.Severity`), 4, 'Severity'),
        },
      ],
    },
    {
      height: 14,
      panels: [
        {
          kind: 'bars',
          id: 'rules',
          title: 'Rules',
          width: 16,
          by: top(office(`${RULE}.RuleName`), 15, 'Rule'),
        },
        {
          kind: 'bars',
          id: 'information-types',
          title: 'Sensitive information',
          width: 16,
          by: top(
            office(`${RULE}.ConditionsMatched.SensitiveInformation.SensitiveInformationTypeName`),
            15,
            'Type',
          ),
        },
        {
          kind: 'donut',
          id: 'actions',
          title: 'Actions taken',
          width: 16,
          by: top(office(`${RULE}.Actions`), 8, 'Action'),
        },
      ],
    },
    {
      height: 16,
      panels: [
        {
          kind: 'table',
          id: 'users',
          title: 'Users',
          width: 20,
          metrics: [{ type: 'count', label: 'Matches' }, LAST_SEEN],
          by: [top(FIELD.user, 20, 'User'), top(FIELD.workload, 2, 'Workload'), top(POLICY, 3, 'Policy')],
        },
        {
          kind: 'table',
          id: 'files',
          title: 'Files',
          width: 16,
          metrics: [{ type: 'count', label: 'Matches' }],
          by: [top(office('SharePointMetaData.FilePathUrl'), 10, 'File')],
        },
        {
          kind: 'table',
          id: 'senders',
          title: 'Senders of mail',
          width: 12,
          metrics: [{ type: 'count', label: 'Matches' }],
          by: [top(office('ExchangeMetaData.From'), 10, 'Sender')],
        },
      ],
    },
  ],
  columns: [...COMMON_COLUMNS, POLICY, office(`${RULE}.RuleName`), FIELD.level, FIELD.rule],
};
