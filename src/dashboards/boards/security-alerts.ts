import { FIELD, office } from '../fields.ts';
import { is } from '../kql.ts';
import type { Board } from '../model.ts';
import { EVENTS, LAST_SEEN, distinct, top } from '../terms.ts';
import { COMMON_CONTROLS } from './overview.ts';

const SEVERITY = office('Severity');

export const SECURITY_ALERTS: Board = {
  id: 'security-alerts',
  title: 'Microsoft 365 – Security alerts',
  description: 'Alerts that Microsoft’s own alert policies raised.',
  query: is(FIELD.recordType, '40'),
  controls: [
    { field: office('Name'), label: 'Alert' },
    { field: SEVERITY, label: 'Severity' },
    ...COMMON_CONTROLS.filter(control => control.field !== FIELD.address),
  ],
  rows: [
    {
      height: 13,
      panels: [
        {
          kind: 'figures',
          id: 'figures',
          title: 'Key figures',
          width: 12,
          metrics: [EVENTS, distinct(office('AlertId'), 'Alerts')],
        },
        {
          kind: 'time',
          shape: 'area',
          id: 'severities-over-time',
          title: 'Severity over time',
          width: 24,
          split: top(SEVERITY, 4, 'Severity'),
        },
        { kind: 'donut', id: 'severities', title: 'Severity', width: 12, by: top(SEVERITY, 4, 'Severity') },
      ],
    },
    {
      height: 16,
      panels: [
        {
          kind: 'table',
          id: 'alerts',
          title: 'Alerts',
          width: 32,
          metrics: [EVENTS, LAST_SEEN],
          by: [
            top(office('Name'), 20, 'Alert'),
            top(SEVERITY, 1, 'Severity'),
            top(office('Category'), 1, 'Category'),
            top(office('Status'), 1, 'Status'),
          ],
        },
        { kind: 'donut', id: 'sources', title: 'Source', width: 16, by: top(office('Source'), 5, 'Source') },
      ],
    },
    {
      height: 14,
      panels: [
        {
          kind: 'bars',
          id: 'entities',
          title: 'Concerned',
          description: 'The user, message or file that an alert is about.',
          width: 24,
          by: top(office('AlertEntityId'), 15, 'Entity'),
        },
        {
          kind: 'bars',
          id: 'categories',
          title: 'Categories',
          width: 24,
          by: top(office('Category'), 10, 'Category'),
        },
      ],
    },
  ],
  columns: [
    FIELD.operation,
    office('Name'),
    SEVERITY,
    office('Category'),
    office('AlertEntityId'),
    office('Status'),
    FIELD.level,
    FIELD.rule,
  ],
};
