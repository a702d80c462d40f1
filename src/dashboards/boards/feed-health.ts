import type { LagBand } from '../../events/envelope.ts';
import { LAG_COLORS } from '../colors.ts';
import { FIELD, collector, office } from '../fields.ts';
import { is, not } from '../kql.ts';
import type { Board, Filters } from '../model.ts';
import { EVENTS, HIGHEST_LEVEL, LAST_SEEN, top } from '../terms.ts';

const TENANT = collector('tenant');
const SUBSCRIPTION = collector('subscription');
/** What the collector says about itself comes as events of a workload of its own. */
const ABOUT_ITSELF = is(FIELD.workload, 'o365-wazuh');

/** Shortest first. */
const LAG_BANDS: readonly LagBand[] = ['<15m', '15m-1h', '1h-4h', '4h-24h', '>24h'];
const BY_LAG: Filters = {
  filters: LAG_BANDS.map(band => ({ label: band, query: is(collector('lag_band'), band) })),
};

/** Of the collector's own operations, those that mean that events are missing or late. */
function told(...names: readonly string[]): string {
  return is(FIELD.operation, ...names);
}

export const FEED_HEALTH: Board = {
  id: 'feed-health',
  title: 'Microsoft 365 – Feed health',
  description:
    'Whether everything that Microsoft offers arrives, and how late. A gap in the columns is a gap in the feed.',
  query: '',
  controls: [
    { field: TENANT, label: 'Tenant' },
    { field: SUBSCRIPTION, label: 'Subscription' },
    { field: collector('lag_band'), label: 'Lag' },
  ],
  rows: [
    {
      height: 7,
      panels: [
        {
          kind: 'figures',
          id: 'troubles',
          title: 'Troubles',
          query: ABOUT_ITSELF,
          width: 32,
          metrics: [EVENTS],
          split: {
            filters: [
              { label: 'Stalled', query: told('FeedStalled') },
              { label: 'Gaps', query: told('FeedGap', 'BlobLost') },
              { label: 'Throttled', query: told('FeedThrottled') },
              {
                label: 'Refused',
                query: told(
                  'AuthenticationFailing',
                  'CredentialExpiring',
                  'PermissionMissing',
                  'AuditingOff',
                ),
              },
              { label: 'Dead letters', query: told('DeadLetter') },
            ],
          },
        },
        {
          kind: 'figures',
          id: 'late',
          title: 'Late and fetched again',
          width: 16,
          metrics: [EVENTS],
          split: {
            filters: [
              { label: 'Late', query: is(collector('late'), 'true') },
              { label: 'Backfill', query: is(collector('backfill'), 'true') },
            ],
          },
        },
      ],
    },
    {
      height: 14,
      panels: [
        {
          kind: 'time',
          shape: 'histogram',
          id: 'subscriptions-over-time',
          title: 'Events over time by subscription',
          width: 24,
          split: top(SUBSCRIPTION, 8, 'Subscription'),
        },
        {
          kind: 'time',
          shape: 'histogram',
          id: 'lag-over-time',
          title: 'Microsoft’s delay over time',
          description:
            'Microsoft’s own delay: from the event to its being offered. Events of a backfill are left out.',
          query: not(is(collector('backfill'), 'true')),
          width: 24,
          split: BY_LAG,
          colors: LAG_COLORS,
        },
      ],
    },
    {
      height: 16,
      panels: [
        {
          kind: 'table',
          id: 'last-seen',
          title: 'Last event of each subscription',
          width: 24,
          metrics: [EVENTS, LAST_SEEN],
          by: [top(TENANT, 20, 'Tenant'), top(SUBSCRIPTION, 8, 'Subscription')],
        },
        {
          kind: 'table',
          id: 'messages',
          title: 'What the collector said',
          query: ABOUT_ITSELF,
          width: 24,
          metrics: [EVENTS, HIGHEST_LEVEL, LAST_SEEN],
          by: [top(FIELD.rule, 20, 'Rule'), top(office('Tenant'), 5, 'Tenant')],
        },
      ],
    },
  ],
  columns: [
    TENANT,
    SUBSCRIPTION,
    FIELD.operation,
    office('Detail'),
    collector('lag_band'),
    FIELD.level,
    FIELD.rule,
  ],
};
